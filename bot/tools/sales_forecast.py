"""How much a customer or a portfolio will buy: trend, spike, a forecast with its interval, plan against actual."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from pydantic import Field

from bot.errors import BadInput
from bot.tools.answer import Answer, Chart, Column, Figure, Input, Receipt, Series, Table, clarify
from bot.tools.arguments import AccountId, AmountSeries, Count, Scope, ScopeArg, ToolArgs
from bot.tools.book import Book
from bot.tools.forecasting import BENCHMARK, COVERAGE, SHORTEST, Forecast, forecast, measured_pct, periods_of
from bot.tools.money import ZERO, growth, rounded, show_money, show_percent, total
from bot.tools.periods import Period, add_months, last_full_months, month_start
from bot.tools.receivables import modified_z
from bot.tools.scopes import default_scope, scope_name
from bot.tools.tool import Tool

HORIZON = 3
LONGEST = 24
HISTORY_MONTHS = 60
YEAR = 12
SPIKE_Z = Decimal("3.5")


class Args(ToolArgs):
    account: AccountId | None = Field(None, description="one account")
    scope: ScopeArg | None = Field(None, description="whose accounts together")
    series: AmountSeries | None = Field(None, description="monthly figures instead of the ledger's, oldest first")
    horizon_months: Count | None = Field(None, description="how many months ahead; 3 unless said")


@dataclass(frozen=True, slots=True)
class _History:
    """Sales by period, oldest first. step = months a period; starts = first days (empty for a bare series)."""

    name: str
    values: tuple[Decimal, ...]
    step: int
    starts: tuple[dt.date, ...]
    source: str
    accounts: tuple[str, ...] = ()

    @property
    def season(self) -> int:
        return YEAR // self.step

    @property
    def unit(self) -> str:
        return "month" if self.step == 1 else "quarter"


def run(args: Args, book: Book) -> Answer:
    """A sales forecast with an 80 % interval for an account, a scope, or a series of monthly figures: the method that
    erred least on the newest past, beside "same period last year"; the trend; a spike where there is one; quota
    against actual where there is a quota. Says when the history is too short. It is a reckoning, not a promise."""
    horizon = args.horizon_months or HORIZON
    if not 1 <= horizon <= LONGEST:
        raise BadInput(f"A forecast of {horizon} months is not sensible; give 1 to {LONGEST} months.")
    history = _history(args, book)
    if isinstance(history, Answer):
        return history
    steps = -(-horizon // history.step)
    made = forecast(history.values, history.season, steps)
    if made is None:
        return _too_short(history)
    return _answer(args, book, history, made, steps)


def _history(args: Args, book: Book) -> _History | Answer:
    if args.series is not None:
        if any(not one.is_finite() for one in args.series):
            raise BadInput("A series takes plain numbers only, oldest first, for example 120, 135, 128.")
        return _History("Your series", args.series, 1, (), "figures of the question")
    scope: Scope | list[str] = [args.account] if args.account else args.scope or default_scope(book)
    name = (
        book.people.account(args.account).name
        if args.account
        else _title(scope_name(args.scope or default_scope(book)))
    )
    end = month_start(book.today) - dt.timedelta(days=1)
    period = Period(add_months(month_start(end), 1 - HISTORY_MONTHS), end)
    months = book.sales.by_month(scope, period)
    if not months:
        return clarify(f"{name} has no sales before this month, so there is nothing to forecast from.")
    starts = [one for one in period.month_starts() if one >= min(months)]
    values = [months[one].net_sales if one in months else ZERO for one in starts]
    accounts = (args.account,) if args.account else ()
    sums, step = periods_of(values)
    firsts = starts[len(starts) - len(sums) * step :: step]
    return _History(name, sums, step, tuple(firsts), "order lines", accounts)


def _title(text: str) -> str:
    return text[0].upper() + text[1:]


def _too_short(history: _History) -> Answer:
    count = len(history.values)
    return Answer(
        "sales_forecast",
        f"{history.name}: {count} {history.unit}s of history are too short to forecast from; it takes {SHORTEST}.",
        ("What is there: " + ", ".join(show_money(one) for one in history.values) + ".",),
        (Figure("periods", count, f"{history.unit}s", "history"),),
        follow_ups=("how do I forecast with the customer?",),
        accounts=history.accounts,
    )


def _answer(args: Args, book: Book, history: _History, made: Forecast, steps: int) -> Answer:
    currency = book.currency if history.starts else ""
    values = history.values
    expected, low, high = total(made.values), made.total_low, made.total_high
    ahead = f"{steps} {history.unit}s" if steps > 1 else f"the next {history.unit}"
    year_ago = values[-history.season : len(values) - history.season + steps] if len(values) >= history.season else ()
    change = growth(expected, total(year_ago)) if len(year_ago) == steps else None
    trend = _trend(values, history.season)
    spike = _spike(values, history.season)
    quota = _quota(args, book)
    lines = [
        f"80 % interval {show_money(low)} to {show_money(high, currency)}{_held(history, steps)}." + _against(change)
    ]
    if trend is not None:
        lines.append(
            f"Trend: the last {history.season} {history.unit}s are {show_percent(trend, signed=True)} on those before."
        )
    if spike:
        lines.append(spike)
    lines.append(_judgement(made, history))
    lines.extend(quota)
    return Answer(
        "sales_forecast",
        f"{history.name}: about {show_money(expected, currency)} in {ahead}.",
        tuple(lines),
        (
            Figure("forecast", expected, currency, f"sales expected in {ahead}"),
            Figure("low", low, currency, "lower end of the 80 % interval"),
            Figure("high", high, currency, "upper end of the 80 % interval"),
            Figure("change_pct", change, "%", "on the same months a year before", "needs a year of history"),
            Figure("trend_pct", trend, "%", "last year on the year before", "needs two years of history"),
            Figure("mae", made.mae, currency, "mean error in the back-test"),
            Figure("benchmark_mae", made.benchmark_mae, currency, f"the same of “{BENCHMARK}”"),
            Figure("mase", made.mase, "", "error in units of the seasonal naive one", "undefined: it never varied"),
            Figure("periods", len(values), f"{history.unit}s", "history"),
        ),
        table=_table(history, made, currency),
        chart=_chart(history, made, currency),
        receipt=Receipt(
            f"{made.method}, chosen by its error over {made.tests} back-test forecasts",
            (
                ("history", Input(f"{len(values)} {history.unit}s", history.source, _span(history))),
                ("horizon", Input(ahead)),
                ("interval", Input(f"{COVERAGE * 100:.0f} %", "conformal: errors of the back-test")),
                ("measured", Input(_measured(history, steps), "rolling origins over the AdventureWorks ledger")),
            ),
            convention="negative forecasts are shown as 0; more than half the months empty: by quarter",
            as_of=book.today,
            data=book.data_name if history.starts else "figures of the question",
        ),
        warnings=_warnings(history),
        follow_ups=_follow_ups(history),
        hypothetical=args.series is not None,
        visibility="public" if args.series is not None else "private",
        accounts=history.accounts,
    )


def _against(change: Decimal | None) -> str:
    """The forecast against the same months a year before, as a sentence; '' where there is nothing to compare."""
    if change is None:
        return ""
    if not rounded(change, 1):
        return " As much as in the same months a year before."
    return f" {show_percent(change, signed=True)} on the same months a year before."


def _held(history: _History, steps: int) -> str:
    """How often such an interval was right, as a clause; '' where that is not known."""
    pct = measured_pct(steps * history.step, many=not history.accounts) if history.starts else None
    return f"; such intervals held {pct} of 100 outcomes of a real ledger" if pct is not None else ""


def _measured(history: _History, steps: int) -> str:
    pct = measured_pct(steps * history.step, many=not history.accounts) if history.starts else None
    return f"{pct} % of outcomes inside" if pct is not None else "not measured for this"


def _trend(values: tuple[Decimal, ...], season: int) -> Decimal | None:
    if len(values) < 2 * season:
        return None
    return growth(total(values[-season:]), total(values[-2 * season : -season]))


def _spike(values: tuple[Decimal, ...], season: int) -> str:
    """The newest period against the ones before it, not seasonally adjusted."""
    if len(values) <= season:
        return ""
    z = modified_z(values[-1], values[:-1][-2 * season :])
    if z is None or abs(z) <= SPIKE_Z:
        return ""
    kind = "a spike: find out why, and watch what they owe" if z > 0 else "far below the usual: ask what happened"
    return f"The newest period ({show_money(values[-1])}) is {kind}."


def _judgement(made: Forecast, history: _History) -> str:
    if made.method == BENCHMARK:
        return f"Nothing beat “{BENCHMARK}” on its past, so that is the forecast (mean error {show_money(made.mae)})."
    better = growth(made.mae, made.benchmark_mae)
    gain = f", {show_percent(abs(better))} less than “{BENCHMARK}”" if better is not None and better < 0 else ""
    return f"Method: {made.method}; mean error {show_money(made.mae)} a {history.unit} on its past{gain}."


def _warnings(history: _History) -> tuple[str, ...]:
    if len(history.values) < 2 * history.season:
        return (f"Less than two years of history: no season in it. {len(history.values)} {history.unit}s were used.",)
    return ()


def _quota(args: Args, book: Book) -> list[str]:
    """Quota against actual for one's own scope, where a quota runs today."""
    if args.account or args.series is not None or (args.scope and args.scope.kind not in ("mine", "person")):
        return []
    person = args.scope.value if args.scope and args.scope.kind == "person" else book.asker.id
    quota = book.quotas.current(person)
    if quota is None:
        return []
    until = min(quota.end, book.today)
    sold = book.sales.by_order_kam([person], Period(quota.start, until))
    actual = sold[person].net_sales if person in sold else ZERO
    share = actual / quota.amount * 100 if quota.amount else None
    return [
        f"Quota {quota.start} to {quota.end}: {show_money(actual)} of {show_money(quota.amount, book.currency)} "
        f"sold ({show_percent(share)})."
    ]


