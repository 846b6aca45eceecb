"""Monthly sums of the whole company by product, filled from the order lines that are there."""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision: str | None = "r0005"
branch_labels = None
depends_on = None

MONTH = {"sqlite": "strftime('%Y-%m-01', order_date)", "postgresql": "CAST(date_trunc('month', order_date) AS DATE)"}


def upgrade() -> None:
    op.create_table(
        "rollup_product_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("gross_sales", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.BigInteger(), nullable=False),
        sa.Column("net_sales", sa.BigInteger(), nullable=False),
        sa.Column("cogs", sa.BigInteger(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("lines_without_cogs", sa.Integer(), nullable=False),
        sa.Column("lines_without_freight", sa.Integer(), nullable=False),
        sa.Column("list_sales", sa.BigInteger(), nullable=False),
        sa.Column("lines_without_list", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "product_id", name=op.f("pk_rollup_product_month")),
    )
    month = MONTH[op.get_bind().dialect.name]
    op.execute(
        f"""
        INSERT INTO rollup_product_month
        SELECT {month}, coalesce(product_id, ''), count(DISTINCT order_no), count(*), sum(quantity), sum(gross_sales),
          sum(discount), sum(net_sales), coalesce(sum(cogs), 0), coalesce(sum(freight), 0), count(*) - count(cogs),
          count(*) - count(freight), coalesce(sum(list_sales), 0), count(*) - count(list_sales)
        FROM order_line GROUP BY {month}, coalesce(product_id, '')
        """
    )


def downgrade() -> None:
    op.drop_table("rollup_product_month")
