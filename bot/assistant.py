"""From a question to an answer, the same for every door: understand, check, compute, remember."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from pydantic import ValidationError
from sqlmodel import Session

from bot import access
from bot.book import AskersBook, BookContext
from bot.book.packs import keep_pack
from bot.errors import BadInput, KamError, NotPermitted
from bot.routing.allowance import Allowance
from bot.routing.phrasing import Phraser
from bot.routing.resolve import resolve
from bot.routing.understanding import CHOICE, Context, Earlier, Intent, ModelUse, Pending, Reading, Turn, Understanding
from bot.tools.answer import Answer, clarify, refused
from bot.tools.arguments import ToolArgs
from bot.tools.frozen import freeze, thaw
from bot.tools.tool import Tool, all_tools
from store.engine import Database
from store.questions import memory
from store.questions.usage import MODEL_FAILED
from store.rows import add_row
from store.tables import Person, Receipt, ThreadTurn, Usage

log = logging.getLogger(__name__)


def _untold(_step: str) -> None:
    """For those who do not watch."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message from a person. `thread` keys the memory; `place` is terminal, dm, channel … for the audit."""

    text: str
    person: str
    thread: str
    place: str = "terminal"
    channel_account: str = ""
    tell: Callable[[str], None] = _untold  # told each step as it begins, for those who watch a long answer


class Contexts(Protocol):
    """Builds what a question is read against; services implements it with its caches."""

    def context(self, session: Session, person: Person, today: dt.date, turns: Sequence[Turn]) -> Context: ...

    def book(self, context: BookContext, turns: Sequence[Turn]) -> AskersBook: ...


