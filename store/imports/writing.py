"""The one transaction of an import: all that waits in the stage is written, or nothing is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, SQLModel, col

from bot.errors import KamError, Unavailable
from store import rollups
from store.duplicates import likely_duplicates, move_references
from store.imports.exchange import Exchange
from store.imports.report import Counts
from store.imports.stage import Batch, merge
from store.imports.staging import Stager, Taken
from store.imports.touched import touched_months
from store.questions.settings import CURRENCY, put_setting
from store.tables import Account, ImportBatch, OrderLine

_LOCK = 5_261_003  # the advisory lock on PostgreSQL under which one import at a time writes


def write(connection: Connection, stager: Stager, taken: Sequence[Taken], dry_run: bool) -> dict[str, Counts]:
    """Merge the stage and rebuild the sums; counts by kind.

    Raises KamError where the database changed under it, Unavailable where another writer does not let it in.
    """
    try:
        _wait_for_others(connection)
        counts = _merged(connection, stager, taken)
        if dry_run:
            connection.rollback()
        else:
            connection.commit()
    except IntegrityError as error:
        raise KamError("The database changed while the files were read; run the import again.") from error
    except OperationalError as error:
        raise Unavailable("The database is busy or gone; nothing was imported. Run the import again.") from error
    return counts


def _wait_for_others(connection: Connection) -> None:
    """Become the only writer. On SQLite the first statement must write, or it fails later instead of waiting here."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    else:
        connection.execute(delete(ImportBatch).where(col(ImportBatch.id) == ""))


def _merged(connection: Connection, stager: Stager, taken: Sequence[Taken]) -> dict[str, Counts]:
    batches = sorted(stager.stage.batches, key=_rank)
    months = touched_months(connection, batches)
    counts: dict[str, Counts] = {}
    by_file: dict[str, Counts] = {}
    for batch in batches:
        stager.progress(f"writing {batch.table.name}", 0, batch.rows)
        found = merge(batch)
        counts[batch.kind] = counts.get(batch.kind, Counts()) + found
        if batch.main:
            by_file[batch.file] = by_file.get(batch.file, Counts()) + found
    if _adopt(connection, stager):
        months = None
    _give_kams(connection, batches)
    _unmark_illustrative(connection, batches)
    with Session(connection) as session:
        stager.progress("adding up months", 0, None)
        rollups.rebuild(session, months)
        _learn_currency(session, stager.exchange)
        _record(session, taken, by_file)
        session.flush()
        fresh = stager.registry.account.fresh - stager.registry.kams.keys()
        stager.duplicates = likely_duplicates(session, fresh) if fresh else []
    for check in stager.checks:
        check.compare(connection, stager.findings)
    _warn_of_other_kams(connection, stager)
    return counts


def mapping_text(one: Taken) -> str:
    return one.understood.mapping.model_dump_json() if one.understood.mapping else ""


def known_files(connection: Connection) -> dict[str, int]:
    """Files that were the last of their kind to come in, with their rows: taking them again would change nothing.

    A file that was followed by another of its kind is not among them: it may take back what the other corrected.
    """
    names = ("kind", "id", "sha256", "mapping", "rows")
    latest: dict[str, tuple[str, dict[str, int]]] = {}
    statement = select(*(col(getattr(ImportBatch, name)) for name in names)).order_by(col(ImportBatch.id))
    for kind, identity, sha, mapping, rows in connection.execute(statement):
        run = identity.partition("-")[0]
        if kind not in latest or latest[kind][0] != run:
            latest[kind] = (run, {})
        latest[kind][1][f"{kind}{sha}{mapping}"] = rows
    return {key: rows for _, files in latest.values() for key, rows in files.items()}


def file_key(one: Taken) -> str:
    """The key of a sheet in `known_files`."""
    assert one.understood.kind is not None
    return f"{one.understood.kind.name}{one.sheet.sha256}{mapping_text(one)}"


