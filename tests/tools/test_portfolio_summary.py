"""A portfolio on one screen: totals, movers, risks, reviews, plans; by account and by order."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.errors import NotPermitted
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.periods import Period, calendar_year
from bot.tools.portfolio_summary import Args, run
from store.engine import Database
from store.tables import Invoice, Payment, PlanObjective, Review, ReviewRhythm
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import TODAY, Ledger, asking

D = Decimal
REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "adventureworks_reference.json").read_text(encoding="utf-8"),
    parse_float=Decimal,
)
LAST_DAY = dt.date(2013, 12, 2)
ALL_TIME = Period(dt.date(2010, 12, 1), dt.date(2013, 11, 30))
HEAD = "277"


def ledger() -> Ledger:
    """Kim: Up rises from 100 to 300 pieces, Down falls from 400 to 100, Gone bought 50, New buys 20 below cost.
    Kai has Other, of which Kim signed one order. Kit's orders make the data begin and end outside the periods."""
    made = Ledger()
    for identity, name, kam in (
        ("U", "Up", "k1"),
        ("D", "Down", "k1"),
        ("G", "Gone", "k1"),
        ("N", "New", "k1"),
        ("O", "Other", "k2"),
        ("Z", "Kit's", "k3"),
    ):
        made.account(identity, name, kam=kam, region="Europe" if kam == "k1" else "Asia")
    for day in ("2024-11-01", "2026-11-05"):
        made.sale("Z", day, 1, kam="k3")
    made.sale("U", "2025-03-01", 1, 100, cost="0.8")
    made.sale("U", "2026-03-01", 1, 300, cost="0.8", freight=5)
    made.sale("D", "2025-03-01", 1, 400, cost="0.8")
    made.sale("D", "2026-09-01", 1, 100, cost="0.8", discount=10)
    made.sale("G", "2025-03-01", 1, 50)
    made.sale("N", "2026-10-01", 1, 20, cost=2)
    made.sale("O", "2026-10-01", 1, 70, cost=0, kam="k1")
    return made


def ask(made: Ledger, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), made.book(asker))


def section(answer: Answer, title: str) -> tuple[str, ...]:
    return next((one.lines for one in answer.sections if one.title == title), ())


def test_the_totals_and_the_comparison() -> None:
    answer = ask(ledger())
    assert answer.figure("gross_sales") == 420
    assert answer.figure("discount") == 10
    assert answer.figure("net_sales") == 410
    assert answer.figure("gross_margin") == 410 - 240 - 80 - 40
    assert answer.figure("net_sales_before") == 550
    assert answer.figure("active_accounts") == 3
    assert answer.figure("active_accounts_before") == 3
    assert round(D(str(answer.figure("growth_pct"))), 4) == D("-25.4545")
    assert answer.headline == (
        "Your accounts: 410 net sales in the last 12 full months (−25.5 %), 50.00 gross margin (12.2 %)."
    )


def test_the_movers_come_with_their_reasons() -> None:
    answer = ask(ledger())
    assert answer.table is not None
    assert [(row[0], row[2], row[3]) for row in answer.table.rows] == [
        ("Up", D(200), "3.0 times as many pieces"),
        ("New", D(20), "bought nothing in the period before"),
        ("Down", D(-310), "75 % fewer pieces"),
        ("Gone", D(-50), "stopped: no order in the period"),
    ]
    assert answer.follow_ups[0] == "why did sales change at Down?"


def test_the_risks_are_named_with_their_amounts() -> None:
    answer = ask(ledger())
    assert section(answer, "Risks") == (
        "1 account sold below cost (−20.00 margin): New.",
        "1 account stopped buying (50.00 a year before): Gone.",
        "1 account silent for the period's last 6 months (300 in the period): Up.",
        "One account makes 73.2 % of the sales.",
    )
    assert answer.figure("below_cost_amount") == -20
    assert answer.figure("accounts_stopped") == 1


def test_overdue_invoices_count_what_is_still_open() -> None:
    made = ledger()
    days = dt.timedelta(days=1)
    for number, (account, due, amount) in enumerate(
        (("U", TODAY - days, 100), ("D", TODAY, 50), ("O", TODAY - days, 999), ("D", TODAY - 40 * days, 30))
    ):
        made.add(Invoice(id=f"I{number}", account_id=account, date=due - 30 * days, due_date=due, amount=D(amount)))
    made.add(Payment(id="P1", invoice_id="I0", date=TODAY - days, amount=D(60)))
    answer = ask(made)
    assert answer.figure("overdue_amount") == 70
    assert "2 accounts behind with payments (70.00 overdue today): Up and Down." in section(answer, "Risks")


def test_without_invoices_overdue_payments_are_unknown() -> None:
    answer = ask(ledger())
    assert answer.figure("overdue_amount") is None
    assert "Overdue payments: no invoices in the data." in answer.unknown


def test_reviews_behind_and_kept_are_counted() -> None:
    made = ledger()
    anchor = dt.date(2026, 8, 10)
    made.add(
        ReviewRhythm(account_id="U", cadence="monthly", rule="FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=10", anchor=anchor)
    )
    made.add(Review(id="R1", account_id="U", cadence="monthly", due=anchor, held=anchor, status="held"))
    answer = ask(made)
    assert answer.figure("reviews_behind") == 1
    assert (answer.figure("reviews_held"), answer.figure("reviews_due")) == (1, 3)
    assert section(answer, "Reviews behind") == ("Up: 72 days late, 3 missed",)
    assert any("Reviews: 1 behind, 1 of 3 due in the period were held." in line for line in answer.lines)


