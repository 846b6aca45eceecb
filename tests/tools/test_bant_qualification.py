"""Qualifying opportunities: told, recorded, both, or all of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bot.errors import BadInput, NotPermitted
from bot.tools.answer import Answer
from bot.tools.bant_qualification import Args, run
from store.engine import Database
from store.tables import Opportunity, OpportunityEvidence
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import TODAY, Ledger, asking

D = Decimal


def ledger() -> Ledger:
    """Fleet at Big: 100,000 at 20 %; budget 4 but only 80,000, authority 3, need 4, timing 3. Corner at Small: open."""
    made = Ledger()
    made.account("A", "Big")
    made.account("B", "Small")
    made.account("K", "Kai's", kam="k2")
    made.add(
        Opportunity(id="O1", account_id="A", name="Fleet", amount=D(100_000), margin_pct=D(20), stage="Offer"),
        Opportunity(id="O2", account_id="B", name="Corner", amount=D(5_000)),
        Opportunity(id="O3", account_id="B", name="Lost one", status="lost"),
        Opportunity(id="O9", account_id="K", name="Secret"),
    )
    made.session.flush()
    noted(made, "O1", "budget", 4, amount=D(80_000), evidence="Approved by finance")
    noted(made, "O1", "authority", 3)
    noted(made, "O1", "need", 1, on=dt.date(2026, 1, 1))
    noted(made, "O1", "need", 4)
    noted(made, "O1", "timing", 3)
    return made


def noted(made: Ledger, opportunity: str, letter: str, score: int | None, on: dt.date = TODAY, **fields: Any) -> None:
    made.add(OpportunityEvidence(opportunity_id=opportunity, letter=letter, date=on, score=score, **fields))


def ask(made: Ledger | None = None, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), (made or Ledger()).book(asker))


def test_what_is_told_is_a_range_with_what_to_ask_next() -> None:
    answer = ask(budget="80k budget approved", authority="talking to the buyer")
    assert answer.headline == "6 to 14 of 16: not enough to tell. Budget is strong; need and timing are unknown."
    assert answer.figure("score") is None
    assert (answer.figure("score_low"), answer.figure("score_high")) == (6, 14)
    assert answer.lines[0].startswith("Ask next: What does it cost them to do nothing? When must it be running")
    assert answer.visibility == "public"
    assert answer.receipt is not None
    assert answer.receipt.steps == ("4 + 2 = 6", "6 + 4 × 2 unknown = 14")


def test_four_scores_give_a_verdict() -> None:
    answer = ask(budget="3", authority="2", need="4", timing="3")
    assert answer.headline == "12 of 16, qualified."
    assert answer.figure("score") == 12


def test_a_gate_beats_the_sum() -> None:
    answer = ask(budget="4", authority="4", need="0", timing="4")
    assert answer.headline == "12 of 16, and not worth the time as it stands: there is no need."


def test_words_that_could_not_be_scored_are_said() -> None:
    answer = ask(budget="purple")
    assert answer.warnings == ("I could not score “purple”; give 0 to 4.",)
    assert answer.figure("unknown_letters") == 4


def test_a_recorded_opportunity_uses_the_newest_evidence() -> None:
    answer = ask(ledger(), opportunity="O1")
    assert answer.figure("need_score") == 4
    assert answer.figure("budget_score") == 2  # 80,000 is below the price
    assert answer.figure("score") == 12
    assert answer.figure("margin") == 20_000
    assert answer.headline == "Fleet at Big: 12 of 16, qualified."
    assert any("80,000 USD is below the price of 100,000 USD" in line for line in answer.lines)
    assert answer.accounts == ("A",)


def test_evidence_that_is_out_of_date_is_named() -> None:
    made = ledger()
    noted(made, "O1", "timing", 3, on=TODAY + dt.timedelta(days=1), due=TODAY - dt.timedelta(days=1))
    answer = ask(made, opportunity="O1")
    assert "qualified on evidence that is out of date" in answer.headline
    assert any("timing (the decision date 2026-11-20 has passed)" in line for line in answer.lines)


def test_the_question_wins_over_the_record() -> None:
    answer = ask(ledger(), opportunity="O1", budget="4", timing="0")
    assert answer.figure("score") == 11
    assert answer.hypothetical


def test_the_only_open_opportunity_of_an_account_is_meant() -> None:
    assert ask(ledger(), account="A").figure("score") == 12
    assert ask(ledger(), account="B").figure("unknown_letters") == 4


def test_several_are_asked_about() -> None:
    made = ledger()
    made.add(Opportunity(id="O4", account_id="A", name="Second", amount=D(7_000)))
    answer = ask(made, account="A")
    assert answer.route == "clarify"
    assert [choice.label for choice in answer.choices] == ["Fleet, 100,000 USD", "Second, 7,000 USD"]
    assert answer.choices[0].args == (("opportunity", "O1"),)


def test_an_account_without_an_open_one_asks_for_the_letters() -> None:
    made = ledger()
    made.account("C", "None")
    answer = ask(made, account="C")
    assert answer.route == "bant_qualification"  # nothing recorded is a result, with what would help
    assert "No open opportunity is recorded at None" in answer.headline
    assert ask(made, account="C", budget="3").figure("score_low") == 3


def test_nothing_named_lists_the_open_ones_best_first() -> None:
    answer = ask(ledger())
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["Fleet", "Corner"]
    assert answer.headline == "1 of 2 open opportunities qualified; 1 can't be told yet, 0 disqualified."
    assert set(answer.accounts) == {"A", "B"}


@pytest.mark.parametrize("args", [{"opportunity": "O9"}, {"opportunity": "O404"}, {"account": "K"}])
def test_a_colleague_s_opportunity_is_refused_as_one_that_is_none(args: dict[str, str]) -> None:
    with pytest.raises(NotPermitted):
        ask(ledger(), **args)


def test_a_score_outside_the_scale_is_refused() -> None:
    with pytest.raises(BadInput, match="A need of 9 does not fit"):
        ask(need="9")


def test_the_sample_s_opportunities_all_have_a_range(sample: Database) -> None:
    with asking(sample, "282", SAMPLE_TODAY) as book:
        answer = run(Args(), book)
    assert answer.illustrative
    assert answer.table is not None
    for row in answer.table.rows:
        low, high = int(str(row[3])), int(str(row[4]))
        assert 0 <= low <= high <= 16
