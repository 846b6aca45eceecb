"""Order lines: the amounts that a file leaves out are derived from those it gives; what stays unknown is None."""

from __future__ import annotations

import re
from operator import sub
from typing import Any

from store.imports.convert import Chunk
from store.imports.stage import Batch
from store.imports.values import BadCell
from store.imports.writers.context import Context, Occurrences
from store.units import UNITS

_PLAIN = ("order_date", "due_date", "ship_date", "account_id", "kam_id", "product_id", "promotion_id")
_MONEY = ("quantity", "unit_price", "gross_sales", "discount", "net_sales", "cogs", "list_sales")
_DERIVED_FROM = ("discount_pct", "unit_cost", "list_price")
COLUMNS = ("order_no", "line_no", *_PLAIN, *_MONEY, "freight", "tax", "currency_label", "illustrative")
_HALF = UNITS // 2
_ALL_PCT = 100 * UNITS
_ONE = UNITS  # one unit of the currency
LatestKams = dict[str, tuple[str, "str | None"]]
"""Account → the day of its newest order in a file, and the KAM on it."""

OTHER_DISCOUNT = "gross sales − discount is not net sales; the discount was taken as gross − net"
LEFT_OUT = "a line that is cancelled, rejected, a draft or a quote was left out"
SET_TO_ZERO = "a line that was taken in before and is now cancelled or rejected was set to zero"
_VOID = re.compile(
    r"\b(?:cancel|storn|void|reject|abgelehnt|absage|annul|draft|entwurf|quot|angebot|deleted|gelöscht|declined|lost\b)"
)
_NOT_VOID = re.compile(r"\b(?:not|nicht|un|partly|partially|teil|converted|won|accepted)")
NO_ACCOUNT = BadCell("the line names no account", "Fill in the account.")
NO_AMOUNT = BadCell("the line has no amount", "Give net sales, gross sales, or quantity and price.")

Amounts = tuple[int, int, int, int, int, "int | None", "int | None"]


class _Places(dict[str, int]):
    """Line numbers by how they are written; -1 for what is none."""

    def __missing__(self, said: str) -> int:
        number = int(said) if said.isdigit() and said.isascii() and len(said) < 10 else -1
        self[said] = number
        return number


class _Statuses(dict[str, bool]):
    """True for the words of a status that say that a line is no sale."""

    def __missing__(self, said: str) -> bool:
        void = bool(_VOID.search(said.casefold())) and not _NOT_VOID.search(said.casefold())
        self[said] = void
        return void


