"""Published cases of receivables, forecasts and buying rhythm, through the calculations of the risk tools."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.tools.buying_rhythm import BgNbd, History
from bot.tools.forecasting import accuracy, mase
from bot.tools.receivables import allowance, cusum, dso_count_back, median, modified_z, roll_rates

Inputs = Mapping[str, Any]
Values = Mapping[str, Any]

OUTLIER = Decimal("3.5")


def number(value: Any) -> Decimal:
    return Decimal(str(value))


def _numbers(values: Any) -> list[Decimal]:
    return [number(value) for value in values]


def _conditional(inputs: Inputs) -> Values:
    """Orders expected after a history; one customer, or several numbers of repeat orders."""
    model = BgNbd(*map(float, inputs["params"]))
    repeats = inputs["x"] if isinstance(inputs["x"], list) else [inputs["x"]]
    found = [model.expected(History(x, inputs["t_x"], inputs["T"]), inputs["t"]) for x in repeats]
    return {"expected": found, "expected_purchases": found[0]}


def _naive(inputs: Inputs) -> Values:
    series = _numbers(inputs["series"])
    found = accuracy(series[1:], series[:-1])
    return {"mae": found.mae, "mse": found.mse, "mape": found.mape, "next": series[-1]}


def _no_scale(inputs: Inputs) -> Values:
    error = accuracy(_numbers(inputs["test"]), _numbers(inputs["forecast"])).mae
    return {"mase": mase(_numbers(inputs["train"]), inputs["m"], error)}


def _countback(inputs: Inputs) -> Values:
    months = [(number(sales), days) for sales, days in inputs["months_latest_first"]]
    return {"dso": dso_count_back(number(inputs["ar"]), months).days}


def _ageing_allowance(inputs: Inputs) -> Values:
    balances = [number(balance) for balance, _ in inputs["buckets"]]
    rates = [number(rate) for _, rate in inputs["buckets"]]
    flat = allowance([sum(balances, Decimal(0))], [number("0.08")])
    return {"allowance": sum(allowance(balances, rates)), "percent_of_ar_8": flat[0]}


def _matrix(inputs: Inputs) -> Values:
    found = allowance(_numbers(inputs["balances"]), _numbers(inputs["rates"]))
    return {"allowance": list(found), "total": sum(found)}


def _rolled(inputs: Inputs) -> Values:
    """What entered each bucket is the month's sales less what was paid before; the rest was never paid."""
    entering, left = [], number(inputs["january_sales"])
    for paid in [Decimal(0), *_numbers(inputs["paid"])]:
        left -= paid
        entering.append(left)
    rates = roll_rates(entering, left)
    known = [rate for rate in rates if rate is not None]
    return {"loss_rates": known, "ecl": sum(allowance(_numbers(inputs["ageing"]), known))}


def _cusum(inputs: Inputs) -> Values:
    upper, lower = cusum(_numbers(inputs["x"]), number(inputs["target"]), number(inputs["K"]))
    return {"upper": upper, "lower": lower, "signal": max(*upper, *lower) > number(inputs["H"])}


def _z_of_given_spread(inputs: Inputs) -> Values:
    """A baseline with the given median and median absolute deviation."""
    centre, spread = number(inputs["median"]), number(inputs["mad"])
    z = modified_z(number(inputs["x"]), [centre - spread, centre, centre + spread])
    return {"z": z, "outlier_3_5": z is not None and abs(z) > OUTLIER}


def _z_of_series(inputs: Inputs) -> Values:
    series = _numbers(inputs["x"])
    centre = median(series)
    scores = {value: modified_z(value, series) for value in series}
    outliers = [value for value, z in scores.items() if z is not None and abs(z) > OUTLIER]
    return {
        "median": centre,
        "mad": median([abs(one - centre) for one in series]),
        "z_of_9": scores[Decimal(9)],
        "outliers": outliers,
    }


CASES = {
    "clv22_bgnbd_cet": _conditional,
    "clv25_increasing_frequency_paradox": _conditional,
    "hf03_naive_accuracy": _naive,
    "edge09_mase_constant_history": _no_scale,
    "rec05_ageing_furniture": _ageing_allowance,
    "rec06_ecl_ifrscommunity": _rolled,
    "rec07_ecl_ifrs9_ie12": _matrix,
    "rec09_dso_countback_benji": _countback,
    "rec11_cusum_montgomery": _cusum,
    "rec12_modified_z": _z_of_given_spread,
    "rec14_mad_wikipedia_spike": _z_of_series,
}

NOT_OURS = {
    "clv23_bgnbd_expectation": "needs the CDNOW customers, whose data set is not ours to ship; the model's own law is "
    "tested on customers drawn from it",
    "clv28_gamma_gamma_conditional": "spend per order is not modelled: a CLV here rests on the account's own margin",
    "clv30_cdnow_clv_12_months": "needs the CDNOW customers and the spend model",
    "hf08_m3_all_methods": "needs the 3,003 series of the M3 competition, which are not ours to ship",
}
