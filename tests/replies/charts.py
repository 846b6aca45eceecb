"""One chart of every kind, with what real data has: negative values, gaps, long names, many accounts."""

from __future__ import annotations

from decimal import Decimal

from bot.tools.answer import Chart, Series


def series(name: str, *values: int | str | None) -> Series:
    return Series(name, tuple(None if one is None else Decimal(one) for one in values))


MONTHS = ("Jan 26", "Feb 26", "Mar 26", "Apr 26", "May 26", "Jun 26", "Jul 26", "Aug 26", "Sep 26", "Oct 26")
LATER = ("Nov 26", "Dec 26", "Jan 27")

WATERFALL = Chart(
    "waterfall",
    "Brakes and Gears, 2025: from gross sales to net account profit",
    (
        "gross sales", "discounts", "rebates", "net sales", "cost of goods", "gross margin", "freight",
        "returns", "service", "promotion", "contribution", "KAM time", "net account profit",
    ),
    (series("amount", 294800, -925, -8800, 285075, -265975, 19100, -7347, None, -3200, -1100, 7453, -9200, -1747),),
    "USD",
    ("gross sales", "net sales", "gross margin", "contribution", "net account profit"),
)  # fmt: skip
BRIDGE = Chart(
    "bridge",
    "Why gross margin fell by 5,403",
    ("2024", "price", "volume", "mix", "cost", "new products", "lost products", "2025"),
    (series("margin", 27900, 1210, 8400, -9100, -6820, 2907, -2000, 22497),),
    "USD",
    ("2024", "2025"),
)
RANKING = Chart(
    "bars",
    "Net account profit, last 12 months",
    ("Excellent Riding Supplies", "Brakes and Gears", "Totes & Baskets Company", "Field Trip Store of $5 and $6",
     "Mountain Bike Center", "Perfect Toys", "Retail Mall"),
    (series("net profit", 88421, 27900, 12341, 8100, None, -4200, -15903),),
    "USD",
)  # fmt: skip
YEARS = Chart(
    "bars", "Net sales by year", ("2023", "2024", "2025"), (series("net sales", 1203400, 998200, 1431000),), "USD"
)
GROUPED = Chart(
    "bars",
    "Sales by category against the year before",
    ("Bikes", "Components", "Clothing", "Accessories"),
    (series("this year", 882000, 142000, 31000, 12000), series("last year", 790500, 160200, 28000, 14000)),
    "USD",
)
LINE = Chart(
    "line", "Margin per month", MONTHS, (series("gross margin", *range(5, 15)), series("target", *([9] * 10))), "%"
)
FORECAST = Chart(
    "line",
    "Net sales and forecast with its 80 % interval",
    (*MONTHS, *LATER),
    (
        series("actual", 91000, 88000, None, 104000, 98000, 120000, 99000, 101000, 130000, 96000, None, None, None),
        Series(
            "forecast",
            (*([None] * 9), *(Decimal(one) for one in (96000, 104000, 108000, 99000))),
            (*([None] * 9), *(Decimal(one) for one in (96000, 90000, 88000, 71000))),
            (*([None] * 9), *(Decimal(one) for one in (96000, 119000, 127000, 129000))),
        ),
    ),
    "USD",
)
PARETO = Chart(
    "pareto",
    "Who makes the sales: 4 of 12 accounts make 71 %",
    tuple(
        f"{name} Bikes"
        for name in [
            "Alpha",
            "Bravo",
            "Charlie",
            "Delta",
            "Echo",
            "Foxtrot",
            "Golf",
            "Hotel",
            "India",
            "Juliet",
            "Kilo",
            "Lima",
        ]
    ),
    (series("net sales", 410000, 280000, 190000, 120000, 90000, 80000, 60000, 50000, 40000, 30000, 20000, 10000),),
    "USD",
)
MANY = Chart(
    "pareto",
    "Sales of 635 accounts",
    tuple(f"Account {number}" for number in range(635)),
    (series("net sales", *(1_000_000 // (number + 2) for number in range(635))),),
    "USD",
)
WHALE = Chart(
    "whale",
    "Cumulative profit of 60 accounts",
    tuple(f"Account {number}" for number in range(60)),
    (series("profit", *(int(400000 * (1 - ((n - 35) / 36) ** 2)) for n in range(60))),),
    "USD",
)
AGEING = Chart(
    "ageing",
    "What Brakes and Gears owes us",
    ("not due", "1–30 days", "31–60 days", "61–90 days", "over 90 days"),
    (series("open", 61200, 18400, 7200, 2100, 9800),),
    "USD",
)
GRID = Chart(
    "grid",
    "Who knows whom",
    ("president", "director", "manager", "specialist", "operations"),
    (
        series("met this year", 0, 1, 1, 1, 0),
        series("has a counterpart", 0, 1, 1, None, 1),
        series("is a supporter", 0, 0, 1, 1, 1),
    ),
)
SCATTER = Chart(
    "scatter",
    "Effort spent against profit returned",
    (
        "Excellent Riding Supplies",
        "Brakes and Gears",
        "Totes & Baskets Company",
        "Field Trip Store",
        "Mountain Bike Center",
        "Perfect Toys",
        "Retail Mall",
        "Metropolitan Bicycle Supply",
    ),
    (
        series("hours a month", 12, 30, 9, 4, 22, 41, 18, 7),
        series("net profit", 88000, 27900, 12300, 8100, 41000, -4200, -15900, 61000),
    ),
    "USD",
)
EVERY = {
    "waterfall": WATERFALL,
    "bridge": BRIDGE,
    "ranking": RANKING,
    "years": YEARS,
    "grouped": GROUPED,
    "line": LINE,
    "forecast": FORECAST,
    "pareto": PARETO,
    "many": MANY,
    "whale": WHALE,
    "ageing": AGEING,
    "grid": GRID,
    "scatter": SCATTER,
}
