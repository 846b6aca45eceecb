"""An Answer: one plain value that every door can draw. A tool builds it and knows no Slack."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

Value = Decimal | int | str | None
"""What a figure or a cell may hold; None means undefined or unknown, and is said in words."""

Visibility = Literal["private", "team", "public"]
"""private: has an account's figures; team: portfolio sums without account figures; public: no figures of ours."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A named number. `name` is stable and documented; `unit` is a currency code, '%', 'days', 'accounts', …

    `value` is exact: it is rounded only when drawn. None = undefined or unknown; `note` then says why.
    """

    name: str
    value: Decimal | int | None
    unit: str = ""
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A table column. unit as in Figure; '' = text."""

    name: str
    label: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in the order of `columns`; `title` is a caption."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""


ChartKind = Literal["waterfall", "bars", "line", "pareto", "whale", "bridge", "ageing", "grid", "scatter"]


@dataclass(frozen=True, slots=True)
class Series:
    """Points of a chart, one per category; low and high are bounds of an interval where there are any."""

    name: str
    values: tuple[Decimal | None, ...]
    low: tuple[Decimal | None, ...] = ()
    high: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """One plain chart. waterfall and bridge: one series of signed steps; `totals` names the categories that are
    levels, not steps. scatter: two series (x, y), one point a category. grid: rows = series, 1 met, 0 missing.
    """

    kind: ChartKind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage quoted in full sentences, with its source and heading path."""

    source: str
    heading: str
    quote: str
    passage_id: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to pick. `question` is what choosing it asks, in words; `args` completes the pending arguments."""

    label: str
    question: str = ""
    args: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """An input of a receipt: its value as shown, where it comes from, and the date it stands for."""

    value: str
    source: str = ""
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The working: formula and convention, inputs with source and date, the data's own date, and its steps."""

    formula: str
    inputs: tuple[tuple[str, Input], ...] = ()
    convention: str = ""
    steps: tuple[str, ...] = ()
    as_of: dt.date | None = None
    data: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the answer. kind: xlsx, docx or csv; made by replies/ from the answer itself."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a long answer (a brief, a pack): lines of text, then perhaps a table."""

    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `headline` is one sentence with the figure in it; `lines` follow it, most important first.

    `unknown` lists what is not in the data and what it would change. `illustrative` = rests on made-up sample
    records. `accounts` are the ids whose figures are in it (for access and audit).
    """

    route: str
    headline: str
    lines: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    sections: tuple[Section, ...] = ()
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    receipt: Receipt | None = None
    warnings: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    visibility: Visibility = "private"
    illustrative: bool = False
    hypothetical: bool = False
    accounts: tuple[str, ...] = ()
    args: dict[str, Any] = field(default_factory=dict)
    missing: str = ""  # of a clarify: the argument that is asked for, where no choice names it
    parts: tuple[Answer, ...] = ()  # further answers, where one message asked several questions

    def figure(self, name: str) -> Decimal | int | None:
        """The value of a figure by its name. Raises KeyError where there is none."""
        for figure in self.figures:
            if figure.name == name:
                return figure.value
        raise KeyError(name)

    def with_(self, **changes: Any) -> Answer:
        return replace(self, **changes)


def clarify(sentence: str, *choices: Choice, **parts: Any) -> Answer:
    """One short question back, with choices where there are any; public unless it names something of an account."""
    return Answer("clarify", sentence, choices=choices, **{"visibility": "public", **parts})


def refused(sentence: str, **parts: Any) -> Answer:
    """Not permitted, said in words."""
    return Answer("refused", sentence, visibility="public", **parts)


def out_of_scope(sentence: str, **parts: Any) -> Answer:
    """Not the assistant's subject; follow_ups say what can be asked instead."""
    return Answer("out_of_scope", sentence, visibility="public", **parts)
