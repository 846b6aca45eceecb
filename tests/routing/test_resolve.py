"""Arguments in words become typed values, or a sentence that says what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.errors import OTHERS, BadInput
from bot.routing.resolve import resolve
from bot.routing.understanding import Context
from bot.tools.answer import Answer
from bot.tools.arguments import ToolArgs
from bot.tools.tool import all_tools
from tests.routing.ledger_names import brian_asks, linda_asks


def resolved(tool: str, raw: Mapping[str, Any], context: Context | None = None) -> dict[str, Any]:
    found = resolve(all_tools()[tool], raw, context or linda_asks())
    assert isinstance(found, ToolArgs), found
    return found.canonical()


def answered(tool: str, raw: Mapping[str, Any], context: Context | None = None) -> Answer:
    found = resolve(all_tools()[tool], raw, context or linda_asks())
    assert isinstance(found, Answer), found
    return found


def test_words_become_values() -> None:
    raw = {"kam_cost": "200k", "accounts": "ten", "margin_pct": "10%", "sales": "2 million"}
    assert resolved("break_even_kam_cost", raw) == {
        "kam_cost": "200000",
        "accounts": 10,
        "margin_pct": "10",
        "sales": "2000000",
    }


def test_canonical_values_are_read_again_as_they_were_written() -> None:
    raw = {"metric": "net profit", "order": "worst", "top": "5", "scope": "Stephen's team", "period": "last year"}
    first = resolved("account_ranking", raw, brian_asks())
    assert first["scope"] == "Stephen Jiang's team"
    assert first["period"] == {"start": "2012-01-01", "end": "2012-12-31"}
    assert resolved("account_ranking", first, brian_asks()) == first


@pytest.mark.parametrize(
    ("scope", "canonical"),
    [
        ("mine", "mine"),
        ("team", "team"),
        ("Linda", "Linda Mitchell"),
        ("UK", "United Kingdom"),
        ("warehouses", "Warehouse"),
    ],
)
def test_scopes(scope: str, canonical: str) -> None:
    assert resolved("portfolio_summary", {"scope": scope}, brian_asks())["scope"] == canonical


def test_series_come_as_text_or_list() -> None:
    wanted = ["-50000", "20000", "20000"]
    for flows in ("-50k, 20k, 20k", ["-50000", "20000", "20000"]):
        assert resolved("customer_lifetime_value", {"cash_flows": flows, "discount_pct": 10})["cash_flows"] == wanted


@pytest.mark.parametrize(
    ("tool", "raw", "sentence"),
    [
        ("break_even_kam_cost", {"kam_cost": "abc"}, "--kam-cost: 'abc' is not an amount"),
        ("break_even_kam_cost", {"kam": "1"}, "takes no --kam"),
        ("break_even_kam_cost", {"margin_pct": "200k"}, "--margin-pct: '200k' is not a percentage"),
        ("break_even_kam_cost", {"sales": "5k EUR"}, "is in EUR"),
        ("account_profitability", {"account": "Perfect Toys", "period": "soonish"}, "--period: 'soonish'"),
        ("account_ranking", {"metric": "sales", "scope": "nobody"}, "--scope: 'nobody'"),
        ("account_ranking", {"metric": "beauty"}, "--metric: 'beauty' is not one of sales"),
    ],
)
def test_what_cannot_be_read_is_named(tool: str, raw: Mapping[str, str], sentence: str) -> None:
    with pytest.raises(BadInput) as error:
        resolve(all_tools()[tool], raw, linda_asks())
    assert sentence in error.value.sentence


def test_a_colleagues_account_and_one_that_does_not_exist_get_the_same_words() -> None:
    colleague = answered("account_profitability", {"account": "Contoso"})
    nobody = answered("account_profitability", {"account": "No Such Company"})
    by_id = answered("account_profitability", {"account": "AW00000105"})
    assert colleague == nobody == by_id
    assert (colleague.route, colleague.headline) == ("refused", OTHERS)


def test_one_name_of_two_accounts_is_asked_back_with_their_places() -> None:
    answer = answered("receivables_risk", {"account": "Friendly Bike Shop"}, brian_asks())
    assert answer.route == "clarify"
    assert [one.label for one in answer.choices] == ["Bellingham, Northwest · David", "Leeds, United Kingdom · Jae"]
    assert answer.choices[1].args == (("account", "AW00000643"),)


def test_a_missing_account_is_asked_for_with_the_largest_ones() -> None:
    answer = answered("account_profitability", {})
    assert [one.label for one in answer.choices][:2] == ["Brakes and Gears", "Perfect Toys"]
