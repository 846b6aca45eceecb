"""A small company and its workspace: the real Bolt app, the real assistant, and what it understands written down."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot import access
from bot.app import SlackApp, on_desk
from bot.assistant import Assistant
from bot.book import AskersBook, BookContext
from bot.book.people import person_fact
from bot.config import Config, load_config
from bot.handlers.desk import Desk, open_desk
from bot.routing.lexicon import Lexicon
from bot.routing.understanding import Context, Reading, Turn
from bot.slack_client import web_client
from bot.tools.answer import (
    Answer,
    Chart,
    Choice,
    Column,
    Figure,
    Input,
    Receipt,
    Series,
    Table,
    clarify,
    refused,
)
from store import migrations
from store.engine import Database, open_database
from store.questions.names import names
from store.questions.people import visible_ids
from store.tables import Account, Assignment, Person, ReviewRhythm
from tests.doubles.slack import SlackDouble, User

TODAY = dt.date(2026, 11, 21)
SECRET = "4,711 USD"
"""The figure in every answer about an account: it must never be where it may not be."""


class Script:
    """What the assistant understands in these tests. Words decide; `gate` holds 'slow' questions back."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.begun: list[str] = []

    def understand(self, text: str, context: Context) -> Reading:
        self.begun.append(text)
        return Reading((self._answer(text.casefold(), context),))

    def _answer(self, text: str, context: Context) -> Answer:
        if "slow" in text:
            assert self.gate.wait(30)
        if "boom" in text:
            raise RuntimeError("the ledger is on fire")
        if "totals" in text:
            return Answer("portfolio_summary", f"Net sales {SECRET} in all.", visibility="team", receipt=Receipt("sum"))
        if "portfolio" in text:
            return portfolio()
        if "competences" in text:
            rated = Answer("kam_competency", f"Kim Keller's widest gap is financial: {SECRET} of 5.")
            return profit("North Bikes", "a1").with_(parts=(rated,)) if "north bikes" in text else rated
        if "guidance" in text:
            return Answer("guidance", "Review key accounts every quarter.", visibility="public")
        if "which" in text:
            return clarify("Which one?", Choice("North Bikes"), Choice("South Bikes"))
        if "weather" in text:
            return Answer("out_of_scope", "Not my field.", visibility="public")
        if "before" in text:
            last = context.turns[0].question if context.turns else "nothing"
            return Answer("explain", f"You asked before: {last}", visibility="public")
        for name, identity in ACCOUNTS.items():
            if name.casefold() in text:
                answer = self._account(name, identity, context)
                return answer.with_(chart=STEPS) if "bridge" in text and answer.chart else answer
        return Answer("help", f"I heard: {text}", visibility="public")

    def _account(self, name: str, identity: str, context: Context) -> Answer:
        if identity not in VISIBLE[context.asker.id]:
            return refused("I can't show accounts that aren't yours.")
        return profit(name, identity)


def portfolio() -> Answer:
    """Sums over seven accounts, and one account by name."""
    return Answer(
        "portfolio_summary",
        "Net sales 9,000,000 of the team.",
        ("Reviews: 2 behind.", "North Bikes fell most."),
        (Figure("active_accounts", 7, "accounts"),),
        table=Table((Column("a", "account"),), (("North Bikes fell",),)),
        receipt=Receipt("sums"),
        accounts=("a1",),
    )


def profit(name: str, identity: str) -> Answer:
    """An answer with everything in it that an answer may have."""
    return Answer(
        "account_profitability",
        f"{name} earned us {SECRET} net.",
        ("gross sales 10,000 → net sales 9,000",),
        (Figure("net_profit", Decimal(4711), "USD", "net profit"),),
        table=Table(
            (Column("line", "line"), Column("amount", "amount", "USD")),
            (("net sales", Decimal(9000)), ("net profit", Decimal(4711))),
        ),
        chart=Chart("bars", "By year", ("2025", "2026"), (Series("net", (Decimal(4000), Decimal(4711))),), "USD"),
        receipt=Receipt(
            "net sales − costs", (("net_sales", Input("9,000 USD", "ledger", "2026")),), steps=("9,000 − 4,289",)
        ),
        unknown=("Returns are not in your data.",),
        follow_ups=(f"why did {name} fall?", f"what if {name} pays 1 % more?"),
        accounts=(identity,),
    )


STEPS = Chart(
    "waterfall", "From sales to profit", ("sales", "costs"), (Series("", (Decimal(9000), Decimal(-4289))),), "USD"
)
"""A chart that Slack cannot draw itself: it follows as a picture."""

ACCOUNTS = {"North Bikes": "a1", "South Bikes": "a2", "West Bikes": "a3"}
VISIBLE = {
    "k1": {"a1"},
    "k2": {"a2"},
    "k3": {"a3"},
    "m1": {"a1", "a2"},
    "h1": {"a1", "a2", "a3"},
    "f1": {"a1", "a2", "a3"},
    "ad1": set(),
    "o1": set(),
}
PEOPLE = (
    ("h1", "Hana Head", "head_of_sales", None),
    ("m1", "Max Manager", "manager", "h1"),
    ("k1", "Kim Keller", "kam", "m1"),
    ("k2", "Kai Kern", "kam", "m1"),
    ("k3", "Kit Klein", "kam", "h1"),
    ("f1", "Fin Ance", "finance", None),
    ("ad1", "Ada Admin", "admin", None),
    ("o1", "Olga Other", "other", None),
)


