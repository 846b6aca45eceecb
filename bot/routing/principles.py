"""Questions about the practice rather than about figures: where the router doubts and the guidance answers, it wins.

Measured on 833 labelled routing questions and 484 of the guidance (tests/bench): an off-subject verdict below
OFF_SUBJECT gives way to guidance 43 times rightly and 2 times wrongly; a tool below TOOL 55 times and once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.routing.resolve import calendar
from bot.routing.router import GUIDANCE, OUT_OF_SCOPE, REFUSED, Ranked, led_by
from bot.routing.said import Said
from bot.tools.tool import all_tools

Covers = Callable[[str], float]
"""How near the guidance lies to a question that it answers (a cosine); 0 where it has no answer."""

OFF_SUBJECT, OFF_SUBJECT_NEAR = 0.7, 0.36
TOOL, TOOL_NEAR = 0.65, 0.4
POSSIBLE = 0.02  # below this the router rules guidance out


def with_guidance(said: Said, ranked: Sequence[Ranked], covers: Covers | None) -> Sequence[Ranked]:
    """The ranking with guidance first, where a doubtful verdict speaks of nobody's accounts and the guidance has the
    answer. A conversation under way is left alone: its short questions lean on what was said before."""
    best = ranked[0]
    if covers is None or said.context.turns or said.accounts or said.strange_name or best.route in (GUIDANCE, REFUSED):
        return ranked
    off = best.route == OUT_OF_SCOPE
    if best.probability >= (OFF_SUBJECT if off else TOOL):
        return ranked
    chance = next((one.probability for one in ranked if one.route == GUIDANCE), 0.0)
    if not off and (said.scopes or chance < POSSIBLE or best.route not in all_tools()):
        return ranked
    if said.periods(calendar(said.context, best.route)):
        return ranked  # 'doing on profit, 2012' asks for figures
    if covers(said.text) < (OFF_SUBJECT_NEAR if off else TOOL_NEAR):
        return ranked
    return led_by(GUIDANCE, 1 - best.probability, ranked)
