"""Break-even answers: from the question, from an account's ledger, and over the portfolio."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import BadInput, NotPermitted
from bot.tools.answer import Answer
from bot.tools.break_even_kam_cost import Args, run
from store.engine import Database
from store.tables import Effort, PersonCost
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import Ledger, asking

D = Decimal


def ledger() -> Ledger:
    """Big contributes 35 % of 1,000, Small 50 of 100; Loss loses 20 of 100. Kim costs 300 a year."""
    made = Ledger()
    for identity, name in (("A", "Big"), ("B", "Small"), ("C", "Loss"), ("D", "Silent")):
        made.account(identity, name)
    made.sale("A", "2026-01-10", 1000, cost=630, freight=20)
    made.sale("B", "2026-02-10", 100, cost=50)
    made.sale("C", "2026-03-10", 100, cost=120)
    made.add(PersonCost(person_id="k1", year=2025, salary=D(200), expenses=D(60), overhead=D(40), total=D(300)))
    return made


def ask(made: Ledger, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), made.book(asker))


def test_figures_of_the_question_alone_are_public_and_hypothetical() -> None:
    answer = ask(Ledger(), kam_cost=D(200_000), accounts=10, margin_pct=D(10), sales=D(2_000_000))
    assert answer.headline == (
        "20,000 USD per account: 200,000 USD of added sales, more than 10 % growth, just to pay for the KAM."
    )
    assert answer.visibility == "public"
    assert answer.hypothetical
    assert answer.figure("required_growth_pct") == 10
    assert any("8 accounts it is 250,000 USD (12.5 % growth)" in line for line in answer.lines)
    assert any("plan costs" in line for line in answer.unknown)


def test_other_costs_are_counted_and_no_longer_missed() -> None:
    answer = ask(Ledger(), kam_cost=D(200_000), accounts=10, margin_pct=D(10), other_costs=D(10_000))
    assert answer.figure("required_sales") == 300_000
    assert not answer.unknown


def test_an_account_s_ledger_gives_what_the_question_does_not() -> None:
    answer = ask(ledger(), account="A")
    assert answer.figure("kam_cost") == 300
    assert answer.figure("accounts") == 4
    assert answer.figure("margin_pct") == 35
    assert answer.figure("required_sales") == D(75) / (D(35) / 100)
    assert answer.figure("after_kam") == 275
    assert "already pays" in " ".join(answer.lines)
    assert answer.accounts == ("A",)
    assert answer.visibility == "private"
    assert answer.receipt is not None
    assert "contribution margin" in answer.receipt.convention
    sources = {name: one.source for name, one in answer.receipt.inputs}
    assert sources["kam_cost"] == "KAM cost: salary 200, expenses 60.00, overhead 40.00"


def test_a_margin_of_the_question_wins_over_the_ledger_s() -> None:
    answer = ask(ledger(), account="A", margin_pct=D(10))
    assert answer.figure("required_sales") == 750
    assert "as you gave it" in answer.lines[0]


def test_logged_hours_give_the_account_its_own_share() -> None:
    made = ledger()
    for account, hours in (("A", 30), ("B", 10)):
        made.add(Effort(account_id=account, person_id="k1", month=dt.date(2026, 1, 1), hours=D(hours)))
    answer = ask(made, account="A")
    assert answer.figure("cost_per_account") == 225
    assert "by logged hours (shared equally over 4 accounts 75.00)" in answer.lines[0]
    assert ask(made, account="A", accounts=10).figure("cost_per_account") == 30


def test_where_a_sale_loses_money_no_growth_is_the_answer() -> None:
    answer = ask(ledger(), account="C")
    assert answer.headline.startswith("No growth pays for the KAM at Loss: its contribution margin is −20 %")
    assert answer.figure("required_sales") is None
    assert answer.figure("after_kam") == -20 - 75


def test_a_margin_of_nothing_in_the_question_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="no sales level pays this back"):
        ask(ledger(), account="A", margin_pct=D(0))


def test_an_account_without_sales_has_no_growth_rate() -> None:
    answer = ask(ledger(), account="D", margin_pct=D(10))
    assert answer.figure("required_growth_pct") is None
    assert "Growth is undefined: there are no sales to grow from." in answer.lines


def test_an_account_without_sales_is_asked_for_its_margin() -> None:
    answer = ask(ledger(), account="D")
    assert answer.route == "clarify"
    assert "Silent: it bought nothing" in answer.headline
    assert answer.choices[0].args == (("margin_pct", "5"),)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"margin_pct": D(10)}, "What does the KAM cost"),
        ({"margin_pct": D(10), "kam_cost": D(5)}, "How many accounts"),
        ({"kam_cost": D(5), "accounts": 3}, "Which margin"),
    ],
)
def test_what_is_missing_is_asked_for(args: dict[str, Any], words: str) -> None:
    answer = ask(Ledger(), **args)
    assert answer.route == "clarify"
    assert words in answer.headline


def test_the_portfolio_says_who_earns_the_kam_and_who_does_not() -> None:
    answer = ask(ledger())
    assert answer.headline.startswith("1 of 3 accounts earn their KAM")
    assert answer.figure("earning") == 1
    assert answer.figure("not_yet") == 2
    assert answer.figure("no_sales_level") == 1
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["Loss", "Small", "Big"]
    small = answer.table.rows[1]
    assert small[-1] == 50  # 25 short at 50 %
    assert answer.figure("contribution_total") == 350 + 50 - 20
    assert set(answer.accounts) == {"A", "B", "C"}


def test_other_costs_raise_the_hurdle_of_every_account() -> None:
    answer = ask(ledger(), other_costs=D(300))
    assert answer.figure("earning") == 0


def test_a_portfolio_without_a_known_kam_cost_asks() -> None:
    made = Ledger()
    made.account("A", "Big")
    made.sale("A", "2026-01-10", 1000, cost=600)
    answer = ask(made)
    assert answer.route == "clarify"
    assert "yearly cost is not in the data" in answer.headline


def test_a_colleague_s_account_is_refused() -> None:
    made = ledger()
    made.account("K", "Kai's", kam="k2")
    with pytest.raises(NotPermitted):
        ask(made, account="K")


def test_the_sample_s_portfolio_agrees_with_its_accounts(sample: Database) -> None:
    with asking(sample, "282", SAMPLE_TODAY) as book:
        answer = run(Args(), book)
        assert answer.illustrative
        assert answer.table is not None
        shares = sum((D(str(row[3])) for row in answer.table.rows), D(0))
        assert abs(shares - D(str(answer.figure("kam_share_total")))) < D("0.0001")
        for row in answer.table.rows:
            assert D(str(row[2])) - D(str(row[3])) == D(str(row[4]))
