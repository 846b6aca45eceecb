"""Understanding with a model: it may choose, code reads and checks, and the offline answer comes where it fails."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from bot.routing.llm import ModelUnderstanding, schemas
from bot.routing.model import ModelReply, ToolCall
from bot.services import Services
from bot.tools.answer import Answer
from bot.tools.tool import all_tools
from store.engine import Database
from store.tables import Action, Usage
from tests.assistants import LINDA, Asker, services, with_model
from tests.conftest import SAMPLE_TODAY
from tests.doubles.openai_server import OpenAIDouble, Reply

QUESTION = "how profitable was Brakes and Gears in 2025?"
SECONDS = 4.0


@pytest.fixture
def double() -> Iterator[OpenAIDouble]:
    with OpenAIDouble(lambda body: {"content": ""}) as running:
        yield running


@pytest.fixture
def built(sample: Database) -> Services:
    return services(sample, SAMPLE_TODAY)


def _asker(database: Database, double: OpenAIDouble, **chosen: object) -> Asker:
    built = with_model(database, SAMPLE_TODAY, double.base_url, **chosen)
    built._warm()  # libraries are loaded when a process starts, not in its first question
    return Asker(built, LINDA, "thread")


def _calls(*calls: tuple[str, Any]) -> Callable[[dict[str, Any]], Reply]:
    """Picks these tools where tools are offered, and says nothing where it is to phrase."""
    return lambda body: {"tool_calls": list(calls)} if body.get("tools") else {"content": ""}


def _plain(answer: Answer) -> tuple[Any, ...]:
    return answer.route, answer.args, answer.headline, answer.lines, answer.figures


def _usage(database: Database) -> list[Usage]:
    with database.read() as session:
        return list(session.scalars(select(Usage).order_by(Usage.at)))  # type: ignore[arg-type]  # a column


FAILURES: dict[str, Reply] = {
    "500": {"status": 500},
    "429": {"status": 429},
    "429 that asks for an hour": {"status": 429, "headers": {"Retry-After": "3600"}},
    "401": {"status": 401},
    "html": {"raw": "<html>busy</html>"},
    "empty": {"raw": ""},
    "an empty object": {"raw": "{}"},
    "no choices": {"raw": '{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'},
    "deep": {"raw": "[" * 50_000},
    "hangs": {"hang": 60},
    "drips": {"drip": 0.05},
    "never ends": {"endless": True},
    "a tool of no ours": {"tool_calls": [("drop_tables", {})]},
    "an argument of no ours": {
        "tool_calls": [("account_profitability", {"account": "Brakes and Gears", "as": "boss"})]
    },
    "arguments that are no JSON": {"tool_calls": [("account_profitability", '{"account": "Brakes')]},
    "arguments that are a list": {"tool_calls": [("account_profitability", '["Brakes and Gears"]')]},
    "arguments that are a number": {"tool_calls": [("account_profitability", "7")]},
    "no call at all": {"content": "The profit is 12,345,678 USD."},
    "a loop": {"tool_calls": [("help", {})] * 500},
}


@pytest.mark.parametrize("reply", FAILURES.values(), ids=FAILURES.keys())
def test_the_offline_answer_arrives_within_the_limit(sample: Database, double: OpenAIDouble, reply: Reply) -> None:
    expected = Asker(services(sample, SAMPLE_TODAY), LINDA).ask(QUESTION)
    asker = _asker(sample, double, timeout_seconds=SECONDS)
    double.says = lambda body: reply
    started = time.monotonic()
    answer = asker.ask(QUESTION)
    assert time.monotonic() - started < SECONDS
    assert _plain(answer) == _plain(expected)
    assert len(double.requests) <= 4  # understanding and phrasing, each with one retry at most


def test_understanding_and_phrasing_share_one_limit(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double, timeout_seconds=SECONDS)
    double.says = lambda body: {"hang": SECONDS * 0.3} if body.get("tools") else {"hang": 60}
    started = time.monotonic()
    assert asker.ask(QUESTION).route == "account_profitability"
    assert time.monotonic() - started < SECONDS


def test_a_model_that_keeps_failing_is_left_alone(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = lambda body: {"status": 401}
    for _ in range(6):
        assert asker.ask(QUESTION).route == "account_profitability"
    assert len(double.requests) == 3
    assert {one.outcome for one in _usage(sample)[:1]} == {"model failed"}


def test_tokens_cost_and_time_are_recorded_and_the_daily_limit_holds(sample: Database, double: OpenAIDouble) -> None:
    prices = {"input_price_per_million": Decimal(10_000), "output_price_per_million": Decimal(50_000)}
    limits = {"daily_cost_limit": Decimal(3), "question_cost_limit": Decimal(1)}
    asker = _asker(sample, double, **prices, **limits)
    double.says = _calls(("account_profitability", {"account": "Brakes and Gears", "period": "2025"}))
    for _ in range(3):
        asker.ask(QUESTION)
    first, second, third = _usage(sample)
    # 100 tokens read and 20 written cost 2: above the limit of the question, so it is not phrased
    assert (first.model, first.input_tokens, first.output_tokens, Decimal(first.cost)) == (
        "double",
        100,
        20,
        Decimal(2),
    )
    assert (Decimal(second.cost), third.model, len(double.requests)) == (Decimal(2), "", 2)


def test_the_daily_token_limit_holds_without_prices(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double, daily_token_limit=150)
    double.says = _calls(("account_profitability", {"account": "Brakes and Gears"}))
    for _ in range(3):
        asker.ask(QUESTION)
    assert len(double.requests) == 2  # 120 for understanding, 120 for phrasing: enough for today


def test_several_tools_give_several_answers(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(
        ("account_profitability", {"account": "Brakes and Gears"}),
        ("churn_risk", {"account": "Brakes and Gears"}),
        ("churn_risk", {"account": "Brakes and Gears"}),
    )
    answer = asker.ask("Brakes and Gears: what do they bring in and will they stay?")
    assert (answer.route, [part.route for part in answer.parts]) == ("account_profitability", ["churn_risk"])


def test_a_call_goes_on_from_the_account_that_an_earlier_one_finds(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(
        ("account_ranking", {"metric": "net profit", "order": "bottom", "top": "3"}),
        ("price_volume_mix", {"account": "first of call 1"}),
        ("churn_risk", {"account": "last of call 1"}),
    )
    answer = asker.ask(
        "which 3 accounts earn the least net profit, why did the worst one fall, will the last one stay?"
    )
    ranked = answer.accounts
    assert [part.route for part in answer.parts] == ["price_volume_mix", "churn_risk"]
    assert [part.args["account"] for part in answer.parts] == [ranked[0], ranked[-1]]


@pytest.mark.parametrize("account", ["first of call 2", "first of call 9", "third of call 0"])
def test_a_call_that_goes_on_from_none_is_read_offline(sample: Database, double: OpenAIDouble, account: str) -> None:
    asker = _asker(sample, double)
    offline = asker.ask(QUESTION)
    double.says = _calls(("account_ranking", {"metric": "sales"}), ("price_volume_mix", {"account": account}))
    assert _plain(asker.ask(QUESTION)) == _plain(offline)


def test_an_account_that_an_earlier_answer_does_not_name_is_asked_for(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(
        ("guidance", {"question": "what is a key account"}), ("account_brief", {"account": "first of call 1"})
    )
    answer = asker.ask("what is a key account, and who is mine?")
    assert [part.route for part in answer.parts] == ["clarify"]


def test_more_calls_than_steps_are_read_offline(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double, max_steps=2)
    offline = asker.ask(QUESTION)
    double.says = _calls(*[("account_profitability", {"account": "Brakes and Gears"})] * 3)
    assert _plain(asker.ask(QUESTION)) == _plain(offline)


def test_a_write_goes_on_from_an_earlier_call_only_as_a_proposal(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(
        ("account_ranking", {"metric": "sales"}),
        ("action_items", {"account": "first of call 1", "operation": "add", "text": "call them"}),
    )
    before = _actions(sample)
    answer = asker.ask("rank my accounts by sales and add for the first one: call them")
    assert [part.route for part in answer.parts] == ["action_items"]
    assert _actions(sample) == before


def test_numbers_that_were_not_said_are_dropped(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(("break_even_kam_cost", {"kam_cost": "2000000", "accounts": "8", "margin_pct": "10"}))
    answer = asker.ask("a KAM costs 200k over 10 accounts at 10 percent. what must we add?")
    assert answer.args == {"kam_cost": "200000", "accounts": 10, "margin_pct": "10"}


def test_a_sign_that_was_not_said_is_dropped(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(("profit_drivers", {"account": "Brakes and Gears", "price_pct": "-2"}))
    assert asker.ask("what if we raise prices 2 % at Brakes and Gears?").args["price_pct"] == "2"


def test_a_year_that_was_not_said_is_dropped(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(("account_profitability", {"account": "Brakes and Gears", "period": "2024"}))
    assert asker.ask(QUESTION).args["period"] == {"start": "2025-01-01", "end": "2025-12-31"}


def test_a_question_back_waits_for_its_answer(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(("account_profitability", {}))
    asked = asker.ask("what do they really make us?")
    assert asked.route == "clarify"
    answered = asker.ask("Brakes and Gears")
    assert answered.route == "account_profitability"
    assert [bool(body.get("tools")) for body in double.requests] == [True, False]  # the answer is read offline


def test_writes_are_only_proposed_whatever_the_settings_say(sample: Database, double: OpenAIDouble) -> None:
    built = with_model(sample, SAMPLE_TODAY, double.base_url)
    built.assistant.confirm_writes = False
    double.says = _calls(
        ("action_items", {"account": "Brakes and Gears", "operation": "add", "text": "send samples to them"})
    )
    before = _actions(sample)
    answer = Asker(built, LINDA, "thread").ask("send samples to them at Brakes and Gears, somebody should")
    assert answer.route == "action_items"
    assert _actions(sample) == before


def test_two_writes_in_one_reply_are_not_taken(sample: Database, double: OpenAIDouble) -> None:
    add = {"account": "Brakes and Gears", "operation": "add"}
    asker = _asker(sample, double)
    double.says = _calls(("action_items", add | {"text": "send"}), ("action_items", add | {"text": "samples"}))
    before = _actions(sample)
    asker.ask("Brakes and Gears: send samples")
    asker.ask("yes")
    assert _actions(sample) - before <= 1


def test_the_prompt_holds_the_question_and_nothing_of_the_data(sample: Database, double: OpenAIDouble) -> None:
    asker = _asker(sample, double)
    double.says = _calls(("account_profitability", {"account": "Brakes and Gears"}))
    answer = asker.ask("what do they make us at Brakes and Gears?")
    understood, phrased = (body["messages"] for body in double.requests)
    assert understood[-1]["content"] == (
        f"Today is {SAMPLE_TODAY}.\n<question>what do they make us at Brakes and Gears?</question>"
    )
    assert answer.headline in phrased[-1]["content"].replace("‹", "<")
    others = [one.name for one in asker_names(sample) if one.name != "Brakes and Gears"]
    assert not [name for name in others if name in json.dumps(phrased, ensure_ascii=False)]


def asker_names(database: Database) -> list[Any]:
    from store.questions.names import names

    with database.read() as session:
        return list(names(session).accounts)


def test_no_argument_says_who_asks() -> None:
    given_names = {name for tool in schemas() for name in tool["function"]["parameters"]["properties"]}
    assert not given_names & {"as", "asker", "user", "user_id", "principal", "email", "role", "today", "confirmed_by"}
    assert {tool["function"]["name"] for tool in schemas()} == set(all_tools())


class _Says:
    """A model that replies with the calls it was made with."""

    name = "scripted"

    def __init__(self, *calls: ToolCall) -> None:
        self.calls = calls

    def reply(self, system: str, text: str, tools: Any = (), allowance: Any = None) -> ModelReply:
        return ModelReply("", self.calls, 1, 1)

    def cost(self, reply: ModelReply) -> Decimal:
        return Decimal(0)

    def warm_up(self) -> None:
        """Nothing to load."""


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1e999999999", "9" * 400, "2025-99-99", "NaN", "-0", "١٢", "Brakes and Gears", "all", "\x00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@st.composite
def _call(draw: st.DrawFn) -> ToolCall:
    tool = draw(st.sampled_from(sorted(all_tools())))
    fields = sorted(all_tools()[tool].args.model_fields) or ["none"]
    return ToolCall(tool, draw(st.dictionaries(st.sampled_from(fields), JSON, max_size=4)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(_call(), min_size=1, max_size=3))
def test_whatever_a_model_calls_there_is_an_answer(built: Services, calls: list[ToolCall]) -> None:
    built.assistant.understanding = lambda: ModelUnderstanding(_Says(*calls), built.understanding, lambda _: True)
    assert Asker(built, LINDA).ask("Brakes and Gears 12 % 2025 \x00 and more?").headline


def _actions(database: Database) -> int:
    with database.read() as session:
        return len(session.scalars(select(Action)).all())
