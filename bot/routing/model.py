"""A language model behind an OpenAI-compatible endpoint, reached through langchain, with every limit in place."""

from __future__ import annotations

import concurrent.futures
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from bot.errors import Unavailable

log = logging.getLogger(__name__)

RETRIES = 1
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

    def reply(self, system: str, text: str, tools: Sequence[dict[str, Any]] = ()) -> ModelReply:
        """One exchange within the time limit. Raises Unavailable for any failure, also a malformed answer."""

    def cost(self, reply: ModelReply) -> Decimal:
        """What an exchange cost, in the provider's currency."""


@dataclass
class ChatModel:
    """Implements Model with langchain-openai. Seconds, tokens and retries are bounded for each exchange.

    The time limit is kept from outside too: a server that drips bytes never trips the client's own.
    """

    name: str
    key: str = field(repr=False)
    base_url: str = ""
    timeout_seconds: float = 20
    max_tokens: int = 4000
    input_price: Decimal = Decimal(0)  # per million tokens
    output_price: Decimal = Decimal(0)

    def reply(self, system: str, text: str, tools: Sequence[dict[str, Any]] = ()) -> ModelReply:
        future = self._pool.submit(self._exchange, system, text, tools)
        try:
            return future.result(self.timeout_seconds)
        except concurrent.futures.TimeoutError as error:
            future.cancel()
            raise Unavailable("The language model did not answer in time.") from error

    def cost(self, reply: ModelReply) -> Decimal:
        return (reply.input_tokens * self.input_price + reply.output_tokens * self.output_price) / MILLION

    @cached_property
    def _pool(self) -> concurrent.futures.ThreadPoolExecutor:
        return concurrent.futures.ThreadPoolExecutor(max_workers=8, thread_name_prefix="model")

    @cached_property
    def _client(self) -> Any:
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        return ChatOpenAI(
            model=self.name,
            api_key=SecretStr(self.key or "none"),  # local servers take any key
            base_url=self.base_url or None,
            timeout=self.timeout_seconds / (RETRIES + 1),
            max_retries=RETRIES,
            max_completion_tokens=self.max_tokens,
        )

    def _exchange(self, system: str, text: str, tools: Sequence[dict[str, Any]]) -> ModelReply:
        # The client raises its own, its transport's and its parser's errors: all mean the same to a caller, who
        # goes on offline.
        try:
            client = self._client.bind_tools(list(tools)) if tools else self._client
            message = client.invoke([("system", system), ("human", text)])
            usage = message.usage_metadata or {}
            calls = tuple(ToolCall(str(one["name"]), dict(one["args"])) for one in message.tool_calls)
            return ModelReply(
                message.text, calls, int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0))
            )
        except Exception as error:
            log.warning("model exchange failed: %s", type(error).__name__)
            raise Unavailable("The language model does not answer.") from error