class Contexts:
    """What questions are read against; the names are read once, as in the services."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None

    def context(self, session: Session, person: Person, today: dt.date, turns: Sequence[Turn]) -> Context:
        visible = access.visible_accounts(session, person, today)
        self._lexicon = self._lexicon or Lexicon.of(names(session))
        lexicon = self._lexicon.bound(visible_ids(session, visible))
        return Context(person_fact(person), today, lexicon, turns)

    def book(self, context: BookContext, turns: Sequence[Turn]) -> AskersBook:
        return AskersBook(context, [turn.frozen for turn in turns if turn.frozen])


@dataclass
class World:
    """The company's database, its workspace, and the app between them."""

    slack: SlackDouble
    database: Database
    script: Script
    config: Config
    app: SlackApp
    users: dict[str, User] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        return self.app.desk

    def user(self, person: str) -> User:
        """The Slack user of one of our people."""
        if person not in self.users:
            name = next(one[1] for one in PEOPLE if one[0] == person)
            self.users[person] = self.slack.add_user(name, email=f"{person}@example.com")
        return self.users[person]

    def channel(self, name: str, *people: str, **kind: Any) -> Any:
        return self.slack.add_channel(name, members=[self.user(one) for one in people], **kind)

    def mention(self, text: str) -> str:
        return f"<@{self.slack.workspace.bot_user.id}> {text}"

    def settle(self) -> None:
        """Wait until Slack has delivered everything and the app has answered it."""
        self.slack.wait_idle()
        assert self.desk.inbox.idle()


def company(path: Path) -> Database:
    """Three KAMs, two of them in a team, with an account each that is reviewed every quarter."""
    database = open_database(f"sqlite:///{path / 'kam.sqlite'}")
    migrations.upgrade(database, backup=False)
    with database.write() as session:
        for identity, name, role, boss in PEOPLE:
            session.add(Person(id=identity, name=name, email=f"{identity}@example.com", role=role, manager_id=boss))
            session.flush()
        for name, identity in ACCOUNTS.items():
            session.add(Account(id=identity, name=name, kam_id=f"k{identity[1]}"))
            session.flush()
            session.add(Assignment(account_id=identity, person_id=f"k{identity[1]}", start=dt.date(2024, 1, 1)))
            rule, anchor = "FREQ=MONTHLY;INTERVAL=3", dt.date(2026, 1, 15)
            session.add(ReviewRhythm(account_id=identity, cadence="quarterly", rule=rule, anchor=anchor))
    return database


def build(slack: SlackDouble, database: Database, transport: str = "socket", **changes: Any) -> World:
    """The app on this workspace and database; nothing runs yet."""
    environment = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "KAM_SLACK_BASE_URL": slack.base_url,
    }
    config = load_config(environment=environment)
    settings = config.slack.model_copy(update={"transport": transport, "port": 0, **changes})
    config = config.model_copy(update={"slack": settings})
    script = Script()

    def now() -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    assistant = Assistant(database, lambda: script, Contexts(), lambda: TODAY, now, dict(config.finance))
    desk = open_desk(assistant, database, config.slack, web_client(config), now, lambda: TODAY)
    return World(slack, database, script, config, on_desk(desk, config))


@contextmanager
def running(world: World, transport: str) -> Iterator[World]:
    """The app at work, over HTTP behind the real server or over Socket Mode."""
    world.desk.start()
    try:
        with _http(world) if transport == "http" else _socket(world):
            yield world
    finally:
        world.script.gate.set()
        world.desk.stop(2)


@contextmanager
def _http(world: World) -> Iterator[None]:
    from bot.handlers.http_door import serve_http

    stop, ready, found = threading.Event(), threading.Event(), list[int]()

    def told(port: int) -> None:
        found.append(port)
        ready.set()

    thread = threading.Thread(target=serve_http, args=(world.app.bolt, 0, stop, None, told), daemon=True)
    thread.start()
    assert ready.wait(5)
    world.slack.listen_http(f"http://127.0.0.1:{found[0]}/slack/events", verify=True)
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


@contextmanager
def _socket(world: World) -> Iterator[None]:
    from bot.handlers.socket_door import connected

    handler = connected(world.app.bolt, world.slack.app_token)
    world.slack.wait_until(lambda: world.slack.socket.connections, what="a connection")
    try:
        yield
    finally:
        handler.client.auto_reconnect_enabled = False
        world.slack.socket.drop()  # otherwise close() waits for the client's three-second read
        with suppress(AttributeError):  # the client's own thread may be closing the dropped connection just then
            handler.close()  # type: ignore[no-untyped-call]  # the library has no types here
