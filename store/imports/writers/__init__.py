"""Writers: from a chunk of checked columns to staged rows of one or more tables."""

from __future__ import annotations

from collections.abc import Callable

from store.imports.writers.accounts import Accounts
from store.imports.writers.contacts import Contacts
from store.imports.writers.context import Context, Writer
from store.imports.writers.costs import Costs
from store.imports.writers.effort import EffortLines
from store.imports.writers.invoices import Invoices
from store.imports.writers.month_check import MonthCheck
from store.imports.writers.opportunities import Opportunities
from store.imports.writers.orders import Orders
from store.imports.writers.products import Products
from store.imports.writers.reviews import Reviews, Rhythms
from store.imports.writers.rows import Rows

_WRITERS: dict[str, Callable[[Context], Writer]] = {
    "rows": Rows,
    "accounts": Accounts,
    "contacts": Contacts,
    "costs": Costs,
    "effort": EffortLines,
    "invoices": Invoices,
    "month_check": MonthCheck,
    "opportunities": Opportunities,
    "orders": Orders,
    "products": Products,
    "reviews": Reviews,
    "rhythms": Rhythms,
}


def writer_of(context: Context) -> Writer:
    """The writer that the kind's YAML names."""
    assert context.understood.kind is not None
    return _WRITERS[context.understood.kind.writer](context)
