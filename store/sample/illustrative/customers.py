"""What is known of the customers themselves: needs, potential, terms, their own money, groups, ratings."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import Any

from store.sample.files import shift
from store.sample.illustrative.ledger import Buyer, Ledger, Rows, days_ago, hundreds, per_cent
from store.tables import (
    AccountAlias,
    AccountGroup,
    BuyerKpi,
    Contact,
    CustomerFinancial,
    CustomerSegment,
    CustomerStrategy,
    IndustryBenchmark,
    PerceivedBenefit,
    StageNote,
)

SOURCE = "made up for the sample"
TERMS = (30, 30, 45, 60)
GROUP_RULES = ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE", "FREQ=MONTHLY;INTERVAL=6;BYDAY=1TU")


def make(ledger: Ledger, rows: Rows) -> dict[str, dict[str, Any]]:
    """Adds the records, and returns the columns to fill on accounts that exist: account id → column → value."""
    fields = {one.id: _fields(ledger, one) for one in ledger.buyers}
    _groups(ledger, rows, fields)
    _aliases(ledger, rows)
    _benchmarks(ledger, rows)
    for buyer in ledger.kept():
        random = ledger.random("customer", buyer.id)
        if buyer.rank < 8:
            _money(ledger, rows, buyer, random)
        _ratings(ledger, rows, buyer, random)
    return {account: values for account, values in fields.items() if values}


def _fields(ledger: Ledger, buyer: Buyer) -> dict[str, Any]:
    random = ledger.random("account", buyer.id)
    found: dict[str, Any] = {"industry": ledger.texts["industries"].get(buyer.segment, "")}
    if buyer.active:
        found["payment_days"] = random.choice(TERMS)
        found["credit_limit"] = hundreds(buyer.year_sales * Decimal(found["payment_days"] + 20) / 250, 1000)
        found["buy_reason"] = random.choice(ledger.texts["buy_reasons"])
    if buyer.kept:
        found["potential"] = hundreds(buyer.year_sales * (100 + per_cent(random, 5, 110)) / 100, 1000)
        found["is_key"] = buyer.rank < 5
        if random.random() < 0.75:
            found["needs"] = _worded(random.choice(ledger.texts["needs"]), buyer)
            found["needs_noted"] = days_ago(ledger.today, random, 10, 400)
        if random.random() < 0.3:
            found["contract_retention_pct"] = Decimal(random.choice((80, 85, 90, 95)))
    elif buyer.active and buyer.rank >= 20 and random.random() < 0.05:
        found["strategic_reason"] = _worded(random.choice(ledger.texts["strategic_reasons"]), buyer)
        found["is_key"] = random.random() < 0.5
    return {name: value for name, value in found.items() if value != ""}


def _worded(text: str, buyer: Buyer) -> str:
    return text.replace("{category}", buyer.category.lower()).replace("{city}", buyer.city)


def _groups(ledger: Ledger, rows: Rows, fields: dict[str, dict[str, Any]]) -> None:
    """Some customers with several places: two or three accounts of one KAM each."""
    names = ledger.texts["group_names"]
    for number, (name, kam) in enumerate(zip(names, ledger.kams, strict=False), 1):
        random = ledger.random("group", name)
        mine = [one for one in ledger.buyers if one.kam == kam and one.kept]
        if len(mine) < 3:
            continue
        rows.add(AccountGroup, id=f"S-{number}", name=f"{name} (sample)", meeting_rule=random.choice(GROUP_RULES))
        for one in random.sample(mine, random.randint(2, 3)):
            fields[one.id]["group_id"] = f"S-{number}"


def _aliases(ledger: Ledger, rows: Rows) -> None:
    """Initials of long names, where no other account has the same."""
    initials: dict[str, list[Buyer]] = {}
    for one in ledger.buyers:
        words = [word for word in one.name.replace("&", "and").split() if word[0].isalpha()]
        if len(words) >= 3:
            initials.setdefault("".join(word[0] for word in words).upper(), []).append(one)
    for alias, owners in sorted(initials.items()):
        if len(owners) == 1 and owners[0].rank < 4:
            rows.add(AccountAlias, account_id=owners[0].id, alias=alias)


def _benchmarks(ledger: Ledger, rows: Rows) -> None:
    for industry, (gross, net) in ledger.texts["benchmarks"].items():
        for back in (2, 1):
            year = ledger.today.year - back
            for metric, value in (("gross_margin_pct", gross), ("net_margin_pct", net)):
                rows.add(
                    IndustryBenchmark,
                    industry=industry,
                    metric=metric,
                    year=year,
                    value=Decimal(str(value)) - Decimal(back - 1) / 2,
                    source=SOURCE,
                    date=dt.date(year + 1, 3, 31) if year + 1 < ledger.today.year else _month_ago(ledger.today),
                )


def _month_ago(today: dt.date) -> dt.date:
    return shift(today.replace(day=1), -1)


def _money(ledger: Ledger, rows: Rows, buyer: Buyer, random: Random) -> None:
    """The customer's own figures, lines of business, strategies and what its buyers are paid for."""
    gross, net = ledger.texts["benchmarks"][ledger.texts["industries"].get(buyer.segment, "Specialty bicycle retail")]
    told = days_ago(ledger.today, random, 30, 300)
    shared: dict[str, Any] = {"account_id": buyer.id, "source": SOURCE, "date": told}
    own = buyer.own_sales or hundreds(buyer.year_sales * 4, 1000)
    for back in (2, 1):
        rows.add(
            CustomerFinancial,
            year=ledger.today.year - back,
            sales=hundreds(own * (100 - Decimal(back - 1) * per_cent(random, -3, 9)) / 100, 1000),
            gross_margin_pct=Decimal(str(gross)) + per_cent(random, -6, 4),
            net_margin_pct=Decimal(str(net)) + per_cent(random, -3, 2),
            **shared,
        )
    names = ledger.texts["segments"].get(buyer.segment, [])
    sales, profit = _parts(random, len(names)), _parts(random, len(names))
    for place, name in enumerate(names):
        rows.add(CustomerSegment, name=name, sales_pct=sales[place], profit_pct=profit[place], **shared)
    for number, one in enumerate(random.sample(ledger.texts["strategies"], random.randint(1, 2)), 1):
        rows.add(
            CustomerStrategy, id=f"S-{buyer.id}-{number}", text=one["text"], expected_effect=one["effect"], **shared
        )
    buyers = [one for one in rows.made.get(Contact, []) if one["account_id"] == buyer.id and one["level"] == 4]
    if random.random() < 0.7:
        for number, one in enumerate(random.sample(ledger.texts["kpis"], random.randint(1, 2)), 1):
            rows.add(
                BuyerKpi,
                id=f"S-{buyer.id}-{number}",
                contact_id=buyers[0]["id"] if buyers else None,
                kpi=one["kpi"],
                weight=one["weight"],
                **shared,
            )


