"""The sample ledger and the unshifted AdventureWorks import as database files, made once and then copied."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from store import migrations
from store.backups import backup
from store.engine import Database, open_database

STORE = Path(migrations.__file__).parents[1]


KEPT = 3
"""So many earlier files stay: another test run may be about to copy one."""


def made_once(cache: Path, name: str, fill: Callable[[Database], object]) -> Path:
    """The file of a filled SQLite database, kept between test runs until anything under store/ changes."""
    path = cache / f"{name}-{_fingerprint()}.sqlite"
    with (cache / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test processes want the same file at the same time
        if not path.exists():
            _make(cache, name, fill, path)
    return path


def _make(cache: Path, name: str, fill: Callable[[Database], object], path: Path) -> None:
    """Fill a database, copy it whole to `path`, and remove what older code had made."""
    for old in cache.glob(f"{name}-*"):
        old.unlink(missing_ok=True)
    part = cache / f"{name}-{os.getpid()}.part"
    database = open_database(f"sqlite:///{part}")
    migrations.upgrade(database)
    fill(database)
    whole = cache / f"{name}-{os.getpid()}.whole"
    backup(database, whole)
    database.close()
    for left in cache.glob(f"{part.name}*"):
        left.unlink()
    whole.replace(path)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(STORE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(STORE)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
