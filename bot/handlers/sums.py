"""A portfolio for a channel: its sums, without anything about a single account."""

from __future__ import annotations

from sqlmodel import Session

from bot.replies.pieces import Block, Link, actions, ask_button
from bot.tools.answer import Answer
from store.questions.people import account_names

FEWEST = 5
"""A sum over fewer accounts tells too much of each of them."""

LEFT_OUT = "Accounts left out: not everyone here may see them."


def sums_only(session: Session, answer: Answer) -> Answer | None:
    """The answer without accounts, for colleagues who may see totals; None where too little would be left to hide."""
    try:
        active = answer.figure("active_accounts")
    except KeyError:
        return None
    if answer.route != "portfolio_summary" or active is None or active < FEWEST:
        return None
    names = account_names(session, answer.accounts)
    lines = tuple(line for line in answer.lines if not any(name in line for name in names))
    if any(name in answer.headline for name in names):
        return None
    return answer.with_(
        lines=lines,
        table=None,
        chart=None,
        sections=(),
        figures=(),
        citations=(),
        choices=(),
        follow_ups=(),
        attachments=(),
        receipt=None,
        parts=(),
        accounts=(),
        visibility="team",
        warnings=(*answer.warnings, LEFT_OUT),
    )


def full_version(question: str) -> tuple[Block, ...]:
    """A button by which whoever may see more gets it, by DM."""
    return tuple(actions([ask_button(Link(), 0, question, "Send me the full version")]))
