"""Where the router doubts, guidance that has the answer wins; never over an account, a thread or a period."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.routing.principles import with_guidance
from bot.routing.router import Ranked
from bot.routing.said import Said
from bot.routing.understanding import Context, Turn
from bot.tools.facts.people import PersonFact
from tests.routing.ledger_names import LINDAS

ASKER = PersonFact("276", "Linda C Mitchell", "linda3@adventure-works.com", "", "kam", None, "", "UTC", False)
LINDA = Context(ASKER, dt.date(2013, 12, 2), LINDAS)


def first(text: str, route: str, probability: float, cosine: float, context: Context = LINDA) -> str:
    ranked = [Ranked(route, probability), Ranked("guidance", 0.05)]
    return with_guidance(Said(text, context), ranked, lambda _text: cosine)[0].route


def test_a_doubtful_verdict_gives_way_where_the_guidance_answers() -> None:
    assert first("the sponsor left, what now?", "out_of_scope", 0.5, 0.6) == "guidance"
    assert first("they pay late since the new boss came", "receivables_risk", 0.5, 0.6) == "guidance"


@pytest.mark.parametrize(
    ("text", "route", "probability", "cosine"),
    [
        ("what is the weather", "out_of_scope", 0.9, 0.6),
        ("what is the weather", "out_of_scope", 0.5, 0.0),
        ("do Brakes and Gears pay late", "receivables_risk", 0.5, 0.6),
        ("who pays late in 2012", "receivables_risk", 0.5, 0.6),
        ("who pays late", "receivables_risk", 0.8, 0.6),
    ],
)
def test_a_sure_verdict_stays(text: str, route: str, probability: float, cosine: float) -> None:
    assert first(text, route, probability, cosine) == route


def test_a_talk_under_way_is_left_alone() -> None:
    talking = replace(LINDA, turns=(Turn("who pays late", "receivables_risk", {}),))
    assert first("and why", "out_of_scope", 0.5, 0.6, talking) == "out_of_scope"