def _rank(batch: Batch) -> int:
    """Tables that others refer to come first."""
    return [table.name for table in batch.table.metadata.sorted_tables].index(batch.table.name)


def _learn_currency(session: Session, exchange: Exchange) -> None:
    if exchange.learned:
        put_setting(session, CURRENCY, exchange.learned)


def _record(session: Session, taken: Sequence[Taken], by_file: dict[str, Counts]) -> None:
    """One ImportBatch a sheet; ids sort by run. A file that was in before is the last of its kind again."""
    last = session.execute(select(func.max(ImportBatch.id))).scalar() or "0"
    run = int(last.partition("-")[0]) + 1
    now: dt.datetime = session.execute(select(func.now())).scalar_one()
    for place, one in enumerate(taken):
        assert one.understood.kind is not None
        done = by_file.get(one.sheet.file, Counts())
        session.add(
            ImportBatch(
                id=f"{run:08d}-{place:04d}",
                file=one.sheet.file,
                sha256=one.sheet.sha256,
                kind=one.understood.kind.name,
                mapping=mapping_text(one),
                rows=one.tally.read,
                inserted=done.inserted,
                updated=done.updated,
                at=now.replace(tzinfo=now.tzinfo or dt.UTC),
            )
        )


def _adopt(connection: Connection, stager: Stager) -> int:
    """What refers to rows that were made from a name alone refers to the rows that now have an id; how many rows."""
    count = 0
    for table, pairs in stager.registry.adopted.items():
        rows = SQLModel.metadata.tables[table]
        for made, real in pairs.items():
            move_references(connection, table, real, made)
            connection.execute(delete(rows).where(rows.c.id == made))
            count += 1
        if pairs:
            first = ", ".join(f"{made} is now {real}" for made, real in list(pairs.items())[:3])
            stager.findings.warn(f"{len(pairs)} rows of {table} that had been made from a name got their id ({first}).")
    return count


def _give_kams(connection: Connection, batches: Sequence[Batch]) -> None:
    """An account that a flat order file brought into being belongs to the KAM of its latest order."""
    for batch in batches:
        if batch.table.name != "account" or not batch.create:
            continue
        latest = (
            select(col(OrderLine.kam_id))
            .where(col(OrderLine.account_id) == col(Account.id), col(OrderLine.kam_id).is_not(None))
            .order_by(col(OrderLine.order_date).desc(), col(OrderLine.order_no).desc(), col(OrderLine.line_no))
            .limit(1)
            .scalar_subquery()
        )
        made = select(batch.stage.c.id)
        connection.execute(
            update(Account).where(col(Account.id).in_(made), col(Account.kam_id).is_(None)).values(kam_id=latest)
        )


def _warn_of_other_kams(connection: Connection, stager: Stager) -> None:
    """Where the newest order of an account names another KAM than the account has, somebody should know."""
    for file, latest in stager.latest_kams.items():
        kams = dict(connection.execute(select(col(Account.id), col(Account.kam_id))).all())
        count = sum(1 for account, (_, kam) in latest.items() if kam and kams.get(account) not in (None, kam))
        if count:
            stager.findings.warn(
                f"{file}: {count} accounts have another KAM than their newest orders name. "
                "Import an accounts file with the KAM of today if they changed hands."
            )


def _unmark_illustrative(connection: Connection, batches: Sequence[Batch]) -> None:
    """Columns of accounts that came in are no longer made up."""
    for batch in batches:
        if batch.table.name != "account" or batch.create:
            continue
        marked = select(col(Account.id), col(Account.illustrative_fields)).where(
            col(Account.illustrative_fields) != "", col(Account.id).in_(select(batch.stage.c.id))
        )
        for identity, fields in connection.execute(marked).all():
            left = ",".join(one for one in fields.split(",") if one.strip() not in batch.columns)
            if left != fields and "illustrative_fields" not in batch.columns:
                connection.execute(update(Account).where(col(Account.id) == identity).values(illustrative_fields=left))
