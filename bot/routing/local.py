"""Understanding without a language model: the router picks the tool, the readers its arguments, the thread the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.errors import OTHERS
from bot.routing import dialogue, small_talk
from bot.routing.encoder import SentenceRoutes
from bot.routing.foreign import worded
from bot.routing.intents import built
from bot.routing.parts import questions_in
from bot.routing.principles import Covers, with_guidance
from bot.routing.router import GUIDANCE, OUT_OF_SCOPE, REFUSED, Ranked, Router
from bot.routing.said import Said
from bot.routing.terms import settled
from bot.routing.thread import spoken_of
from bot.routing.understanding import Context, Intent, Pending, Reading
from bot.tools.answer import Answer, Choice, clarify, out_of_scope, refused
from bot.tools.tool import all_tools

UNKNOWN_BELOW = 0.7  # an off-subject verdict surer than this stands, whatever company it names
NOT_PARTS = frozenset({OUT_OF_SCOPE, REFUSED, GUIDANCE, "help", "explain"})
"""Routes that no piece of a message is taken apart for."""

OFFERED = 3  # tools offered where the router is unsure

INSTEAD = (
    "What can I ask?",
    "How are my accounts doing?",
    "Which of my reviews are due this month?",
)


class LocalUnderstanding:
    """Implements Understanding. Thresholds are probabilities of the router, from config.yaml."""

    def __init__(
        self,
        answer_above: float = 0.35,
        offer_above: float = 0.15,
        router: Router | None = None,
        covers: Covers | None = None,
    ) -> None:
        """`covers` asks the guidance whether it has an answer; without it the router's verdict stands alone."""
        self._router = router or Router(SentenceRoutes())
        self._covers = covers
        self._answer_above = answer_above
        self._offer_above = offer_above

    def understand(self, text: str, context: Context) -> Reading:
        """One message as intents or answers. Never raises for anything a person may type."""
        text = text.strip()[:4000]
        if not text:
            return Reading((clarify("What would you like to know?"),))
        talk = small_talk.reply(text)
        if talk is not None:
            return Reading((talk,))
        named = all_tools().get(text.casefold().replace(" ", "_").replace("-", "_"))
        said = Said(text, context)
        picked = dialogue.chosen_question(said)
        if picked:
            said = Said(picked, replace(context, turns=context.turns[1:]))
        if named is not None:
            return built(named, said, 1.0, {})
        continued = dialogue.continued(said, self._router)
        if continued is not None:
            return continued
        parts = questions_in(said.text)
        if len(parts) > 1:
            several = self._several(parts, context)
            if several is not None:
                return several
        return self._question(said)

    def _several(self, parts: Sequence[str], context: Context) -> Reading | None:
        """Two questions in one message, where each alone is clear and they are not the same; else None."""
        read: list[tuple[Said, str]] = []
        for part in parts:
            said = Said(part, context)
            best = self._router.rank(said.masked)[0]
            if best.probability < max(0.6, self._answer_above) or best.route in NOT_PARTS:
                return None
            read.append((said, best.route))
        if len({route for _, route in read}) < len(read):
            return None
        readings: list[Reading] = []
        account = ""
        for said, route in read:
            one = self._run(said, route, 1.0, inherited={"account": account} if account else {})
            first = one.parts[0]
            account = str(first.args.get("account", "")) if isinstance(first, Intent) else account
            readings.append(one)
        pending = next((one.pending for one in readings if one.pending is not None), None)
        return Reading(tuple(part for one in readings for part in one.parts), pending)

    def _question(self, said: Said) -> Reading:
        ranked = with_guidance(said, settled(said, worded(said, self._allowed(said, self._ranked(said)))), self._covers)
        best = ranked[0]
        if best.route == REFUSED:
            return Reading((refused(OTHERS),))
        if best.route == OUT_OF_SCOPE and self._unknown_account(said, best):
            return Reading((refused(OTHERS),))
        if best.route == OUT_OF_SCOPE and best.probability >= self._offer_above:
            return Reading((declined(),))
        if best.probability >= self._answer_above:
            return self._run(said, best.route, best.probability)
        if best.probability >= self._offer_above:
            return offered(said, ranked)
        return Reading((declined(),))

    def _ranked(self, said: Said) -> Sequence[Ranked]:
        """The routes of a message; where it points back into its thread, as said and with what it means together."""
        plain = self._router.rank(dialogue.without_lead(said))
        meant = spoken_of(said)
        if meant == said.masked:
            return plain
        shares = {one.route: one.probability for one in self._router.rank(dialogue.without_opening(meant))}
        both = (Ranked(one.route, (one.probability + shares[one.route]) / 2) for one in plain)
        return sorted(both, key=lambda one: -one.probability)

    def _unknown_account(self, said: Said, best: Ranked) -> bool:
        """Whether the text asks a tool about a name that is nobody's we know: said like one that is not the asker's."""
        if not said.strange_name or best.probability >= UNKNOWN_BELOW:
            return False
        other = self._router.rank(said.masked_strange)[0]
        tool = all_tools().get(other.route)
        return tool is not None and "account" in tool.args.model_fields and other.probability >= self._answer_above

    def _allowed(self, said: Said, ranked: Sequence[Ranked]) -> Sequence[Ranked]:
        """A refusal is left to the data where the asker sees everything named, unless the text tries to get round."""
        if ranked[0].route != REFUSED or small_talk.gets_round(said.folded):
            return ranked
        if spoken_of(said) != said.masked:
            return [one for one in ranked if one.route != REFUSED]
        lexicon = said.context.lexicon
        theirs = any(not hit.candidates for hit in said.accounts) or bool(said.strange_name)
        if theirs:
            return ranked
        if lexicon.visible is None or said.accounts:
            return [one for one in ranked if one.route != REFUSED]
        return ranked

    def _run(self, said: Said, route: str, probability: float, inherited: Mapping[str, Any] | None = None) -> Reading:
        tool = all_tools().get(route)
        if tool is None:
            return Reading((declined(),))
        return built(tool, said, probability, inherited or {})


def offered(said: Said, ranked: Sequence[Ranked]) -> Reading:
    """The three likeliest readings as choices."""
    tools = all_tools()
    likely = [one.route for one in ranked if one.route in tools][:OFFERED]
    choices = tuple(Choice(tools[route].summary, said.text, (("tool", route),)) for route in likely)
    answer = clarify("I am not sure what you mean. Is it one of these?", *choices)
    kept = tuple((tools[route].summary, route) for route in likely)
    return Reading((answer,), Pending("", {"text": said.text}, missing="tool", choices=kept))


def declined() -> Answer:
    """Off the subject, with what can be asked instead."""
    return out_of_scope(
        "Not my field. I can help with your accounts' figures, reviews, plans, and key account practice.",
        follow_ups=INSTEAD,
    )
