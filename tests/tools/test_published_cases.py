"""Published worked cases through our own calculations; each group of tools maps its cases in `cases_<group>.py`.

A group module has CASES, from case id to a function that takes the case's inputs and returns the expected names with
our values (numbers, None for undefined, or lists of them), and NOT_OURS, from case id to the reason why no tool says
it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import tests.tools as package

Case = Mapping[str, Any]
Mapped = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@cache
def published() -> dict[str, Case]:
    text = (Path(__file__).parents[1] / "data" / "finance_cases.json").read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)}


@cache
def mapped() -> dict[str, Mapped]:
    return {key: one for group in _groups() for key, one in group.CASES.items()}


def _groups() -> list[Any]:
    names = [one.name for one in pkgutil.iter_modules(package.__path__) if one.name.startswith("cases_")]
    return [importlib.import_module(f"{package.__name__}.{name}") for name in names]


@pytest.mark.parametrize("case_id", sorted(mapped()))
def test_our_figures_agree_with_the_published_case(case_id: str) -> None:
    case = published()[case_id]
    found = mapped()[case_id](case["inputs"])
    for name, expected in case["expected"].items():
        assert name in found, f"{case_id}: no value for {name}"
        tolerance = {**case["tolerance"], **_own(case["tolerance"], name)}
        assert _agrees(found[name], expected, tolerance), f"{case_id}: {name} is {found[name]}, published {expected}"


def test_every_published_case_is_ours_or_listed_with_its_reason() -> None:
    listed = {key: reason for group in _groups() for key, reason in group.NOT_OURS.items()}
    assert all(listed.values())
    assert not listed.keys() & mapped().keys()
    assert listed.keys() | mapped().keys() == published().keys()


def _own(tolerance: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The tolerance of one figure: a number is absolute."""
    own = tolerance.get("per_key", {}).get(name, {})
    return own if isinstance(own, dict) else {"abs": own}


def _agrees(found: Any, expected: Any, tolerance: Mapping[str, Any]) -> bool:
    if isinstance(expected, list):
        return len(found) == len(expected) and all(
            _agrees(one, other, tolerance) for one, other in zip(found, expected, strict=True)
        )
    if isinstance(expected, dict):
        return all(_agrees(found[key], value, tolerance) for key, value in expected.items())
    if expected is None or isinstance(expected, (bool, str)):
        return bool(found == expected)
    if found is None:
        return False
    distance = abs(float(found) - float(expected))
    return bool(distance <= max(tolerance.get("abs", 0), tolerance.get("rel", 0) * abs(float(expected)), 1e-12))
