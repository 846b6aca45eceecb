"""How a command shows an Answer, and the exit code that goes with it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bot.replies.json import to_json
from bot.tools.answer import Answer

NO_ANSWER = ("refused", "clarify", "out_of_scope")


def show(answer: Answer, as_json: bool, failing: Sequence[str] = NO_ANSWER) -> int:
    """Print an answer; 1 where it is none, with its sentence on standard error."""
    failed = answer.route in failing
    if as_json:
        print(to_json(answer))
    elif not failed or answer.choices:
        from bot.replies.terminal import draw

        draw(answer)
    if failed:
        print(f"kam: {answer.headline}", file=sys.stderr)
    return 1 if failed else 0
