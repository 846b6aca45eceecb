"""Monthly sums by account and by category lose their index by month: reading them in the order of their key is
twice as quick for any period that covers a good part of the ledger."""

from alembic import op

revision = "r0005"
down_revision: str | None = "r0004"
branch_labels = None
depends_on = None

TABLES = ("rollup_account_month", "rollup_category_month")


def upgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_month", table_name=table)


def downgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_month", table, ["month"], unique=False)