def _labels(history: _History, steps: int) -> tuple[str, ...]:
    """Names of the coming periods."""
    if not history.starts:
        return tuple(f"+{step}" for step in range(1, steps + 1))
    first = add_months(history.starts[-1], history.step)
    starts = [add_months(first, history.step * step) for step in range(steps)]
    return tuple(_name(start, history.step) for start in starts)


def _name(start: dt.date, step: int) -> str:
    return f"{start:%b %y}" if step == 1 else _quarter(start, add_months(start, step - 1))


def _quarter(start: dt.date, last: dt.date) -> str:
    """'Jul–Sep 26', 'Nov 26–Jan 27'."""
    return f"{start:%b}–{last:%b %y}" if start.year == last.year else f"{start:%b %y}–{last:%b %y}"


def _span(history: _History) -> str:
    if not history.starts:
        return ""
    return str(Period(history.starts[0], last_full_months(add_months(history.starts[-1], history.step + 1)).end))


def _table(history: _History, made: Forecast, currency: str) -> Table:
    unit = currency or "units"
    columns = (
        Column("period", history.unit),
        Column("forecast", "forecast", unit),
        Column("low", "at least", unit),
        Column("high", "at most", unit),
    )
    names = _labels(history, len(made.values))
    return Table(columns, tuple(zip(names, made.values, made.low, made.high, strict=True)), "80 % interval")


