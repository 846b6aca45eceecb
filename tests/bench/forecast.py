"""How good the sales forecast is on the real ledger, from rolling origins: error against the seasonal naive forecast,
and how often what came lay in the interval. JSON.

`python -m tests.bench.forecast [ACCOUNTS]`. Only months before the origin are known to a forecast; it is made as the
tool makes it. Origins are the ends of six quarters; a year ahead has only those with a year after them.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.tools.forecasting import METHODS, Forecast, forecast, periods_of
from bot.tools.periods import add_months
from store.sample.files import LEDGER

END = dt.date(2013, 11, 1)
"""The last whole month of the ledger."""

ORIGINS = 6
HORIZONS = (3, 6, 12)
NAIVE = METHODS["same period last year"]

Months = Mapping[dt.date, Decimal]


@dataclass(frozen=True, slots=True)
class Case:
    """One forecast and what came."""

    made: Forecast
    naive: tuple[float, ...]
    came: tuple[float, ...]
    scale: float  # mean change against the season before, in the known history: the unit of MASE


def ledger() -> tuple[dict[str, Months], dict[str, str]]:
    """Net sales by account and month, and the territory of each account."""
    sales: dict[str, dict[dt.date, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    with gzip.open(LEDGER / "account_month.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            sales[row["account_id"]][dt.date.fromisoformat(f"{row['month']}-01")] += Decimal(row["net_sales"])
    with gzip.open(LEDGER / "accounts.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        places = {row["account_id"]: row["territory"] for row in csv.DictReader(stream)}
    return {key: dict(months) for key, months in sales.items()}, places


def together(accounts: Sequence[Months]) -> Months:
    found: dict[dt.date, Decimal] = defaultdict(Decimal)
    for months in accounts:
        for month, amount in months.items():
            found[month] += amount
    return found


def cases(months: Months, horizon: int) -> Iterator[Case]:
    """The forecasts of one series at every origin that has its outcome."""
    for back in range(ORIGINS):
        last = add_months(END, -3 * back - horizon)
        if last < min(months):
            return
        known = _between(months, min(months), last)
        values, step = periods_of(known)
        steps, season = horizon // step, 12 // step
        made = forecast(values, season, steps)
        if made is None:
            continue
        after = _between(months, add_months(last, 1), add_months(last, horizon))
        came = tuple(float(sum(after[one : one + step])) for one in range(0, horizon, step))
        history = tuple(float(one) for one in values)
        yield Case(made, tuple(NAIVE(history, season, steps)), came, _scale(history, season))


def _between(months: Months, first: dt.date, last: dt.date) -> list[Decimal]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [months.get(add_months(first, one), Decimal(0)) for one in range(count)]


def _scale(history: Sequence[float], season: int) -> float:
    lag = season if len(history) > season else 1
    steps = [abs(now - then) for now, then in zip(history[lag:], history, strict=False)]
    return sum(steps) / len(steps)


def summary(found: Sequence[Case]) -> dict[str, Any]:
    """Errors of the tool and of the seasonal naive forecast; shares of outcomes inside the interval, by period and
    for the sum over the horizon, and of sums above and below it."""
    if not found:
        return {"forecasts": 0}
    points = [
        (float(value), naive, came, float(low), float(high), case.scale)
        for case in found
        for value, naive, came, low, high in zip(
            case.made.values, case.naive, case.came, case.made.low, case.made.high, strict=True
        )
    ]
    scaled = [one for one in points if one[5]]
    sums = [
        (sum(case.came), float(case.made.total_low), float(case.made.total_high), float(sum(case.made.values)))
        for case in found
    ]
    return {
        "forecasts": len(found),
        "mase": _mean([abs(came - value) / scale for value, _, came, _, _, scale in scaled]),
        "mase_naive": _mean([abs(came - naive) / scale for _, naive, came, _, _, scale in scaled]),
        "smape": _mean([_smape(came, value) for value, _, came, *_ in points]),
        "smape_naive": _mean([_smape(came, naive) for _, naive, came, *_ in points]),
        "sum_wape": round(sum(abs(came - value) for came, *_, value in sums) / sum(came for came, *_ in sums), 3),
        "sum_wape_naive": round(
            sum(abs(sum(case.came) - sum(case.naive)) for case in found) / sum(came for came, *_ in sums), 3
        ),
        "inside_period_pct": _pct([low <= came <= high for _, _, came, low, high, _ in points]),
        "inside_sum_pct": _pct([low <= came <= high for came, low, high, _ in sums]),
        "sum_below_pct": _pct([came < low for came, low, _, _ in sums]),
        "sum_above_pct": _pct([came > high for came, _, high, _ in sums]),
        "methods": dict(Counter(case.made.method for case in found).most_common()),
    }


def _smape(came: float, value: float) -> float:
    return 0.0 if came == value == 0 else 200 * abs(came - value) / (abs(came) + abs(value))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3)


def _pct(inside: Sequence[bool]) -> float:
    return round(100 * sum(inside) / len(inside), 1)


def measure(most: int | None = None) -> dict[str, Any]:
    sales, places = ledger()
    chosen = sorted(sales)[:: max(len(sales) // most, 1)] if most else sorted(sales)
    territories = sorted(set(places.values()))
    kinds: dict[str, list[Months]] = {
        "accounts": [sales[one] for one in chosen],
        "territories": [
            together([sales[one] for one in sales if places[one] == territory]) for territory in territories
        ],
        "whole company": [together(list(sales.values()))],
    }
    return {
        name: {
            f"{horizon} months": summary([case for months in series for case in cases(months, horizon)])
            for horizon in HORIZONS
        }
        for name, series in kinds.items()
    }


def quick() -> dict[str, Any]:
    """One quarter ahead, for every twentieth account and for the whole company."""
    sales, _ = ledger()
    some = [case for one in sorted(sales)[::20] for case in cases(sales[one], 3)]
    return {"accounts": summary(some), "whole company": summary(list(cases(together(list(sales.values())), 3)))}


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    print(json.dumps(measure(int(sys.argv[1]) if sys.argv[1:] else None), indent=1))
