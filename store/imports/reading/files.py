"""The files of a path: folders walked, gzip unpacked within bounds, content hashed."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BadInput

TABLES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm")
"""What is taken from a folder; a file that is named itself is tried whatever its name."""

LARGEST_UNPACKED = 4 * 1024**3
"""A gzip file that unpacks to more than this is refused: no export of a KAM team is so large."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: its name for people, where its plain content lies, the hash of that content."""

    name: str
    path: Path
    sha256: str
    suffix: str


def find(paths: Sequence[Path]) -> list[Path]:
    """The files to read, sorted within a folder. Raises BadInput where a path is not there or holds none."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and _is_table(one))
            if not inside:
                raise BadInput(f"The folder {path} holds no CSV, TSV or XLSX file.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise BadInput(f"There is no file or folder '{path}'; check the path.")
    return list(dict.fromkeys(found))


def display_names(paths: Sequence[Path]) -> dict[Path, str]:
    """What each file is called in the report: its name, with as many folders as tell it from the others."""
    names = {}
    for path in paths:
        parts = path.resolve().parts
        others = [one.resolve().parts for one in paths if one != path]
        length = 1
        while length < len(parts) and any(one[-length:] == parts[-length:] for one in others):
            length += 1
        names[path] = "/".join(parts[-length:])
    return names


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Source]:
    """The file's plain content on disk, unpacked into a temporary file where it is gzipped."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    if not packed:
        yield Source(name, path, _hash(path), path.suffix.lower())
        return
    with tempfile.TemporaryDirectory(prefix="kam-import-") as folder:
        plain = Path(folder) / "plain"
        digest = _unpack(path, plain)
        bare = path.name[:-3] if path.suffix.lower() == ".gz" else path.name
        yield Source(name, plain, digest, Path(bare).suffix.lower())


def _is_table(path: Path) -> bool:
    name = path.name.lower().removesuffix(".gz")
    return name.endswith(TABLES) and not name.startswith((".", "~$"))


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unpack(path: Path, target: Path) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        with gzip.open(path, "rb") as stream, target.open("wb") as out:
            while block := stream.read(_BLOCK):
                size += len(block)
                if size > LARGEST_UNPACKED:
                    raise BadInput(f"{path.name} unpacks to more than 4 GB; split it.")
                digest.update(block)
                out.write(block)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadInput(f"{path.name} is a damaged gzip file; fetch or pack it again.") from error
    return digest.hexdigest()
