"""The real assistant over a test's database, with the day that the test chooses."""

from __future__ import annotations

import datetime as dt
import tempfile
from functools import cache

from bot.assistant import Question
from bot.config import load_config
from bot.services import Clock, Services
from bot.tools.answer import Answer
from knowledge.embedding import Embedder
from store.engine import Database

HEAD = "brian3@adventure-works.com"
LINDA = "linda3@adventure-works.com"


@cache
def scratch() -> str:
    """A data folder of this test process, for what no test looks at."""
    return tempfile.mkdtemp(prefix="kam-tests-")


@cache
def embedder() -> Embedder:
    """One model for all tests: loading it takes longer than most of them."""
    return Embedder()


def services(database: Database, today: dt.date, data: str = "") -> Services:
    """Everything real but the day and the folder; no environment is read."""
    config = load_config(environment={}, data=data or scratch())
    return Services(config, database, Clock(config.company.timezone, today), embedder())


def with_model(database: Database, today: dt.date, base_url: str, **chosen: object) -> Services:
    """As `services`, with a language model at this address; `chosen` are further settings of the model."""
    config = load_config(environment={}, data=scratch())
    model = config.model.model_copy(update={"name": "double", "base_url": base_url, **chosen})
    return Services(
        config.model_copy(update={"model": model}), database, Clock(config.company.timezone, today), embedder()
    )


class Asker:
    """One person's door to the assistant."""

    def __init__(self, built: Services, email: str, thread: str = "") -> None:
        self._assistant = built.assistant
        self._person = built.person(email).id
        self._thread = thread

    def ask(self, text: str) -> Answer:
        return self._assistant.ask(Question(text, self._person, self._thread))

    def tool(self, tool_id: str, **raw: str) -> Answer:
        return self._assistant.run(tool_id, raw, self._person, self._thread)
