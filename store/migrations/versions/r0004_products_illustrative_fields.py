"""Products name the columns that were made up for the sample ledger, as accounts do."""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision: str | None = "r0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("illustrative_fields", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.alter_column("illustrative_fields", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_column("illustrative_fields")