@dataclass
class Assistant:
    """Answers questions. Everything it needs is handed in; it keeps nothing between two questions."""

    database: Database
    understanding: Callable[[], Understanding]  # built at the first question in words
    contexts: Contexts
    today: Callable[[], dt.date]
    now: Callable[[], dt.datetime]
    finance: dict[str, Decimal]
    confirm_writes: bool = True
    phraser: Phraser | None = None
    allowance: Callable[[], Allowance] = Allowance  # what one question may take of a model

    def ask(self, question: Question) -> Answer:
        """The answer to a message, in words for every failure that a person can cause or mend."""
        started = time.perf_counter()
        today = self.today()
        with self.database.read() as session:
            try:
                person = access.person_of(session, question.person)
            except NotPermitted as error:
                return refused(error.sentence)
            turns = self._turns(session, question)
            context = self.contexts.context(session, person, today, turns)
        context = replace(context, channel_account=question.channel_account, allowance=self.allowance())
        question.tell("Understanding your question")
        reading = self.understanding().understand(question.text, context)  # a model is slow: no session is open
        answers: list[tuple[Answer, Pending | None]] = []
        for part in reading.parts:
            if isinstance(part, Intent):
                question.tell(f"Working out {part.tool.replace('_', ' ')}")
            answers.append(self._part(_gone_on(part, answers), person, turns, today))
        answer, pending = self._join(answers, reading)
        uses = [reading.use]
        if self.phraser is not None and pending is None:
            question.tell("Putting it into words")
            foreign = _foreign(context, question.text, answer)
            answer, use = self.phraser.phrase(question.text, answer, person.id, foreign, context.allowance)
            uses.append(use)
        return self._remember(question, answer, pending, started, [use for use in uses if use is not None])

    def run(
        self, tool_id: str, raw: Mapping[str, Any], person: str, thread: str = "", place: str = "command"
    ) -> Answer:
        """One tool by name with arguments in words, as the command line, buttons and modals give them.

        Naming the tool is the confirmation: a write is done. Raises BadInput for an unknown tool or argument.
        """
        started = time.perf_counter()
        tool = tool_named(tool_id)
        today = self.today()
        question = Question(f"/{tool_id}", person, thread or f"command:{person}", place)
        with self.database.read() as session:
            asker = access.person_of(session, person)
            turns = self._turns(session, question)
            args = resolve(tool, raw, self.contexts.context(session, asker, today, turns))
        if isinstance(args, Answer):
            return args
        answer = self._run_tool(tool, args, asker, turns, today)
        return self._remember(question, answer, None, started)

    def replay(self, receipt_id: str, person: str) -> tuple[Answer, Answer]:
        """The answer as it was given and the same computed again for the same day. Raises BadInput if unknown."""
        with self.database.read() as session:
            asker = access.person_of(session, person)
            found = memory.receipt(session, receipt_id, person)
            if found is None:
                raise BadInput(f"There is no receipt '{receipt_id}' of yours; copy its id from the answer's working.")
            given = thaw(found.answer)
            tool = tool_named(found.route)
            raw = json.loads(found.args)
            args = resolve(tool, raw, self.contexts.context(session, asker, found.today, ()))
        if isinstance(args, Answer):
            return given, args
        if tool.is_write(args):
            return given, given  # what was written once is not written again
        return given, self._run_tool(tool, args, asker, (), found.today)

    def _part(
        self, part: Intent | Answer, person: Person, turns: Sequence[Turn], today: dt.date
    ) -> tuple[Answer, Pending | None]:
        """One intent run, or proposed where it is a write that was not confirmed."""
        if isinstance(part, Answer):
            return part, None
        tool = all_tools()[part.tool]
        try:
            args = tool.args(**part.args)
        except ValidationError as error:
            fault = error.errors()[0]
            name = " ".join(str(one) for one in fault["loc"]).replace("_", " ")
            return clarify(f"I did not get the {name}: {fault['msg'].lower()}. Can you say it another way?"), None
        asks = self.confirm_writes or part.understood_by == "model"  # a model only ever proposes
        if asks and tool.is_write(args) and not part.confirmed:
            return self._propose(tool, args, person, turns, today)
        answer = self._run_tool(tool, args, person, turns, today)
        return answer, _left_open(tool, args, answer)

    def _propose(
        self, tool: Tool, args: ToolArgs, person: Person, turns: Sequence[Turn], today: dt.date
    ) -> tuple[Answer, Pending | None]:
        assert tool.propose is not None, f"{tool.id} writes and so must propose"
        with self.database.read() as session:
            answer = self._guarded(tool, tool.propose, args, self._book(session, person, turns, today))
        if answer.route in ("clarify", "refused"):
            return answer, _left_open(tool, args, answer)
        exact = args.canonical() | answer.args  # an item's number becomes its id, whatever the list is by then
        return answer.with_(args=args.canonical()), Pending(tool.id, exact, confirm=True)

    def _run_tool(self, tool: Tool, args: ToolArgs, person: Person, turns: Sequence[Turn], today: dt.date) -> Answer:
        scope = self.database.write if tool.is_write(args) else self.database.read
        with scope() as session:
            answer = self._guarded(tool, tool.run, args, self._book(session, person, turns, today))
        return answer.with_(args=args.canonical() | answer.args)

    def _book(self, session: Session, person: Person, turns: Sequence[Turn], today: dt.date) -> AskersBook:
        return self.contexts.book(BookContext.open(session, person, today, self.finance), turns)

    def _guarded(self, tool: Tool, work: Callable[[Any, Any], Answer], args: ToolArgs, book: AskersBook) -> Answer:
        """The tool's answer; a refusal or an unusable value becomes one, in words."""
        try:
            return work(args, book)
        except NotPermitted as error:
            return refused(error.sentence)
        except BadInput as error:
            return clarify(error.sentence)

    def _join(
        self, answers: Sequence[tuple[Answer, Pending | None]], reading: Reading
    ) -> tuple[Answer, Pending | None]:
        """One answer for the message; further ones ride in `parts`."""
        first, pending = answers[0]
        for _answer, waiting in answers[1:]:
            pending = pending or waiting
        if len(answers) > 1:
            first = first.with_(parts=tuple(answer for answer, _ in answers[1:]))
        return first, pending or reading.pending

    def _turns(self, session: Session, question: Question) -> tuple[Turn, ...]:
        if not question.thread:
            return ()
        rows = memory.turns_with_answers(session, question.thread, question.person)
        return tuple(_turn(row, answer or "") for row, answer in rows)

    def _remember(
        self,
        question: Question,
        answer: Answer,
        pending: Pending | None,
        started: float,
        uses: Sequence[ModelUse] = (),
    ) -> Answer:
        """Keep the turn, the receipt and the usage; the answer comes back with its receipt's id."""
        now = self.now()
        identity = uuid.uuid4().hex
        if answer.receipt is not None:
            answer = answer.with_(receipt=replace(answer.receipt, id=identity))
        with self.database.write() as session:
            if answer.receipt is not None:
                add_row(
                    session,
                    Receipt(
                        id=identity,
                        person_id=question.person,
                        at=now,
                        today=self.today(),
                        route=answer.route,
                        args=json.dumps(answer.args),
                        answer=freeze(answer),
                        data_version=answer.receipt.data,
                    ),
                )
            if question.thread:
                add_row(
                    session,
                    ThreadTurn(
                        id=uuid.uuid4().hex,
                        thread=question.thread,
                        person_id=question.person,
                        at=now,
                        question=question.text,
                        route=answer.route,
                        args=json.dumps(answer.args),
                        pending=_pending_text(pending),
                        receipt_id=identity if answer.receipt is not None else None,
                    ),
                )
            add_row(session, _usage(question, answer, now, started, uses))
            if answer.route == "review_pack" and answer.accounts:
                keep_pack(session, answer, question.person, now, self.today())
            access.record(session, now, question.person, question.place, answer.route, answer.accounts)
        return answer


