"""Which number of a sentence is which argument."""

from __future__ import annotations

from typing import Any

import pytest

from bot.routing.extract import extract
from bot.routing.said import Said
from bot.tools.arguments import canonical
from bot.tools.tool import all_tools
from tests.routing.ledger_names import brian_asks


def read(tool: str, text: str) -> dict[str, Any]:
    found = extract(all_tools()[tool], Said(text, brian_asks()))
    return {name: canonical(value) for name, value in found.values.items()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "KAM costs 200k, 10 accounts, we net 10 percent. what do I need from a 2 million account?",
            {"kam_cost": "200000", "accounts": 10, "margin_pct": "10", "sales": "2000000"},
        ),
        (
            "my salary is 95k, eight customers, at 12% margin, and 10k for visits each",
            {"kam_cost": "95000", "accounts": 8, "margin_pct": "12", "other_costs": "10000"},
        ),
        (
            "120 thousand, five accounts, 6 % nett, average account 800 thousand",
            {"kam_cost": "120000", "accounts": 5, "margin_pct": "6", "sales": "800000"},
        ),
        (
            "one hundred and sixty thousand for a KAM with half a dozen accounts at 12 % margin",
            {"kam_cost": "160000", "accounts": 6, "margin_pct": "12"},
        ),
        (
            "Combien vendre pour un KAM à 110 000 € réparti sur 8 comptes, marge 18 % ?",
            {"kam_cost": "110000", "accounts": 8, "margin_pct": "18"},
        ),
    ],
)
def test_break_even(text: str, wanted: dict[str, Any]) -> None:
    assert read("break_even_kam_cost", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "CLV: margin 5000 a year, retention 80%, discount 10%, 5 years",
            {"margin": "5000", "retention_pct": "80", "discount_pct": "10", "horizon_years": 5},
        ),
        ("900 margin, 98%, 6%", {"margin": "900", "retention_pct": "98", "discount_pct": "6"}),
        (
            "Cash flows -80k, 10k, 35k, 55k, 70k. Rate 12.",
            {"cash_flows": ["-80000", "10000", "35000", "55000", "70000"], "discount_pct": "12"},
        ),
    ],
)
def test_customer_lifetime_value(text: str, wanted: dict[str, Any]) -> None:
    assert read("customer_lifetime_value", text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("price +2% and volume -3%", {"price_pct": "2", "volume_pct": "-3"}),
        ("raise prices by 2 percent, lose 5% volume", {"price_pct": "2", "volume_pct": "-5"}),
        ("2.5 points more discount, freight up 6%", {"discount_pts": "2.5", "freight_pct": "6"}),
        ("Materialkosten steigen um 5 %, Preise um 2 % höher", {"cost_pct": "5", "price_pct": "2"}),
    ],
)
def test_signed_changes(text: str, wanted: dict[str, Any]) -> None:
    assert read("profit_drivers", f"at Perfect Toys: {text}") == {"account": "AW00000101", **wanted}


def test_a_range_is_asked_back() -> None:
    found = extract(
        all_tools()["break_even_kam_cost"], Said("KAM costs 180-200k, 10 accounts, margin 8%", brian_asks())
    )
    assert found.question is not None
    assert found.about == "kam_cost"
    assert [one.label for one in found.question.choices] == ["180,000", "190,000", "200,000"]


def test_a_figure_that_was_not_understood_is_asked_about() -> None:
    found = extract(all_tools()["joint_value"], Said("they gain 20k, and 7k", brian_asks()))
    assert found.question is not None
    assert "7k" in found.question.headline


def test_amounts_in_two_currencies_are_not_added_up() -> None:
    found = extract(
        all_tools()["promotion_roi"], Said("cost 5,000 €, extra sales 20,000 USD, margin 20%", brian_asks())
    )
    assert found.question is not None
    assert "EUR" in found.question.headline


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "brings the customer sixty thousand at a cost of fifteen thousand, and us forty thousand at ten",
            (60, 15, 40, 10),
        ),
        ("their benefit 120 grand against 40; ours 60 against 15", (120, 40, 60, 15)),
        ("Kunde gewinnt 40.000 € bei 11.000 € Kosten, wir 17.000 € bei 6.000 €", (40, 11, 17, 6)),
        ("the plan costs them 20k and us 5k, brings them 80k and us 30k", (80, 20, 30, 5)),
        ("we make 30k for 10k of effort and they save 55k for 15k", (55, 15, 30, 10)),
    ],
)
def test_a_joint_plan_has_two_sides(text: str, wanted: tuple[int, int, int, int]) -> None:
    names = ("customer_gain", "customer_cost", "our_gain", "our_cost")
    assert read("joint_value", text) == {name: f"{one}000" for name, one in zip(names, wanted, strict=True)}
