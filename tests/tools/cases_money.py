"""Published cases of profitability, pricing and leverage, through the calculations of the money tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bot.tools.drivers import Changes, Drivers, changed, leverage, zero_volume_pct
from bot.tools.facts.costs import AccountCosts, Cost
from bot.tools.facts.sales import Sums
from bot.tools.joint_value import Side
from bot.tools.money import HUNDRED, percent
from bot.tools.net_present_value import net_present_value, payback_years, present_values
from bot.tools.price_steps import Fall, Step
from bot.tools.profit import AccountProfit
from bot.tools.promotion_effect import Return
from bot.tools.pvm import Item, sales_effects
from bot.tools.whale import whale

Inputs = Mapping[str, Any]
Values = Mapping[str, Any]


def number(value: Any) -> Decimal:
    return Decimal(str(value))


def _fall(price: Decimal, on: Sequence[Decimal], off: Sequence[Decimal] = ()) -> Fall:
    """A price with discounts as rates of the price that is left, then steps off the invoice likewise."""
    steps = []
    left = price
    for index, rate in enumerate((*on, *off)):
        amount = left * rate
        steps.append(Step(f"s{index}", "", amount, on_invoice=index < len(on)))
        left -= amount
    fall = Fall(price, tuple(steps))
    assert fall.rates() == tuple(rate * HUNDRED for rate in (*on, *off))  # they stack
    return fall


def _invoice_discount(inputs: Inputs) -> Values:
    fall = _fall(number(inputs["list_price"]), [number(inputs["discount_rate"])])
    return {"discount": fall.steps[0].amount, "invoice_price": fall.invoice}


def _stacked(inputs: Inputs) -> Values:
    price = number(inputs.get("list_price", 100))
    off = [number(inputs["reward_rate_on_net"])] if "reward_rate_on_net" in inputs else []
    fall = _fall(price, [number(one) for one in inputs["discounts"]], off)
    return {
        "price_after_discounts": fall.invoice,
        "pocket_price": fall.pocket,
        "effective_discount": 1 - fall.invoice / price,
    }


def _pocket_waterfall(inputs: Inputs) -> Values:
    steps = [Step(name, name, number(amount), on_invoice=True) for name, amount in inputs["on_invoice"]]
    steps += [Step(name, name, number(amount)) for name, amount in inputs["off_invoice"]]
    fall = Fall(number(inputs["list_price"]), tuple(steps))
    return {
        "invoice_price": fall.invoice,
        "pocket_price": fall.pocket,
        "pocket_margin": fall.pocket - number(inputs["cogs"]),
        "price_realisation": (fall.realization_pct or 0) / HUNDRED,
    }


SERVICE_DRIVERS = (
    ("orders", "order"),
    ("orders", "order_proc"),
    ("items", "item"),
    ("orders", "delivery"),
    ("miles", "mile"),
    ("exped", "exped"),
    ("visits", "visit"),
    ("stm", "stm"),
    ("rem", "rem"),
    ("returns", "ret"),
    ("ritems", "ritem"),
)


def _customer_report(inputs: Inputs) -> Values:
    """Gross sales to customer profit. The report takes goods returned off sales; we keep them as a cost to serve,
    below gross margin, so that its gross margin is ours less the returns. The profit is the same."""
    customer, rates = inputs["customer"], inputs["rates"]
    service = sum((number(customer[driver]) * number(rates[rate]) for driver, rate in SERVICE_DRIVERS), Decimal(0))
    returned = number(customer["ret"])
    gross, discount = number(customer["sales"]), number(customer["disc"])
    sums = Sums(1, 1, Decimal(1), gross, discount, gross - discount, number(customer["cogs"]))
    costs = {
        "return": Cost(returned),
        "service": Cost(service),
        "rebate": Cost(Decimal(0)),
        "promotion": Cost(Decimal(0)),
    }
    profit = AccountProfit(sums, AccountCosts(costs, Cost(Decimal(0))))
    assert profit.gross_margin is not None
    return {
        "net_invoice": profit.net_sales,
        "net_sales": profit.net_sales - returned,
        "gross_margin": profit.gross_margin - returned,
        "cost_to_serve": profit.cost_to_serve - returned,
        "net_customer_profit": profit.net_profit,
    }


def _whale_curve(inputs: Inputs) -> Values:
    curve = whale([number(one) for one in inputs["profits"]])
    return {
        "total": curve.total,
        "peak": curve.peak,
        "peak_index": curve.peak_index,
        "peak_pct_of_total": (curve.peak_pct or 0) / HUNDRED,
        "top20pct_share": (curve.top_share_pct(Decimal(20)) or 0) / HUNDRED,
        "loss_makers": curve.loss_makers,
        "loss_total": curve.loss_total,
    }


def _volume(inputs: Inputs, actual: Sequence[Any] | None = None) -> Values:
    """Unit contributions stand in for prices: then volume is the quantity variance and mix the mix variance."""
    budget, worth = inputs["budget_units"], inputs.get("budget_cm") or inputs["budget_contribution"]
    sold = actual or inputs["actual_units"]
    items = [
        Item(str(key), number(before), number(after), number(before) * number(each), number(after) * number(each))
        for key, (before, after, each) in enumerate(zip(budget, sold, worth, strict=True))
    ]
    effects = sales_effects(items).values()
    volume = [one.change for one in effects]
    quantity, mix = [one.volume for one in effects], [one.mix for one in effects]
    assert all(one.price == 0 for one in effects)
    units = sum(number(one) for one in budget)
    return {
        "volume": volume,
        "quantity": quantity,
        "mix": mix,
        "totals": [sum(volume), sum(quantity), sum(mix)],
        "volume_variance": sum(volume),
        "quantity_variance": sum(quantity),
        "mix_variance": sum(mix),
        "volume_total": sum(volume),
        "quantity_total": sum(quantity),
        "mix_total": sum(mix),
        "total": sum(quantity),
        "weighted_avg_contribution": sum(item.sales0 for item in items) / units,
    }


def _leverage_after_drop(inputs: Inputs) -> Values:
    companies = [
        Drivers(number(sales), cogs=number(variable), fixed=number(fixed))
        for sales, variable, fixed in (inputs["A"], inputs["B"])
    ]
    change = Changes(volume_pct=number(inputs["sales_change"]) * HUNDRED)
    after = [changed(one, change) for one in companies]
    return {
        "income": [one.profit for one in after],
        "dol": [leverage(one) for one in after],
        "income_change": [new.profit / old.profit - 1 for new, old in zip(after, companies, strict=True)],
    }


def _leverage(inputs: Inputs) -> Values:
    margin, income = number(inputs["contribution"]), number(inputs.get("net_income", inputs.get("operating_income")))
    base = Drivers(margin, fixed=margin - income)
    values: dict[str, Any] = {"dol": leverage(base)}
    if "sales_change" in inputs:
        after = changed(base, Changes(volume_pct=number(inputs["sales_change"]) * HUNDRED))
        values["income_change"] = after.profit / base.profit - 1
    return values


def _cafe(inputs: Inputs) -> Values:
    units = number(inputs["units"])
    base = Drivers(
        number(inputs["price"]) * units, cogs=number(inputs["variable"]) * units, fixed=number(inputs["fixed"])
    )
    incomes, even = [], []
    for scenario in inputs["scenarios"]:
        price = percent(number(scenario.get("price", inputs["price"])), number(inputs["price"]))
        cost = percent(number(scenario.get("variable", inputs["variable"])), number(inputs["variable"]))
        fixed = number(scenario.get("fixed", inputs["fixed"]))
        assert price is not None
        assert cost is not None
        after = changed(base, Changes(price_pct=price - HUNDRED, cost_pct=cost - HUNDRED))
        after = Drivers(after.gross_sales, cogs=after.cogs, fixed=fixed)
        zero = zero_volume_pct(after)
        assert zero is not None
        incomes.append(after.profit)
        even.append(units * (1 + zero / HUNDRED))
    return {"income": incomes, "breakeven_units": even}


def _promotion_without_spend(inputs: Inputs) -> Values:
    return {"roi_net": Return(number(inputs["incremental_margin"]), number(inputs["spend"])).roi_pct}


def _channel_margin(inputs: Inputs) -> Values:
    cost = number(inputs["cost"])
    prices = [number(price) for price in inputs["prices"]]
    return {"margin": [(percent(price - cost, price) or 0) / HUNDRED for price in prices]}


def _plan_over_years(inputs: Inputs) -> Values:
    """A plan over years is discounted before its gain and cost are compared; the first flow is today's."""
    if "years" in inputs:
        years = range(1, inputs["years"] + 1)
        benefits, costs = (
            [0, *(inputs["benefit"] for _ in years)],
            [inputs["one_time"], *(inputs["recurring"] for _ in years)],
        )
    else:
        benefits, costs = inputs["benefits"], inputs["costs"]
    gains, spent = [number(one) for one in benefits], [number(one) for one in costs]
    rate = number(inputs["discount"]) * HUNDRED
    side = Side(net_present_value(gains, rate), net_present_value(spent, rate))
    yearly = present_values([gain - cost for gain, cost in zip(gains, spent, strict=True)], rate)
    return {
        "pv_costs": side.cost,
        "pv_benefits": side.gain,
        "npv": side.net,
        "roi": (side.roi_pct or 0) / HUNDRED,
        "breakeven_years": payback_years(yearly),
    }


