"""The AdventureWorks ledger gives its published reference figures to the cent, by tool and by question."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.services import Services
from bot.tools.answer import Answer
from bot.tools.money import rounded
from store.engine import Database
from tests.assistants import HEAD, Asker, services

TODAY = dt.date(2013, 12, 2)
REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data" / "adventureworks_reference.json").read_text(encoding="utf-8"), parse_float=Decimal
)
ALL_TIME = "December 2010 to November 2013"


@pytest.fixture
def built(adventureworks: Database) -> Iterator[Services]:
    made = services(adventureworks, TODAY)
    yield made
    made.close()


@pytest.fixture
def brian(built: Services) -> Asker:
    return Asker(built, HEAD)


def _cents(answer: Answer, name: str) -> Decimal:
    value = answer.figure(name)
    assert isinstance(value, Decimal | int), f"{name} is {value}"
    return rounded(Decimal(value))


def _same(answer: Answer, expected: dict[str, Any], *names: str) -> None:
    found = {name: _cents(answer, name) for name in names}
    assert found == {name: rounded(Decimal(expected[name])) for name in names}


MONEY = ("gross_sales", "discount", "net_sales", "cogs", "gross_margin", "freight", "contribution_after_freight")


@pytest.mark.parametrize("year", ["2010", "2011", "2012", "2013"])
def test_totals_by_year(brian: Asker, year: str) -> None:
    answer = brian.tool("portfolio_summary", scope="all", period=year)
    _same(answer, REFERENCE["by_year"][year], *MONEY, "orders", "active_accounts")


def test_totals_of_all_time(brian: Asker) -> None:
    answer = brian.tool("portfolio_summary", scope="all", period=ALL_TIME)
    _same(answer, REFERENCE["total"], *MONEY, "orders", "active_accounts")


@pytest.mark.parametrize("who", sorted(REFERENCE["by_kam_account"]))
def test_totals_per_kam_by_account(brian: Asker, who: str) -> None:
    name = who.split(" ", 1)[1]
    answer = brian.tool("portfolio_summary", scope=name, period=ALL_TIME)
    _same(answer, REFERENCE["by_kam_account"][who], *MONEY, "orders", "active_accounts")


@pytest.mark.parametrize("leader", sorted(REFERENCE["by_team_order"]))
def test_totals_per_team_by_order(brian: Asker, leader: str) -> None:
    answer = brian.tool("portfolio_summary", scope=f"{leader}'s team", period=ALL_TIME)
    expected = REFERENCE["by_team_order"][leader]
    for name in ("net_sales", "gross_margin"):
        assert _cents(answer, f"order_credit_{name}") == rounded(Decimal(expected[name]))


def test_the_largest_accounts(brian: Asker) -> None:
    answer = brian.tool("account_ranking", metric="sales", top="10", scope="all", period=ALL_TIME)
    _ranked(answer, REFERENCE["top10_by_net_sales"], "net_sales")


def test_the_accounts_with_the_lowest_margin(brian: Asker) -> None:
    answer = brian.tool(
        "account_ranking", metric="gross_margin", top="10", order="bottom", scope="all", period=ALL_TIME
    )
    _ranked(answer, REFERENCE["bottom10_by_gross_margin"], "gross_margin")


def _ranked(answer: Answer, expected: list[dict[str, Any]], name: str) -> None:
    assert answer.table is not None
    columns = [column.name for column in answer.table.columns]
    names, values = columns.index("account"), columns.index(name)
    found = [(row[names], rounded(Decimal(str(row[values])))) for row in answer.table.rows]
    assert found == [(one["account_name"], rounded(Decimal(one[name]))) for one in expected]


def test_the_top_20_per_cent(brian: Asker) -> None:
    answer = brian.tool("pareto_analysis", metric="sales", scope="all", period=ALL_TIME)
    assert answer.figure("accounts") == REFERENCE["pareto_all"]["accounts"] == 635
    assert answer.figure("top_count") == 127
    assert _cents(answer, "top_share_pct") == Decimal("66.71")
    assert answer.figure("accounts_for_80pct") == REFERENCE["pareto_all"]["accounts_for_80pct"]


@pytest.mark.parametrize(
    ("account", "year"), [(account, year) for account, by in REFERENCE["account_pnl_by_year"].items() for year in by]
)
def test_an_accounts_yearly_pnl(brian: Asker, account: str, year: str) -> None:
    answer = brian.tool("account_profitability", account=account, period=year)
    _same(answer, REFERENCE["account_pnl_by_year"][account][year], *MONEY)


@pytest.mark.parametrize(
    ("question", "route", "figure", "expected"),
    [
        ("how did the whole company do in 2012?", "portfolio_summary", "net_sales", "28193631.53"),
        ("portfolio summary of Linda Mitchell, all time", "portfolio_summary", "net_sales", "10465495.93"),
        ("who is in our top 20 % over all time?", "pareto_analysis", "top_share_pct", "66.71"),
        ("what did brakes n gears really make us last year", "account_profitability", "gross_margin", "27899.73"),
        ("profitability of Brakes and Gears in 2011", "account_profitability", "gross_margin", "12341.08"),
    ],
)
def test_the_same_by_question(brian: Asker, question: str, route: str, figure: str, expected: str) -> None:
    answer = brian.ask(question)
    assert answer.route == route
    assert _cents(answer, figure) == Decimal(expected)
