"""Products: as rows, and their prices and versions kept for the order lines of the same import."""

from __future__ import annotations

from store.imports.convert import Chunk
from store.imports.registry import Version
from store.imports.writers.context import Context
from store.imports.writers.rows import Columns, Rows


class Products(Rows):
    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._stored |= {"sku": "sku", "name": "name"}

    def _complete(self, chunk: Chunk) -> None:
        """A product with one name only is called by it throughout."""
        skus, keys, names = chunk.text("sku"), chunk.text("product_id"), chunk.text("name")
        chunk.columns["sku"] = [sku or key or name for sku, key, name in zip(skus, keys, names, strict=True)]
        chunk.columns["name"] = [name or sku for name, sku in zip(names, chunk.columns["sku"], strict=True)]

    def _made_id(self, columns: Columns, index: int) -> str:
        """The sku, with the first day of the version where the sku came up before in this file."""
        sku = str(columns["sku"][index])
        start = str(columns["valid_from"][index] or "") if "valid_from" in columns else ""
        number = self._seen.next(sku)
        return sku if number == 1 or not start else f"{sku}@{start}"

    def _register(self, columns: Columns) -> None:
        registry = self._context.registry
        blank = [None] * len(columns["id"])
        names = ("list_price", "valid_from", "valid_to")
        versions = zip(*(columns.get(name, blank) for name in names), strict=True)
        rows = zip(columns["id"], columns["sku"], columns["name"], versions, strict=True)
        for identity, sku, name, (price, start, end) in rows:
            registry.product.add(identity, name or "", sku=sku)
            registry.product.fresh.add(identity)
            registry.versions[identity] = Version(price, start or "", end or "")
            if start and end and end < start:
                self._context.note("product versions end before they begin; both days were kept as they are")
