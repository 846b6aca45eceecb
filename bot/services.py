"""The composition root: builds the assistant and everything under it, and keeps the clock."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot import access
from bot.assistant import Assistant
from bot.book import AskersBook, BookContext
from bot.book.people import person_fact
from bot.config import Config
from bot.errors import BadInput
from bot.routing.allowance import Allowance
from bot.routing.lexicon import Lexicon
from bot.routing.llm import ModelUnderstanding
from bot.routing.model import ChatModel, Model
from bot.routing.phrasing import Phraser
from bot.routing.understanding import Context, Turn, Understanding
from bot.tools.money import show_figure
from knowledge.documents import Folder
from knowledge.embedding import Embedder, Embeds
from knowledge.search import Knowledge
from store.engine import Database, open_database, sqlite_url
from store.questions.names import names, names_version
from store.questions.people import head_of_sales, largest_accounts, person_by_id, visible_ids
from store.questions.settings import CURRENCY, DATA_NAME, DEFAULT_PERSON, SAMPLE, setting
from store.questions.usage import spent_since
from store.tables import Person

ROLES = {
    "kam": "You are a key account manager and see your own accounts.",
    "manager": "You are a sales manager and see your team's accounts.",
    "head_of_sales": "You lead sales and see all accounts.",
    "finance": "You see all accounts.",
}

KEPT_FOR_OFFLINE = 2.0
"""Seconds of a question's time that the model does not get, half of it at most: what the answer without it may take
on a busy machine."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The only reader of the system's time; `fixed` is the date that was chosen as today."""

    zone: str
    fixed: dt.date | None = None

    def now(self) -> dt.datetime:
        """This moment, UTC."""
        return dt.datetime.now(dt.UTC)

    def today(self) -> dt.date:
        return self.fixed or self.now().astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a conversation in the terminal opens with."""

    name: str
    role: str
    data: str
    questions: tuple[str, ...]


class AskerContexts:
    """What a question is read against. The names are read once for each state of the data."""

    def __init__(self, config: Config, knowledge: Knowledge) -> None:
        self._config = config
        self._knowledge = knowledge
        self._lexicon: tuple[str, Lexicon] | None = None

    def context(self, session: Session, person: Person, today: dt.date, turns: Sequence[Turn]) -> Context:
        visible = access.visible_accounts(session, person, today)
        lexicon = self._names(session).bound(visible_ids(session, visible))
        return Context(
            person_fact(person),
            today,
            lexicon,
            turns,
            self._config.company.fiscal_year_starts,
            setting(session, CURRENCY, self._config.company.currency),
        )

    def book(self, context: BookContext, turns: Sequence[Turn]) -> AskersBook:
        return AskersBook(context, [turn.frozen for turn in turns if turn.frozen], self._knowledge)

    def _names(self, session: Session) -> Lexicon:
        version = names_version(session)
        if self._lexicon is None or self._lexicon[0] != version:
            self._lexicon = (version, Lexicon.of(names(session)))
        return self._lexicon[1]


@dataclass
class Services:
    """Everything that a door needs, built once."""

    config: Config
    database: Database
    clock: Clock
    embedder: Embedder

    @cached_property
    def knowledge(self) -> Knowledge:
        sources = self.config.knowledge.sources
        folders = tuple(Folder(Path(one.folder), one.readers, one.owner, one.date) for one in sources)
        return Knowledge(self._reader(), folders, Path(self.config.data), self.config.knowledge.chroma_url)

    def _reader(self) -> Embeds:
        """What embeds the guidance: the bundled model, or OpenAI where that is chosen and there is a key."""
        key = self.config.secrets.openai_api_key.get_secret_value()
        if self.config.knowledge.embeddings == "openai" and key:
            from knowledge.openai_embedding import OpenAIEmbedder

            return OpenAIEmbedder(key, base_url=self.config.model.base_url)
        return self.embedder

    @cached_property
    def contexts(self) -> AskerContexts:
        return AskerContexts(self.config, self.knowledge)

    @cached_property
    def model(self) -> Model | None:
        """The language model, where one is configured."""
        chosen = self.config.model
        if not chosen.name:
            return None
        return ChatModel(
            chosen.name,
            self.config.secrets.openai_api_key.get_secret_value(),
            chosen.base_url,
            chosen.timeout_seconds,
            chosen.max_tokens,
            chosen.input_price_per_million,
            chosen.output_price_per_million,
        )

    @cached_property
    def understanding(self) -> Understanding:
        from bot.routing.local import LocalUnderstanding  # numpy and the intent model: only where somebody asks

        routing = self.config.routing
        offline = LocalUnderstanding(routing.answer_above, routing.offer_above, covers=self.knowledge.covers)
        if self.model is None:
            return offline
        return ModelUnderstanding(self.model, offline, self.may_spend, self.config.model.max_steps)

    def may_spend(self, person: str) -> bool:
        """Whether a person's questions have taken less than the daily limits of the model since midnight UTC."""
        midnight = self.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        with self.database.read() as session:
            spent = spent_since(session, person, midnight)
        return spent.cost < self.config.model.daily_cost_limit and spent.tokens < self.config.model.daily_token_limit

    def allowance(self) -> Allowance:
        """What one question may take of the model; some of its time is kept for the answer without it."""
        chosen = self.config.model
        seconds = max(chosen.timeout_seconds - KEPT_FOR_OFFLINE, chosen.timeout_seconds / 2)
        return Allowance(seconds, chosen.max_steps, chosen.max_tokens, chosen.question_cost_limit)

    @cached_property
    def assistant(self) -> Assistant:
        return Assistant(
            self.database,
            lambda: self.understanding,
            self.contexts,
            self.clock.today,
            self.clock.now,
            self.config.finance,
            self.config.routing.confirm_writes,
            Phraser(self.model, self.may_spend, show_figure) if self.model else None,
            self.allowance,
        )

    def person(self, email: str | None) -> Person:
        """Who asks in the terminal: the address given, the config's, the sample's KAM, or the head of sales.

        The terminal belongs to whoever may read the database's file, so somebody need not be named there.
        Raises NotPermitted for an unknown address, BadInput where nobody can be assumed.
        """
        with self.database.read() as session:
            wanted = email or self.config.person
            if wanted:
                return access.identify(session, wanted)
            found = person_by_id(session, setting(session, DEFAULT_PERSON)) or head_of_sales(session)
        if found is None:
            raise BadInput(
                "I don't know who is asking: there is no data yet, or nobody in it leads sales. "
                "Name yourself with --as EMAIL, import data with `kam import`, or look around with `kam demo`."
            )
        return found

    def greeting(self, person: Person) -> Greeting:
        """Who the person is, what the data is, and four questions that this person's data can answer."""
        with self.database.read() as session:
            visible = access.visible_accounts(session, person, self.clock.today())
            top = largest_accounts(session, visible, 2)
            name = setting(session, DATA_NAME, "imported data")
            sample = setting(session, SAMPLE) == "yes"
            book = AskersBook(BookContext.open(session, person, self.clock.today(), self.config.finance))
            last = book.sales.last_day()
        data = f"Data: {name}" + (f", orders to {last}." if last else ", no orders yet.")
        if sample:
            data += " Costs, reviews, contacts and plans in it are illustrative, and answers say so."
        return Greeting(person.name.split()[0], ROLES.get(person.role, ""), data, _questions(top))

    def warm_up(self) -> None:
        """Load what the first question needs, in the background."""
        import threading

        threading.Thread(target=self._warm, name="warm-up", daemon=True).start()

    def _warm(self) -> None:
        self.embedder.embed(["warm up"])
        _ = self.understanding
        if self.model is not None:
            self.model.warm_up()
        with self.database.read() as session:
            self.contexts._names(session)
        settle_memory()

    def close(self) -> None:
        if "knowledge" in self.__dict__:
            self.knowledge.close()


