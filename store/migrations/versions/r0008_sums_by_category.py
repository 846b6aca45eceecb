"""Monthly sums of the whole company by product category, filled from the order lines of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision: str | None = "r0007"
branch_labels = None
depends_on = None

MONTH = {"sqlite": "strftime('%Y-%m-01', order_date)", "postgresql": "CAST(date_trunc('month', order_date) AS DATE)"}


def upgrade() -> None:
    op.create_table(
        "rollup_company_category_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
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
        sa.PrimaryKeyConstraint("month", "category", name=op.f("pk_rollup_company_category_month")),
        sqlite_with_rowid=False,
    )
    month = MONTH[op.get_bind().dialect.name]
    op.execute(
        f"""
        INSERT INTO rollup_company_category_month
        SELECT {month}, coalesce(product.category, ''), count(DISTINCT order_no), count(*), sum(quantity),
          sum(gross_sales), sum(discount), sum(net_sales), coalesce(sum(cogs), 0), coalesce(sum(freight), 0),
          count(*) - count(cogs), count(*) - count(freight)
        FROM order_line LEFT JOIN product ON product.id = order_line.product_id
        GROUP BY {month}, coalesce(product.category, '')
        """
    )


def downgrade() -> None:
    op.drop_table("rollup_company_category_month")
