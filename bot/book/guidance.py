"""The knowledge as the asker may read it."""

from __future__ import annotations

from bot.access import reader_groups
from bot.book.context import BookContext
from bot.errors import Unavailable
from bot.tools.facts.guidance import GuidanceFound, PassageFact
from knowledge.articles import EVERYONE
from knowledge.search import Knowledge, Passage


class BookGuidance:
    """Implements bot.tools.facts.guidance.GuidanceFacts, bound to the asker's reader groups."""

    def __init__(self, context: BookContext, knowledge: Knowledge | None) -> None:
        self._context = context
        self._knowledge = knowledge

    def search(self, question: str, top: int = 8) -> GuidanceFound:
        if self._knowledge is None:
            raise Unavailable("The guidance is not set up here; run `kam knowledge build`.")
        readers = reader_groups(self._context.session, self._context.person)
        found = self._knowledge.search(question, readers, top)
        return GuidanceFound(
            tuple(_fact(passage) for passage in found.passages), found.answered, found.nearest_topics, found.version
        )


def _fact(passage: Passage) -> PassageFact:
    return PassageFact(
        id=passage.id,
        source=passage.source,
        heading=" › ".join(passage.heading_path),
        text=passage.text,
        quote=passage.quote,
        score=passage.score,
        topic=passage.topic,
        stage=passage.stage,
        related_tools=passage.related_tools,
        opposite=passage.opposite,
        owner=passage.owner,
        date=passage.date,
        restricted=passage.readers != EVERYONE,
    )
