"""Products: as rows, and their prices and versions kept for the order lines of the same import."""

from __future__ import annotations

from typing import Any

from store.imports.convert import Chunk
from store.imports.registry import Version
from store.imports.writers.rows import Rows


class Products(Rows):
    def take(self, chunk: Chunk) -> None:
        skus, names = chunk.text("sku"), chunk.text("name")
        keys = chunk.text("product_id")
        chunk.columns["sku"] = [sku or key or name for sku, key, name in zip(skus, keys, names, strict=True)]
        self._columns["sku"] = "sku"
        if "name" not in chunk.columns:
            chunk.columns["name"] = chunk.columns["sku"]
            self._columns["name"] = "name"
        super().take(chunk)

    def _made_id(self, columns: dict[str, list[Any]], chunk: Chunk, index: int) -> str:
        """The sku, with the first day of the version where the sku came up before in this file."""
        sku = str(columns["sku"][index])
        start = str(columns["valid_from"][index] or "") if "valid_from" in columns else ""
        number = self._seen.next(sku)
        return sku if number == 1 or not start else f"{sku}@{start}"

    def _register(self, columns: dict[str, list[Any]]) -> None:
        registry = self._context.registry
        blank = [None] * len(columns["id"])
        for identity, sku, name, price, start, end in zip(
            columns["id"],
            columns["sku"],
            columns["name"],
            columns.get("list_price", blank),
            columns.get("valid_from", blank),
            columns.get("valid_to", blank),
            strict=True,
        ):
            registry.product.add(identity, name or "", sku=sku)
            registry.product.fresh.add(identity)
            registry.versions[identity] = Version(price, start or "", end or "")
            if start and end and end < start:
                self._context.note("product versions end before they begin; both days were kept as they are")
