"""Facts about this database: reporting currency, sample or not, its default person."""

from __future__ import annotations

from sqlmodel import Session

from store.tables import Setting

CURRENCY = "currency"
SAMPLE = "sample"  # 'yes' where the sample ledger is loaded
DEFAULT_PERSON = "default_person"  # who asks in the terminal where nobody is named
DATA_NAME = "data_name"
SHIFT_MONTHS = "shift_months"


def setting(session: Session, key: str, default: str = "") -> str:
    found = session.get(Setting, key)
    return found.value if found else default


def put_setting(session: Session, key: str, value: str) -> None:
    session.merge(Setting(key=key, value=value))
