"""Nothing that the answer does not hold reaches a person through a model's text."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

import pytest

from bot.routing.grounding import Ground, cited, ground_of, grounded
from bot.tools.answer import Answer, Citation, Figure
from bot.tools.money import show_figure

ANSWER = Answer(
    "break_even_kam_cost",
    "20,000 USD per account: 200,000 USD of added sales.",
    figures=(
        Figure("cost_per_account", Decimal(20000), "USD"),
        Figure("required_sales", Decimal(200000), "USD"),
        Figure("required_growth_pct", Decimal(10), "%"),
    ),
)


def _foreign(text: str) -> Collection[str]:
    return [name for name in ("Perfect Toys",) if name in text]


def _ground(answer: Answer = ANSWER, question: str = "KAM costs 200k over 10 accounts") -> Ground:
    return ground_of(answer, question, show_figure, _foreign)


def test_figures_are_filled_in_by_name() -> None:
    text = grounded("You need {v:required_sales} more, which is {v:required_growth_pct}.", _ground())
    assert text == "You need 200,000 USD more, which is 10 %."


@pytest.mark.parametrize(
    "sentence",
    [
        "You need 200,001 USD more.",  # one digit altered
        "You need 210,000 USD more.",
        "You need 2OO,000 or rather 300 USD.",
        "That is a fifth, or twenty per cent.",
        "Roughly a million more.",
        "You need ２１０,０００ more.",  # full-width digits
        "You need ٢١٠ more.",  # Arabic-Indic digits
        "You need {v:net_profit} more.",
        "You need {v:required_sales more.",
        "See https://example.com/x for more.",
        "See www.example.org now.",
        "Ping <!channel> about it.",
        "Tell <@U123> now.",
        "Read [this](http://x).",
        "Perfect Toys does better.",
        "Pay half of it.",
    ],
)
def test_a_sentence_with_anything_foreign_is_dropped(sentence: str) -> None:
    assert grounded(sentence, _ground()) == ""
    kept = grounded(f"{sentence} Growth pays for it.", _ground())
    assert kept in ("", "Growth pays for it.")


def test_numbers_of_the_question_may_be_repeated() -> None:
    assert grounded("With 10 accounts the cost is {v:cost_per_account}.", _ground()).startswith("With 10 accounts")


def test_invisible_characters_do_not_hide_a_number() -> None:
    assert grounded("You need 2\u200b1\u200b0,000 more.", _ground()) == ""


GUIDANCE = Answer(
    "guidance",
    "A spike also builds receivables.",
    citations=(Citation("The six stages", "Stage 2", "A sales spike also builds receivables."),),
)


def test_condensed_guidance_carries_its_citation() -> None:
    ground = _ground(GUIDANCE, "good or bad?")
    assert cited("A spike builds receivables too [1].", ground) == "A spike builds receivables too [1]."
    assert cited("A spike builds receivables too.", ground) == ""
    assert cited("A spike builds receivables too [2].", ground) == ""
    assert cited("Wait 30 days [1].", ground) == ""
