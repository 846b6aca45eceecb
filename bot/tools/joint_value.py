"""What a joint plan earns the customer and us, and the customer's margin beside its industry's."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.errors import BadInput
from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table, clarify
from bot.tools.arguments import AccountId, Money, Percent, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.people import AccountFact
from bot.tools.margin_gap import Gap, margin_gap
from bot.tools.money import HUNDRED, ZERO, percent, show_money, show_number, show_percent
from bot.tools.tool import Tool
from bot.tools.wording import listed, possessive, signed, signed_points

SIDE_LABELS = {
    "customer_gain": "what the customer gains",
    "customer_cost": "what it costs the customer",
    "our_gain": "what we gain",
    "our_cost": "what it costs us",
}


class Args(ToolArgs):
    """The plan's figures for both sides, and margins; what is not given is taken from the account's records."""

    account: AccountId | None = Field(None, description="the customer")
    customer_gain: Money | None = Field(None, description="profit the plan brings the customer")
    customer_cost: Money | None = Field(None, description="what the plan costs the customer")
    our_gain: Money | None = Field(None, description="profit the plan brings us")
    our_cost: Money | None = Field(None, description="what the plan costs us")
    customer_margin_pct: Percent | None = Field(None, description="the customer's margin, per cent")
    industry_margin_pct: Percent | None = Field(None, description="the margin of its industry, per cent")


@dataclass(frozen=True, slots=True)
class Side:
    """One side's gain and cost over the plan; None = not said."""

    gain: Decimal | None
    cost: Decimal | None

    @property
    def net(self) -> Decimal | None:
        """Gain less cost; None where either is not said."""
        return None if self.gain is None or self.cost is None else self.gain - self.cost

    @property
    def roi_pct(self) -> Decimal | None:
        """Net in per cent of cost; None where it costs nothing or is not said."""
        return percent(self.net, self.cost)


def run(args: Args, book: Book) -> Answer:
    """What a joint plan earns the customer and us, with an explicit check that both earn; and the customer's margin
    against its industry's.

    Each side's gain, cost, net and return are kept apart: a discount is a gain for them and a cost for us, so it
    belongs on both sides. Margins come from the question or from the customer's published figures with source and
    date; their gap is in percentage points at the same margin level.
    """
    account = book.people.account(args.account) if args.account is not None else None
    them, us = Side(args.customer_gain, args.customer_cost), Side(args.our_gain, args.our_cost)
    planned = any(value is not None for value in (them.gain, them.cost, us.gain, us.cost))
    gap = margin_gap(book, account, args.customer_margin_pct, args.industry_margin_pct)
    if not planned and gap.customer is None and gap.industry is None:
        return _ask(account)
    for name in ("customer_cost", "our_cost"):
        value = getattr(args, name)
        if value is not None and value < 0:
            raise BadInput(f"A cost can't be {show_money(value)}: give {SIDE_LABELS[name]} as a positive amount.")
    name = account.name if account is not None else "the customer"
    currency = book.currency
    plan_lines = (*_sides(name, them, us), *_split(them, us), *_effect(name, them, gap))
    return Answer(
        "joint_value",
        _verdict(name, them, us, currency) if planned else _gap_headline(name, gap),
        (*plan_lines, *_gap_lines(name, gap, planned)),
        _figures(them, us, gap, planned, currency),
        table=_table(name, them, us, currency) if planned else None,
        chart=_chart(name, them, us, currency),
        receipt=_receipt(args, book, them, us, gap),
        warnings=gap.warnings,
        unknown=_unknown(name, them, us, gap, planned, account),
        follow_ups=_follow_ups(account, planned),
        illustrative=gap.illustrative,
        hypothetical=planned,
        visibility="private" if account is not None else "public",
        accounts=(account.id,) if account is not None else (),
    )


def _ask(account: AccountFact | None) -> Answer:
    if account is None:
        return clarify(
            "What does the plan bring and cost each side? Say for example “customer gains 50k and spends 20k, we "
            "gain 30k and spend 10k”, or name the account to see its margin against its industry."
        )
    return clarify(
        f"Neither {possessive(account.name)} own margins nor its industry's are recorded, so tell me the plan: what "
        "does it bring and cost the customer, and what does it bring and cost us?"
    )


def _verdict(name: str, them: Side, us: Side, currency: str) -> str:
    """Whether both earn, as far as both sides are known."""
    if them.net is None and us.net is None:
        return "I can't say yet whether both sides earn: each side needs its gain and its cost."
    if them.net is None or us.net is None:
        known, side = (us.net, "we") if us.net is not None else (them.net, name)
        verb = "earn" if side == "we" else "earns"
        amount = (
            f"{verb} {show_money(known, currency)}"
            if known is not None and known >= 0
            else (f"{'lose' if side == 'we' else 'loses'} {show_money(abs(known or ZERO), currency)}")
        )
        return f"{side[:1].upper()}{side[1:]} {amount}; whether both earn I can't say until the other side is known."
    both = f"{name} {signed(them.net, currency)}, we {signed(us.net, currency)}"
    if them.net > 0 and us.net > 0:
        return f"Both earn: {both}."
    losers = [side for side, net in ((name, them.net), ("we", us.net)) if net <= 0]
    if len(losers) == 2:
        return f"Nobody earns from this plan: {both}."
    who = "we do not" if losers == ["we"] else f"{name} does not"
    return f"Not a joint plan yet: {who} earn from it ({both})."


