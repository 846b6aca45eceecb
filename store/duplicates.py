"""Accounts that may be one customer: found by name, and merged into one when a person says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, delete, exists, func, insert, select, update
from sqlmodel import Session, SQLModel, col

from bot.errors import BadInput
from store import rollups
from store.imports.names import look_alike, normal, skeleton
from store.tables import Account, AccountAlias, Effort

LIKE = 92
"""From this likeness of names (0-100) on two accounts are offered: 'Bike World' and 'Bikeworld' have 95."""

_LARGEST_BLOCK = 200


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """Two accounts that may be one. likeness 100 = the names are equal but for case, accents or legal form."""

    first_id: str
    first_name: str
    second_id: str
    second_name: str
    likeness: int
    reason: str

    def __str__(self) -> str:
        return f"{self.first_name} ({self.first_id}) and {self.second_name} ({self.second_id}): {self.reason}"


def likely_duplicates(
    session: Session, among: Collection[str] | None = None, limit: int = 100
) -> list[LikelyDuplicate]:
    """Pairs of accounts that may be one, the likest first. `among`: at least one of the two is one of these ids.

    Two accounts with one name in different cities are not offered: branches are accounts of their own.
    """
    rows = session.execute(select(col(Account.id), col(Account.name), col(Account.city)).where(col(Account.active)))
    accounts = {identity: (name, city) for identity, name, city in rows}
    found: dict[tuple[str, str], LikelyDuplicate] = {}
    for one, other in _candidates(accounts, among):
        pair = (min(one, other), max(one, other))
        if pair not in found and (likely := _compared(pair, accounts)):
            found[pair] = likely
    return sorted(found.values(), key=lambda one: (-one.likeness, one.first_name, one.first_id))[:limit]


def merge_accounts(session: Session, keep: str, drop: str) -> dict[str, int]:
    """Everything of the account `drop` goes to `keep`, which then answers to both names and ids.

    What `keep` does not say is taken from `drop`; hours of effort are added; where both have a row that can only be
    there once, that of `keep` stays. Returns the moved rows by table. Raises BadInput for unknown or equal ids.
    """
    kept, dropped = session.get(Account, keep), session.get(Account, drop)
    if kept is None or dropped is None:
        raise BadInput(f"There is no account '{keep if kept is None else drop}'; give the ids of two accounts.")
    if keep == drop:
        raise BadInput("An account cannot be merged with itself; give the ids of two accounts.")
    _fill(kept, dropped)
    session.flush()
    moved = move_references(session.connection(), "account", keep, drop)
    for alias in {dropped.name, drop} - {kept.name}:
        if session.get(AccountAlias, (keep, alias)) is None:
            session.add(AccountAlias(account_id=keep, alias=alias))
    session.flush()
    session.delete(dropped)
    session.flush()
    session.expire_all()
    rollups.rebuild(session)
    return {table: count for table, count in moved.items() if not table.startswith("rollup_")}


def move_references(connection: Connection, table: str, keep: str, drop: str) -> dict[str, int]:
    """Let everything that refers to the row `drop` of `account` or `person` refer to `keep`; moved rows by table."""
    if table == "account":
        _add_effort(connection, keep, drop)
    moved: dict[str, int] = {}
    for column in _references(f"{table}.id"):
        count = _move(connection, column, keep, drop)
        if count:
            moved[column.table.name] = moved.get(column.table.name, 0) + count
    return moved


def _candidates(accounts: dict[str, tuple[str, str]], among: Collection[str] | None) -> Iterable[tuple[str, str]]:
    """Pairs that share a beginning or a first word: comparing all with all takes minutes with 10,000 accounts."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for identity, (name, _) in accounts.items():
        plain = skeleton(name)
        for block in {plain.replace(" ", "")[:4], plain.partition(" ")[0], " ".join(sorted(plain.split()))}:
            blocks[block].append(identity)
    wanted = None if among is None else set(among)
    for members in blocks.values():
        if len(members) > _LARGEST_BLOCK:
            continue
        for one, other in combinations(members, 2):
            if wanted is None or one in wanted or other in wanted:
                yield one, other


def _compared(pair: tuple[str, str], accounts: dict[str, tuple[str, str]]) -> LikelyDuplicate | None:
    from rapidfuzz import fuzz

    (first, first_city), (second, second_city) = accounts[pair[0]], accounts[pair[1]]
    if first_city and second_city and normal(first_city) != normal(second_city):
        return None
    if look_alike(first, second):
        return LikelyDuplicate(pair[0], first, pair[1], second, 100, "the names look the same in two scripts")
    if normal(first) == normal(second):
        return LikelyDuplicate(pair[0], first, pair[1], second, 100, "the names are the same")
    one, other = skeleton(first), skeleton(second)
    likeness = max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))
    likeness = max(likeness, fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")))
    if likeness < LIKE or _numbers(one) != _numbers(other):
        return None
    return LikelyDuplicate(pair[0], first, pair[1], second, int(likeness), f"the names are {likeness:.0f} % alike")


def _numbers(name: str) -> list[str]:
    """The digits in a name: 'Store 12' and 'Store 13' are alike, and two."""
    return [word for word in name.split() if any(letter.isdigit() for letter in word)]


def _fill(kept: Account, dropped: Account) -> None:
    for name in type(kept).model_fields:
        if name not in ("id", "name", "active") and getattr(kept, name) in (None, ""):
            setattr(kept, name, getattr(dropped, name))


def _references(target: str) -> list[Column[Any]]:
    """Every column that refers to this one."""
    return [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == target
    ]


def _move(connection: Connection, column: Column[Any], keep: str, drop: str) -> int:
    """Let the rows of one table refer to `keep`; rows that it has already under the same key are left out."""
    table = column.table
    assert isinstance(table, Table)
    if column.primary_key:
        twin = table.alias("twin")
        others = [one.name for one in table.primary_key.columns if one.name != column.name]
        same = and_(twin.c[column.name] == keep, *(twin.c[name] == table.c[name] for name in others))
        connection.execute(delete(table).where(column == drop, exists(select(1).where(same))))
    return connection.execute(update(table).where(column == drop).values({column.name: keep})).rowcount


def _add_effort(connection: Connection, keep: str, drop: str) -> None:
    """Hours and visits that both accounts have of one person in one month become their sum."""
    table: Table = Effort.__table__  # type: ignore[attr-defined]  # every model is a table
    both = (
        select(
            table.c.person_id,
            table.c.month,
            func.sum(table.c.hours).label("hours"),
            func.sum(table.c.visits).label("visits"),
            func.min(table.c.illustrative).label("illustrative"),
        )
        .where(table.c.account_id.in_((keep, drop)))
        .group_by(table.c.person_id, table.c.month)
        .having(func.count() > 1)
    )
    if connection.dialect.name == "postgresql":
        both = both.with_only_columns(*list(both.selected_columns)[:-1])
    for row in connection.execute(both).mappings().all():
        where = (table.c.person_id == row["person_id"]) & (table.c.month == row["month"])
        connection.execute(delete(table).where(where, table.c.account_id.in_((keep, drop))))
        values = {**row, "account_id": keep, "illustrative": bool(row.get("illustrative", False))}
        connection.execute(insert(table).values(**values))
