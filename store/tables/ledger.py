"""Sales facts and their rollups: order lines, cost lines, invoices, products, promotions, quotas."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index

from store.tables.base import Field, SQLModel, illustrative, long_text, maybe_money, money

CLUSTERED = {"sqlite_with_rowid": False}
"""Kept in the order of the key: sums by account read their rows in one go (a quarter less time on 10,000 accounts).

The key's columns must come first: of such a table SQLite's integrity check else reports values missing that are there.
That is why the sums are spelled out in each of them and have no class in common, whose columns would come first."""


class Product(SQLModel, table=True):
    """A product version; one sku may have several, each with its own cost and list price."""

    __tablename__ = "product"
    id: str = Field(primary_key=True)  # the source's key of the version, or the sku
    sku: str = Field(index=True)
    name: str
    category: str = ""
    subcategory: str = ""
    list_price: Decimal | None = maybe_money()
    standard_cost: Decimal | None = maybe_money()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    helps_compete: int | None = None  # 0-4, how much it helps customers compete; judged, not computed
    illustrative: bool = illustrative()
    illustrative_fields: str = long_text(default="")  # the columns made up for the sample, comma-separated


class OrderLine(SQLModel, table=True):
    """A line of an order. Amounts are in the reporting currency, four decimals exact, for the whole line.

    gross_sales = quantity x price; discount = gross_sales - net_sales; cogs and freight None = unknown.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        Index("ix_order_line_account_id_order_date", "account_id", "order_date"),
        Index("ix_order_line_order_date_kam_id_account_id", "order_date", "kam_id", "account_id"),
    )
    order_no: str = Field(primary_key=True)
    line_no: int = Field(primary_key=True)
    order_date: dt.date
    due_date: dt.date | None = None
    ship_date: dt.date | None = None
    account_id: str = Field(foreign_key="account.id")
    kam_id: str | None = Field(default=None, foreign_key="person.id")  # the order's own KAM
    product_id: str | None = Field(default=None, foreign_key="product.id")
    promotion_id: str | None = Field(default=None, foreign_key="promotion.id")
    quantity: Decimal = money()
    list_sales: Decimal | None = maybe_money()  # quantity x list price
    unit_price: Decimal = money()  # per unit, before the line's discount
    gross_sales: Decimal = money()
    discount: Decimal = money()
    net_sales: Decimal = money()
    cogs: Decimal | None = maybe_money()
    freight: Decimal | None = maybe_money()
    tax: Decimal | None = maybe_money()
    currency_label: str = ""  # what the source wrote; amounts are in the reporting currency
    illustrative: bool = illustrative()


class CostLine(SQLModel, table=True):
    """A cost of serving an account that is not in an order line. kind: see COST_KINDS."""

    __tablename__ = "cost_line"
    __table_args__ = (  # each holds all that sums are made of, so that the lines themselves are not read
        Index("ix_cost_line_account_id_date", "account_id", "date", "kind", "amount", "illustrative"),
        Index("ix_cost_line_date", "date", "kind", "amount", "illustrative"),
    )
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    date: dt.date
    kind: str
    amount: Decimal = money()  # positive = cost
    promotion_id: str | None = Field(default=None, foreign_key="promotion.id")
    note: str = ""
    illustrative: bool = illustrative()


COST_KINDS = ("rebate", "return", "freight", "service", "promotion", "other")


class CostCoverage(SQLModel, table=True):
    """From when to when a kind of cost line is recorded at all: outside, the cost is unknown, not zero."""

    __tablename__ = "cost_coverage"
    kind: str = Field(primary_key=True)
    start: dt.date
    end: dt.date
    illustrative: bool = illustrative()


class Invoice(SQLModel, table=True):
    __tablename__ = "invoice"
    __table_args__ = (Index("ix_invoice_account_id_date", "account_id", "date"),)
    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    order_no: str | None = None
    date: dt.date
    due_date: dt.date
    amount: Decimal = money()
    illustrative: bool = illustrative()


class Payment(SQLModel, table=True):
    __tablename__ = "payment"
    id: str = Field(primary_key=True)
    invoice_id: str = Field(foreign_key="invoice.id", index=True)
    date: dt.date
    amount: Decimal = money()
    illustrative: bool = illustrative()


class Promotion(SQLModel, table=True):
    __tablename__ = "promotion"
    id: str = Field(primary_key=True)
    name: str
    kind: str = ""
    discount_pct: Decimal | None = maybe_money()  # per cent: 2 = 2 %
    start: dt.date | None = None
    end: dt.date | None = None
    min_quantity: int | None = None
    max_quantity: int | None = None
    cost: Decimal | None = maybe_money()  # fixed cost of running it, if known
    illustrative: bool = illustrative()