def _sides(name: str, them: Side, us: Side) -> tuple[str, ...]:
    lines = []
    for label, side in ((name[:1].upper() + name[1:], them), ("We", us)):
        if side.net is None or side.gain is None or side.cost is None:
            continue
        back = f", {show_percent(side.roi_pct, signed=True)} on it" if side.roi_pct is not None else ""
        lines.append(
            f"{label}: {show_money(side.gain)} gained − {show_money(side.cost)} spent = {signed(side.net)}{back}."
        )
    return tuple(lines)


def _split(them: Side, us: Side) -> tuple[str, ...]:
    """How the joint value is shared, where both earn."""
    if them.net is None or us.net is None:
        return ()
    joint = them.net + us.net
    if them.net <= 0 or us.net <= 0:
        return (f"Together {signed(joint)}: {_balance(them.net, us.net)}.",)
    return (f"Together {signed(joint)}, of which {show_percent(percent(us.net, joint), 0)} is ours.",)


def _balance(them: Decimal, us: Decimal) -> str:
    if them + us <= 0:
        return "there is nothing to share"
    return "enough for both, if the side that gains shares some of it"


def _effect(name: str, them: Side, gap: Gap) -> tuple[str, ...]:
    """What the plan does to the customer's own margin."""
    if them.net is None or not gap.customer_sales:
        return ()
    points = them.net / gap.customer_sales * HUNDRED
    said = f"{signed_points(points, 2)} of margin on their sales of {show_money(gap.customer_sales)}"
    return (f"For {name} that is {said}.",)


def _gap_words(gap: Gap) -> str:
    points = gap.points or ZERO
    if not points:
        return "at its industry's"
    return f"{show_number(abs(points), 1)} points {'above' if points > 0 else 'below'} its industry's"


def _gap_headline(name: str, gap: Gap) -> str:
    subject = f"{possessive(name)} {gap.level}"
    subject = subject[:1].upper() + subject[1:]
    if gap.points is not None:
        return f"{subject} of {show_percent(gap.customer)} is {_gap_words(gap)} of {show_percent(gap.industry)}."
    if gap.customer is not None:
        return f"{subject} is {show_percent(gap.customer)}; its industry's is not recorded."
    return f"The {gap.level} of its industry is {show_percent(gap.industry)}; {possessive(name)} own is not recorded."


def _gap_lines(name: str, gap: Gap, planned: bool) -> tuple[str, ...]:
    lines = [_gap_headline(name, gap)] if planned and gap.points is not None else []
    if gap.points is not None and gap.points < 0 and gap.customer_sales:
        worth = -gap.points * gap.customer_sales / HUNDRED
        lines.append(f"Closing the gap is worth {show_money(worth)} a year to them: lead with what closes it.")
    return tuple(lines)


def _figures(them: Side, us: Side, gap: Gap, planned: bool, currency: str) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    if planned:
        joint = None if them.net is None or us.net is None else them.net + us.net
        share = percent(us.net, joint) if joint is not None and joint > 0 else None
        figures += [
            Figure("customer_net", them.net, currency, "customer's net gain", _net_note(them)),
            Figure("customer_roi_pct", them.roi_pct, "%", "customer's return on cost", _roi_note(them)),
            Figure("our_net", us.net, currency, "our net gain", _net_note(us)),
            Figure("our_roi_pct", us.roi_pct, "%", "our return on cost", _roi_note(us)),
            Figure("joint_value", joint, currency, "both together", "" if joint is not None else "needs both sides"),
            Figure(
                "our_share_pct", share, "%", "our share", "" if share is not None else "undefined: nothing to share"
            ),
        ]
        if them.net is not None and gap.customer_sales:
            points = them.net / gap.customer_sales * HUNDRED
            figures.append(Figure("customer_margin_effect_pts", points, "points", "effect on the customer's margin"))
    if gap.customer is not None:
        figures.append(Figure("customer_margin_pct", gap.customer, "%", f"customer's {gap.level}"))
    if gap.industry is not None:
        figures.append(Figure("industry_margin_pct", gap.industry, "%", f"industry's {gap.level}"))
    if gap.points is not None:
        figures.append(Figure("margin_gap_pts", gap.points, "points", "customer less industry"))
    return tuple(figures)


