"""Migrations: the same shape either way, no row lost, nothing half done."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlmodel import col

from bot.errors import BadInput, KamError, Unavailable
from store import migrations, rollups
from store.engine import Database, open_database
from store.migrations.run import configuration, migrate, row_counts
from store.tables import Account, AccountAlias, Assignment, OrderLine, Person, metadata


def _fill(database: Database) -> None:
    with database.write() as session:
        session.add(Person(id="1", name="José"))
        session.flush()
        session.add(Person(id="2", name="Linda", manager_id="1"))
        session.add(Account(id="A", name="Brakes and Gears", kam_id="1", potential=Decimal("12.3400")))
        session.flush()
        session.add(AccountAlias(account_id="A", alias="bng"))
        session.add(Assignment(account_id="A", person_id="1", start=dt.date(2013, 1, 1)))
        session.add(
            OrderLine(
                order_no="SO1",
                line_no=1,
                order_date=dt.date(2013, 1, 2),
                account_id="A",
                kam_id="1",
                quantity=Decimal(3),
                unit_price=Decimal("0.1"),
                gross_sales=Decimal("0.3"),
                discount=Decimal(0),
                net_sales=Decimal("0.3"),
            )
        )
        session.flush()
        rollups.rebuild(session)


def _rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, without the columns that only some revisions have."""
    rows = {}
    with database.readers.connect() as connection:
        for name, table in metadata.tables.items():
            columns = [one for one in table.columns if one.name != "illustrative_fields"]
            rows[name] = sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
    return rows


def _differences(database: Database) -> list[object]:
    with database.readers.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found: list[object] = compare_metadata(context, metadata)
        return found


def test_head_is_the_last_revision_that_alembic_knows() -> None:
    assert migrations.head() == ScriptDirectory.from_config(configuration()).get_current_head()


def test_running_every_revision_gives_the_tables_of_the_program(empty_database: Database) -> None:
    migrate(empty_database, migrations.head(), backup=False)
    assert migrations.current(empty_database) == migrations.head()
    assert _differences(empty_database) == []


def test_a_new_database_is_made_at_once_with_the_same_shape(empty_database: Database) -> None:
    assert migrations.needs_upgrade(empty_database)
    assert migrations.upgrade(empty_database) == migrations.head()
    assert not migrations.needs_upgrade(empty_database)
    assert _differences(empty_database) == []


def test_columns_come_in_the_same_order_and_kind_either_way(tmp_path: Path) -> None:
    made, migrated = (open_database(f"sqlite:///{tmp_path / name}.sqlite") for name in ("made", "migrated"))
    migrations.upgrade(made)
    migrate(migrated, migrations.head(), backup=False)
    for name in metadata.tables:
        columns, again = (
            {
                one["name"]: (str(one["type"]), one["nullable"], one["default"])
                for one in inspect(database.readers).get_columns(name)
            }
            for database in (made, migrated)
        )
        assert columns == again, name
        for kind in ("get_foreign_keys", "get_unique_constraints", "get_pk_constraint", "get_indexes"):
            lists = [repr(getattr(inspect(database.readers), kind)(name)) for database in (made, migrated)]
            assert sorted(lists[0]) == sorted(lists[1]), (name, kind)


def test_down_and_up_again_loses_no_row(empty_database: Database) -> None:
    migrations.upgrade(empty_database)
    _fill(empty_database)
    before = _rows(empty_database)
    migrations.downgrade(empty_database, "r0001")
    assert migrations.current(empty_database) == "r0001"
    with empty_database.readers.connect() as connection:
        assert sum(row_counts(connection).values()) == 6 + 3  # with the sums that r0001 has
    migrations.upgrade(empty_database)
    assert _rows(empty_database) == before
    assert _differences(empty_database) == []
    with empty_database.read() as session:
        alias = select(col(AccountAlias.alias)).where(col(AccountAlias.account_id) == "A")
        assert session.scalar(alias) == "bng"  # a child of the table that batch mode made anew


def test_a_change_that_would_lose_rows_is_undone_whole(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations.upgrade(empty_database)
    _fill(empty_database)
    before = _rows(empty_database)
    careful = command.downgrade

    def careless(config: Config, revision: str) -> None:
        careful(config, revision)
        config.attributes["connection"].execute(text("DELETE FROM account_alias"))

    monkeypatch.setattr(command, "downgrade", careless)
    with pytest.raises(KamError, match="account_alias' would have gone from 1 rows to 0"):
        migrations.downgrade(empty_database, "r0001")
    assert migrations.current(empty_database) == migrations.head()
    assert _rows(empty_database) == before


def test_sqlite_is_copied_before_its_shape_changes(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'kam.sqlite'}")
    migrate(database, "r0001", backup=False)
    with database.writers.begin() as connection:
        connection.execute(text("INSERT INTO setting VALUES ('currency', 'USD')"))
    migrations.upgrade(database)
    copies = list((tmp_path / "backups").iterdir())
    assert [one.name for one in copies] == ["kam-r0001-1.sqlite"]
    copy = open_database(f"sqlite:///{copies[0]}")
    assert migrations.current(copy) == "r0001"


def test_a_newer_database_is_refused_with_both_revisions(empty_database: Database) -> None:
    migrations.upgrade(empty_database)
    with empty_database.writers.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    with pytest.raises(BadInput, match="r9999, newer than this program"):
        migrations.upgrade(empty_database)


def test_a_foreign_database_is_left_alone(empty_database: Database) -> None:
    with empty_database.writers.begin() as connection:
        connection.execute(text("CREATE TABLE account (number INTEGER)"))
    with pytest.raises(Unavailable, match="not made by this program"):
        migrations.upgrade(empty_database)


def test_an_unknown_revision_is_refused_with_the_known_ones(database: Database) -> None:
    with pytest.raises(BadInput, match="no revision 'r7'; there are r0001"):
        migrations.downgrade(database, "r7")


def test_asking_whether_an_upgrade_is_needed_takes_milliseconds(database: Database) -> None:
    migrations.needs_upgrade(database)
    start = time.perf_counter()
    migrations.needs_upgrade(database)
    assert time.perf_counter() - start < 0.05
