"""Five competences: the newest rating counts, gaps to the target, and new ratings are kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadInput, NotPermitted
from bot.tools.answer import Answer
from bot.tools.facts.competences import COMPETENCES, RatingFact
from bot.tools.kam_competency import READ, TOOL, Args, checked, competence_named, profile, propose, run
from store.engine import Database
from store.tables import Competence
from tests.conftest import SAMPLE_TODAY
from tests.tools.ledger import TODAY, Ledger, asking

D = Decimal


def ledger() -> Ledger:
    """Kim: financial 2 then 3, consulting 5. Kai: financial 1."""
    made = Ledger()
    for person, competence, day, score in (
        ("k1", "financial", "2025-05-01", 2),
        ("k1", "financial", "2026-05-01", 3),
        ("k1", "consulting", "2026-05-01", 5),
        ("k2", "financial", "2026-05-01", 1),
    ):
        date = dt.date.fromisoformat(day)
        made.add(Competence(person_id=person, competence=competence, date=date, score=D(score), rated_by="Max Manager"))
    return made


def ask(made: Ledger, asker: str = "k1", **args: Any) -> Answer:
    return run(Args(**args), made.book(asker))


def test_the_newest_rating_counts_beside_the_one_before() -> None:
    answer = ask(ledger())
    assert answer.figure("financial_score") == 3
    assert answer.figure("financial_gap") == 1
    assert answer.figure("consulting_gap") == -1
    assert answer.figure("influencing_score") is None
    assert answer.figure("average_score") == 4
    assert answer.headline == "Your widest gap is financial: 3 of 5 against a target of 4; 1 of 2 reach it."
    assert answer.lines[0] == "Since the rating before: financial +1."
    assert answer.lines[1] == "Read first: “Financial: the second competence”."
    assert answer.unknown[0].startswith("Never rated: interpersonal, project management and influencing.")


def test_the_target_is_the_configuration_s() -> None:
    assert (
        run(Args(), ledger().book(competence_target=3)).headline
        == "Your 2 rated competences all reach the target of 3."
    )


def test_nobody_has_rated_yet() -> None:
    assert ask(Ledger()).headline == "Your competences have never been rated."


def test_old_ratings_are_called_old() -> None:
    answer = run(Args(), ledger().book(competence_stale_days=30))
    assert answer.warnings == ("Rated more than 30 days ago: consulting and financial.",)


def test_new_ratings_are_kept_as_of_today() -> None:
    made = ledger()
    answer = ask(made, scores={"Finance": D("3.5"), "influencing": D(2)})
    assert answer.headline.startswith("Kept: financial 3.50 and influencing 2. Your widest gap is influencing")
    again = ask(made)
    assert again.figure("financial_score") == D("3.5")
    row = made.session.get(Competence, ("k1", "financial", TODAY))
    assert row is not None
    assert row.rated_by == "self"


def test_the_same_day_is_corrected_and_not_doubled() -> None:
    made = ledger()
    ask(made, scores={"financial": D(1)})
    ask(made, scores={"financial": D(4)})
    assert ask(made).figure("financial_score") == 4


def test_a_manager_rates_the_team_under_their_own_name() -> None:
    made = ledger()
    ask(made, asker="m1", person="k1", scores={"financial": D(4)})
    row = made.session.get(Competence, ("k1", "financial", TODAY))
    assert row is not None
    assert row.rated_by == "Max Manager"


def test_ratings_are_proposed_before_they_are_kept() -> None:
    args = Args(person="k1", scores={"financial": D(4), "project management": D(2)})
    assert TOOL.is_write(args)
    assert not TOOL.is_write(Args())
    answer = propose(args, ledger().book("m1"))
    assert answer.headline == (
        "Shall I keep Kim Keller's ratings as of today: financial 4 and project management 2 (of 5)?"
    )


def test_a_manager_who_names_nobody_gets_the_team() -> None:
    answer = ask(ledger(), asker="m1")
    assert answer.figure("financial_score") == 2
    assert answer.figure("people_rated") == 2
    assert answer.table is not None
    assert [row[0] for row in answer.table.rows] == ["Kai Kern", "Kim Keller"]
    assert answer.headline == "Your team is weakest in financial: 2.0 of 5 on average, target 4 (2 of 3 people rated)."
    assert answer.unknown == ("Never rated: Max Manager.",)


def test_colleagues_are_refused() -> None:
    with pytest.raises(NotPermitted):
        ask(ledger(), person="k2")
    with pytest.raises(NotPermitted):
        ask(ledger(), person="k2", scores={"financial": D(5)})


@pytest.mark.parametrize(
    ("word", "competence"),
    [
        ("Financial", "financial"),
        ("finance", "financial"),
        ("project", "project_management"),
        ("project-management", "project_management"),
        ("influence", "influencing"),
        ("people skills", "interpersonal"),
        ("consultative", "consulting"),
    ],
)
def test_a_competence_is_known_by_its_usual_words(word: str, competence: str) -> None:
    assert competence_named(word) == competence


@pytest.mark.parametrize(
    ("scores", "words"),
    [
        ({"cooking": D(3)}, "none of the five"),
        ({"financial": D(6)}, "scale is 0 to 5"),
        ({"financial": D(-1)}, "0 to 5"),
    ],
)
def test_other_names_and_scores_are_refused(scores: dict[str, Decimal], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        checked(scores)


def test_ratings_in_any_order_give_the_same_profile() -> None:
    rows = [RatingFact("financial", dt.date(2026, month, 1), D(month), "x") for month in range(1, 6)]
    assert profile(rows, D(4)) == profile(list(reversed(rows)), D(4))
    newest = profile(rows, D(4))[1]
    assert newest.rating is not None
    assert newest.rating.score == 5


def test_what_to_read_is_in_the_guidance() -> None:
    import knowledge

    titles = {
        line.removeprefix("title:").strip().strip('"')
        for path in (Path(knowledge.__file__).parent / "guidance").glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()[:5]
        if line.startswith("title:")
    }
    assert set(READ.values()) <= titles
    assert set(READ) == set(COMPETENCES)


def test_the_sample_has_a_whole_profile(sample: Database) -> None:
    with asking(sample, "282", SAMPLE_TODAY) as book:
        answer = run(Args(), book)
    assert answer.illustrative
    assert all(answer.figure(f"{name}_score") is not None for name in COMPETENCES)