def _net_note(side: Side) -> str:
    if side.net is not None:
        return ""
    return "unknown: gain not given" if side.gain is None else "unknown: cost not given"


def _roi_note(side: Side) -> str:
    if side.roi_pct is not None:
        return ""
    return "undefined: it costs nothing" if side.cost == 0 else _net_note(side)


def _table(name: str, them: Side, us: Side, currency: str) -> Table:
    columns = (
        Column("side", "side"),
        Column("gain", "gain", currency),
        Column("cost", "cost", currency),
        Column("net", "net", currency),
        Column("roi_pct", "return", "%"),
    )
    rows = tuple((label, one.gain, one.cost, one.net, one.roi_pct) for label, one in ((name, them), ("we", us)))
    return Table(columns, rows)


def _chart(name: str, them: Side, us: Side, currency: str) -> Chart | None:
    """Gain, cost and net of both sides, where both are known."""
    if them.net is None or us.net is None:
        return None
    series = (
        Series(name, (them.gain, None if them.cost is None else -them.cost, them.net)),
        Series("we", (us.gain, None if us.cost is None else -us.cost, us.net)),
    )
    return Chart("bars", f"Joint plan with {name}", ("gain", "cost", "net"), series, currency)


def _receipt(args: Args, book: Book, them: Side, us: Side, gap: Gap) -> Receipt:
    currency = book.currency
    given = tuple(
        (name, Input(show_money(value, currency, 2), "your question"))
        for name in SIDE_LABELS
        if (value := getattr(args, name)) is not None
    )
    steps: tuple[str, ...] = ()
    for label, side in (("customer", them), ("we", us)):
        if side.net is not None and side.gain is not None and side.cost is not None:
            gain, cost, net = (show_money(one, decimals=2) for one in (side.gain, side.cost, side.net))
            steps += (f"{label}: {gain} − {cost} = {net}",)
    if gap.points is not None:
        steps += (f"gap: {show_percent(gap.customer)} − {show_percent(gap.industry)} = {signed_points(gap.points)}",)
    return Receipt(
        "net = gain − cost, for each side; return = net ÷ cost; gap = customer's margin − industry's margin",
        (*given, *gap.inputs),
        "gains are profit, not sales; a transfer such as a discount is a gain for them and a cost for us; margins "
        "compared at the same level, in percentage points",
        steps,
        book.today,
        book.data_name if args.account is not None else "figures of the question",
    )


def _unknown(name: str, them: Side, us: Side, gap: Gap, planned: bool, account: AccountFact | None) -> tuple[str, ...]:
    notes = []
    if planned:
        values = (them.gain, them.cost, us.gain, us.cost)
        missing = [label for label, value in zip(SIDE_LABELS.values(), values, strict=True) if value is None]
        if missing:
            notes.append(f"Still to be said: {listed(missing)}.")
    if account is not None and gap.points is None:
        lacking = [
            label
            for label, value in (("its own margin", gap.customer), ("its industry's margin", gap.industry))
            if value is None
        ]
        notes.append(
            f"Not recorded for {name}: {listed(lacking)} (published for listed companies only; ask the others)."
        )
    return tuple(notes)


def _follow_ups(account: AccountFact | None, planned: bool) -> tuple[str, ...]:
    if account is None:
        return ("what if the customer spends 5k less?", "which of my accounts lie below their industry's margin?")[:1]
    offers = [f"show me the brief on {account.name}", f"what value did we deliver to {account.name}?"]
    if not planned:
        offers.insert(
            0, f"{account.name} would gain 50k and spend 20k, we gain 30k and spend 10k: does it pay for both?"
        )
    return tuple(offers)


TOOL = Tool(
    id="joint_value",
    args=Args,
    run=run,
    summary="what a joint plan earns the customer and us; customer margin against industry",
    examples=(
        "the plan brings the customer 80k and costs them 30k, we gain 40k and spend 25k: does it pay for both?",
        "how does Brakes and Gears' margin compare with its industry?",
        "their margin is 32 %, the industry makes 36 %: what is the gap?",
    ),
    group="Money",
    figures=(
        ("customer_net", "customer's gain − cost"),
        ("customer_roi_pct", "customer_net in per cent of its cost; undefined where it costs nothing"),
        ("our_net", "our gain − cost"),
        ("our_roi_pct", "our_net in per cent of our cost"),
        ("joint_value", "customer_net + our_net"),
        ("our_share_pct", "our_net in per cent of joint_value, where that is positive"),
        ("customer_margin_effect_pts", "customer_net in points of the customer's own sales, where these are recorded"),
        ("customer_margin_pct", "the customer's margin"),
        ("industry_margin_pct", "its industry's margin"),
        ("margin_gap_pts", "customer_margin_pct − industry_margin_pct, percentage points"),
    ),
    sources=("joint business planning: both sides' P&L kept apart; Forrester TEI for return on cost",),
)
