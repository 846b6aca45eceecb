"""The two kinds of commits on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from store.engine import open_database, sqlite_url


def test_what_may_be_lost_is_committed_and_the_next_commit_waits_for_the_disk_again(tmp_path: Path) -> None:
    database = open_database(sqlite_url(tmp_path))
    with database.write_unsynced() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
        connection.exec_driver_sql("CREATE TABLE kept (a UNIQUE)")
    with pytest.raises(IntegrityError), database.write_unsynced() as connection:
        connection.exec_driver_sql("INSERT INTO kept VALUES (1), (1)")
    with database.writers.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("SELECT count(*) FROM kept").scalar() == 0
    database.close()