def _questions(names_of_accounts: Sequence[str]) -> tuple[str, ...]:
    first = names_of_accounts[0] if names_of_accounts else "my largest account"
    second = names_of_accounts[1] if len(names_of_accounts) > 1 else first
    return (
        f"What did {first} really make us in the last 12 months?",
        "Which of my reviews are due?",
        f"How much more must I sell at {second} to pay for myself?",
        "The sponsor left. What now?",
    )


def settle_memory() -> None:
    """Leave what is loaded by now out of every later search for garbage: a quarter of the time of an answer over
    10,000 accounts went into looking through libraries."""
    gc.collect()
    gc.freeze()


@contextmanager
def open_store(config: Config) -> Iterator[Database]:
    """The database of a configuration, closed at the end. An old one is upgraded first."""
    from store.migrations import needs_upgrade, upgrade

    database = open_database(config.database_url or sqlite_url(Path(config.data)))
    try:
        if needs_upgrade(database):
            upgrade(database)
        yield database
    finally:
        database.close()


@contextmanager
def open_services(config: Config, clock: Clock | None = None) -> Iterator[Services]:
    """The services of a configuration, closed at the end."""
    with open_store(config) as database:
        services = Services(config, database, clock or clock_of(config), Embedder())
        try:
            yield services
        finally:
            services.close()


def clock_of(config: Config) -> Clock:
    """The clock of a configuration. Raises BadInput for a --today that is no date."""
    try:
        fixed = dt.date.fromisoformat(config.today) if config.today else None
    except ValueError as error:
        raise BadInput(f"'{config.today}' is no date; write --today as YYYY-MM-DD, e.g. 2026-11-21.") from error
    return Clock(config.company.timezone, fixed)


def prepare_demo(config: Config, fresh: bool, say: Callable[[str], None]) -> None:
    """Load the sample ledger into the data folder, unless it is there for this month already.

    Raises BadInput where the folder holds data that is not the sample's.
    """
    from store.sample.load import ensure_sample

    with open_store(config) as database:
        ensure_sample(database, clock_of(config).today(), fresh=fresh, say=say)
