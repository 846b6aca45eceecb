"""The router is the one that was trained on the examples in the tree, and ranks every route."""

from __future__ import annotations

import numpy as np
import pytest

from bot.routing.encoder import ENCODER, SentenceRoutes
from bot.routing.lexical import SIZE, features, weighted
from bot.routing.router import LEXICAL, Router, load
from bot.routing.training.examples import fingerprint
from bot.tools.tool import all_tools


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(SentenceRoutes())


def test_it_knows_every_tool_and_the_two_outcomes_that_are_none(router: Router) -> None:
    assert set(router.routes) == {*all_tools(), "out_of_scope", "refused"}


def test_both_halves_were_trained_on_these_examples() -> None:
    import onnxruntime

    session = onnxruntime.InferenceSession(str(ENCODER), providers=["CPUExecutionProvider"])
    assert session.get_modelmeta().custom_metadata_map["data"] == load(LEXICAL).data
    assert load(LEXICAL).data == fingerprint(), "examples were added: run python -m bot.routing.train"


def test_probabilities_are_shares_and_the_same_every_time(router: Router) -> None:
    first = router.rank("who do we know at Acme")
    assert sum(one.probability for one in first) == pytest.approx(1, abs=1e-4)
    assert [one.probability for one in first] == sorted((one.probability for one in first), reverse=True)
    assert router.rank("who do we know at Acme") == first


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("who do we know at Acme", "relationship_map"),
        ("rank my accounts by net profit", "account_ranking"),
        ("what if prices go up 7 %", "profit_drivers"),
        ("why did sales fall against last year", "price_volume_mix"),
        ("show me the working", "explain"),
        ("what is a key account", "guidance"),
        ("what's the weather tomorrow", "out_of_scope"),
    ],
)
def test_plain_questions_take_their_route(router: Router, text: str, route: str) -> None:
    assert router.rank(text)[0].route == route


def test_letters_and_words_each_have_length_one() -> None:
    numbers, values = weighted("rank my accounts", np.ones(SIZE, dtype=np.float32))
    assert len(numbers) == len(features("rank my accounts")[0])
    assert float(np.square(values).sum()) == pytest.approx(2, abs=1e-4)


def test_an_empty_text_is_ranked_too(router: Router) -> None:
    assert len(router.rank("")) == len(router.routes)