def _chart(history: _History, made: Forecast, currency: str) -> Chart:
    shown = history.values[-2 * history.season :]
    starts = history.starts[-len(shown) :]
    past = tuple(_name(one, history.step) for one in starts) or tuple(
        str(n - len(shown) + 1) for n in range(len(shown))
    )
    join = (*(None for _ in shown[1:]), shown[-1])  # the forecast's line begins at the last actual point
    gap: tuple[None, ...] = (None,) * len(made.values)
    return Chart(
        "line",
        f"{history.name}: sales and forecast",
        (*past, *_labels(history, len(made.values))),
        (
            Series("sales", (*shown, *gap)),
            Series("forecast", (*join, *made.values), (*join, *made.low), (*join, *made.high)),
        ),
        currency,
    )


def _follow_ups(history: _History) -> tuple[str, ...]:
    if not history.accounts:
        return ("and for the next 6 months?", "who is likely to leave?")
    return (
        "and for the next 6 months?",
        f"will {history.name} order again?",
        f"what does {history.name} not buy yet?",
    )


TOOL = Tool(
    id="sales_forecast",
    args=Args,
    run=run,
    summary="trend, spike, forecast with an interval; quota against actual",
    examples=(
        "how much will Brakes and Gears buy next quarter?",
        "forecast my portfolio for the next 6 months",
        "forecast 120, 135, 128, 140, 151, 149, 160 for 3 months",
    ),
    group="Risk and growth",
    figures=(
        ("forecast", "sales expected over the horizon"),
        ("low, high", "ends of the 80 % interval, summed over the periods"),
        ("change_pct", "forecast on the same months a year before"),
        ("trend_pct", "the last year on the year before"),
        ("mae, benchmark_mae", "mean absolute error in the back-test, of the method and of the seasonal naive one"),
        ("mase", "mean absolute scaled error"),
        ("periods", "history used"),
    ),
    sources=(
        "theta: Assimakopoulos and Nikolopoulos, The theta model, 2000 (statsmodels)",
        "MASE: Hyndman and Koehler, Another look at measures of forecast accuracy, 2006",
        "interval: split conformal prediction on the back-test errors",
    ),
)
