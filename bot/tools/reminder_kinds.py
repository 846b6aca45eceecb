"""The kinds of messages that the assistant sends by itself, in the words of whoever switches one off."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "review": "reviews due and late",
    "promises": "promises overdue in our company",
    "action": "my tasks",
    "spike": "sales spikes with receivables",
    "flight": "accounts that may leave",
    "bant": "opportunities without news",
    "needs": "needs and ratings to ask for",
    "pairs": "executives nobody of us knows",
    "rhythm": "accounts without a review rhythm",
    "plan": "accounts without a plan",
    "portfolio": "portfolio summaries",
    "group": "agendas of customer groups",
}
"""By kind. What a manager is told of missed reviews is none of them: nobody switches that off."""
