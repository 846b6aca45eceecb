"""One job by hand: what it would send on a day, or sending it now through the outbox."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot.config import Config
from bot.jobs.composing import letter
from bot.jobs.job import Job
from bot.jobs.letter import Item, Letter
from bot.jobs.outbox import BATCH, Mailroom
from bot.jobs.planning import Planned, hours_of, plan, works
from store.engine import Database
from store.questions import outbox


@dataclass(frozen=True, slots=True)
class Preview:
    """What would go out: `letter` None = nothing new to say; `sent` = it has left already."""

    planned: Planned
    letter: Letter | None
    sent: bool
    local: dt.datetime

    @property
    def to(self) -> str:
        channel = self.planned.recipient.channel
        return f"channel {channel}" if channel else f"DM to {self.planned.recipient.person.name}"


def preview(session: Session, config: Config, job: Job, day: dt.date) -> tuple[list[Preview], str]:
    """Every recipient's message of a day, by the moment it would leave; and why there is none, '' otherwise."""
    if not (works(config, day) and job.runs_on(config, day)):
        return [], f"{job.name} does not run on {day:%A} {day}."
    found = []
    for recipient in job.recipients(session, config, day, None):
        planned = plan(job, recipient, config, day)
        row = outbox.row(session, planned.id)
        made = letter(session, config, job, recipient, day)
        local = hours_of(recipient.person, config).local(planned.at)
        found.append(Preview(planned, made, row is not None and row.status == outbox.SENT, local))
    return sorted(found, key=lambda one: (one.planned.at, one.planned.recipient.person.name)), ""


def send_now(database: Database, config: Config, job: Job, day: dt.date, mailroom: Mailroom) -> dict[str, int]:
    """Plan a day's messages as due now, and deliver them. Run twice, it sends once: the rows are the same."""
    with database.write() as session:
        if not (works(config, day) and job.runs_on(config, day)):
            return {}
        planned = [plan(job, one, config, day) for one in job.recipients(session, config, day, None)]
        now = mailroom.now()
        outbox.plan(session, [Planned(one.job, one.recipient, one.day, now).row() for one in planned])
        waiting = [one.id for one in planned]
    done: Counter[str] = Counter()
    for at in range(0, len(waiting), BATCH):
        done.update(mailroom.deliver_all(waiting[at : at + BATCH]))
    return done


def as_json(found: Sequence[Preview]) -> list[dict[str, Any]]:
    """The preview as plain values, for --json."""
    return [
        {
            "id": one.planned.id,
            "job": one.planned.job.name,
            "to": one.planned.recipient.key,
            "name": one.planned.recipient.person.name,
            "email": one.planned.recipient.person.email,
            "at": one.planned.at.isoformat(),
            "local": one.local.isoformat(),
            "sent": one.sent,
            "headline": one.letter.answer.headline if one.letter else None,
            "lines": list(one.letter.answer.lines) if one.letter else [],
            "items": [_item(item) for item in one.letter.items] if one.letter else [],
        }
        for one in found
    ]


def _item(one: Item) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "account": one.account or None,
        "text": one.text,
        "buttons": [button.label for button in one.buttons],
    }


def as_text(found: Sequence[Preview]) -> str:
    """The preview for the terminal: recipient and moment, then the message as it would read."""
    parts = []
    for one in found:
        if one.letter is None:
            continue
        state = " (sent already)" if one.sent else ""
        parts.append(f"{one.to}, {one.local:%a %d %b %H:%M} {one.local.tzname()}{state}")
        parts.append(f"  {one.letter.answer.headline}")
        items = dict(enumerate(one.letter.items))
        for number, line in enumerate(one.letter.answer.lines):
            item = items.get(number)
            labels = " ".join(f"[{button.label}]" for button in item.buttons) if item and item.text in line else ""
            parts.append(f"  {line}" + (f" {labels}" if labels else ""))
        parts.append("")
    quiet = [one.planned.recipient.person.name for one in found if one.letter is None]
    if quiet:
        parts.append(f"Nothing new, so no message: {', '.join(quiet)}.")
    return "\n".join(parts).rstrip()


def to_json(found: Sequence[Preview]) -> str:
    return json.dumps(as_json(found), ensure_ascii=False, indent=2)
