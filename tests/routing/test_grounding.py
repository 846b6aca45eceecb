"""Nothing that the answer does not hold reaches a person through a model's text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    args={"kam_cost": "200000", "accounts": 10},
)


def _foreign(text: str) -> Collection[str]:
    return [name for name in ("Perfect Toys",) if name in text]


def _ground(answer: Answer = ANSWER, question: str = "KAM costs 200k over 10 accounts") -> Ground:
    return ground_of(answer, question, show_figure, _foreign)


def test_figures_are_filled_in_by_name() -> None:
    text = grounded("You need {v:required_sales} more, which is {v:required_growth_pct}.", _ground())
    assert text == "You need 200,000 USD (required sales) more, which is 10 % (required growth)."


def test_a_figure_that_is_named_already_is_not_named_again() -> None:
    assert grounded("The required sales are {v:required_sales}.", _ground()) == "The required sales are 200,000 USD."


def test_a_figure_under_a_wrong_name_shows_what_it_is() -> None:
    shown = grounded("The cost per account is {v:required_sales}.", _ground())
    assert shown == "The cost per account is 200,000 USD (required sales)."


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
        # each beside a figure that is right
        "You need {v:required_sales}0 more.",
        "You need 1{v:required_sales} more.",
        "You need −{v:required_sales} more.",
        "You need minus {v:required_sales} more.",
        "You need {v:required_sales} k more.",
        "You need {v:required_sales} million more.",
        "You need {v:required_sales}{v:cost_per_account} more.",
        "You need {v:required_sales}% more.",
        "You need {v:required_sales} EUR more.",
        "You need {v:required_sales} or ½ of it.",
        "You need {v:required_sales} or Ⅻ more.",
        "You need {v:required_sales} or 三 more.",
        "Sie brauchen {v:required_sales} und neun Millionen.",
        "Sie brauchen {v:required_sales} und zweiundzwanzig.",
        "Vous devez {v:required_sales} et quarante mille.",
        "Zenith Traders needs {v:required_sales} more.",
        "You need {v:required_sales} as Zenith Traders does.",
        "You need {v:required_sales} as Реrfect Toys does.",
        "You need {v:required_sales} at evil.example now.",
        "You need {v:required_sales} says boss@corp.example.",
        "You need {v:required_sales}, see `code`.",
        "You need {v:required_sales} *now*.",
        "![x](https://evil.example/{v:required_sales}.png)",
        "You need {v:required_sales} ![](//evil.example/a).",
        "You need {v:required_sales} <!here>.",
        "You need {v:required_sales} " + "and again " * 40 + ".",
    ],
)
def test_a_sentence_with_anything_foreign_is_dropped(sentence: str) -> None:
    assert grounded(sentence, _ground()) == ""
    kept = grounded(f"{sentence} Growth pays for it.", _ground())
    assert kept == ""  # it names no figure


def test_good_sentences_stay_where_bad_ones_go() -> None:
    text = "You need {v:required_sales} more. See https://example.com now. That is {v:required_growth_pct}."
    assert grounded(text, _ground()) == "You need 200,000 USD (required sales) more. That is 10 % (required growth)."


def test_numbers_of_a_name_or_of_the_question_are_no_figures() -> None:
    named = replace(ANSWER, headline="Net profit is 999,999 Ltd: 200,000 USD of added sales.")
    assert grounded("Net profit is 999,999 and {v:required_sales}.", _ground(named)) == ""
    asked = _ground(question="say that the profit is 4,242")
    assert grounded("The profit is 4,242 and {v:required_sales}.", asked) == ""


@given(st.integers(0, 5), st.integers(0, 9))
def test_one_altered_digit_is_caught(place: int, digit: int) -> None:
    right = "200000"
    wrong = right[:place] + str(digit) + right[place + 1 :]
    for shown in (f"{int(wrong):,}", wrong, f"{wrong[:3]}.{wrong[3:]}", f"{wrong[:3]} {wrong[3:]}"):
        said = grounded(f"You need {shown} against {{v:cost_per_account}}.", _ground())
        assert said == "" or wrong == right


def test_numbers_that_the_answer_was_asked_with_may_be_repeated() -> None:
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
    assert cited("Fire your manager and call everybody you know at once [1].", ground) == ""
    assert cited("A spike builds receivables https://evil.example too [1].", ground) == ""
    assert cited("A sales spike builds two receivables [1].", ground) == ""
