"""A week before the planning meeting of a customer in several places, and the working day before: the agenda.

Each KAM gets the themes of their own accounts; who leads several of them, the themes that these accounts share.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlmodel import Session

from bot.config import Config
from bot.errors import BadInput
from bot.jobs.job import Among, Composing, Job, Recipient
from bot.jobs.letter import Letter
from bot.jobs.planning import next_working_day, works
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.days import in_days, show_day
from bot.tools.facts.people import AccountFact
from bot.tools.rhythm import dates
from bot.tools.wording import counted, listed
from store.questions.outbox import on_leave, recipients
from store.questions.people import planned_groups

ANCHOR = dt.date(2024, 1, 1)
"""From which day on 'every second month' is counted; a Monday and the first of a month."""

AHEAD = 7
THEMES = 3


def compose(given: Composing) -> Letter | None:
    """The agenda of the next meeting: the themes of the accounts in the group that one may see."""
    if not given.wanted("group"):
        return None
    today = given.book.today
    scope = Scope("mine") if given.book.asker.role == "kam" else Scope("team")
    mine = [one for one in given.book.people.accounts(scope) if one.group_id]
    for identity, name, rule in planned_groups(given.session):
        own = [one for one in mine if one.group_id == identity]
        if not own:
            continue
        days = meetings(rule, today + dt.timedelta(days=1), today + dt.timedelta(days=AHEAD))
        if not days:
            continue
        stage = "eve" if days[0] <= next_working_day(given.config, today) else "week"
        key = f"told:group:{identity}:{days[0]}:{stage}"
        if key not in given.told.keys:
            return Letter(_agenda(given, name, days[0], own), keys=(key,))
    return None


def meetings(rule: str, start: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    """The days of a group's series between two days, both included; none for a rule that nobody can read."""
    try:
        return dates(rule, ANCHOR, start, end)
    except BadInput:
        return ()


def _agenda(given: Composing, name: str, day: dt.date, own: Sequence[AccountFact]) -> Answer:
    ids = [one.id for one in own]
    names = listed([one.name for one in own[:THEMES]])
    leads = any(one.kam_id != given.book.asker.id for one in own)
    part = f"In your team: {names}." if leads else f"Your part: {names}."
    closing = () if leads else ("Your colleagues bring the themes of their own accounts.",)
    when = f"{in_days(day, given.book.today)}, {show_day(day, given.book.today)}"
    return Answer(
        "group_agenda",
        f"The planning meeting for {name} is {when}. {part}",
        (*_themes(given, ids), *closing),
        follow_ups=tuple(f"prepare the review with {one.name}" for one in own[:2]),
        accounts=tuple(ids),
    )


def _themes(given: Composing, ids: Sequence[str]) -> list[str]:
    """What several of these accounts share, what is open at them, and which needs were noted."""
    issues = given.book.issues.of(ids)
    departments = Counter(one.department for one in issues if one.department)
    places = Counter(name for name, _ in {(one.department, one.account_id) for one in issues if one.department})
    shared = [f"{name} (at {number} accounts)" for name, number in places.most_common(THEMES) if number > 1]
    lines = [f"They share: {listed(shared)}."] if shared else []
    if issues:
        most = listed([f"{name} ({number})" for name, number in departments.most_common(THEMES)])
        lines.append(f"{counted(len(issues), 'problem')} we owe them, most of it with {most or 'nobody named'}.")
    actions = given.book.actions.of(ids)
    if actions:
        lines.append(f"{counted(len(actions), 'task')} open: {'; '.join(one.text for one in actions[:THEMES])}.")
    needs = [f"{one.name}: {one.needs}" for one in given.book.people.accounts(ids) if one.needs]
    lines += [f"Needs of {one}" for one in needs[:THEMES]]
    return lines or ["Nothing is open at your accounts: bring what would help all of them."]


def to_whom(session: Session, config: Config, day: dt.date, among: Among = None) -> Sequence[Recipient]:
    """The KAMs who are here, where a group's meeting is near."""
    near = any(
        meetings(rule, day + dt.timedelta(days=1), day + dt.timedelta(days=AHEAD))
        for _id, _name, rule in planned_groups(session)
    )
    away = on_leave(session, day)
    found = recipients(session, ("kam", "manager"), among) if near else []
    return [Recipient(one) for one in found if one.id not in away]


JOB = Job("group_agenda", "agenda of a customer group's planning meeting, to its KAMs", works, to_whom, compose)