CASES = {
    "ap01_waterfall_revoptima": _pocket_waterfall,
    "ap03_invoice_discount_pryse": _invoice_discount,
    "ap04_stacked_discounts_pryse": _stacked,
    "ap05_stacked_discounts_error": _stacked,
    "ap06_friends_motor": _customer_report,
    "ap06_friends_fastbike": _customer_report,
    "ap14_whale_sap20": _whale_curve,
    "pvm02_horngren_kola": _volume,
    "pvm04_milano": _volume,
    "pvm05_pm_workbook_sign_error": lambda inputs: _volume(inputs, inputs["actual_at_budget_mix"]),
    "pvm07_mislabelled_mix": _volume,
    "pvm13_dol_after_20pct_drop": _leverage_after_drop,
    "pvm14_wallace_dol": _leverage,
    "edge06_dol_at_breakeven": _leverage,
    "pvm15_back_door_cafe": _cafe,
    "edge07_promo_zero_spend": _promotion_without_spend,
    "cus07_margin_vs_markup": _channel_margin,
    "cus08_tei_salesloft": _plan_over_years,
    "cus09_hoffer_cost_benefit": _plan_over_years,
}

NOT_OURS = {
    "ap09_abc_rates_kaplan": "activity rates from surveyed time: the ledger keeps cost lines, not activities",
    "ap12_tdabc_warehouse": "practical capacity of a warehouse: the ledger keeps cost lines, not capacities",
    "cus01_evc_forbis_mehta": "economic value to the customer: joint_value takes gain and cost, not a reference price",
    "cus05_gmroi": "gross margin on the customer's inventory: its stock is not in the data and not an argument",
}
