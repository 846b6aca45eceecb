"""Backups: whole, also under load; restored to the same rows; refused in words where they are not whole."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from bot.errors import BadInput, Unavailable
from store import migrations
from store.backups import backup, restore
from store.engine import Database, open_database
from store.tables import Account, AuditEntry, CostLine
from tests.doubles.postgres import PostgresServer
from tests.store.everything import fill, rows


def _another(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """An empty database on the same engine."""
    if database.is_sqlite:
        return open_database(f"sqlite:///{tmp_path / 'restored.sqlite'}")
    server: PostgresServer = request.getfixturevalue("postgres")
    return open_database(server.empty())


def test_a_backup_restores_to_the_same_rows(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    fill(database)
    made = backup(database, tmp_path / "kam.backup")
    assert made.revision == migrations.head()
    assert made.rows == sum(len(one) for one in rows(database).values())
    restored = _another(database, request, tmp_path)
    assert restore(made.path, restored).rows == made.rows
    assert rows(restored) == rows(database)
    with restored.write() as session:  # numbered keys go on
        session.add(AuditEntry(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), person_id="1", place="dm", route="help"))
    assert migrations.current(restored) == migrations.head()
    restored.close()


def test_a_backup_fills_a_database_of_which_only_the_tables_were_made(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    fill(database)
    made = backup(database, tmp_path / "kam.backup")
    restored = _another(database, request, tmp_path)
    migrations.upgrade(restored)
    restore(made.path, restored)
    assert rows(restored) == rows(database)
    with pytest.raises(BadInput, match="is not empty"):
        restore(made.path, restored)
    restored.close()


def test_an_older_backup_is_brought_to_todays_revision(
    empty_database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    migrations.upgrade(empty_database)
    fill(empty_database)
    migrations.downgrade(empty_database, "r0001", backup=False)
    made = backup(empty_database, tmp_path / "old.backup")
    restored = _another(empty_database, request, tmp_path)
    assert restore(made.path, restored).revision == "r0001"
    assert migrations.current(restored) == migrations.head()
    with restored.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1
    restored.close()


def test_a_backup_under_load_is_of_one_moment(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with database.write() as session:
        session.add(Account(id="A", name="Acme"))
    stop, written = threading.Event(), []

    def write() -> None:
        """Pairs of lines that add up to nothing: a copy from between two would show."""
        number = 0
        while not stop.is_set() and number < 3000:
            number += 1
            with database.write() as session:
                for sign in (1, -1):
                    session.add(
                        CostLine(
                            id=f"{number}{sign}",
                            account_id="A",
                            date=dt.date(2026, 1, 1),
                            kind="service",
                            amount=Decimal(sign * number),
                        )
                    )
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    copies = []
    try:
        while len(written) < 20 and writer.is_alive():
            pass
        for number in range(3):
            before = len(written)
            copies.append((before, backup(database, tmp_path / f"{number}.backup").path))
    finally:
        stop.set()
        writer.join()
    for number, (before, path) in enumerate(copies):
        restored = (
            open_database(f"sqlite:///{tmp_path / f'restored-{number}.sqlite'}")
            if database.is_sqlite
            else open_database(request.getfixturevalue("postgres").empty())
        )
        restore(path, restored)
        with restored.read() as session:
            count, total = session.execute(select(func.count(), func.sum(CostLine.amount))).one()
        assert total == 0
        assert count % 2 == 0
        assert count >= 2 * before  # what was committed before the backup began is in it
        restored.close()


def test_a_file_that_exists_is_never_overwritten(database: Database, tmp_path: Path) -> None:
    target = tmp_path / "kam.backup"
    target.write_text("precious")
    with pytest.raises(BadInput, match="exists already"):
        backup(database, target)
    assert target.read_text() == "precious"


def test_a_place_that_cannot_be_written_is_said(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="could not be written"):
        backup(database, tmp_path / "file" / "kam.backup")


def test_nothing_is_left_behind_by_a_failed_backup(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    made = backup(database, folder / "one.backup")
    assert [one.name for one in folder.iterdir()] == [made.path.name]


def test_restoring_over_data_is_refused(database: Database, tmp_path: Path) -> None:
    fill(database)
    made = backup(database, tmp_path / "kam.backup")
    with pytest.raises(BadInput, match="not empty"):
        restore(made.path, database)


def test_a_damaged_backup_is_refused_and_changes_nothing(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    fill(database)
    made = backup(database, tmp_path / "kam.backup")
    content = bytearray(made.path.read_bytes())
    middle = content.index(b"second line")
    content[middle : middle + 6] = b"SECOND"
    if database.is_sqlite:
        content[4096 : 4096 + 2000] = b"\xff" * 2000
    made.path.write_bytes(bytes(content))
    restored = _another(database, request, tmp_path)
    with pytest.raises(BadInput):
        restore(made.path, restored)
    assert migrations.current(restored) is None
    restored.close()


def test_something_else_is_no_backup(empty_database: Database, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"not a database at all " * 100)
    with pytest.raises(BadInput, match="backup of this program"):
        restore(other, empty_database)
    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE x (y)")
    if empty_database.is_sqlite:
        with pytest.raises(BadInput, match="no backup"):
            restore(foreign, empty_database)


def test_a_database_in_memory_cannot_be_backed_up(tmp_path: Path) -> None:
    database = open_database("sqlite:///:memory:")
    with pytest.raises(BadInput, match="in memory"):
        backup(database, tmp_path / "x")


def test_amounts_come_back_exactly(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    largest = Decimal("899999999999999.9999")
    with database.write() as session:
        session.add(Account(id="A", name="Acme", potential=largest, credit_limit=-largest))
    restored = _another(database, request, tmp_path)
    restore(backup(database, tmp_path / "kam.backup").path, restored)
    with restored.read() as session:
        account = session.scalars(select(Account).where(col(Account.id) == "A")).one()
    assert (account.potential, account.credit_limit) == (largest, -largest)
    restored.close()
