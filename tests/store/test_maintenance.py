"""The check of a database: silent on a whole one, exact about what is wrong, repairing only what can be recomputed."""

from __future__ import annotations

import datetime as dt
import json
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from store.engine import Database, open_database
from store.maintenance import check
from store.rollups import rebuild
from store.tables import (
    Account,
    AuditEntry,
    InboundEvent,
    OrderLine,
    Outbox,
    Person,
    RollupAccountMonth,
    RollupKamMonth,
    metadata,
)

NOON = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)


def _line(number: int, net: str) -> OrderLine:
    return OrderLine(
        order_no=f"SO{number}",
        line_no=1,
        order_date=dt.date(2026, 1 + number % 3, 5),
        account_id="A",
        kam_id="1",
        quantity=Decimal(1),
        unit_price=Decimal(net),
        gross_sales=Decimal(net),
        discount=Decimal(0),
        net_sales=Decimal(net),
    )


@pytest.fixture
def ledger(database: Database) -> Database:
    """A small ledger with its sums made."""
    with database.write() as session:
        session.add(Person(id="1", name="Linda"))
        session.flush()
        session.add(Account(id="A", name="Acme", kam_id="1"))
        session.flush()
        session.add_all(_line(number, "10.0001") for number in range(6))
        session.flush()
        rebuild(session)
    return database


def test_a_whole_database_has_no_findings(ledger: Database) -> None:
    report = check(ledger, now=NOON)
    assert report.findings == ()
    assert report.ok
    assert report.looked_at["order_line"] == 6
    assert set(report.looked_at) == set(metadata.tables)


def test_a_database_without_tables_is_told_to_upgrade(empty_database: Database) -> None:
    (finding,) = check(empty_database).findings
    assert finding.subject == "revision"
    assert "kam db upgrade" in finding.text


def test_sums_that_differ_are_named_and_repaired_on_request(ledger: Database) -> None:
    with ledger.write() as session:
        session.execute(text("UPDATE rollup_account_month SET net_sales = net_sales + 1 WHERE month = '2026-01-01'"))
        session.execute(text("DELETE FROM rollup_kam_month"))
    report = check(ledger)
    assert not report.ok
    assert {one.subject for one in report.findings} == {"rollup"}
    assert "net_sales is 200003, the lines give 200002" in report.findings[0].text
    repaired = check(ledger, repair=True)
    assert repaired.ok
    assert [one.repaired for one in repaired.findings] == [True]
    assert check(ledger).findings == ()
    with ledger.read() as session:
        assert len(session.exec(select(RollupKamMonth)).all()) == 3
        sums = session.exec(select(RollupAccountMonth).order_by(col(RollupAccountMonth.month))).all()
    assert [one.net_sales for one in sums] == [Decimal("20.0002")] * 3


def test_a_reference_to_nothing_is_found(ledger: Database) -> None:
    raw = ledger.writers.raw_connection()
    try:
        cursor = raw.cursor()
        if ledger.is_sqlite:
            cursor.execute("PRAGMA foreign_keys=OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE order_line SET kam_id = '99' WHERE order_no IN ('SO1', 'SO2')")
        raw.commit()
        if ledger.is_sqlite:
            cursor.execute("PRAGMA foreign_keys=ON")
        else:
            cursor.execute("SET session_replication_role = DEFAULT")
            raw.commit()
        cursor.close()
    finally:
        raw.close()
    findings = [one for one in check(ledger).findings if one.subject == "reference"]
    assert [(one.cases, "kam_id names '99'" in one.text) for one in findings] == [(2, True)]


def test_a_missing_index_is_found(ledger: Database) -> None:
    with ledger.writers.begin() as connection:
        connection.execute(text("DROP INDEX ix_order_line_account_id_order_date"))
    (finding,) = check(ledger).findings
    assert finding.subject == "index"
    assert "ix_order_line_account_id_order_date" in finding.text


def test_an_odd_outbox_is_said_and_left_alone(ledger: Database) -> None:
    def message(identity: str, **values: object) -> Outbox:
        return Outbox(
            id=identity,
            schedule="digest",
            due_at=NOON,
            recipient=identity,
            kind="digest",
            **values,  # type: ignore[arg-type]
        )

    long_ago = NOON - dt.timedelta(days=2)
    with ledger.write() as session:
        session.add_all(
            [
                message("a", status="posted"),
                message("b", status="sent"),
                message("c", status="sent", message_ts="1.2"),
                message("d", status="sending"),
                message("e", status="sending", lease_until=long_ago),
                message("f", status="sending", lease_until=NOON),
                InboundEvent(key="k", received_at=NOON, payload="{}", status="lost"),
            ]
        )
    report = check(ledger, repair=True, now=NOON)
    named = [(one.subject, one.text.split(": ")[-1].rstrip(".")) for one in report.findings]
    assert named[:2] == [("outbox", "a"), ("outbox", "b")]
    assert [one.subject for one in report.findings] == ["outbox"] * 4 + ["inbound"]
    assert not report.ok
    with ledger.read() as session:
        statuses = dict(session.exec(select(Outbox.id, Outbox.status)).all())
    assert statuses == {"a": "posted", "b": "sent", "c": "sent", "d": "sending", "e": "sending", "f": "sending"}


def test_a_torn_audit_is_found(ledger: Database) -> None:
    def entry(previous: str, own: str) -> AuditEntry:
        return AuditEntry(at=NOON, person_id="1", place="dm", route="help", previous=previous, hash=own)

    with ledger.write() as session:
        for previous, own in (("", "a"), ("a", "b"), ("b", "c"), ("c", "d")):
            session.add(entry(previous, own))
            session.flush()
    assert check(ledger).ok
    with ledger.write() as session:
        session.execute(text("DELETE FROM audit_entry WHERE hash = 'b'"))
    (finding,) = check(ledger).findings
    assert finding.subject == "audit"


def test_a_damaged_file_is_found(sample: Database) -> None:
    path = sample.path
    assert path is not None
    sample.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096 * 3] = b"\x55" * 4096 * 3
    path.write_bytes(bytes(content))
    report = check(sample)
    assert not report.ok
    assert report.findings[0].subject == "file"


def test_something_else_in_the_files_place_is_found(tmp_path: Path) -> None:
    (tmp_path / "kam.sqlite").write_bytes(b"not a database" * 1000)
    (finding,) = check(open_database(f"sqlite:///{tmp_path / 'kam.sqlite'}")).findings
    assert "file is not a database" in finding.text


def test_the_report_is_plain_json(ledger: Database) -> None:
    assert json.loads(json.dumps(check(ledger).to_json()))["ok"] is True


def test_a_check_while_others_write_sees_sums_and_lines_of_one_moment(ledger: Database) -> None:
    stop, done = threading.Event(), []

    def write() -> None:
        number = 100
        while not stop.is_set() and number < 400:
            number += 1
            with ledger.write() as session:
                session.add(_line(number, "1.0000"))
                session.flush()
                rebuild(session, [dt.date(2026, 1 + number % 3, 1)])
            done.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            assert check(ledger).findings == ()
    finally:
        stop.set()
        writer.join()
    assert done
    assert check(ledger).findings == ()
