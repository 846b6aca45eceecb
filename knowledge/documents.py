"""A team's own documents: files of named folders, read as Markdown whatever they were written with."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.errors import BadInput
from knowledge.articles import EVERYONE, Document, split_front_matter

KINDS = (".md", ".markdown", ".txt", ".pdf", ".docx", ".pptx", ".html", ".htm")
PLAIN = (".md", ".markdown", ".txt")
LARGEST = 20_000_000
"""Bytes of a file; a larger one is reported, not read."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of documents. readers: everyone, managers or team:<person id>. date None = each file's own."""

    path: Path
    readers: str = EVERYONE
    owner: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A file or folder that could not be read, and why, in a sentence."""

    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What the folders hold."""

    documents: tuple[Document, ...]
    unread: tuple[Unread, ...]


def read_folders(folders: Sequence[Folder], cache: Path | None = None) -> Reading:
    """The documents of all folders, and what could not be read. `cache` keeps converted texts by content hash."""
    documents: list[Document] = []
    unread: list[Unread] = []
    for number, folder in enumerate(folders):
        if not folder.path.is_dir():
            unread.append(Unread(str(folder.path), f"There is no folder {folder.path}; check knowledge.sources."))
            continue
        for path in _files(folder.path):
            try:
                documents.append(_document(folder, number, path, cache))
            except BadInput as error:
                unread.append(Unread(str(path), error.sentence))
    if cache is not None:
        files = [path for folder in folders if folder.path.is_dir() for path in _files(folder.path)]
        _forget_others(cache, {_hash(path) for path in files if _fits(path)})
    return Reading(tuple(documents), tuple(unread))


def _files(folder: Path) -> Iterator[Path]:
    """The readable files of a folder, below it too; hidden files and links that lead out of it are left out."""
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
        if path.suffix.lower() in KINDS and path.is_file() and not hidden and path.resolve().is_relative_to(root):
            yield path


def _document(folder: Folder, number: int, path: Path, cache: Path | None) -> Document:
    """Raises BadInput, in a sentence, for a file that cannot be read."""
    if not _fits(path):
        raise BadInput(f"{path.name} is larger than {LARGEST // 1_000_000} MB; split it or leave it out.")
    text = clean(_text(path, cache))
    try:
        head, body = split_front_matter(text)
    except yaml.YAMLError:
        head, body = {}, text
    if not body.strip():
        raise BadInput(f"{path.name} holds no text that can be read; a scanned page needs text recognition first.")
    return Document(
        id=f"doc{number}:{path.relative_to(folder.path).as_posix()}",
        title=str(head.get("title") or _title(body) or path.stem.replace("_", " ").replace("-", " ")),
        text=body,
        topic=str(head.get("topic") or ""),
        readers=folder.readers,
        owner=folder.owner,
        date=folder.date or dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date(),
    )


def clean(text: str) -> str:
    """The text without control, direction and tag characters, and without HTML comments."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Co"))


def _title(text: str) -> str:
    found = re.search(r"^#\s+(.+?)\s*#*$", text, flags=re.MULTILINE)
    return found[1] if found else ""


def _fits(path: Path) -> bool:
    return path.stat().st_size <= LARGEST


def _text(path: Path, cache: Path | None) -> str:
    if path.suffix.lower() in PLAIN:
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            return path.read_text(encoding="cp1252", errors="replace")
    if cache is None:
        return _converted(path)
    kept = cache / f"{_hash(path)}.md"
    if not kept.is_file():
        text = _converted(path)
        cache.mkdir(parents=True, exist_ok=True)
        kept.write_text(text, encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def _converted(path: Path) -> str:
    """The file as Markdown, read only as what its name says: a damaged file must not pass as plain text."""
    from markitdown import MarkItDown, MarkItDownException, converters

    kinds = {
        ".pdf": converters.PdfConverter,
        ".docx": converters.DocxConverter,
        ".pptx": converters.PptxConverter,
        ".html": converters.HtmlConverter,
        ".htm": converters.HtmlConverter,
    }
    reader = MarkItDown(enable_builtins=False, enable_plugins=False)
    reader.register_converter(kinds[path.suffix.lower()]())
    try:
        return str(reader.convert_local(str(path)).text_content)
    except MarkItDownException as error:
        raise BadInput(
            f"{path.name} cannot be read as {path.suffix[1:].upper()}: it may be damaged or locked with a password. "
            "Save it again, or as PDF, and run `kam knowledge build`."
        ) from error


def _hash(path: Path) -> str:
    return hashlib.sha256(path.suffix.lower().encode() + path.read_bytes()).hexdigest()


def _forget_others(cache: Path, kept: set[str]) -> None:
    """Removes converted texts whose files are gone: a removed document vanishes here too."""
    for path in cache.glob("*.md"):
        if path.stem not in kept:
            path.unlink()