def test_key_accounts_without_a_whole_plan_are_gaps() -> None:
    made = ledger()
    made.account("K", "Key", is_key=True)
    made.add(
        PlanObjective(id="P", account_id="K", objective="vision", horizon="long", text="", created=dt.date(2026, 1, 1))
    )
    answer = ask(made)
    assert (answer.figure("plan_gaps"), answer.figure("plans_expected")) == (1, 1)
    expected = "Key: no relationship objective, no business objective, nothing short-term, nothing medium-term"
    assert section(answer, "Plan gaps") == (expected,)


def test_orders_keep_their_own_kam() -> None:
    answer = ask(ledger())
    assert answer.figure("order_credit_net_sales") == 480
    assert answer.figure("order_credit_active_accounts") == 4
    assert ask(ledger(), asker="k2").figure("order_credit_net_sales") == 0


def test_a_team_is_listed_by_kam_and_adds_up() -> None:
    answer = ask(ledger(), asker="m1")
    table = next(one.table for one in answer.sections if one.title == "By KAM")
    assert table is not None
    assert [(row[0], row[2], row[-1]) for row in table.rows] == [
        ("Kim Keller", D(410), D(480)),
        ("Kai Kern", D(70), D(0)),
    ]
    assert sum((D(str(row[2])) for row in table.rows), D(0)) == answer.figure("invoiced_sales")


def test_a_region_has_no_order_credit() -> None:
    answer = ask(ledger(), asker="m1", scope=Scope("region", "Europe"))
    assert answer.figure("net_sales") == 410
    with pytest.raises(KeyError):
        answer.figure("order_credit_net_sales")


def test_nobody_sees_more_than_their_own() -> None:
    for scope in (Scope("all"), Scope("team"), Scope("person", "k2")):
        with pytest.raises(NotPermitted):
            ask(ledger(), scope=scope)
    assert ask(ledger(), asker="m1", scope=Scope("person", "k2")).figure("net_sales") == 70


def test_rebates_come_off_both_sides_of_the_comparison() -> None:
    made = ledger()
    made.cost("U", "2026-03-02", "rebate", 10)
    made.cost("U", "2025-03-02", "rebate", 50)
    made.covers("rebate")
    answer = ask(made)
    assert (answer.figure("net_sales"), answer.figure("net_sales_before")) == (D(400), D(500))
    assert answer.figure("growth_pct") == -20


def test_rebates_known_on_one_side_only_do_not_bend_the_growth() -> None:
    made = ledger()
    made.cost("U", "2026-03-02", "rebate", 10)
    made.covers("rebate", start=dt.date(2025, 11, 1))
    answer = ask(made)
    assert answer.figure("net_sales") == 400
    assert answer.figure("growth_pct") == (D(410) - 550) / 550 * 100


def test_a_portfolio_without_sales_says_so() -> None:
    made = ledger()
    answer = ask(made, asker="m1", scope=Scope("person", "m1", "Max Manager"))
    assert answer.headline.startswith("There are no sales of Max Manager")


def test_the_first_period_has_nothing_to_compare_with() -> None:
    answer = ask(ledger(), asker="k3", period=calendar_year(2024))
    assert any("Nothing to compare with: no orders in the data" in line for line in answer.lines)
    assert answer.table is None


@pytest.mark.parametrize("year", ["2010", "2011", "2012", "2013"])
def test_totals_by_year_are_the_reference_s(adventureworks: Database, year: str) -> None:
    with asking(adventureworks, HEAD, LAST_DAY) as book:
        answer = run(Args(scope=Scope("all"), period=calendar_year(int(year))), book)
    _same(answer, REFERENCE["by_year"][year])


def test_totals_by_account_and_by_order_are_the_reference_s(adventureworks: Database) -> None:
    with asking(adventureworks, HEAD, LAST_DAY) as book:
        _same(run(Args(period=ALL_TIME), book), REFERENCE["total"])
        for who, expected in REFERENCE["by_kam_account"].items():
            identity, name = who.split(" ", 1)
            _same(run(Args(scope=Scope("person", identity, name), period=ALL_TIME), book), expected)
        for name, expected in REFERENCE["by_team_order"].items():
            identity = next(person.id for person in book.people.people(Scope("all")) if person.name == name)
            answer = run(Args(scope=Scope("person_team", identity, name), period=ALL_TIME), book)
            _same(answer, expected, "order_credit_")


def _same(answer: Answer, expected: dict[str, Any], prefix: str = "") -> None:
    for name, value in expected.items():
        if name != "tax":  # no line of the P&L
            assert answer.figure(prefix + name) == value, name


def test_the_sample_s_kams_add_up_to_the_company(sample: Database) -> None:
    with asking(sample, HEAD, SAMPLE_TODAY) as book:
        whole = run(Args(), book)
        parts = [
            run(Args(scope=Scope("person", person.id, person.name)), book)
            for person in book.people.people(Scope("all"))
            if person.role in ("kam", "manager")
        ]
    assert whole.illustrative
    told = [one for one in parts if one.figures]
    for name in ("net_sales", "cogs", "freight", "rebates", "service", "active_accounts", "overdue_amount"):
        assert sum((D(str(one.figure(name))) for one in told), D(0)) == whole.figure(name), name
    assert abs(sum((D(str(one.figure("kam_cost"))) for one in told), D(0)) - D(str(whole.figure("kam_cost")))) < 1
