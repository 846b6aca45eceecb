"""From a job to its answer in Slack: who asks, what is answered, who may read it where."""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot import access
from bot.assistant import Question
from bot.errors import BadInput, KamError, NotPermitted
from bot.handlers import reading
from bot.handlers.delivery import Progress, pausing
from bot.handlers.desk import Desk
from bot.handlers.door import waiting_place
from bot.handlers.identity import Asker
from bot.handlers.inbox import Job, Later
from bot.handlers.places import is_direct
from bot.handlers.recall import recalled
from bot.handlers.sums import full_version, sums_only
from bot.replies.pieces import Link, actions, button, plain
from bot.replies.safe import clean, escape
from bot.replies.slack import Look, Message, render
from bot.slack_client import RateLimited, Refused, Unsure
from bot.tools.answer import Answer, refused
from store.questions import memory
from store.questions.names import account_named
from store.questions.people import person_by_id

log = logging.getLogger(__name__)

SHORT_REPLY = 8  # words

SILENT_UNASKED = frozenset({"clarify", "out_of_scope", "refused", "help"})
"""Answers that stay unsaid where nobody asked: a colleague's remark in a thread is not a question to us."""

STUB = "I've answered {name} in a DM: some people here may not see this."
STUB_EXTERNAL = "I've answered {name} in a DM: this channel is shared with people outside, so no figures here."


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer goes: a conversation and the thread in it ('' = no thread), and the key of its memory."""

    channel: str
    thread: str
    memory: str


@dataclass(frozen=True, slots=True)
class Say:
    """A message that is no answer; to a conversation of its own, or ('') into the place of the answer. `working_of`:
    the answer whose working it is."""

    message: Message
    channel: str = ""
    thread: str = ""
    working_of: Answer | None = None


Found = Answer | tuple[Say, ...]
"""What a job's work comes back with."""

Find = Callable[[Asker, Target], Found]

Files = Callable[[Job, str, str, Answer, str, int], None]
"""Job, channel, thread, answer, form (answer or working), number of the message: sends that message's files."""


@dataclass
class _State:
    """What is known so far of one job; survives the pauses of its delivery."""

    progress: Progress
    target: Target | None = None
    asker: Asker | None = None
    answer: Answer | None = None
    says: tuple[Say, ...] = ()