class Orders:
    """Stages order lines. The key is order number and line; a file without them gets them from account and day."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._batch: Batch | None = None
        self._lines = Occurrences()
        self._seen: set[str] = set()  # order numbers so far
        self._last_orders: set[str] = set()  # of the chunk before
        self._last_keys: set[tuple[str, int]] = set()
        self._doubtful = False
        self._places = _Places()
        self._numbered: bool | None = None  # whether the file's line column holds numbers
        self.latest_kams: LatestKams = {}
        self._has_status = bool({"status", "rejection"} & context.understood.given)
        self._statuses = _Statuses()
        self._prices: dict[str | None, int | None] = {
            key: one.list_price for key, one in context.registry.versions.items()
        }
        if "quantity" not in context.understood.given:
            context.note("there is no quantity column: every line counts as one piece")

    def announce(self, chunk: Chunk) -> None:
        """Nothing refers to rows of this kind."""

    def take(self, chunk: Chunk) -> None:
        void = self._void(chunk) if self._has_status else frozenset()
        money = self._whole_money(chunk)
        if money is None or None in chunk.get("account_id"):
            chunk, money = self._derived_money(chunk)
        if self._batch is None:
            self._batch = self._context.open("order_line", COLUMNS, "order")
        if "kam_id" in chunk.columns:
            self._note_kams(chunk)
        numbers = self._order_numbers(chunk)
        lines = self._line_numbers(chunk, numbers)
        if void:
            chunk, numbers, lines, money = self._without_void(void, chunk, numbers, lines, money)
        self._batch.distinct = self._distinct(numbers, lines)
        self._batch.months |= {f"{day[:7]}-01" for day in set(chunk.columns["order_date"])}
        columns = (
            numbers,
            lines,
            *(chunk.get(name) for name in _PLAIN),
            *money,
            chunk.get("freight"),
            chunk.get("tax"),
            _filled(chunk.get("currency_label"), ""),
            _filled(chunk.get("illustrative"), 0),
            chunk.lines,
        )
        self._batch.add(list(zip(*columns, strict=True)))

    def _void(self, chunk: Chunk) -> frozenset[int]:
        """The lines that are no sales, by line of the file: cancelled, rejected, drafts, quotes."""
        said = zip(chunk.lines, chunk.text("status"), chunk.text("rejection"), strict=True)
        void = frozenset(line for line, status, rejection in said if rejection or self._statuses[status])
        for name in ("net_sales", "gross_sales", "quantity"):
            if void and name in chunk.columns:  # what was cancelled often has no amount any more
                cells = zip(chunk.lines, chunk.columns[name], strict=True)
                chunk.columns[name] = [0 if cell is None and line in void else cell for line, cell in cells]
        return void

    def _without_void(
        self, void: frozenset[int], chunk: Chunk, numbers: list[str], lines: list[int], money: list[list[Any]]
    ) -> tuple[Chunk, list[str], list[int], list[list[Any]]]:
        """Everything without the void lines; those that an earlier import took in as sales become zero."""
        places = [index for index, line in enumerate(chunk.lines) if line in void]
        there = self._context.stage.order_lines({numbers[index] for index in places})
        gone = [index for index in places if (numbers[index], lines[index]) not in there]
        zero = set(places) - set(gone)
        if gone:
            self._context.note(LEFT_OUT, len(gone))
        if zero:
            self._context.note(SET_TO_ZERO, len(zero))
            for name in ("freight", "tax"):
                if name in chunk.columns:
                    cells = enumerate(chunk.columns[name])
                    chunk.columns[name] = [0 if index in zero and cell else cell for index, cell in cells]
            money = [
                [0 if index in zero and cell is not None else cell for index, cell in enumerate(column)]
                for column in money
            ]
        keep = [index for index in range(len(numbers)) if index not in set(gone)]
        columns = [[column[index] for index in keep] for column in money]
        return chunk.without(set(gone)), [numbers[i] for i in keep], [lines[i] for i in keep], columns

    def _whole_money(self, chunk: Chunk) -> list[list[Any]] | None:
        """The amounts where every line gives all that matter, as most exports of an ERP do; None where one does not."""
        quantity, price, gross, _, net, cogs, _ = (chunk.columns.get(name) for name in _MONEY)
        if quantity is None or price is None or gross is None or net is None or cogs is None:
            return None
        if any(None in column for column in (quantity, price, gross, net, cogs)) or "list_sales" in chunk.columns:
            return None
        discount = list(map(sub, gross, net))
        for given, derived in zip(chunk.columns.get("discount", ()), discount, strict=False):
            if given is not None and abs(derived - given) > _ONE:
                self._context.note(OTHER_DISCOUNT)
        if "list_price" in chunk.columns:
            return None
        prices = map(self._prices.get, chunk.get("product_id"))
        listed = [
            None if each is None else (pieces * each + _HALF) // UNITS if pieces >= 0 else _times(pieces, each)
            for pieces, each in zip(quantity, prices, strict=True)
        ]
        return [quantity, price, gross, discount, net, cogs, listed]

    def _derived_money(self, chunk: Chunk) -> tuple[Chunk, list[list[Any]]]:
        """The amounts derived line by line, and the chunk without the lines that are refused for lack of them."""
        prices = list(map(self._prices.get, chunk.get("product_id")))
        columns = (chunk.get(name) for name in (*_MONEY, *_DERIVED_FROM))
        amounts = list(map(self._amounts, *columns, prices))
        accounts = chunk.get("account_id")
        refused = {index: NO_AMOUNT for index, one in enumerate(amounts) if one is NO_AMOUNT}
        refused |= {index: NO_ACCOUNT for index, one in enumerate(accounts) if one is None}
        for index in sorted(refused):
            self._context.refuse(chunk.lines[index], "", "", refused[index].reason, refused[index].remedy)
        if refused:
            chunk = chunk.without(set(refused))
            amounts = [one for index, one in enumerate(amounts) if index not in refused]
        kept = [one for one in amounts if not isinstance(one, BadCell)]
        return chunk, [list(column) for column in zip(*kept, strict=True)] if kept else [[] for _ in _MONEY]

    def finish(self) -> None:
        """Nothing waits."""

    def _distinct(self, numbers: list[str], lines: list[int]) -> bool:
        """False once two lines may have one key: only then is the database asked.

        An order usually lies within a chunk, or in two that follow each other; one that comes back later is doubtful.
        """
        if self._doubtful:
            return False
        keys = set(zip(numbers, lines, strict=True))
        orders = set(numbers)
        again = orders & self._seen
        self._doubtful = len(keys) < len(numbers) or not again <= self._last_orders or bool(keys & self._last_keys)
        self._seen |= orders
        self._last_orders, self._last_keys = orders, keys
        return not self._doubtful

    def _note_kams(self, chunk: Chunk) -> None:
        latest = self.latest_kams
        rows = zip(chunk.columns["account_id"], chunk.columns["order_date"], chunk.columns["kam_id"], strict=True)
        for account, day, kam in sorted(set(rows), key=str):
            known = latest.get(account)
            if known is None or day >= known[0]:
                latest[account] = (day, kam)

    def _order_numbers(self, chunk: Chunk) -> list[str]:
        """The file's numbers; where it has none, the account's orders of a day are one order."""
        given = chunk.text("order_no")
        if "" not in given:
            return given
        return [
            number or f"{account}-{day}"
            for number, account, day in zip(given, chunk.get("account_id"), chunk.columns["order_date"], strict=True)
        ]

    def _line_numbers(self, chunk: Chunk, orders: list[str]) -> list[int]:
        """The file's line numbers where they are numbers; else the lines of an order are counted."""
        given = chunk.text("line_no")
        if self._numbered is None:
            self._numbered = -1 not in map(self._places.__getitem__, given)
        if self._numbered:
            found = list(map(self._places.__getitem__, given))
            if -1 not in found:
                return found
        return [self._lines.next(order) for order in orders]

    def _amounts(
        self,
        quantity: int | None,
        price: int | None,
        gross: int | None,
        discount: int | None,
        net: int | None,
        cogs: int | None,
        list_sales: int | None,
        discount_pct: int | None,
        unit_cost: int | None,
        list_price: int | None,
        version_price: int | None,
    ) -> Amounts | BadCell:
        """Quantity, unit price, gross, discount, net, cogs, list sales of a line, in 1/10,000."""
        if quantity is None:
            quantity = _divide(gross, price) if gross is not None and price else UNITS
        if gross is None:
            gross = self._gross(quantity, price, discount, net, discount_pct)
            if gross is None:
                return NO_AMOUNT
        if net is None:
            if discount is not None:
                net = gross - discount
            else:
                net = gross if discount_pct is None else gross - _share(gross, discount_pct)
        elif discount is not None and abs(gross - net - discount) > _ONE:
            self._context.note(OTHER_DISCOUNT)
        if price is None:
            price = _divide(gross, quantity) if quantity else 0
        if cogs is None and unit_cost is not None:
            cogs = _times(quantity, unit_cost)
        if list_sales is None:
            each = version_price if list_price is None else list_price
            if each is not None:
                list_sales = _times(quantity, each)
        return quantity, price, gross, gross - net, net, cogs, list_sales

    def _gross(
        self, quantity: int, price: int | None, discount: int | None, net: int | None, discount_pct: int | None
    ) -> int | None:
        if net is not None and discount is not None:
            return net + discount
        if price is None:
            return net
        gross = _times(quantity, price)
        if net is None or discount_pct is not None:
            return gross
        if min(abs(gross), abs(net)) * 2 < max(abs(gross), abs(net)) or net * gross < 0:
            self._context.note("quantity × price is far from net sales; gross sales were taken as net sales")
            return net
        return gross


def _filled(values: list[Any], blank: Any) -> list[Any]:
    return [blank if value is None else value for value in values] if None in values else values


def _times(quantity: int, each: int) -> int:
    """quantity × amount, rounded half up (away from zero) to 1/10,000."""
    product = quantity * each
    return (product + _HALF) // UNITS if product >= 0 else -((-product + _HALF) // UNITS)


def _divide(amount: int, by: int) -> int:
    product = amount * UNITS
    sign = 1 if (product >= 0) == (by > 0) else -1
    return sign * ((abs(product) + abs(by) // 2) // abs(by))


def _share(amount: int, pct: int) -> int:
    product = amount * pct
    half = _ALL_PCT // 2
    return (product + half) // _ALL_PCT if product >= 0 else -((-product + half) // _ALL_PCT)
