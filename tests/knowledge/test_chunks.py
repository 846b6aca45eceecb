"""Documents are cut along headings; lists and sentences stay whole; nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from knowledge.articles import Document, read_articles
from knowledge.chunks import LONGEST, blocks, chunks_of, sentences

PLAN = """# Account plan

What a plan is for.

## Contents
<!-- asked: what goes in | structure of a plan -->

A plan holds:

1. aims
2. actions

- and owners

## Review
### How often

Every quarter. See e.g. the calendar of Dr. Stone. Then plan.
"""


def test_passages_carry_their_heading_path() -> None:
    chunks = chunks_of([Document("plan", "Account plan", PLAN)])
    assert [chunk.heading_path for chunk in chunks] == [(), ("Contents",), ("Review", "How often")]
    assert [chunk.id for chunk in chunks] == ["plan", "plan#contents", "plan#how-often"]


def test_ways_of_asking_are_kept_apart_from_the_text() -> None:
    contents = chunks_of([Document("plan", "Account plan", PLAN)])[1]
    assert contents.asked == ("what goes in", "structure of a plan")
    assert "asked" not in contents.text


def test_a_list_keeps_the_line_that_leads_to_it() -> None:
    assert blocks("A plan holds:\n\n1. aims\n2. actions\n\nAnd more.") == (
        "A plan holds:\n\n1. aims\n2. actions",
        "And more.",
    )


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert sentences("See e.g. the calendar of Dr. Stone. Then plan.") == (
        "See e.g. the calendar of Dr. Stone.",
        "Then plan.",
    )


def test_passages_of_disagreeing_sources_know_each_other() -> None:
    chunks = {chunk.id: chunk for chunk in chunks_of(read_articles())}
    pairs = [chunk for chunk in chunks.values() if chunk.opposite]
    assert pairs
    assert all(chunks[chunk.opposite].opposite == chunk.id for chunk in pairs)


def test_every_article_has_sources_and_ways_of_asking() -> None:
    documents = read_articles()
    asked = {chunk.document for chunk in chunks_of(documents) if chunk.asked}
    assert len(documents) >= 50
    assert all(document.sources for document in documents)
    assert {document.id for document in documents} == asked


def test_passage_ids_are_unique() -> None:
    chunks = chunks_of(read_articles())
    assert len({chunk.id for chunk in chunks}) == len(chunks)


def test_an_article_without_sources_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "bare.md").write_text("---\ntitle: Bare\ntopic: pnl\nstage: any\n---\ntext", encoding="utf-8")
    with pytest.raises(BadInput, match=r"bare\.md.*sources"):
        read_articles(tmp_path)


paragraphs = st.lists(
    st.text("abc ", min_size=1, max_size=40).filter(str.strip).map(lambda text: f"{text.strip()}."),
    min_size=1,
    max_size=60,
).map(" ".join)


@given(st.lists(st.tuples(st.sampled_from(["One", "Two", "Three"]), paragraphs), min_size=1, max_size=5))
def test_no_word_is_lost_and_no_passage_is_too_long(sections: list[tuple[str, str]]) -> None:
    text = "\n\n".join(f"## {heading}\n\n{body}" for heading, body in sections)
    chunks = chunks_of([Document("d", "Title", text)])
    assert " ".join(" ".join(chunk.text for chunk in chunks).split()) == " ".join(
        " ".join(body for _, body in sections).split()
    )
    longest = max(len(sentence.split()) for _, body in sections for sentence in sentences(body))
    assert all(len(chunk.text.split()) <= max(LONGEST, longest) for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == len(chunks)
