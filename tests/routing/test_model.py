"""The model's exchange: limits hold, and every failure is the same plain one."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from bot.errors import Unavailable
from bot.routing.model import ChatModel, ToolCall
from tests.doubles.openai_server import OpenAIDouble, Reply


def _model(double: OpenAIDouble, seconds: float = 2.0) -> ChatModel:
    return ChatModel("double", "key", double.base_url, seconds, 500, Decimal(2), Decimal(10))


def test_tool_calls_and_tokens_come_back() -> None:
    with OpenAIDouble(lambda body: {"tool_calls": [("help", {"topic": "reviews"})]}) as double:
        model = _model(double)
        reply = model.reply("system", "text", [{"type": "function", "function": {"name": "help", "parameters": {}}}])
    assert reply.calls == (ToolCall("help", {"topic": "reviews"}),)
    assert (reply.input_tokens, reply.output_tokens) == (100, 20)
    assert model.cost(reply) == Decimal("0.0004")


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 500},
        {"status": 429},
        {"status": 401},
        {"raw": "<html>not json</html>"},
        {"raw": "{}"},
        {"hang": 10},
    ],
    ids=["500", "429", "401", "html", "empty object", "hangs"],
)
def test_every_failure_is_unavailable_within_the_limit(reply: Reply) -> None:
    with OpenAIDouble(lambda body: reply) as double:
        model = _model(double, seconds=2.0)
        _ = model._client  # the import is not the exchange
        started = time.monotonic()
        with pytest.raises(Unavailable):
            model.reply("system", "text")
        assert time.monotonic() - started < 3.5


def test_it_is_retried_once_and_no_more() -> None:
    with OpenAIDouble(lambda body: {"status": 500}) as double:
        with pytest.raises(Unavailable):
            _model(double, seconds=10).reply("system", "text")
        assert len(double.requests) == 2