def _parts(random: Random, count: int) -> list[Decimal]:
    """Whole percentages that add up to 100."""
    weights = [random.uniform(1, 4) for _ in range(count)]
    parts = [Decimal(int(100 * one / sum(weights))) for one in weights]
    return [parts[0] + 100 - sum(parts), *parts[1:]] if parts else []


def _ratings(ledger: Ledger, rows: Rows, buyer: Buyer, random: Random) -> None:
    benefit, cost = random.uniform(4, 9), random.uniform(3, 7)
    drift = random.choice((-1.2, -0.4, 0.0, 0.4, 0.9))
    if random.random() < 0.65:
        for back in (14, 8, 2):
            rows.add(
                PerceivedBenefit,
                account_id=buyer.id,
                date=shift(ledger.today, -back),
                benefit=_rating(benefit + drift * (14 - back) / 6),
                cost=_rating(cost),
                rated_by="their buyer, asked by us",
            )
    if random.random() < 0.4:
        rows.add(
            StageNote,
            account_id=buyer.id,
            date=shift(ledger.today, -random.randint(1, 9)),
            stage=random.choice((2, 3, 3, 4, 4, 5, 6)),
            reason="seen by the KAM in the last review",
            noted_by=buyer.kam,
        )


def _rating(value: float) -> Decimal:
    return Decimal(round(max(0.0, min(10.0, value)) * 2)) / 2
