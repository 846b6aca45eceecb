"""What comparable accounts buy and this one does not, and which of it to lead with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table
from bot.tools.arguments import AccountId, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.comparables import FEWEST, Comparables, RangeFact
from bot.tools.money import ZERO, percent, show_money, show_percent, total
from bot.tools.periods import last_full_months
from bot.tools.tool import Tool
from bot.tools.wording import counted, listed

COMMON_PCT = Decimal(25)
"""A range counts as whitespace where at least this share of the comparable accounts buys it."""

HALF = Decimal("0.5")
"""Below half of what buyers among them spend, a range the account does buy counts as little used."""

FULL_MARK = Decimal(4)


class Args(ToolArgs):
    account: AccountId = Field(description="which account")


@dataclass(frozen=True, slots=True)
class Gap:
    """A range to sell: what share of comparable accounts buys it, what a buyer spends, what the account spends."""

    name: str
    category: str
    reach_pct: Decimal
    usual: Decimal
    own: Decimal
    margin_pct: Decimal | None
    helps: Decimal | None

    @property
    def room(self) -> Decimal:
        """Sales that would bring the account to the usual spend."""
        return self.usual - self.own

    @property
    def loses(self) -> bool:
        """Whether comparable accounts buy it below what it costs us."""
        return self.margin_pct is not None and self.margin_pct <= 0

    @property
    def lead(self) -> Decimal | None:
        """How good a product to lead with: how much it helps them compete (0-1) x our margin in per cent; None where
        either is unknown."""
        return None if self.helps is None or self.margin_pct is None else self.helps / FULL_MARK * self.margin_pct


def gaps(facts: Comparables) -> list[Gap]:
    """Ranges that many comparable accounts buy and this one not, or far less of; the largest room first."""
    found = []
    for one in facts.ranges:
        reach = percent(Decimal(one.buyers), Decimal(facts.count)) or ZERO
        usual = one.sales / one.buyers
        if reach >= COMMON_PCT and usual > 0 and one.own < usual * HALF:
            found.append(Gap(one.subcategory, one.category, reach, usual, one.own, one.margin_pct, one.helps_compete))
    return sorted(found, key=lambda gap: (-gap.room * gap.reach_pct, gap.name))


def run(args: Args, book: Book) -> Answer:
    """White space of an account: what accounts of the same segment and size buy and this one does not, what it could
    be worth, and what to lead with: products that help the customer compete, times our margin."""
    period = last_full_months(book.today)
    name = book.people.account(args.account).name
    facts = book.comparables.of(args.account, period)
    if not facts.ranges:
        return Answer(
            "whitespace",
            f"I can't compare {name}: only {facts.count} accounts are like it, and fewer than {FEWEST} are not told.",
            unknown=("Segments and products with categories make accounts comparable; import them with the accounts.",),
            follow_ups=(f"what does {name} buy by category?",),
            accounts=(args.account,),
        )
    found = gaps(facts)
    currency = book.currency
    leads = sorted((one for one in found if one.lead is not None and one.lead > 0), key=lambda one: -(one.lead or ZERO))
    room = total(one.room for one in found)
    return Answer(
        "whitespace",
        _headline(name, found, room, currency),
        _lines(found, leads, facts),
        (
            Figure("gaps", len(found), "ranges", "ranges to sell"),
            Figure("room", room, currency, "sales that would bring it to the usual spend"),
            Figure("room_at_loss", total(one.room for one in found if one.loses), currency, "of it sold at a loss"),
            Figure("comparable_accounts", facts.count, "accounts", "comparable accounts"),
            Figure("lead_score", leads[0].lead if leads else None, "", "best product to lead with", "not known"),
        ),
        table=_table(found, currency) if found else None,
        chart=_chart(name, found, currency) if found else None,
        receipt=Receipt(
            "room = what a buyer among them spends − what this one does; lead = helps them compete ÷ 4 × our margin",
            (
                ("comparable accounts", Input(str(facts.count), facts.basis, str(period))),
                ("common", Input(f"bought by {COMMON_PCT} % of them or more")),
                ("helps them compete", Input("0 to 4", "judged by us, on the product")),
            ),
            convention="sums over five accounts or more only; margins are those of the comparable accounts' sales",
            as_of=book.today,
            data=book.data_name,
        ),
        unknown=_unknown(facts.ranges),
        follow_ups=(
            f"where does {name} earn us money by category?",
            f"is {name} leaving?",
            "which products should I lead with?",
        ),
        illustrative=any(one.illustrative for one in facts.ranges),
        accounts=(args.account,),
    )


def _headline(name: str, found: list[Gap], room: Decimal, currency: str) -> str:
    if not found:
        return f"{name} buys everything that comparable accounts usually buy."
    earning = [one for one in found if not one.loses]
    if not earning:
        where = "a range" if len(found) == 1 else f"{len(found)} ranges"
        return f"{name} could buy about {show_money(room, currency)} more a year in {where}, all sold at a loss."
    which = " that earn us money" if len(earning) < len(found) else ""
    return (
        f"{name} could buy about {show_money(total(one.room for one in earning), currency)} more a year in "
        f"{counted(len(earning), 'range')}{which}; begin with {listed([one.name for one in earning[:3]])}."
    )


def _lines(found: list[Gap], leads: list[Gap], facts: Comparables) -> tuple[str, ...]:
    lines = [f"Compared with {facts.count} accounts: {facts.basis}."]
    if leads:
        best = leads[0]
        lines.append(
            f"Lead with {best.name}: it helps them compete ({best.helps:.0f} of 4) and earns us "
            f"{show_percent(best.margin_pct)}."
        )
    losing = [one for one in found if one.loses]
    if losing:
        lines.append(
            f"Another {show_money(total(one.room for one in losing))} of room is in what comparable accounts buy at a "
            f"loss to us: {listed([one.name for one in losing])}. Settle the price first."
        )
    return tuple(lines)


def _table(found: list[Gap], currency: str) -> Table:
    columns = (
        Column("range", "range"),
        Column("reach_pct", "others buying", "%"),
        Column("usual", "they spend", currency),
        Column("own", "this one", currency),
        Column("room", "room", currency),
        Column("margin_pct", "margin", "%"),
        Column("helps", "helps them, 0–4", "points of 4"),
    )
    rows = tuple((one.name, one.reach_pct, one.usual, one.own, one.room, one.margin_pct, one.helps) for one in found)
    return Table(columns, rows, "Largest room first")


def _chart(name: str, found: list[Gap], currency: str) -> Chart:
    rooms = Series("room", tuple(one.room for one in found))
    return Chart("bars", f"{name}: room by range", tuple(one.name for one in found), (rooms,), currency)


def _unknown(facts: Sequence[RangeFact]) -> tuple[str, ...]:
    parts = []
    if any(one.helps_compete is None for one in facts):
        parts.append("How much some products help customers compete is not judged yet (0 to 4 on the product).")
    if any(one.margin_pct is None for one in facts):
        parts.append("The cost of some products is unknown, so their margin is.")
    return tuple(parts)


TOOL = Tool(
    id="whitespace",
    args=Args,
    run=run,
    summary="what comparable accounts buy and this one does not, and what to lead with",
    examples=(
        "what does Brakes and Gears not buy yet?",
        "which product should I lead with at this account?",
        "where is the white space here?",
    ),
    group="Risk and growth",
    figures=(
        ("gaps", "ranges that comparable accounts buy and this one does not, or far less of"),
        ("room", "yearly sales that would bring the account to the usual spend"),
        ("room_at_loss", "the part of it in ranges that comparable accounts buy at a loss to us"),
        ("comparable_accounts", "accounts compared with"),
        ("lead_score", "helps them compete (0-1) x our margin in per cent, of the best product to lead with"),
    ),
    sources=(
        "lead products: 9 Habits of KAMs, habit 1 'Select' (what helps customers compete, and where the margin is)",
    ),
)
