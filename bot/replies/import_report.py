"""What an import would do or did, as a Slack message."""

from __future__ import annotations

import json

from bot.replies import pieces
from bot.replies.pieces import Block, Link
from bot.replies.safe import escape
from bot.replies.slack import Message
from store.imports.report import ImportReport

SHOWN = 10


def draw(report: ImportReport, owner: str, drop: str, settings: bool = False) -> Message:
    """The report; with `drop`, the name of what waits, buttons for the owner: import it, read it in another way
    (`settings`), leave it."""
    say = Link()
    kinds = [
        f"{kind}: {one.read} read, {one.inserted} new, {one.updated} changed, {one.unchanged} as before"
        + (f", {one.refused} refused" if one.refused else "")
        for kind, one in report.counts.items()
        if one.read
    ]
    files = [f"{one.file}: {one.title or one.kind or 'not recognised'}" for one in report.files]
    problems = [str(one) for one in report.problems[:SHOWN]]
    if report.problem_count > SHOWN:
        problems.append(f"… and {report.problem_count - SHOWN} more")
    questions = [f"{one.file}: {one.text}" for one in report.questions[:SHOWN]]
    headline = _headline(report)
    blocks = [
        pieces.title(say, headline),
        *(pieces.bullets(say, "What I read", files) if files else []),
        *(pieces.bullets(say, "Lines", kinds) if kinds else []),
        *(pieces.bullets(say, "What is wrong", problems) if problems else []),
        *(
            pieces.bullets(say, "To be decided first: press Settings" if drop else "To be decided first", questions)
            if questions
            else []
        ),
        *pieces.context(say, report.warnings[:SHOWN]),
        *(_buttons(say, {"k": drop, "u": owner}, report.ok, settings) if drop else []),
    ]
    text = "\n".join([headline, *files, *kinds, *problems, *questions])
    return Message(escape(say.clean(text))[:3900], tuple(blocks))


def _buttons(say: Link, value: dict[str, str], ok: bool, settings: bool) -> list[Block]:
    row = [pieces.button(say, "import:yes", "Import", json.dumps(value | {"go": "yes"}), "primary")] if ok else []
    style = "" if ok else "primary"
    row += [pieces.button(say, "import:settings", "Settings", json.dumps(value), style)] if settings else []
    row.append(pieces.button(say, "import:no", "Cancel", json.dumps(value | {"go": "no"})))
    return pieces.actions(row)


def _headline(report: ImportReport) -> str:
    total = report.total
    if report.problem_count:
        return f"Nothing was changed: {_counted(report.problem_count, 'problem')} to mend first."
    if report.questions:
        return "Nothing was changed: something has to be decided first."
    if report.dry_run:
        if not total.inserted and not total.updated:
            return f"There is nothing new in it: all {_counted(total.read, 'line')} are here already. Import it?"
        return f"This would add {_counted(total.inserted, 'line')} and change {total.updated:,}. Import it?"
    return f"Imported: {total.inserted} new, {total.updated} changed, {total.unchanged} as before."


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
