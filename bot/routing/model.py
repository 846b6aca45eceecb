"""A language model behind an OpenAI-compatible endpoint, reached through langchain, with every limit in place."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from bot.errors import Unavailable
from bot.routing.allowance import Allowance
from bot.routing.understanding import ModelUse

log = logging.getLogger(__name__)

RETRIES = 1
PAUSE_SECONDS = 0.5  # before the retry, where the server names no time of its own
AT_ONCE = 16
"""Exchanges in flight in one process. A thread that hangs on its server is one of them until the server lets go."""

REST_AFTER, REST_SECONDS = 3, 60.0
"""After so many failures in a row the model is left alone for so long: nobody waits for it in vain again."""

LETTERS_PER_TOKEN = 3  # where a server does not count: rather too many tokens than too few
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model asks for, its arguments as it wrote them; nothing of it is trusted."""

    name: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ModelReply:
    """What the model said, and what it took."""

    text: str
    calls: tuple[ToolCall, ...]
    input_tokens: int = 0
    output_tokens: int = 0


class Model(Protocol):
    name: str

    def reply(
        self, system: str, text: str, tools: Sequence[dict[str, Any]] = (), allowance: Allowance | None = None
    ) -> ModelReply:
        """One exchange within the allowance. Raises Unavailable for any failure, also a malformed answer."""

    def cost(self, reply: ModelReply) -> Decimal:
        """What an exchange cost, in the provider's currency."""

    def warm_up(self) -> None:
        """Load what the first exchange needs."""


def exchanged(
    model: Model, allowance: Allowance, system: str, text: str, tools: Sequence[dict[str, Any]] = ()
) -> tuple[ModelReply | None, ModelUse | None]:
    """One exchange, counted: the reply, None where there is none; what it took, None where it was not begun."""
    if not allowance.is_open():
        return None, None
    try:
        reply = model.reply(system, text, tools, allowance)
    except Unavailable:
        allowance.take()
        return None, ModelUse(model.name, 0, 0, Decimal(0), failed=True)
    cost = model.cost(reply)
    allowance.take(reply.output_tokens, cost)
    return reply, ModelUse(model.name, reply.input_tokens, reply.output_tokens, cost)


@dataclass
class ChatModel:
    """Implements Model with langchain-openai. Seconds, tokens and retries are bounded for each exchange.

    The time limit is kept from outside too: a server that drips bytes never trips the client's own. Threads are
    daemons, so one that hangs keeps no process from ending.
    """

    name: str
    key: str = field(repr=False)
    base_url: str = ""
    timeout_seconds: float = 20
    max_tokens: int = 4000
    input_price: Decimal = Decimal(0)  # per million tokens
    output_price: Decimal = Decimal(0)
    _slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE), repr=False)
    _failures: int = 0
    _rests_until: float = 0.0

    def reply(
        self, system: str, text: str, tools: Sequence[dict[str, Any]] = (), allowance: Allowance | None = None
    ) -> ModelReply:
        self.warm_up()  # here: no library is to be loaded in a thread that nobody may be left to wait for
        limits = allowance or Allowance(self.timeout_seconds, tokens=self.max_tokens)
        if time.monotonic() < self._rests_until:
            raise Unavailable("The language model failed several times and is left alone for a minute.")
        try:
            found = self._in_time(lambda: self._exchange(system, text, tools, limits), limits.seconds_left())
        except Unavailable:
            self._failures += 1
            if self._failures >= REST_AFTER:
                self._failures, self._rests_until = 0, time.monotonic() + REST_SECONDS
            raise
        self._failures = 0
        return found

    def cost(self, reply: ModelReply) -> Decimal:
        return (reply.input_tokens * self.input_price + reply.output_tokens * self.output_price) / MILLION

    def warm_up(self) -> None:
        """Load the client's libraries (seconds), so that the first question does not wait for them."""
        _ = self._client

    def _in_time(self, work: Callable[[], ModelReply], seconds: float) -> ModelReply:
        if not self._slots.acquire(blocking=False):
            raise Unavailable("Too many questions wait for the language model.")
        future: Future[ModelReply] = Future()

        def run() -> None:
            try:
                future.set_result(work())
            except BaseException as error:  # handed on to whoever waits
                future.set_exception(error)
            finally:
                self._slots.release()

        threading.Thread(target=run, name="model", daemon=True).start()
        try:
            return future.result(seconds)
        except TimeoutError as error:
            log.warning("model exchange failed: out of time")
            raise Unavailable("The language model did not answer in time.") from error

    @cached_property
    def _client(self) -> Any:
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        from bot.routing.model_client import bounded_client

        return ChatOpenAI(
            model=self.name,
            api_key=SecretStr(self.key or "none"),  # local servers take any key
            base_url=self.base_url or None,
            max_retries=0,  # ours: the client's would wait up to two minutes where a server says so
            http_client=bounded_client(self.timeout_seconds),
        )

    def _exchange(self, system: str, text: str, tools: Sequence[dict[str, Any]], limits: Allowance) -> ModelReply:
        # The client raises its own, its transport's and its parser's errors: all mean the same to a caller, who
        # goes on offline.
        for attempts_left in range(RETRIES, -1, -1):
            try:
                return self._once(system, text, tools, limits, limits.seconds_left() / (attempts_left + 1))
            except Exception as error:
                pause = _pause(error)
                if not attempts_left or pause is None or pause >= limits.seconds_left():
                    log.warning("model exchange failed: %s", type(error).__name__)
                    raise Unavailable("The language model does not answer.") from error
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _once(
        self, system: str, text: str, tools: Sequence[dict[str, Any]], limits: Allowance, seconds: float
    ) -> ModelReply:
        client = self._client.bind_tools(list(tools)) if tools else self._client
        messages = [("system", system), ("human", text)]
        most = max(1, min(limits.tokens, self.max_tokens))
        message = client.invoke(messages, timeout=seconds, max_completion_tokens=most)
        if message.invalid_tool_calls:
            raise ValueError("a tool call that is no JSON object")
        calls = tuple(ToolCall(str(one["name"]), dict(one["args"])) for one in message.tool_calls)
        usage = message.usage_metadata or {}
        read = int(usage.get("input_tokens", 0)) or _estimated(system + text + str(list(tools)))
        written = int(usage.get("output_tokens", 0)) or _estimated(message.text + str(calls))
        return ModelReply(message.text, calls, max(0, read), max(0, written))


def _estimated(text: str) -> int:
    return len(text) // LETTERS_PER_TOKEN


def _pause(error: Exception) -> float | None:
    """Seconds to wait before another try; None where another try cannot help."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIConnectionError):
        return PAUSE_SECONDS
    if isinstance(error, APIStatusError):
        if error.status_code not in (408, 409, 429) and error.status_code < 500:
            return None
        told = error.response.headers.get("retry-after", "")
        return max(PAUSE_SECONDS, float(told)) if told.isascii() and told.isdecimal() else PAUSE_SECONDS
    return 0.0  # malformed: the next one may not be
