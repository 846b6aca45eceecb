"""The guidance tool: it quotes whole, cites, says plainly what is not there, and shows each person only their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.book import AskersBook, BookContext
from bot.errors import Unavailable
from bot.tools import guidance
from bot.tools.answer import Answer
from knowledge.documents import Folder
from knowledge.search import Knowledge
from store.tables import Person
from tests.assistants import embedder
from tests.tools.ledger import TODAY, Ledger

RAISE = (
    "# Price round\n\n## Spring\n\nThe floor for the Kestrel line in the spring price round is 41 per cent margin.\n"
)
ASK = "what is the floor for the Kestrel line in the spring price round?"


@pytest.fixture(scope="module")
def articles() -> Knowledge:
    return Knowledge(embedder())


def asked(question: str, knowledge: Knowledge | None, asker: str = "k1", ledger: Ledger | None = None) -> Answer:
    session = (ledger or Ledger()).session
    person = session.get(Person, asker)
    assert person is not None
    book = AskersBook(BookContext.open(session, person, TODAY, {}), knowledge=knowledge)
    return guidance.run(guidance.Args(question=question), book)


def test_the_passage_is_quoted_with_source_and_heading(articles: Knowledge) -> None:
    answer = asked("the sponsor left, what now?", articles)
    (citation,) = answer.citations
    assert citation.source == "The sponsor left: what now? (after P. Kidston)"
    assert citation.heading == "Our sponsor has left the customer: what do I do first?"
    assert "make contact with the customer within two days" in citation.quote
    assert citation.heading in answer.headline
    assert answer.visibility == "public"


def test_related_tools_are_offered_with_an_account_of_ones_own(articles: Knowledge) -> None:
    ledger = Ledger()
    ledger.account("a1", "Aardvark Tools")
    ledger.account("a2", "Brakes and Gears", is_key=True)
    ledger.account("b1", "Bolts", kam="k2")
    answer = asked("the sponsor left, what now?", articles, ledger=ledger)
    assert answer.follow_ups == (
        "who knows whom at Brakes and Gears?",
        "is Brakes and Gears at risk of leaving?",
        "prepare the review with Brakes and Gears",
    )


def test_without_an_account_only_questions_without_one_are_offered(articles: Knowledge) -> None:
    assert all("{" not in one for one in asked("how often should I hold reviews?", articles).follow_ups)


def test_lists_stay_lists(articles: Knowledge) -> None:
    quote = asked("what are the five competences?", articles).citations[0].quote
    assert quote.endswith("1. Consulting\n2. Financial\n3. Interpersonal\n4. Project management\n5. Influencing")


def test_two_questions_get_two_passages(articles: Knowledge) -> None:
    answer = asked("what is BANT and what is DSO?", articles)
    assert [one.passage_id.split("#")[0] for one in answer.citations] == [
        "bant-the-four-letters",
        "dso-and-overdue-invoices",
    ]


def test_disagreeing_sources_are_both_quoted(articles: Knowledge) -> None:
    answer = asked("is KAM just good selling?", articles)
    assert answer.headline == "My sources disagree on this, so here are both:"
    assert len(answer.citations) == 2
    assert "good KAM is good selling" in answer.citations[0].quote
    assert "neither a technique for selling" in answer.citations[1].quote


def test_habits_three_to_nine_are_said_to_be_missing_from_the_sources(articles: Knowledge) -> None:
    answer = asked("what are habits three to nine?", articles)
    assert "not in our sources" in answer.citations[0].quote


def test_what_is_not_there_is_said_with_the_nearest_topics(articles: Knowledge) -> None:
    answer = asked("weather in leeds tomorrow", articles)
    assert answer.route == "guidance"
    assert answer.headline == guidance.NOT_THERE
    assert not answer.citations
    assert answer.lines[0].startswith("The nearest topics I have: ")
    assert answer.follow_ups


def test_the_receipt_names_passages_and_version(articles: Knowledge) -> None:
    receipt = asked("what is BANT?", articles).receipt
    assert receipt is not None
    assert receipt.data == f"guidance index {articles.version}"
    assert receipt.inputs[0][1].source.startswith("BANT")


@pytest.mark.parametrize(
    ("readers", "may"),
    [
        ("everyone", {"k1", "k2", "k3", "m1", "h1"}),
        ("managers", {"m1", "h1"}),
        ("team:m1", {"k1", "k2", "m1", "h1"}),
        ("team:k1", {"k1", "m1", "h1"}),
    ],
)
def test_a_document_is_only_quoted_to_its_readers(readers: str, may: set[str], tmp_path: Path) -> None:
    (tmp_path / "round.md").write_text(RAISE, encoding="utf-8")
    knowledge = Knowledge(embedder(), [Folder(tmp_path, readers)])
    for asker in ("k1", "k2", "k3", "m1", "h1"):
        answer = asked(ASK, knowledge, asker)
        said = " ".join((answer.headline, *answer.lines, *answer.follow_ups, *(one.quote for one in answer.citations)))
        assert ("41 per cent" in said) is (asker in may), asker
        assert ("Price round" in str(answer)) is (asker in may), asker
        if asker in may:
            assert answer.visibility == ("public" if readers == "everyone" else "private")


def test_without_an_index_it_says_what_to_do() -> None:
    with pytest.raises(Unavailable, match="kam knowledge build"):
        asked("what is BANT?", None)


def test_every_related_tool_of_an_article_has_its_question() -> None:
    from knowledge.articles import read_articles

    named = {tool for article in read_articles() for tool in article.related_tools}
    assert named - set(guidance.WORK_OUT) <= {"guidance", "help", "explain"}
