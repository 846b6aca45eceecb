"""What a person's questions have taken of a model: what the daily limits are held against."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlmodel import Session, col

from store.tables import Usage

MODEL_FAILED = "model failed"
"""The outcome of a question for which the model was asked in vain."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Cost in the provider's currency; tokens read and written."""

    cost: Decimal
    tokens: int


def spent_since(session: Session, person: str, moment: dt.datetime) -> Spent:
    """What a person's questions have taken of the model since a moment."""
    mine = (col(Usage.person_id) == person, col(Usage.at) >= moment)
    costs = session.scalars(select(col(Usage.cost)).where(*mine, col(Usage.model) != ""))
    tokens = session.scalar(select(func.sum(col(Usage.input_tokens) + col(Usage.output_tokens))).where(*mine))
    return Spent(sum((Decimal(cost) for cost in costs), Decimal(0)), int(tokens or 0))