def _usage(question: Question, answer: Answer, now: dt.datetime, started: float, uses: Sequence[ModelUse]) -> Usage:
    """What answering took of time and of the model."""
    return Usage(
        id=uuid.uuid4().hex,
        at=now,
        person_id=question.person,
        route=answer.route,
        milliseconds=int((time.perf_counter() - started) * 1000),
        model=uses[0].model if uses else "",
        input_tokens=sum(use.input_tokens for use in uses),
        output_tokens=sum(use.output_tokens for use in uses),
        cost=format(sum((use.cost for use in uses), Decimal(0)), "f"),
        outcome=MODEL_FAILED if any(use.failed for use in uses) else "",
    )


def _gone_on(part: Intent | Answer, answers: Sequence[tuple[Answer, Pending | None]]) -> Intent | Answer:
    """A part of a message with the account that an earlier part found; a question where that found none there."""
    args = {} if isinstance(part, Answer) else part.args
    earlier = next((one for one in args.values() if isinstance(one, Earlier)), None)
    if isinstance(part, Answer) or earlier is None:
        return part
    found = answers[earlier.part][0].accounts
    place = earlier.place - 1 if earlier.place > 0 else len(found) - 1
    if not 0 <= place < len(found):
        return clarify("The first answer names no such account to go on with. Which one do you mean?")
    return replace(part, args={name: found[place] if one is earlier else one for name, one in args.items()})


def _left_open(tool: Tool, args: ToolArgs, answer: Answer) -> Pending | None:
    """What waits where a tool asks back: the one argument that all its choices give or that it names itself; else
    one of the questions it offers; else any change of what was asked."""
    if answer.route != "clarify":
        return None
    named = {name for choice in answer.choices for name, _ in choice.args}
    name = answer.missing or (named.pop() if len(named) == 1 else "")
    if name not in tool.args.model_fields:
        name = CHOICE if answer.choices and not named else ""
    choices = tuple((choice.label, dict(choice.args).get(name, choice.question)) for choice in answer.choices)
    return Pending(tool.id, args.canonical(), missing=name, choices=choices if name else ())


def tool_named(tool_id: str) -> Tool:
    """The tool with this id. Raises BadInput that names the closest ones."""
    tools = all_tools()
    if tool_id in tools:
        return tools[tool_id]
    import difflib

    near = difflib.get_close_matches(tool_id, tools, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "`kam tool` without a name lists them."
    raise BadInput(f"There is no tool '{tool_id}'; {hint}")


def _foreign(context: Context, question: str, answer: Answer) -> Callable[[str], list[str]]:
    """Finds the names of accounts and people in a text that neither the question nor the answer is about."""
    lexicon = context.lexicon
    asked = {one.id for hit in lexicon.accounts_in(question) for one in hit.candidates}
    known = asked | set(answer.accounts)
    shown = "\n".join((question, answer.headline, *answer.lines))
    people = {key for hit in lexicon.people_in(shown) for key in hit.keys} | {context.asker.id}

    def foreign(text: str) -> list[str]:
        accounts = [hit.text for hit in lexicon.accounts_in(text) if not known & {one.id for one in hit.candidates}]
        return accounts + [hit.text for hit in lexicon.people_in(text) if not people & set(hit.keys)]

    return foreign


def _turn(row: ThreadTurn, answer: str) -> Turn:
    return Turn(row.question, row.route, json.loads(row.args), _pending(row.pending), answer)


def _pending(text: str) -> Pending | None:
    if not text:
        return None
    kept = json.loads(text)
    kept["choices"] = tuple(tuple(choice) for choice in kept["choices"])
    return Pending(**kept)


def _pending_text(pending: Pending | None) -> str:
    if pending is None:
        return ""
    return json.dumps(
        {
            "tool": pending.tool,
            "args": dict(pending.args),
            "confirm": pending.confirm,
            "missing": pending.missing,
            "choices": pending.choices,
        }
    )


__all__ = ["Assistant", "Contexts", "KamError", "Question", "tool_named"]
