"""The built-in articles: Markdown files whose front matter says what they are about and where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import BadInput

ARTICLES = Path(__file__).parent / "guidance"
EVERYONE = "everyone"
OWN_WORK = "KAM assistant project"
"""The author of practice notes: what this project adds to its sources."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something was said. year None = the source does not tell."""

    author: str
    title: str
    year: int | None = None

    def __str__(self) -> str:
        return f"{self.author}, {self.title}" + (f" ({self.year})" if self.year else "")


@dataclass(frozen=True, slots=True)
class Document:
    """One text of the knowledge: an article of ours, or a team's own document.

    `readers` is everyone, managers or team:<person id>. `opposed` are pairs of headings whose sources disagree:
    whoever reads one should read the other.
    """

    id: str
    title: str
    text: str  # Markdown without the front matter
    topic: str = ""
    stage: str = ""
    sources: tuple[Source, ...] = ()
    related_tools: tuple[str, ...] = ()
    opposed: tuple[tuple[str, str], ...] = ()
    readers: str = EVERYONE
    owner: str = ""
    date: dt.date | None = None


def read_articles(folder: Path = ARTICLES) -> tuple[Document, ...]:
    """All articles of a folder by name. Raises BadInput with the file's name where one is not well formed."""
    return tuple(_article(path) for path in sorted(folder.glob("*.md")))


def split_front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """The front matter of a Markdown text (empty where there is none) and the text below it.

    Raises yaml.YAMLError where the front matter is not YAML.
    """
    if not text.startswith("---\n"):
        return {}, text
    head, end, body = text[4:].partition("\n---\n")
    if not end:
        return {}, text
    values = yaml.load(head, Loader=_LOADER)
    return (values, body) if isinstance(values, dict) else ({}, text)


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _article(path: Path) -> Document:
    try:
        head, body = split_front_matter(path.read_text(encoding="utf-8"))
        return Document(
            id=path.stem,
            title=str(head["title"]),
            text=body,
            topic=str(head["topic"]),
            stage=str(head["stage"]),
            sources=tuple(Source(one["author"], one["title"], one.get("year")) for one in head["sources"]),
            related_tools=tuple(map(str, head.get("related_tools") or ())),
            opposed=tuple((str(one), str(other)) for one, other in head.get("opposed") or ()),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise BadInput(
            f"The article {path.name} cannot be read: {error}. Its front matter needs title, topic, stage and "
            "sources (a list of author, title, year)."
        ) from error
