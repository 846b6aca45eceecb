"""Tells a manager once per cycle which reviews were missed again and again, and which accounts nobody calls theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlmodel import Session

from bot.config import Config
from bot.jobs.desk_of_one import Situation
from bot.jobs.job import Among, Composing, Job, Recipient
from bot.jobs.letter import SHOWN, Button, Item, Letter
from bot.jobs.planning import works
from bot.tools.answer import Answer
from bot.tools.arguments import Scope
from bot.tools.days import show_day
from bot.tools.wording import counted
from store.questions.outbox import disowned, on_leave, recipients
from store.questions.people import people_below

LEADING = ("manager", "head_of_sales")


def compose(given: Composing) -> Letter | None:
    """What this manager has not heard of yet: one item a review and cycle. Opting out of digests changes nothing."""
    scope = Scope("all") if given.book.asker.role == "head_of_sales" else Scope("team")
    situation = Situation(given.book, scope, given.told, given.book.today)
    found = [*_missed(given, situation), *_disowned(given, situation)]
    items = [one for one in found if one.key not in given.told.keys]
    items = [one for one in items if not given.told.quiet(one.subject, one.account, given.book.today)]
    if not items:
        return None
    items.sort(key=lambda one: (one.rank, -one.weight, one.text))
    first = given.book.asker.name.split()[0]
    headline = (
        f"{counted(len(items), 'account')} in your team {'needs' if len(items) == 1 else 'need'} a word, {first}."
    )
    lines = [one.text for one in items[:SHOWN]]
    if len(items) > SHOWN:
        lines.append(f"And {len(items) - SHOWN} more: ask me who is behind on reviews.")
    made_up = any(one.illustrative for one in items)
    accounts = tuple(dict.fromkeys(one.account for one in items))
    answer = Answer("escalation", headline, tuple(lines), illustrative=made_up, accounts=accounts)
    return Letter(answer, tuple(items), tuple(one.key for one in items))


def _missed(given: Composing, situation: Situation) -> Iterable[Item]:
    """Reviews of the people who report to this manager, missed as often as the configuration says."""
    own = _reports(given)
    for one in situation.standings:
        account = situation.accounts[one.account_id]
        if one.missed < given.config.reviews.escalate_after_misses or one.current is None or account.kam_id not in own:
            continue
        last = one.last_held.held if one.last_held else None
        held = f"last held {show_day(last, given.book.today)}" if last else "never held"
        text = f"{account.name} ({account.kam_name}): {one.missed} reviews in a row were missed, {held}."
        buttons = (
            Button("Show the account", "account_brief", (("account", account.id),)),
            Button("Who is behind?", question="who is behind on reviews?"),
        )
        subject = f"escalation:{one.current.id}"
        yield Item("escalation", subject, text, 0, one.missed, "", account.id, buttons, one.illustrative, always=True)


def _disowned(given: Composing, situation: Situation) -> Iterable[Item]:
    """Accounts that their key account manager says are not theirs."""
    for one in disowned(given.session, _reports(given)):
        account = situation.accounts.get(one.subject.partition(":")[2])
        if account is None or account.kam_id != one.person_id:
            continue
        text = f"{account.name}: {account.kam_name} says it is not theirs, so nobody is reminded of it. Assign it anew."
        subject = f"disowned:{account.id}:{one.person_id}"
        yield Item("disowned", subject, text, 1, 0, "", account.id, always=True)


def _reports(given: Composing) -> frozenset[str]:
    """Those who report straight to the manager; where a manager between is missing or away, their people too."""
    below = people_below(given.session, given.book.asker.id)
    away = on_leave(given.session, given.book.today)
    leading = {one.id for one in recipients(given.session, LEADING) if one.id in below and one.id not in away}
    covered = frozenset[str]().union(*(people_below(given.session, one) for one in leading)) if leading else frozenset()
    return below - covered


def to_whom(session: Session, config: Config, day: dt.date, among: Among = None) -> Sequence[Recipient]:
    away = on_leave(session, day)
    return [Recipient(one) for one in recipients(session, LEADING, among) if one.id not in away]


JOB = Job("escalation", "reviews missed repeatedly, to the manager, once per cycle", works, to_whom, compose)
