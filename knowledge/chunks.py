"""Documents cut along their headings into passages that can be found, quoted and cited."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.articles import Document, Source

LONGEST = 170
"""Words of a passage: with its headings it then fits the 256 tokens that the embedder reads."""

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-ZÄÖÜ0-9])")
_ASKED = re.compile(r"<!--\s*asked:(.*?)-->", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|no|Dr|Mr|Mrs|Ms|St|Inc|Ltd|Co|[A-Z]))\.$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document, with all that is needed to show, cite and protect it.

    `id` is '<document>#<heading>', stable as long as the heading is. `heading_path` leads from the document's
    title (left out) down to the passage. `opposite` is the id of the passage whose source says otherwise. `asked`
    are ways in which people ask for it: found by, never shown.
    """

    id: str
    document: str
    title: str
    heading_path: tuple[str, ...]
    text: str
    topic: str = ""
    stage: str = ""
    sources: tuple[Source, ...] = ()
    related_tools: tuple[str, ...] = ()
    readers: str = ""
    owner: str = ""
    date: dt.date | None = None
    opposite: str = ""
    asked: tuple[str, ...] = ()

    @property
    def searched(self) -> str:
        """What is embedded and indexed: the headings say what a short passage is about."""
        return ". ".join([self.title, *self.heading_path, self.text])


def chunks_of(documents: Iterable[Document]) -> tuple[Chunk, ...]:
    """The passages of all documents, in their order."""
    return tuple(chunk for document in documents for chunk in _chunks(document))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph, in order, whole; abbreviations do not end one."""
    found: list[str] = []
    for piece in _SENTENCE_END.split(" ".join(text.split())):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += " " + piece
        elif piece:
            found.append(piece)
    return tuple(found)


def blocks(text: str) -> tuple[str, ...]:
    """The paragraphs, lists and tables of a text; a list keeps the line that leads to it ('… are:')."""
    found: list[str] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        part = part.strip("\n")
        if found and _ITEM.match(part) and (_is_list(found[-1]) or found[-1].rstrip().endswith((":", "."))):
            separator = "\n" if _is_list(found[-1]) else "\n\n"
            found[-1] += separator + part
        elif part.strip():
            found.append(part)
    return tuple(found)


def is_list(text: str) -> bool:
    """Whether a block has items."""
    return any(_ITEM.match(line) for line in text.splitlines())


def _is_list(text: str) -> bool:
    return bool(_ITEM.match(text.rstrip().splitlines()[-1]))


def _chunks(document: Document) -> Iterator[Chunk]:
    used: dict[str, int] = {}
    opposite = {one: other for pair in document.opposed for one, other in (pair, pair[::-1])}
    for path, marked in _sections(document):
        asked = tuple(one.strip() for found in _ASKED.findall(marked) for one in found.split("|"))
        text = _COMMENT.sub("", marked).strip()
        if not text:
            continue
        heading = path[-1] if path else ""
        base = f"{document.id}#{_slug(heading)}" if heading else document.id
        for number, piece in enumerate(_pieces(text)):
            used[base] = used.get(base, 0) + 1
            yield Chunk(
                id=base if used[base] == 1 else f"{base}-{used[base]}",
                document=document.id,
                title=document.title,
                heading_path=path,
                text=piece,
                topic=document.topic,
                stage=document.stage,
                sources=document.sources,
                related_tools=document.related_tools,
                readers=document.readers,
                owner=document.owner,
                date=document.date,
                opposite=f"{document.id}#{_slug(opposite[heading])}" if heading in opposite else "",
                asked=asked if number == 0 else (),
            )


def _sections(document: Document) -> Iterator[tuple[tuple[str, ...], str]]:
    """The heading path and text of every section that has text. The title's own heading is not repeated."""
    path: list[tuple[int, str]] = []
    lines: list[str] = []
    fenced = False
    for line in [*document.text.splitlines(), "# "]:
        fenced ^= line.lstrip().startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        text = "\n".join(lines).strip()
        if text:
            yield tuple(title for _, title in path if title != document.title), text
        level, lines = len(heading[1]), []
        path = [(above, title) for above, title in path if above < level]
        if heading[2]:
            path.append((level, heading[2]))


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most LONGEST words where that is possible without cutting a sentence or a list."""
    kept: list[str] = []
    for block in (part for whole in blocks(text) for part in _parts(whole)):
        if kept and _words(kept) + _words([block]) > LONGEST:
            yield "\n\n".join(kept)
            kept = []
        kept.append(block)
    if kept:
        yield "\n\n".join(kept)


def _parts(block: str) -> Iterator[str]:
    """A block itself, or an over-long paragraph cut at sentence ends."""
    if _words([block]) <= LONGEST or is_list(block) or block.lstrip().startswith("|"):
        yield block
        return
    kept: list[str] = []
    for sentence in sentences(block):
        if kept and _words(kept) + _words([sentence]) > LONGEST:
            yield " ".join(kept)
            kept = []
        kept.append(sentence)
    yield " ".join(kept)


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")[:60] or "text"
