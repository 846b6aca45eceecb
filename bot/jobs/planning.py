"""Which messages are due between two moments: each recipient's own days and hours, never a fixed hour for all."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.config import Config
from bot.errors import BadInput
from bot.jobs.job import Job, Recipient
from bot.jobs.schedule import Hours, dates, hours, is_working_day, local_days, moment, time_of, weekdays
from store.questions.outbox import Due
from store.tables import Person

DELIVERIES = uuid.UUID("8c0f6f0a-3f0c-4f0e-9b0a-6d1f0a2b7e55")


@dataclass(frozen=True, slots=True)
class Planned:
    """One message to be: who gets it, for which local day, and when it leaves (UTC)."""

    job: Job
    recipient: Recipient
    day: dt.date
    at: dt.datetime

    @property
    def id(self) -> str:
        """The same for a job, day and recipient, whoever plans it and however often."""
        return str(uuid.uuid5(DELIVERIES, f"{self.job.name}|{self.day}|{self.recipient.key}"))

    def row(self) -> Due:
        payload = json.dumps({"day": self.day.isoformat(), "person": self.recipient.person.id})
        return Due(self.id, self.job.name, self.at, self.recipient.key, self.job.name, payload)


def due_between(
    jobs: Sequence[Job],
    session: Session,
    config: Config,
    since: dt.datetime,
    until: dt.datetime,
    kept: Collection[Hours] | None = None,
) -> list[Planned]:
    """Everything whose moment is after `since` and not after `until`, earliest first.

    `kept` are all the working hours that people have: where none of them begins within the span, nobody is read.
    """
    found: list[Planned] = []
    for job in jobs:
        by_day: dict[dt.date, Sequence[Recipient]] = {}
        first = since.date() - dt.timedelta(days=1)
        for number in range((until.date() - first).days + 2):
            day = first + dt.timedelta(days=number)
            if kept is not None and not any(since < _leaves(config, day, own) <= until for own in kept):
                continue
            if works(config, day) and job.runs_on(config, day):
                by_day[day] = job.recipients(session, config, day, None)
        for day, recipients in by_day.items():
            for one in recipients:
                planned = plan(job, one, config, day)
                if since < planned.at <= until:
                    found.append(planned)
    return sorted(found, key=lambda one: (one.at, one.id))


def plan(job: Job, recipient: Recipient, config: Config, day: dt.date) -> Planned:
    """The message of a day."""
    return Planned(job, recipient, day, _leaves(config, day, hours_of(recipient.person, config)))


def _leaves(config: Config, day: dt.date, own: Hours) -> dt.datetime:
    return moment(day, time_of(config.nudges.digest_at), own)


def works(config: Config, day: dt.date) -> bool:
    """Whether anything leaves on a local day."""
    return is_working_day(day, weekdays(config.jobs.review_digest), dates(config.nudges.holidays))


def next_working_day(config: Config, day: dt.date) -> dt.date:
    """The next day on which anything leaves; a fortnight on where there is none before."""
    later = (day + dt.timedelta(days=number) for number in range(1, 15))
    return next((one for one in later if works(config, one)), day + dt.timedelta(days=14))


def hours_of(person: Person, config: Config) -> Hours:
    """A person's own hours."""
    return hours_from(config, person.timezone, person.work_start, person.work_end)


def hours_from(config: Config, zone: str, begin: str, finish: str) -> Hours:
    """Working hours as a person has them; what is left open, or so that nobody can read it, is the company's."""
    start, end = config.nudges.working_hours
    try:
        return hours(zone or config.company.timezone, begin or start, finish or end)
    except BadInput:
        return hours(config.company.timezone, start, end)


__all__ = ["Planned", "due_between", "hours_from", "hours_of", "local_days", "next_working_day", "plan", "works"]