class Answering:
    """Shared by every surface."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._files: Files = _no_files
        self._talks: dict[tuple[str, str], tuple[str, float]] = {}

    def on_files(self, files: Files) -> None:
        """Register what sends the files of a message that has been posted."""
        self._files = files

    def question(self, job: Job) -> None:
        """The work for a question in words."""
        self.work(job, lambda asker, target: self._ask(replace(job, text=self._spoken(job.text)), asker, target))

    def work(self, job: Job, find: Find) -> None:
        """Identify, answer, deliver; whatever goes wrong is said in the same place with a next step."""
        state = _State(Progress(doubtful=job.attempt > 1))
        try:
            pausing(state.progress, lambda: self._go_on(job, find, state))
        except Later:
            raise
        except Exception:
            self.desk.patience.settled(job.key)
            raise

    def _go_on(self, job: Job, find: Find, state: _State) -> None:
        """Everything from where it was left: what was found out before a pause is not found out again."""
        target = state.target = state.target or self.target(job)
        if target.thread:
            self.desk.patience.expect(job.key, waiting_place(job, target.channel, target.thread), job)
        try:
            if not state.says and state.answer is None:
                self._find(job, find, target, state)
            if state.answer is not None and state.asker is not None and not _unsaid(job, state.answer):
                self.deliver(job, state.asker, state.answer, target, state.progress)
        except KamError as error:
            state.answer, state.says = None, (Say(self.sentence(error.sentence)),)
        except (RateLimited, Unsure, Refused):
            raise
        except Exception:  # the last door of a question: the person gets a reference, the log the traceback
            reference = uuid.uuid4().hex[:8]
            log.exception("a %s failed, reference %s", job.kind, reference)
            state.answer, state.says = None, (Say(_failure(job, reference)),)
        for number, one in enumerate(state.says):
            channel, thread = (one.channel, one.thread) if one.channel else (target.channel, target.thread)
            ts = self.desk.courier.post(job, f"said:{number}", channel, thread, one.message, state.progress)
            if one.working_of is not None and one.message.files:
                self._files(job, channel, thread or ts, one.working_of, "working", 0)
        left = job.data.get("steps", "")
        if left and left not in state.progress.done.values():
            self.desk.patience.remove(target.channel, left)
        self.desk.patience.settled(job.key)

    def step(self, job: Job, title: str, details: str = "") -> None:
        """Tell who waits what is being done now."""
        self.desk.patience.step(job.key, title, details)

    def _find(self, job: Job, find: Find, target: Target, state: _State) -> None:
        state.asker = self.desk.identity.asker(job.user, job.actor_team)
        found = find(state.asker, target)
        if isinstance(found, Answer):
            state.answer = found
        else:
            state.says = found

    def target(self, job: Job) -> Target:
        """Where the answer to a job belongs, before it is known who may read it."""
        if job.place in ("dm", "channel"):
            root = job.thread or job.ts
            return Target(job.channel, root, f"{job.team}:{job.channel}:{root}")
        if job.place == "here":
            return Target(job.channel, "", f"{job.team}:{job.channel}:{job.key}")
        direct = self.desk.places.direct(job.user)
        return Target(direct, "", job.data.get("memory") or f"{job.team}:{direct}:{job.key}")

    def deliver(self, job: Job, asker: Asker, answer: Answer, target: Target, progress: Progress) -> None:
        """Send an answer where everybody may read it, else by DM with a stub. Rights are checked here, at sending."""
        answer = self._still_permitted(asker, answer)
        if job.place in ("channel", "here"):
            self.step(job, "Checking who may read it here")
        if job.place in ("channel", "here") and not self.may_show(job, answer):
            reduced = self._sums(job, answer) if job.place == "here" else None
            if reduced is not None:
                look = replace(self.look(job, reduced), extra=full_version(job.text))
                self._send(job, reduced, target, progress, "answer", look)
                return
            self._by_direct_message(job, asker, answer, target, progress)
        else:
            share = self._share(job, answer)
            self._send(job, answer, target, progress, "answer", self.look(job, answer, share))

    def look(self, job: Job, answer: Answer, share: tuple[str, str] | None = None) -> Look:
        receipt = answer.receipt.id if answer.receipt is not None else ""
        return Look(
            owner=job.user,
            answer_id=receipt or str(uuid.uuid5(uuid.NAMESPACE_OID, job.key)),
            native_charts=self.desk.courier.native_charts,
            share=share,
            allowed_links=self.desk.config.allowed_links,
        )

    def sentence(self, text: str) -> Message:
        return Message(escape(Link(self.desk.config.allowed_links).clean(text)))

    def told(self, text: str) -> Say:
        return Say(self.sentence(text))

    def say(self, job: Job, text: str) -> None:
        """One sentence without figures, in the place of the answer."""
        state = _State(Progress(doubtful=job.attempt > 1), says=(Say(self.sentence(text)),))
        pausing(state.progress, lambda: self._go_on(job, _nothing, state))

    def missed(self, job: Job) -> None:
        """What is said about something we took in but could not answer in time."""
        if job.kind == "question" and not job.data.get("unasked"):
            self.say(job, "I was away when you asked this. Ask again if it still matters.")

    def run(self, job: Job, tool: str, raw: dict[str, str], asker: Asker, target: Target) -> Answer:
        """A tool with its arguments, for whoever pressed or filled in; done before a restart, it is not done again."""
        if job.attempt > 1:
            with self.desk.database.read() as session:
                before = recalled(session, target.memory, asker.person, f"/{tool}", job.received)
            if before is not None:
                return before
        self.step(job, f"Working out {tool.replace('_', ' ')}")
        try:
            return self.desk.assistant.run(tool, raw, asker.person, target.memory, job.place)
        except BadInput as error:
            raise BadInput(_without_option(error.sentence)) from error

    def _ask(self, job: Job, asker: Asker, target: Target) -> Answer:
        if job.attempt > 1:
            with self.desk.database.read() as session:
                before = recalled(session, target.memory, asker.person, job.text, job.received)
            if before is not None:
                return before
        if job.place == "dm" and target.thread == job.ts:
            self._carry_on(job, asker, target)
        account = self._channel_account(job, asker)
        question = Question(job.text, asker.person, target.memory, job.place, account, lambda one: self.step(job, one))
        return self.desk.assistant.ask(question)

    def _channel_account(self, job: Job, asker: Asker) -> str:
        """The account that the channel is named after, where the person asks or looks: #brakes-and-gears."""
        channel = job.channel if job.place == "channel" else job.data.get("looking_at", "")
        if not channel or is_direct(channel):
            return ""
        name = self.desk.places.look(channel).name
        with self.desk.database.read() as session:
            visible = access.visible_accounts(session, person_by_id(session, asker.person), self.desk.today())
            return account_named(session, visible, name)

    def _spoken(self, text: str) -> str:
        """The words of a message, with people by their names."""
        if "<" not in text and "&" not in text:
            return " ".join(clean(text, ("http://", "https://")).split())
        names = {}
        with self.desk.database.read() as session:
            for user in reading.mentioned(text):
                person = person_by_id(session, self.desk.identity.member(user) or "")
                if person is not None:
                    names[user] = person.name
        return reading.spoken(text, self.desk.me.user(), names)

    def _carry_on(self, job: Job, asker: Asker, target: Target) -> None:
        """A new message in the DM goes on where the last one ended, if that is not long ago: in the app's one
        timeline people do not open a thread to say 'and last year?'. Only a short one can be the awaited 'yes'."""
        conversation = f"{job.team}:{job.channel}:"
        last = self._last(conversation, asker.person)
        if last is not None and last != target.memory:
            self._carry(last, target.memory, asker.person, len(job.text.split()) <= SHORT_REPLY)
        self._talks[conversation, asker.person] = (target.memory, time.monotonic())

    def _last(self, conversation: str, person: str) -> str | None:
        """The thread of a person's last question in a conversation, if it was lately: remembered, or after a restart
        looked up."""
        known = self._talks.get((conversation, person))
        if known is not None:
            return known[0] if time.monotonic() - known[1] < memory.CARRY_ON.total_seconds() else None
        with self.desk.database.read() as session:
            return memory.last_thread(session, conversation, person, self.desk.now() - memory.CARRY_ON)

    def _carry(self, old: str, new: str, person: str, with_pending: bool = True) -> None:
        with self.desk.database.write_unsynced() as connection:  # a power cut costs no more than a reference back
            memory.carry_over(connection, old, new, person, with_pending)

    def _still_permitted(self, asker: Asker, answer: Answer) -> Answer:
        """The answer, or a refusal where the asker's rights were taken away since it was computed."""
        accounts = {account for part in (answer, *answer.parts) for account in part.accounts}
        if answer.visibility == "public" and not accounts:
            return answer
        self.desk.identity.asker(asker.user)
        with self.desk.database.read() as session:
            person = person_by_id(session, asker.person)
            active = person is not None and person.active
            if active and access.may_all_see(session, [person], accounts, self.desk.today()):
                return answer
        return refused("I can't show this any more: your accounts have changed since you asked.")

    def check_again(self, job: Job, answer: Answer) -> None:
        """Raises NotPermitted where an answer of before may no longer be shown to this person in this place."""
        asker = self.desk.identity.asker(job.user, job.actor_team)
        hidden = self._still_permitted(asker, answer) is not answer
        if hidden or (job.place == "channel" and not self.may_show(job, answer)):
            raise NotPermitted("What follows this answer may not be shown here any more.")

    def may_show(self, job: Job, answer: Answer) -> bool:
        """Whether everybody in the job's channel may read this answer, asked now."""
        if job.external or self.desk.places.look(job.channel).external:
            return False
        parts = (answer, *answer.parts)
        if all(part.visibility == "public" and not part.accounts for part in parts):
            return True
        accounts = {account for part in parts for account in part.accounts}
        if any(part.visibility == "private" and not part.accounts for part in parts):
            return False  # private, but of whom? Then of nobody here but the asker
        return self.desk.places.all_may_see(job.channel, accounts)

    def _sums(self, job: Job, answer: Answer) -> Answer | None:
        """A portfolio reduced to what everybody here may read; None where there is no such thing."""
        with self.desk.database.read() as session:
            reduced = sums_only(session, answer)
        return reduced if reduced is not None and self.may_show(job, reduced) else None

    def _by_direct_message(self, job: Job, asker: Asker, answer: Answer, target: Target, progress: Progress) -> None:
        direct = Target(self.desk.places.direct(job.user), "", "")
        place = self.desk.places.look(job.channel)
        outside = job.external or place.external
        closed = outside or answer.visibility == "public" or self.desk.places.has_outsiders(job.channel)
        share = None if closed else (job.channel, place.name)
        ts = self._send(job, answer, direct, progress, "direct", self.look(job, answer, share))
        self._carry(target.memory, f"{job.team}:{direct.channel}:{ts}", asker.person)
        text = (STUB_EXTERNAL if outside else STUB).format(name=asker.name.split()[0])
        self.desk.courier.post(job, "stub", target.channel, target.thread, Message(escape(text)), progress)

    def _share(self, job: Job, answer: Answer) -> tuple[str, str] | None:
        """A command typed in a channel is answered in the DM; its headline may be taken to that channel."""
        if job.place != "command" or not job.channel or answer.visibility == "public":
            return None
        place = self.desk.places.look(job.channel)
        return None if place.direct or place.external else (place.id, place.name)

    def _send(self, job: Job, answer: Answer, target: Target, progress: Progress, name: str, look: Look) -> str:
        """Post the messages of an answer; the ts of the first one."""
        first = ""
        for number, message in enumerate(render(answer, look)):
            thread = target.thread or (first if number else "")
            ts = self.desk.courier.post(job, f"{name}:{number}", target.channel, thread, message, progress)
            if message.files or look.native_charts != self.desk.courier.native_charts:
                self._files(job, target.channel, thread or ts, answer, "answer", number)
            first = first or ts
        person = self.desk.identity.member(job.user) if not target.thread and target.memory else None
        if person is not None:  # what is written below this message belongs to this conversation
            self._carry(target.memory, f"{job.team}:{target.channel}:{first}", person)
        return first


def _unsaid(job: Job, answer: Answer) -> bool:
    return answer.route in SILENT_UNASKED and bool(job.data.get("unasked"))


def _without_option(sentence: str) -> str:
    """A sentence about an argument, without the dashes that it has in a terminal."""
    return re.sub(r"^--([a-z-]+): ", lambda found: f"{found[1].replace('-', ' ').capitalize()}: ", sentence)


def _failure(job: Job, reference: str) -> Message:
    text = (
        f"Something went wrong that I did not expect. Reference {reference}. Try again in a moment; if it stays, "
        "give the reference to whoever runs this assistant."
    )
    again = [button(Link(), "ask:again", "Try again", json.dumps({"q": job.text[:1800]}))] if job.text else []
    return Message(text, ({"type": "section", "text": plain(text)}, *actions(again)))


def _no_files(job: Job, channel: str, thread: str, answer: Answer, form: str, message: int) -> None:
    """Until something is registered that sends them."""


def _nothing(asker: Asker, target: Target) -> Answer:
    raise AssertionError("there was a sentence to say already")