class Quota(SQLModel, table=True):
    """A person's sales quota for a period, ends included; end None = still open."""

    __tablename__ = "quota"
    id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    start: dt.date
    end: dt.date | None = None
    amount: Decimal = money()
    illustrative: bool = illustrative()


class ExchangeRate(SQLModel, table=True):
    """One unit of `currency` is `rate` units of the reporting currency on `date`."""

    __tablename__ = "exchange_rate"
    currency: str = Field(primary_key=True)
    date: dt.date = Field(primary_key=True)
    rate: str  # exact decimal text: rates have more places than money
    source: str = ""
    illustrative: bool = illustrative()


class RollupAccountMonth(SQLModel, table=True):
    """Sums of an account's order lines in a month (`month` = its first day). Kept by the importer.

    cogs and freight sum what is known; lines_without_* count the lines where it is not.
    """

    __tablename__ = "rollup_account_month"
    __table_args__ = CLUSTERED
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    month: dt.date = Field(primary_key=True)
    orders: int
    lines: int
    quantity: Decimal = money()
    gross_sales: Decimal = money()
    discount: Decimal = money()
    net_sales: Decimal = money()
    cogs: Decimal = money()
    freight: Decimal = money()
    lines_without_cogs: int = 0
    lines_without_freight: int = 0


class RollupCategoryMonth(SQLModel, table=True):
    """As RollupAccountMonth, by product category too."""

    __tablename__ = "rollup_category_month"
    __table_args__ = CLUSTERED
    account_id: str = Field(primary_key=True, foreign_key="account.id")
    month: dt.date = Field(primary_key=True)
    category: str = Field(primary_key=True)
    orders: int
    lines: int
    quantity: Decimal = money()
    gross_sales: Decimal = money()
    discount: Decimal = money()
    net_sales: Decimal = money()
    cogs: Decimal = money()
    freight: Decimal = money()
    lines_without_cogs: int = 0
    lines_without_freight: int = 0


class RollupKamMonth(SQLModel, table=True):
    """Sums by the KAM on the order, whoever has the account today; kam_id '' = none on the order."""

    __tablename__ = "rollup_kam_month"
    __table_args__ = CLUSTERED
    kam_id: str = Field(primary_key=True)
    month: dt.date = Field(primary_key=True, index=True)
    orders: int
    lines: int
    quantity: Decimal = money()
    gross_sales: Decimal = money()
    discount: Decimal = money()
    net_sales: Decimal = money()
    cogs: Decimal = money()
    freight: Decimal = money()
    lines_without_cogs: int = 0
    lines_without_freight: int = 0


class RollupCompanyCategoryMonth(SQLModel, table=True):
    """Sums of the whole company by product category: of thousands of accounts those by account are millions."""

    __tablename__ = "rollup_company_category_month"
    __table_args__ = CLUSTERED
    month: dt.date = Field(primary_key=True)
    category: str = Field(primary_key=True)
    orders: int
    lines: int
    quantity: Decimal = money()
    gross_sales: Decimal = money()
    discount: Decimal = money()
    net_sales: Decimal = money()
    cogs: Decimal = money()
    freight: Decimal = money()
    lines_without_cogs: int = 0
    lines_without_freight: int = 0


class RollupProductMonth(SQLModel, table=True):
    """Sums of the whole company by product version; product_id '' = none on the line. list_sales sums what is known."""

    __tablename__ = "rollup_product_month"
    __table_args__ = CLUSTERED
    month: dt.date = Field(primary_key=True)
    product_id: str = Field(primary_key=True)
    orders: int
    lines: int
    quantity: Decimal = money()
    gross_sales: Decimal = money()
    discount: Decimal = money()
    net_sales: Decimal = money()
    cogs: Decimal = money()
    freight: Decimal = money()
    lines_without_cogs: int = 0
    lines_without_freight: int = 0
    list_sales: Decimal = money()
    lines_without_list: int = 0


class Setting(SQLModel, table=True):
    """A fact about this database: reporting currency, sample or not, the date shift, default person."""

    __tablename__ = "setting"
    key: str = Field(primary_key=True)
    value: str = long_text()


class ImportBatch(SQLModel, table=True):
    """A file that was taken in; the same content twice changes nothing."""

    __tablename__ = "import_batch"
    id: str = Field(primary_key=True)
    file: str
    sha256: str = Field(index=True)
    kind: str
    mapping: str = long_text(default="")
    rows: int
    inserted: int
    updated: int
    at: dt.datetime
