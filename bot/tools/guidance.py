"""Guidance on key account management: the passage that answers, quoted whole, with its source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from bot.errors import NotPermitted
from bot.tools.answer import Answer, Citation, Input, Receipt
from bot.tools.arguments import Scope, Text, ToolArgs
from bot.tools.book import Book
from bot.tools.facts.guidance import GuidanceFound, PassageFact
from bot.tools.tool import Tool

NOT_THERE = "That is not in my guidance."
OFFERED = 3
"""Follow-ups that are offered."""

_BETWEEN = re.compile(r"[?;]\s+|,?\s+(?:and|plus|as well as|und)\s+", re.IGNORECASE)

WORK_OUT = {
    "account_brief": "give me the brief on {account}",
    "account_plan": "what is missing in the plan for {account}?",
    "account_profitability": "what do we really earn on {account}?",
    "account_ranking": "my top accounts by net profit",
    "account_selection": "which of my accounts deserve to be key accounts?",
    "action_items": "open actions for {account}",
    "bant_qualification": "which opportunities at {account} pass BANT?",
    "break_even_kam_cost": "what must {account} add in sales to pay for its KAM?",
    "churn_risk": "is {account} at risk of leaving?",
    "customer_issues": "what problems do we owe {account}?",
    "customer_lifetime_value": "what is the lifetime value of {account}?",
    "effort_vs_return": "where does my effort not pay back?",
    "joint_value": "what does a joint plan with {account} earn both of us?",
    "kam_competency": "what is my competence profile?",
    "lifecycle_stage": "which stage is {account} in?",
    "log_review": "log a review with {account}",
    "pareto_analysis": "who is in the 20 %?",
    "portfolio_summary": "how is my portfolio doing?",
    "price_realization": "where does price leak at {account}?",
    "price_volume_mix": "why did margin change at {account}?",
    "profit_drivers": "which line moves the profit of {account} most?",
    "promotion_roi": "did the last promotion at {account} pay?",
    "receivables_risk": "check receivables at {account}",
    "relationship_map": "who knows whom at {account}?",
    "review_pack": "prepare the review with {account}",
    "reviews_due": "which of my reviews are due?",
    "sales_forecast": "forecast for {account}",
    "segment_mix": "sales and profit by category at {account}",
    "value_delivered": "what value have we delivered to {account}?",
    "whitespace": "what could {account} still buy from us?",
}
"""How the related tool of a passage is asked about the asker's own account."""


class Args(ToolArgs):
    question: Text = Field(description="the question on key account practice, in the asker's own words")


def run(args: Args, book: Book) -> Answer:
    """Guidance on key account management, quoted and cited: choosing accounts, the six stages, reviews, contacts,
    P&L and price, plans, qualification, receivables, competences, and what to do when something goes wrong.

    Two passages are quoted where the question asks two things or the sources disagree. What the guidance does not
    hold is said plainly.
    """
    found = book.guidance.search(args.question)
    if not found.answered:
        return _not_there(found)
    quoted = _quoted(args.question, found, book)
    return Answer(
        "guidance",
        _headline(quoted),
        citations=tuple(Citation(one.source, one.heading, one.quote, one.id) for one in quoted),
        receipt=_receipt(found, quoted),
        follow_ups=_follow_ups(quoted[0].related_tools, book),
        visibility="private" if any(one.restricted for one in quoted) else "public",
    )


def _quoted(question: str, found: GuidanceFound, book: Book) -> tuple[PassageFact, ...]:
    """The best passage; a second one where its source is contradicted, or where the question asks two things."""
    best = found.passages[0]
    opposite = next((one for one in found.passages if one.id == best.opposite), None)
    if opposite is not None:
        return best, opposite
    parts = [part for part in _BETWEEN.split(question.strip(" ?")) if len(part.split()) >= 2]
    if len(parts) != 2:
        return (best,)
    known = {one.id for one in found.passages}
    firsts = [
        part.passages[0] for part in map(book.guidance.search, parts) if part.answered and part.passages[0].id in known
    ]
    if len(firsts) != 2 or firsts[0].source == firsts[1].source:
        return (best,)
    return tuple(firsts)


def _headline(quoted: Sequence[PassageFact]) -> str:
    names = [f"“{one.heading or one.source}”" for one in quoted]
    if len(quoted) == 1:
        return f"My guidance on {names[0]}:"
    if quoted[0].opposite == quoted[1].id:
        return "My sources disagree on this, so here are both:"
    return f"My guidance on {names[0]} and on {names[1]}:"


def _not_there(found: GuidanceFound) -> Answer:
    topics = found.nearest_topics
    return Answer(
        "guidance",
        NOT_THERE,
        (f"The nearest topics I have: {'; '.join(topics)}.",) if topics else (),
        follow_ups=tuple(f"what does your guidance say on “{topic}”?" for topic in topics),
        receipt=_receipt(found, ()),
        visibility="public",
    )


def _receipt(found: GuidanceFound, quoted: Sequence[PassageFact]) -> Receipt:
    return Receipt(
        formula="Quoted from the guidance; nothing is calculated",
        inputs=tuple((f"passage {number}", _input(one)) for number, one in enumerate(quoted, 1)),
        data=f"guidance index {found.version}",
    )


def _input(passage: PassageFact) -> Input:
    return Input(passage.heading or passage.source, passage.source, passage.date.isoformat() if passage.date else "")


def _follow_ups(tools: Sequence[str], book: Book) -> tuple[str, ...]:
    """The related tools asked about the asker's own first key account, or their first account."""
    account = _own_account(book)
    asked = [WORK_OUT[tool] for tool in tools if tool in WORK_OUT]
    return tuple(one.format(account=account) for one in asked if account or "{account}" not in one)[:OFFERED]


def _own_account(book: Book) -> str:
    try:
        own = book.people.accounts(Scope("mine"))
    except NotPermitted:
        return ""
    chosen = next((one for one in own if one.is_key), own[0] if own else None)
    return chosen.name if chosen else ""


TOOL = Tool(
    id="guidance",
    args=Args,
    run=run,
    summary="KAM guidance from the knowledge index, quoted and cited",
    examples=(
        "the sponsor left, what now?",
        "orders at a customer jumped, good or bad?",
        "what are the six stages of a key account?",
    ),
    group="Guidance and help",
)
