"""Facts about this database: reporting currency, sample or not, its default person."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from store.tables import Setting

CURRENCY = "currency"
SAMPLE = "sample"  # 'yes' where the sample ledger is loaded
DEFAULT_PERSON = "default_person"  # who asks in the terminal where nobody is named
DATA_NAME = "data_name"
SHIFT_MONTHS = "shift_months"


_VALUE = select(col(Setting.value)).where(col(Setting.key) == bindparam("key"))


def setting(session: Session, key: str, default: str = "") -> str:
    found = session.execute(_VALUE, {"key": key}).scalar()
    return default if found is None else str(found)


def put_setting(session: Session, key: str, value: str) -> None:
    session.merge(Setting(key=key, value=value))
