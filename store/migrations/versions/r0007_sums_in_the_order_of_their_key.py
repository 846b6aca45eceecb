"""On SQLite monthly sums are kept in the order of their key; sums of costs and of hours come from indexes alone."""

from alembic import op

revision = "r0007"
down_revision: str | None = "r0006"
branch_labels = None
depends_on = None

ROLLUPS = ("rollup_account_month", "rollup_category_month", "rollup_kam_month", "rollup_product_month")


def upgrade() -> None:
    _remake(with_rowid=False)
    op.drop_index("ix_cost_line_account_id_date", table_name="cost_line")
    op.create_index(
        "ix_cost_line_account_id_date", "cost_line", ["account_id", "date", "kind", "amount", "illustrative"]
    )
    op.create_index("ix_cost_line_date", "cost_line", ["date", "kind", "amount", "illustrative"])
    op.create_index("ix_effort_person_id", "effort", ["person_id", "account_id", "month", "hours"])


def downgrade() -> None:
    op.drop_index("ix_effort_person_id", table_name="effort")
    op.drop_index("ix_cost_line_date", table_name="cost_line")
    op.drop_index("ix_cost_line_account_id_date", table_name="cost_line")
    op.create_index("ix_cost_line_account_id_date", "cost_line", ["account_id", "date"])
    _remake(with_rowid=True)


def _remake(with_rowid: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in ROLLUPS:
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_with_rowid": with_rowid}):
            pass
