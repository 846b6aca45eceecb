"""What was answered before a restart: an answer that was computed is not computed, and nothing written, twice."""

from __future__ import annotations

import datetime as dt
import json

from pydantic import ValidationError
from sqlmodel import Session

from bot.tools.answer import Answer
from bot.tools.frozen import thaw
from bot.tools.tool import all_tools
from store.questions import memory
from store.tables import ThreadTurn


def recalled(session: Session, thread: str, person: str, question: str, received: float) -> Answer | None:
    """The answer that was given to this very question since it came in; None where it is to be asked (again)."""
    since = dt.datetime.fromtimestamp(received, dt.UTC)
    for turn, answer in memory.turns_with_answers(session, thread, person):
        if turn.question == question and turn.at >= since:
            return _written(turn) if answer is None else thaw(answer)
    return None


def _written(turn: ThreadTurn) -> Answer | None:
    """A note in place of a write that was done; None for anything that may be asked again."""
    tool = all_tools().get(turn.route)
    if tool is None or turn.pending:
        return None
    try:
        wrote = tool.is_write(tool.args(**json.loads(turn.args)))
    except ValidationError:
        return None
    if not wrote:
        return None
    return Answer(
        turn.route, "Done; I was restarted before I could tell you. Ask for the list to see it.", visibility="public"
    )
