"""Which accounts deserve to be key, and the check against too many."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.errors import NotPermitted
from bot.tools.account_selection import Args, run
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from store.engine import Database
from store.tables import PersonCost
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import Ledger, asking

D = Decimal


def ledger() -> Ledger:
    """Kim costs 400 a year, 100 an account. Star earns 400 on 1,000 and grows; Dud is key and loses money; Seed is
    small, could buy ten times as much, and belongs to a chain; Plain is in the middle."""
    made = Ledger()
    made.account("S", "Star", segment="shop", buy_reason="quality")
    made.account("D", "Dud", segment="mail", is_key=True, buy_reason="price", potential=D(100))
    made.account(
        "E",
        "Seed",
        segment="shop",
        is_key=False,
        potential=D(500),
        strategic_reason="First of a chain.",
        buy_reason="other",
    )
    made.account("P", "Plain", segment="shop", is_key=False)
    for account, before, now, cost in (
        ("S", 500, 1000, 600),
        ("D", 400, 300, 320),
        ("E", 40, 50, 20),
        ("P", 200, 210, 150),
    ):
        made.sale(account, "2025-03-01", before, cost=0)
        made.sale(account, "2026-03-01", now, cost=cost)
    made.kam_cost("k1", 400)
    return made


def ask(made: Ledger, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), made.book(asker))


def cell(answer: Answer, criterion: str, column: str) -> Any:
    assert answer.table is not None
    place = [one.name for one in answer.table.columns].index(column)
    return next(row[place] for row in answer.table.rows if row[1] == criterion)


def test_each_criterion_on_paper() -> None:
    """Star: contribution 400 = 4 times its share of 100 → 10; +100 % → 10; largest of four → 10; shops grow 70 % → 10;
    quality → 10; headroom and a strategic reason are unknown, so 75 of 100 points are known."""
    answer = ask(ledger(), account="S")
    assert [cell(answer, name, "score") for name in ("what it earns us", "its growth", "its size")] == [10, 10, 10]
    assert cell(answer, "what more it could buy", "score") is None
    assert answer.figure("selection_score") == 10
    assert answer.figure("known_pct") == 75
    assert (answer.figure("rank"), answer.figure("of_accounts")) == (1, 4)
    assert answer.headline == "Star is not a key account: make it key. It scores 10.0 of 10, 1st of 4 accounts."
    assert "what more it could buy and a strategic reason" in answer.unknown[0]
    assert answer.accounts == ("S",)


def test_a_key_account_that_does_not_deserve_it_comes_off() -> None:
    answer = ask(ledger(), account="D")
    assert "take off the key list" in answer.headline
    assert any("does not pay for its share of the KAM" in line for line in answer.lines)


def test_small_but_strategic_is_named_with_its_reason() -> None:
    answer = ask(ledger(), account="E")
    assert "Small, but: First of a chain." in answer.lines
    portfolio = ask(ledger())
    assert portfolio.figure("small_but_strategic") == 1
    assert any("Small but strategic: Seed (First of a chain)." in line for line in portfolio.lines)


def test_the_portfolio_says_who_comes_on_and_who_off() -> None:
    answer = ask(ledger())
    assert answer.headline.startswith("0 of 1 key account deserve it by their score, 1 should come off the list; Star")
    assert answer.figure("key_accounts") == 1
    assert answer.figure("key_to_drop") == 1
    assert answer.figure("to_make_key") >= 1  # type: ignore[operator]  # a count, never None
    assert answer.table is not None
    assert answer.table.rows[0][0] == "Star"
    assert {row[0] for row in answer.table.rows} >= {"Dud"}


def test_too_many_key_accounts_are_counted_per_kam() -> None:
    made = ledger()
    for index in range(16):
        made.account(f"K{index}", f"Key {index}", is_key=True)
        made.sale(f"K{index}", "2026-03-01", 100, cost=50)
    answer = ask(made)
    assert answer.figure("too_many_kams") == 1
    assert any("Kim Keller has 17; more than 15 each get no attention" in line for line in answer.lines)
    fewer = run(Args(), made.book(max_accounts_per_kam=20))
    assert fewer.figure("too_many_kams") == 0


def test_where_no_account_is_named_key_merit_alone_is_told() -> None:
    made = Ledger()
    made.account("A", "Alone")
    made.sale("A", "2025-03-01", 50, cost=0)
    made.sale("A", "2026-03-01", 100, cost=50)
    answer = ask(made)
    assert answer.headline.startswith(
        "No key account is named among your accounts; on merit Alone comes first of 1 account"
    )
    assert any("Which accounts are key is not recorded" in line for line in answer.unknown)


def test_without_the_kam_s_cost_the_margin_decides() -> None:
    made = Ledger()
    made.account("A", "Alone")
    made.sale("A", "2026-03-01", 100, cost=90)
    answer = ask(made, account="A")
    assert cell(answer, "what it earns us", "score") == 5  # 10 % of the 20 % that earn full marks


def test_too_little_known_gives_no_class() -> None:
    made = Ledger()
    made.account("A", "Fresh")
    made.sale("A", "2026-03-01", 100, cost=90)
    answer = ask(made, account="A")
    assert "too little is known to tell, 40 % of what counts" in answer.headline


def test_the_cap_on_size_comes_from_the_configuration() -> None:
    answer = run(Args(account="P"), ledger().book(selection_size_cap_pct=0))
    assert cell(answer, "its size", "weight") == 0


def test_nothing_bought_is_nothing_to_choose_from() -> None:
    assert "nothing to choose from" in ask(Ledger()).headline


def test_others_are_refused() -> None:
    made = ledger()
    made.account("K", "Kai's", kam="k2")
    with pytest.raises(NotPermitted):
        ask(made, account="K")
    with pytest.raises(NotPermitted):
        ask(made, scope=Scope("all"))


def test_the_order_of_accounts_changes_no_score() -> None:
    made = ledger()
    made.add(PersonCost(person_id="k2", year=2025, total=D(1)))
    one, other = ask(made), ask(made)
    assert one.table == other.table


def test_the_sample_s_single_score_is_the_one_in_its_list(sample: Database) -> None:
    with asking(sample, "282", SAMPLE_TODAY) as book:
        listed = run(Args(), book)
        assert listed.table is not None
        for account, row in list(zip(listed.accounts, listed.table.rows, strict=True))[:3]:
            assert run(Args(account=account), book).figure("selection_score") == row[2]
    assert listed.illustrative
