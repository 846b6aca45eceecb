"""Alembic's entry: runs revisions on the connection that store.migrations hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine

import store.tables

_PLAIN = {"AutoString": "sa.String()", "UTCDateTime": "sa.DateTime(timezone=True)", "Money": "sa.BigInteger()"}
"""What a revision writes for our own column types, so that it never changes when they do."""


def _render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    return _PLAIN.get(type(item).__name__, False) if kind == "type" else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=store.tables.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        render_item=_render,
    )
    context.run_migrations()


def _main() -> None:
    handed = context.config.attributes.get("connection")
    if handed is not None:
        _run(handed)
        return
    engine = create_engine(context.get_x_argument(as_dictionary=True)["url"])  # a developer at the alembic command
    with engine.begin() as connection:
        _run(connection)


_main()
