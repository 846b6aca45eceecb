"""The index of order lines by day also answers which accounts a KAM's orders came from."""

from alembic import op

revision = "r0003"
down_revision: str | None = "r0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_order_line_order_date", table_name="order_line")
    op.create_index(
        "ix_order_line_order_date_kam_id_account_id", "order_line", ["order_date", "kam_id", "account_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_order_line_order_date_kam_id_account_id", table_name="order_line")
    op.create_index("ix_order_line_order_date", "order_line", ["order_date"], unique=False)
