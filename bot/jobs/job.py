"""What a scheduled job is, and the list of all of them, found by looking into this folder."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache

from sqlmodel import Session

from bot.config import Config
from bot.errors import BadInput
from bot.jobs.desk_of_one import Told
from bot.jobs.letter import Letter
from bot.tools.book import Book
from store.tables import Person


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a message: a person by DM, or a channel. `person` is the one whose rights decide what may be in it."""

    person: Person
    channel: str = ""

    @property
    def key(self) -> str:
        return f"channel:{self.channel}:{self.person.id}" if self.channel else self.person.id


@dataclass(frozen=True, slots=True)
class Composing:
    """What a message is made from: the recipient's own book as of that day, and what they have settled already."""

    session: Session
    book: Book
    config: Config
    recipient: Recipient
    told: Told

    def wanted(self, kind: str) -> bool:
        """Whether the person gets messages of a kind: required, or not switched off, alone or with all digests."""
        return kind in self.told.required or (self.recipient.person.wants_digest and not self.told.off(kind))


Among = Collection[str] | None
"""The ids of the people who are asked for; None = everybody."""


@dataclass(frozen=True, slots=True)
class Job:
    """One kind of message. `runs_on` = whether a local day is one of its days; `recipients` of a day are everybody's,
    or those among the people named; `compose` returns None where there is nothing new to say. One message per
    recipient and day at most."""

    name: str
    summary: str
    runs_on: Callable[[Config, dt.date], bool]
    recipients: Callable[[Session, Config, dt.date, Among], Sequence[Recipient]]
    compose: Callable[[Composing], Letter | None]


@cache
def all_jobs() -> dict[str, Job]:
    """Every module of this package that has a JOB, by name."""
    import bot.jobs as package

    found: dict[str, Job] = {}
    for module in pkgutil.iter_modules(package.__path__):
        job = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "JOB", None)
        if isinstance(job, Job):
            found[job.name] = job
    return found


def job_named(name: str) -> Job:
    """The job with this name. Raises BadInput that lists them."""
    jobs = all_jobs()
    if name not in jobs:
        raise BadInput(f"There is no job '{name}'; there are {', '.join(sorted(jobs))}.")
    return jobs[name]
