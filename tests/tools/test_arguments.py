"""Arguments are closed, typed by kind, and written in one canonical form."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.tools.arguments import (
    AccountId,
    AmountSeries,
    Count,
    Flag,
    Kind,
    Metric,
    Money,
    PeriodArg,
    Scope,
    ScopeArg,
    Scores,
    Text,
    ToolArgs,
    canonical,
    choices_of,
    kind_of,
    plain_number,
)
from bot.tools.periods import Period
from bot.tools.tool import all_tools

D = Decimal


class Args(ToolArgs):
    account: AccountId
    metric: Metric = "sales"
    scope: ScopeArg | None = None
    period: PeriodArg | None = None
    cost: Money | None = None
    accounts: Count | None = None
    cash_flows: AmountSeries | None = None
    scores: Scores | None = None
    confirmed: Flag | None = None
    text: Text | None = None


def test_what_was_given_is_written_canonically_and_defaults_are_left_out() -> None:
    args = Args(
        account="AW00000697",
        scope=Scope("person", "282", "Linda Mitchell"),
        period=Period(dt.date(2012, 1, 1), dt.date(2012, 12, 31), "last year"),
        cost=D("200000.00"),
        accounts=10,
        cash_flows=(D("-50"), D("20.50")),
        scores={"financial": D("3.0")},
        confirmed=True,
    )
    assert args.canonical() == {
        "account": "AW00000697",
        "scope": "Linda Mitchell",
        "period": {"start": "2012-01-01", "end": "2012-12-31"},
        "cost": "200000",
        "accounts": 10,
        "cash_flows": ["-50", "20.5"],
        "scores": {"financial": "3"},
        "confirmed": True,
    }


def test_an_argument_given_as_nothing_is_left_out() -> None:
    assert Args(account="A", cost=None).canonical() == {"account": "A"}


def test_an_argument_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError):
        Args.model_validate({"account": "A", "kamcost": 3})


def test_a_word_outside_the_choice_is_refused() -> None:
    with pytest.raises(ValidationError):
        Args.model_validate({"account": "A", "metric": "turnover"})


def test_arguments_do_not_change() -> None:
    with pytest.raises(ValidationError):
        setattr(Args(account="A"), "account", "B")  # noqa: B010  (written as code, mypy would refuse it first)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("account", Kind.ACCOUNT),
        ("metric", Kind.CHOICE),
        ("scope", Kind.SCOPE),
        ("period", Kind.PERIOD),
        ("cost", Kind.MONEY),
        ("accounts", Kind.COUNT),
        ("cash_flows", Kind.SERIES),
        ("scores", Kind.SCORES),
        ("confirmed", Kind.FLAG),
        ("text", Kind.TEXT),
    ],
)
def test_a_kind_is_found_behind_an_optional(name: str, kind: Kind) -> None:
    assert kind_of(Args, name) is kind


def test_an_argument_without_a_kind_is_a_mistake_of_ours() -> None:
    class Bare(ToolArgs):
        number: int

    with pytest.raises(TypeError, match=r"Bare\.number has no Kind"):
        kind_of(Bare, "number")


def test_the_words_of_a_choice_are_known() -> None:
    assert choices_of(Args, "metric") == ("sales", "gross_margin", "net_profit", "growth", "clv")
    assert choices_of(Args, "text") == ()


def test_every_argument_of_every_tool_has_a_kind_and_a_description() -> None:
    for tool in all_tools().values():
        for name, field in tool.args.model_fields.items():
            assert isinstance(kind_of(tool.args, name), Kind), f"{tool.id}.{name}"
            assert field.description or kind_of(tool.args, name) is Kind.CHOICE, f"{tool.id}.{name} has no description"


@pytest.mark.parametrize(
    ("scope", "shown"),
    [(Scope("mine"), "mine"), (Scope("region", "Europe"), "Europe"), (Scope("person", "1", "Jo"), "Jo")],
)
def test_a_scope_is_written_as_people_name_it(scope: Scope, shown: str) -> None:
    assert canonical(scope) == shown


@pytest.mark.parametrize(("value", "text"), [("1E+3", "1000"), ("12.500", "12.5"), ("0.00", "0"), ("-7", "-7")])
def test_numbers_have_no_exponent_and_no_idle_zeros(value: str, text: str) -> None:
    assert plain_number(D(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_a_canonical_number_is_the_same_number(value: Decimal) -> None:
    assert D(plain_number(value)) == value
