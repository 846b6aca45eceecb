"""Amounts into the reporting currency: by a stored rate of the day or the last before it, or not at all."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Connection, select
from sqlmodel import col

from store.imports.convert import Chunk
from store.imports.decide import DOLLAR
from store.imports.formats import Formats
from store.imports.recognise import Understood
from store.imports.values import BadCell
from store.tables import ExchangeRate

DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})


class Exchange:
    """The reporting currency ('' = not known yet) and the rates into it."""

    def __init__(self, connection: Connection, reporting: str) -> None:
        self.reporting = reporting
        self.learned = ""  # the reporting currency, where this import is the first to name it
        self._rates: dict[str, list[tuple[str, Decimal]]] = {}
        columns = (col(ExchangeRate.currency), col(ExchangeRate.date), col(ExchangeRate.rate))
        for currency, day, rate in connection.execute(select(*columns)):
            self.add(currency, day.isoformat(), rate)

    def add(self, currency: str, day: str, rate: str) -> None:
        """Take note of a rate; a later one of the same day holds."""
        known = self._rates.setdefault(currency, [])
        known[:] = [one for one in known if one[0] != day]
        insort(known, (day, Decimal(rate)))

    def learn(self, currency: str) -> None:
        """Make this the reporting currency, unless there is one."""
        if not self.reporting:
            self.reporting = self.learned = "USD" if currency == DOLLAR else currency

    def rate(self, currency: str, day: str) -> Decimal | None:
        """Units of the reporting currency for one of `currency`; None = no rate by that day ('' = the newest)."""
        if currency in ("", self.reporting) or (currency == DOLLAR and self.reporting in DOLLARS):
            return Decimal(1)
        known = self._rates.get("USD" if currency == DOLLAR else currency, [])
        place = bisect_right(known, (day, Decimal("Infinity"))) if day else len(known)
        return known[place - 1][1] if place else None


class Conversion:
    """The conversion of one sheet's amounts."""

    def __init__(self, understood: Understood, formats: Formats, exchange: Exchange) -> None:
        kind, given = understood.kind, understood.columns
        assert kind is not None
        fields = kind.fields
        self._exchange = exchange
        self._amounts = [name for name in given if fields[name].type == "amount"]
        self._column = next((name for name in given if fields[name].type == "currency"), "")
        self._dated = kind.dated if kind.dated in given else ""
        self._whole = formats.currency
        label = (understood.layout and understood.layout.currency_is_label) or (
            understood.mapping and understood.mapping.currency_is_label
        )
        self._idle = bool(label) or not self._amounts or not (self._column or self._whole)

    def apply(self, chunk: Chunk) -> dict[int, list[tuple[str, str, BadCell]]]:
        """Convert the chunk's amounts in place; returns what has no rate, by index."""
        if self._idle:
            return {}
        codes = chunk.columns[self._column] if self._column and not self._whole else [self._whole] * len(chunk.lines)
        if set(codes) <= {"", self._exchange.reporting}:
            return {}
        days: Sequence[str] = chunk.columns[self._dated] if self._dated else [""] * len(chunk.lines)
        pairs = list(zip(codes, days, strict=True))
        rates = {pair: self._exchange.rate(pair[0], pair[1] or "") for pair in set(pairs)}
        for name in self._amounts:
            chunk.columns[name] = [
                _converted(value, rates[pair]) for value, pair in zip(chunk.columns[name], pairs, strict=True)
            ]
        field = self._column or self._amounts[0]
        return {
            index: [(field, pair[0], self._lacking(*pair))] for index, pair in enumerate(pairs) if rates[pair] is None
        }

    def _lacking(self, currency: str, day: str) -> BadCell:
        when = f" by {day}" if day else ""
        reporting = self._exchange.reporting
        return BadCell(
            f"there is no rate from {currency} to {reporting}{when}",
            f"Import a file of exchange rates (currency, date, rate: {reporting} for one {currency}).",
        )


def _converted(value: int | None, rate: Decimal | None) -> int | None:
    if value is None or rate is None or rate == 1:
        return value
    return int((value * rate).to_integral_value(ROUND_HALF_UP))
