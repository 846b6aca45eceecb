"""Accounts name the columns that were made up for the sample ledger."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision: str | None = "r0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("illustrative_fields", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.alter_column("illustrative_fields", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("illustrative_fields")
