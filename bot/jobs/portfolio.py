"""What the weekly and the monthly summary share: the manager's portfolio, whole by DM, totals only in a channel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

from bot.config import Config
from bot.jobs.job import Among, Composing, Recipient
from bot.jobs.letter import Letter
from bot.tools.answer import Answer
from bot.tools.periods import Period
from bot.tools.portfolio_summary import Args, run
from store.questions.outbox import on_leave, recipients
from store.questions.people import person_by_id

LEADING = ("manager", "head_of_sales")


def summary(given: Composing, period: Period, key: str) -> Letter | None:
    """The portfolio of a period; None where the data holds nothing of it."""
    if not given.recipient.channel and not given.wanted("portfolio"):
        return None
    answer = run(Args(period=period), given.book)
    if not answer.figures:
        return None
    return Letter(_for_channel(answer) if given.recipient.channel else answer, keys=(f"told:{key}",))


def _for_channel(answer: Answer) -> Answer:
    """Totals alone: in a channel, not everybody may see every account."""
    return answer.with_(
        table=None,
        sections=(),
        chart=None,
        choices=(),
        lines=(),
        unknown=("Accounts are left out here; ask me in a direct message for the whole.",),
        follow_ups=("how is my portfolio doing?",),
        accounts=(),
        visibility="team",
    )


def to_whom(session: Session, config: Config, day: dt.date, among: Among = None) -> Sequence[Recipient]:
    """Everybody who leads, by DM, and the channels of the configuration, seen with their manager's rights."""
    away = on_leave(session, day)
    found = [Recipient(one) for one in recipients(session, LEADING, among) if one.id not in away]
    for one in config.slack.portfolio_channels:
        if among is not None and one.manager not in among:
            continue
        manager = person_by_id(session, one.manager)
        if manager is not None and manager.active:
            found.append(Recipient(manager, one.channel))
    return found
