"""The bundled embedder: shape, length, sameness, memory of recent texts, threads."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.embedding import DIMENSION, MODEL, VOCABULARY, Embedder


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


def test_vectors_have_the_shape_and_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed(["the sponsor left", "margin and profit", ""])
    assert vectors.shape == (3, DIMENSION)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]).shape == (0, DIMENSION)


def test_texts_of_one_meaning_are_nearer_than_texts_of_two(embedder: Embedder) -> None:
    late, slow, rain = embedder.embed(
        ["the customer pays late", "invoices are not paid on time", "rain in the morning"]
    )
    assert late @ slow > 0.5 > 0.3 > late @ rain


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    alone = Embedder().embed(["who pays late?"])
    among = embedder.embed(["a longer text about freight and returns", "who pays late?"])
    assert np.array_equal(alone[0], among[1])


def test_text_beyond_the_longest_is_not_read(embedder: Embedder) -> None:
    long = "review " * 300
    assert np.array_equal(embedder.embed([long])[0], embedder.embed([long + "and something else entirely"])[0])


def test_many_threads_get_the_same_vectors_as_one() -> None:
    texts = [f"question number {n} about accounts" for n in range(12)]
    expected = Embedder().embed(texts)
    shared = Embedder()
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: shared.embed([text])[0], texts))
    assert np.array_equal(np.stack(found), expected)


def test_the_model_and_the_word_list_are_the_measured_ones() -> None:
    def sha(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    assert sha(MODEL.read_bytes()) == "c80e8e5db74c66486a31ccbe931021eac8bd7c5549f7ca5db941641a6562a0d6"
    assert sha(VOCABULARY.read_bytes()) == "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
