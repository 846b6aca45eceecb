"""account_plan: the nine boxes, measures from orders and issues, sales targets against history."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.errors import NotPermitted
from bot.tools.account_plan import TOOL, Args, propose, run
from bot.tools.facts.plans import ObjectiveFact
from bot.tools.periods import add_months
from bot.tools.plan_check import (
    HORIZONS,
    OBJECTIVES,
    Aim,
    GrowthSeen,
    aim_of,
    growth_seen,
    horizon_of,
    judge,
    plan_check,
)
from store.tables import CustomerIssue, OrderLine, PlanObjective
from tests.tools.ledger import TODAY, Ledger

OCTOBER = dt.date(2026, 10, 1)


def objective(
    kind: str = "business",
    horizon: str = "short",
    text: str = "grow",
    target: str = "",
    due: dt.date | None = None,
    created: dt.date = TODAY,
) -> ObjectiveFact:
    return ObjectiveFact("1", "a", kind, horizon, text, target, due, created)


@pytest.fixture
def ledger() -> Ledger:
    """Alpha sold 1,000 a month until October 2024, 1,100 until October 2025, 1,320 since: growth 10 %, then 20 %."""
    made = Ledger()
    made.account("a", "Alpha Bikes")
    made.account("x", "Other Bikes", kam="k3")
    for index in range(36):
        month = add_months(dt.date(2023, 11, 1), index)
        made.sale("a", month, (1000, 1100, 1320)[index // 12])
    made.add(
        PlanObjective(
            id="p1", account_id="a", objective="vision", horizon="long", text="first call", created=dt.date(2025, 1, 1)
        ),
        PlanObjective(
            id="p2",
            account_id="a",
            objective="business",
            horizon="short",
            text="more bicycles",
            target="18k sales",
            due=dt.date(2026, 11, 1),
            created=dt.date(2026, 1, 1),
        ),
    )
    return made


def test_the_headline_says_what_is_filled_and_what_is_missing(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.headline == (
        "The plan for Alpha Bikes fills 2 of 9 boxes: no relationship objective and nothing for the medium term."
    )
    assert answer.lines == (
        "Empty: short-term vision, medium-term vision, short-term relationship, medium-term relationship, long-term "
        "relationship, medium-term business and long-term business.",
        "1 objective past their date, the longest “more bicycles”, 20 days late.",
        "1 objective not looked at for more than a year.",
    )
    assert (answer.figure("boxes_filled"), answer.figure("overdue"), answer.figure("stale")) == (2, 1, 1)


def test_a_target_is_judged_against_the_growth_seen(ledger: Ledger) -> None:
    answer = run(Args(account="a"), ledger.book("k1"))
    assert answer.figure("target_sales") == 18000
    needed = answer.figure("needed_growth_pct")
    assert needed is not None
    assert round(needed, 4) == Decimal("13.6364"), "18,000 ÷ 15,840 − 1"
    usual = answer.figure("usual_growth_pct")
    assert usual is not None
    assert round(usual, 4) == Decimal("15.2381"), "the seventh of 13 month ends: 14,520 ÷ 12,600 − 1"
    assert answer.figure("best_growth_pct") == 20
    assert answer.sections[0].lines[-1] == (
        "“more bicycles” aims at 18,000 USD a year, from 15,840 USD: +13.6 %. "
        "Achievable: usual growth was +15.2 %, the best +20 %."
    )


def test_on_time_counts_orders_shipped_by_their_due_day(ledger: Ledger) -> None:
    for line, (due, ship) in enumerate(
        [("2026-03-10", "2026-03-10"), ("2026-04-10", "2026-04-13"), ("2026-05-10", None)], 1
    ):
        ledger.add(
            OrderLine(
                order_no=f"D{line}",
                line_no=1,
                order_date=dt.date(2026, 3, 1),
                due_date=dt.date.fromisoformat(due),
                ship_date=None if ship is None else dt.date.fromisoformat(ship),
                account_id="a",
                quantity=Decimal(1),
                unit_price=Decimal(1),
                gross_sales=Decimal(1),
                discount=Decimal(0),
                net_sales=Decimal(1),
            )
        )
    answer = run(Args(account="a"), ledger.book("k1"))
    share = answer.figure("on_time_pct")
    assert share is not None
    assert round(share, 4) == Decimal("33.3333"), "one on time, one late, one never shipped"
    assert "12 orders without a due day" in answer.unknown[1]


def test_time_to_fix_is_the_median_of_the_last_year(ledger: Ledger) -> None:
    for number, days in enumerate((3, 5, 40)):
        raised = dt.date(2026, 6, 1)
        ledger.add(
            CustomerIssue(
                id=f"i{number}", account_id="a", text="x", raised=raised, closed=raised + dt.timedelta(days=days)
            )
        )
    assert run(Args(account="a"), ledger.book("k1")).figure("days_to_fix") == 5


def test_no_plan_is_said_and_nothing_is_undefined_silently(ledger: Ledger) -> None:
    answer = run(Args(account="x"), ledger.book("k3"))
    assert answer.headline == "There is no plan for Other Bikes: none of the 9 boxes is filled."
    assert answer.figure("on_time_pct") is None
    assert all(one.note for one in answer.figures if one.value is None)


def test_one_box_is_shown_alone(ledger: Ledger) -> None:
    book = ledger.book("k1")
    assert run(Args(account="a", objective="vision"), book).headline == (
        "The vision objective for Alpha Bikes: “first call”."
    )
    assert run(Args(account="a", horizon="medium"), book).headline == (
        "No medium-term objective is written for Alpha Bikes; the plan fills 2 of 9 boxes."
    )


def test_adding_judges_the_target_before_it_is_kept(ledger: Ledger) -> None:
    args = Args(account="a", objective="business", text="double it", target="32k", due=dt.date(2027, 10, 31))
    asked = propose(args, ledger.book("k1"))
    assert asked.headline == "Add the short-term business objective “double it” for Alpha Bikes?"
    assert asked.lines[3].startswith(
        "“double it” aims at 32,000 USD a year, from 15,840 USD: +102.0 %. Beyond anything"
    )
    assert asked.lines[-1] == "Beside: “more bicycles”, which is there already"
    run(args, ledger.book("k1"))
    row = ledger.session.exec(select(PlanObjective).where(PlanObjective.text == "double it")).one()
    assert (row.horizon, row.created, row.target) == ("short", TODAY, "32k")


def test_what_is_missing_is_asked_with_choices(ledger: Ledger) -> None:
    book = ledger.book("k1")
    kind = propose(Args(account="a", text="know their CFO"), book)
    assert (kind.route, [one.label for one in kind.choices]) == ("clarify", list(OBJECTIVES))
    horizon = propose(Args(account="a", text="know their CFO", objective="relationship"), book)
    assert horizon.choices[0].question == ("add a short-term relationship objective for Alpha Bikes: know their CFO")
    assert propose(Args(account="a", operation="add"), book).route == "clarify"
    assert propose(Args(account="a", text="their first call", objective="vision"), book).headline.startswith(
        "Add the long-term vision objective"
    )


def test_nobody_plans_for_accounts_of_others(ledger: Ledger) -> None:
    with pytest.raises(NotPermitted):
        run(Args(account="x", text="x", objective="vision"), ledger.book("k1"))


@pytest.mark.parametrize(
    ("target", "text", "aim"),
    [
        ("400k", "sales", Aim("total", Decimal(400000))),
        ("$1.2m by 2028", "", Aim("total", Decimal(1200000))),
        ("250.000", "Umsatz bis Ende 2027", Aim("total", Decimal(250000))),
        ("plus 10 % sales", "More bikes", Aim("growth", Decimal(10))),
        ("", "15% growth in accessories", Aim("growth", Decimal(15))),
        ("", "12k more turnover", Aim("added", Decimal(12000))),
        ("minus 20 %", "Fewer small orders", None),
        ("minus 20 %", "Fewer small orders, same sales", None),
        ("gross margin back to 12 %", "", None),
        ("20 Mountain-500s", "trial sales", None),
        ("", "their biggest sales year, 2027", None),
        ("contract signed", "Win the workshop parts", None),
        ("12'500 CHF", "", Aim("total", Decimal(12500))),
    ],
)
def test_a_sales_aim_is_read_from_words_or_left_alone(target: str, text: str, aim: Aim | None) -> None:
    assert aim_of(objective(text=text, target=target)) == aim


def test_only_business_objectives_have_sales_aims() -> None:
    assert aim_of(objective(kind="vision", target="400k sales")) is None


@pytest.mark.parametrize(
    ("aim", "verdict"),
    [
        (Aim("growth", Decimal(10)), "achievable"),
        (Aim("growth", Decimal(15)), "achievable"),
        (Aim("growth", Decimal(20)), "a stretch"),
        (Aim("growth", Decimal(21)), "beyond history"),
        (Aim("total", Decimal(900)), "below today"),
        (Aim("total", Decimal(1000)), "below today"),
        (Aim("added", Decimal(100)), "achievable"),
    ],
)
def test_verdicts_on_1000_of_sales_with_usual_15_and_best_20(aim: Aim, verdict: str) -> None:
    seen = GrowthSeen(Decimal(1000), 5, Decimal(15), Decimal(20))
    assert judge(objective(), aim, seen, TODAY).verdict == verdict


def test_several_years_compound() -> None:
    """1,210 from 1,000 in two years is 10 % a year."""
    seen = GrowthSeen(Decimal(1000), 5, Decimal(15), Decimal(20))
    found = judge(objective(horizon="medium"), Aim("total", Decimal(1210)), seen, TODAY)
    assert found.years == 2
    assert found.needed is not None
    assert abs(found.needed - 10) < Decimal("1e-20")


def test_without_history_nothing_is_judged() -> None:
    seen = GrowthSeen(Decimal(1000), 0, None, None)
    assert judge(objective(), Aim("total", Decimal(2000)), seen, TODAY).verdict == "unknown"
    empty = GrowthSeen(Decimal(0), 0, None, None)
    assert judge(objective(), Aim("total", Decimal(2000)), empty, TODAY).needed is None


def test_growth_is_not_measured_against_a_year_before_the_account() -> None:
    monthly = {add_months(OCTOBER, -index): Decimal(100) for index in range(18)}
    assert growth_seen(monthly, OCTOBER).comparisons == 0
    assert growth_seen(monthly, OCTOBER).base == 1200
    monthly |= {add_months(OCTOBER, -index): Decimal(100) for index in range(18, 25)}
    assert growth_seen(monthly, OCTOBER) == GrowthSeen(Decimal(1200), 2, Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("due", "horizon"),
    [("2027-11-21", "short"), ("2027-11-22", "medium"), ("2029-11-21", "medium"), ("2030-01-01", "long")],
)
def test_horizons_by_date(due: str, horizon: str) -> None:
    assert horizon_of(dt.date.fromisoformat(due), TODAY) == horizon


ROWS = st.lists(
    st.builds(
        objective,
        st.sampled_from(OBJECTIVES),
        st.sampled_from(HORIZONS),
        due=st.none() | st.dates(dt.date(2025, 1, 1), dt.date(2029, 1, 1)),
        created=st.dates(dt.date(2024, 1, 1), TODAY),
    ),
    max_size=12,
)


@given(rows=ROWS, factor=st.integers(1, 50))
def test_boxes_are_counted_once_whatever_the_order(rows: list[ObjectiveFact], factor: int) -> None:
    check = plan_check(rows, TODAY)
    assert plan_check(rows[::-1], TODAY).boxes == check.boxes == plan_check(rows * 2, TODAY).boxes
    assert check.boxes <= (3 - len(check.without_objective)) * (3 - len(check.without_horizon))


@given(amounts=st.lists(st.integers(1, 1000), min_size=24, max_size=40), factor=st.integers(1, 1000))
def test_growth_does_not_change_with_the_currency_unit(amounts: list[int], factor: int) -> None:
    monthly = {add_months(OCTOBER, -index): Decimal(amount) for index, amount in enumerate(amounts)}
    one, other = growth_seen(monthly, OCTOBER), growth_seen({m: a * factor for m, a in monthly.items()}, OCTOBER)
    assert one.comparisons == len(amounts) - 23
    assert one.best is not None
    assert other.best is not None
    assert abs(one.best - other.best) < Decimal("1e-15")


def test_every_figure_is_documented(ledger: Ledger) -> None:
    assert [one.name for one in run(Args(account="a"), ledger.book("k1")).figures] == [name for name, _ in TOOL.figures]
