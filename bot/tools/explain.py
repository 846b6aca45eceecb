"""The working behind the last answer of the thread."""

from __future__ import annotations

from bot.tools.answer import Answer, Column, Receipt, Table, clarify
from bot.tools.arguments import ToolArgs
from bot.tools.book import Book
from bot.tools.tool import Tool


class Args(ToolArgs):
    """It takes none: it speaks of the thread's last answer."""


def run(args: Args, book: Book) -> Answer:
    """Show the working of the last answer: formula, convention, inputs with their source and date, and the steps.

    With no earlier answer in the thread it says so and asks which one is meant.
    """
    last = book.memory.last_with_receipt()
    if last is None or last.receipt is None:
        return clarify(
            "There is no answer with figures in this thread yet. Which one do you mean? Ask the question again, "
            "then “show me the working”, or give a receipt's id to `kam explain`."
        )
    receipt = last.receipt
    return Answer(
        "explain",
        f"The working of: {last.headline}",
        _lines(receipt),
        last.figures,
        table=_inputs(receipt),
        receipt=receipt,
        unknown=last.unknown,
        warnings=last.warnings,
        visibility=last.visibility,
        illustrative=last.illustrative,
        hypothetical=last.hypothetical,
        accounts=last.accounts,
    )


def _lines(receipt: Receipt) -> tuple[str, ...]:
    lines = [f"Formula: {receipt.formula}."]
    if receipt.convention:
        lines.append(f"Convention: {receipt.convention}.")
    lines.extend(receipt.steps)
    if receipt.data:
        lines.append(f"Data: {receipt.data}.")
    if receipt.as_of:
        lines.append(f"As of {receipt.as_of}.")
    lines.append("Rounded once, half up, when shown; computed exactly.")
    if receipt.id:
        lines.append(f"Receipt {receipt.id[:8]}: `kam explain {receipt.id[:8]}` computes it again.")
    return tuple(lines)


def _inputs(receipt: Receipt) -> Table | None:
    if not receipt.inputs:
        return None
    columns = (Column("input", "input"), Column("value", "value"), Column("source", "from"), Column("as_of", "as of"))
    rows = tuple((name.replace("_", " "), one.value, one.source, one.as_of) for name, one in receipt.inputs)
    return Table(columns, rows, "Inputs")


TOOL = Tool(
    id="explain",
    args=Args,
    run=run,
    summary="the working behind the last answer: formula, inputs, sources, dates",
    examples=("show me the working", "how did you get that number?", "what discount rate did you use?"),
    group="Guidance and help",
    figures=(("(those of the answer)", "the figures of the answer that is explained, unchanged"),),
)
