"""Names of accounts are found as people write them, and only among those the asker may see."""

from __future__ import annotations

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.routing.lexicon import Lexicon
from store.questions.names import AccountName, Names
from tests.routing.ledger_names import EVERYTHING, LINDAS


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("what did Brakes and Gears make us?", ["AW00000697"]),
        ("brakes n gears pls", ["AW00000697"]),
        ("Brakes & Gears' margin", ["AW00000697"]),
        ("brakesandgears margin", ["AW00000697"]),
        ("how is B&G doing", ["AW00000697"]),
        ("AW00000697 brief", ["AW00000697"]),
        ("aw-697 brief", ["AW00000697"]),
        ("brakse and gaers brief", ["AW00000697"]),
        ("contoso brief", ["AW00000105"]),
        ("fabrikam west ranking", ["AW00000104"]),
        ("compare Perfect Toys and Brakes and Gears", ["AW00000101", "AW00000697"]),
        ("Friendly Bike Shop in Leeds", ["AW00000643"]),
        ("David's Friendly Bike Shop", ["AW00000290"]),
        ("margin at Metro Bike", ["AW00000102"]),
    ],
)
def test_an_account_is_found_however_it_is_written(text: str, ids: list[str]) -> None:
    assert [hit.account.id if hit.account else None for hit in EVERYTHING.accounts_in(text)] == ids


def test_two_accounts_of_one_name_are_both_candidates() -> None:
    (hit,) = EVERYTHING.accounts_in("receivables at Friendly Bike Shop")
    assert {one.city for one in hit.candidates} == {"Bellingham", "Leeds"}


def test_part_of_a_name_that_fits_two_accounts_is_ambiguous() -> None:
    (hit,) = LINDAS.accounts_in("how is Metro doing")
    assert [one.name for one in hit.candidates] == ["Metro Bike Mart", "Metro Cycle Shop"]


def test_a_name_that_fits_only_a_colleagues_account_has_no_candidates() -> None:
    (hit,) = LINDAS.accounts_in("how is Contoso doing?")
    assert hit.candidates == ()
    assert hit.exact


def test_a_longer_name_of_a_colleague_is_not_taken_for_part_of_ones_own() -> None:
    lexicon = Lexicon.of(Names((AccountName("1", "Metro Bike Mart"), AccountName("2", "Metro Bike Works")))).bound(
        {"1"}
    )
    (hit,) = lexicon.accounts_in("brief on Metro Bike Works")
    assert hit.candidates == ()


def _named(text: str, *names: str) -> list[set[str]]:
    lexicon = Lexicon.of(Names(tuple(AccountName(str(n), name) for n, name in enumerate(names)))).bound(None)
    return [{one.name for one in hit.candidates} for hit in lexicon.accounts_in(text)]


def test_a_part_beside_a_strange_name_is_no_name_of_ours() -> None:
    assert _named("what stage is Pemberton Outdoor Leisure in", "Leisure Clearing House") == []
    assert _named("what stage is Leisure Clearing in", "Leisure Clearing House") == [{"Leisure Clearing House"}]


def test_a_part_that_two_names_share_is_ambiguous_however_like_one_of_them_it_is() -> None:
    both = ("Retail Sporting Goods", "Retail Sporting Equipment")
    assert _named("what do we earn on Retail Sporting", *both) == [set(both)]


def test_everyday_words_in_a_names_place_are_part_of_a_name() -> None:
    assert _named("need prep for field trip tmrw", "Field Trip Store") == [{"Field Trip Store"}]
    assert _named("a field trip is better than a report", "Field Trip Store") == []


@pytest.mark.parametrize("text", ["rank my accounts by profit", "which stores buy helmets", "our best bike shops", ""])
def test_everyday_words_name_no_account(text: str) -> None:
    assert EVERYTHING.accounts_in(text) == ()


@given(st.text(max_size=120))
def test_no_text_breaks_it_and_hits_stand_in_the_text(text: str) -> None:
    for hit in EVERYTHING.accounts_in(text):
        assert 0 <= hit.start < hit.end <= len(text)


def test_it_is_fast_with_ten_thousand_names() -> None:
    rng = random.Random(1)
    first = ["".join(rng.choices(string.ascii_lowercase, k=rng.randint(4, 9))).title() for _ in range(3000)]
    kinds = ["Bikes", "Cycle Store", "Sporting Goods", "Supply Inc.", "Trading Ltd", "Sports", "Parts Company"]
    names = [
        AccountName(f"X{n:05}", f"{rng.choice(first)} {rng.choice(first)} {rng.choice(kinds)}") for n in range(10_000)
    ]
    lexicon = Lexicon.of(Names(tuple(names))).bound(None)
    texts = [
        f"what did we really make on {rng.choice(names).name.lower()} last quarter, after freight?" for _ in range(200)
    ]
    times = []
    for text in texts:
        started = time.perf_counter()
        lexicon.accounts_in(text)
        times.append(time.perf_counter() - started)
    assert sorted(times)[100] < 0.005  # 0.4 ms on an idle core
