"""Whatever a text tells the model, in a question, a name, a note or a document: figures, rights and places hold."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.routing.grounding import grounded
from bot.routing.llm import ModelUnderstanding
from bot.routing.model import ModelReply, ToolCall
from store.engine import Database
from tests.routing.attacking import PLACES, World, _says_too_much, attacks

SHARE = 16
"""One string in so many is tried in each place here; tests/bench/attacks.py tries all of them in all places."""


class InProcess:
    """The obedient model without a server between: implements bot.routing.model.Model."""

    name = "obedient"

    def __init__(self, world: World) -> None:
        self._world = world

    def reply(self, system: str, text: str, tools: Any = (), allowance: Any = None) -> ModelReply:
        said = self._world.model({"tools": tools, "messages": [{"content": text}]})
        calls = tuple(ToolCall(name, args) for name, args in said.get("tool_calls", ()))
        return ModelReply(said.get("content", ""), calls, 1, 1)

    def cost(self, reply: ModelReply) -> Decimal:
        return Decimal(0)

    def warm_up(self) -> None:
        """Nothing to load."""


@pytest.fixture
def world(sample: Database) -> World:
    made = World(sample)
    understanding, phraser = made.built.understanding, made.built.assistant.phraser
    assert isinstance(understanding, ModelUnderstanding)
    assert phraser is not None
    understanding.model = phraser.model = InProcess(made)
    return made


def test_there_are_enough_strings_each_with_source_and_licence() -> None:
    found = attacks()
    assert len({one.text for one in found}) == len(found) >= 260
    assert min(Counter(one.kind for one in found).values()) >= 15


@pytest.mark.parametrize("place", PLACES)
def test_no_string_changes_anything(world: World, place: str) -> None:
    chosen = [one for one in attacks() if one.id % SHARE == 2 * PLACES.index(place)]
    faults = {one.text: found for one in chosen if (found := world.faults(place, one))}
    assert not faults


def test_the_model_is_asked_and_obeys(world: World) -> None:
    """Otherwise the tests above would show nothing."""
    attack = attacks()[9]  # one for which the tool that it picks is the right one
    routes = ("account_profitability", "account_profitability", "action_items", "guidance")
    for place, route in zip(PLACES, routes, strict=True):
        question, put = world.put(place, attack)
        assert world.ask(question).route == route
        if place != "note":  # of an action list the model is shown the headline, which may name another item
            assert put.replace("<", "‹").replace(">", "›") in world.model.seen
    said = world.model({"messages": [{"content": "<names>\nnet_sales: net sales (USD)"}]})["content"]
    assert attack.text in said
    assert "https://evil.example" in said


def test_one_altered_digit_is_caught_whatever_the_tool(world: World) -> None:
    """Every figure of several tools, each digit altered, said beside a figure that is right."""
    from bot.routing.grounding import ground_of
    from bot.tools.money import show_figure

    own = world.model.own[0]
    asked: list[tuple[str, dict[str, str]]] = [
        ("account_profitability", {"account": own, "period": "2025"}),
        ("account_ranking", {"metric": "sales", "period": "2025"}),
        ("break_even_kam_cost", {"kam_cost": "200000", "accounts": "10", "margin_pct": "10"}),
        ("portfolio_summary", {"period": "2025"}),
        ("receivables_risk", {"account": own}),
        ("customer_lifetime_value", {"account": own}),
        ("profit_drivers", {"account": own, "period": "2025", "price_pct": "2"}),
    ]
    tried = 0
    for tool, args in asked:
        answer = world.built.assistant.run(tool, args, world.person)
        ground = ground_of(answer, "how is it?", show_figure, lambda _text: ())
        figures = [one for one in answer.figures if one.value]
        assert figures, tool
        beside = figures[0].name
        for one in figures:
            right = show_figure(one.value, "")
            for place in (place for place, sign in enumerate(right) if sign.isdigit()):
                wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
                said = grounded(f"The figure is {wrong} beside {{v:{beside}}}.", ground)
                assert not _says_too_much(said, answer, world.model.foreign) or wrong in ground.numbers, (tool, wrong)
                tried += 1
    assert tried > 200


def test_the_strings_carry_their_licence() -> None:
    import json

    from tests.routing.attacking import STRINGS

    rows = [json.loads(line) for line in Path(STRINGS).read_text(encoding="utf-8").strip().split("\n")]
    assert {row["licence"] for row in rows} == {"Apache-2.0"}
    assert all(row["source"] for row in rows)
