"""What a question was understood as, and what understanding it may lean on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from bot.routing.allowance import Allowance
from bot.tools.answer import Answer
from bot.tools.facts.people import PersonFact
from bot.tools.frozen import thaw

if TYPE_CHECKING:
    from bot.routing.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of this person in this thread. `args` are canonical; `frozen` is the answer as text
    (bot.tools.frozen), '' where it had no receipt.

    `pending` is what waits for a yes or for a missing argument: the tool and the typed text of its arguments.
    """

    question: str
    route: str
    args: Mapping[str, Any]
    pending: Pending | None = None
    frozen: str = ""

    @property
    def answer(self) -> Answer | None:
        """What was said, thawed anew each time."""
        return thaw(self.frozen) if self.frozen else None


CHOICE = "choice"
"""What is missing where the choices offered are questions, not values of an argument."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An intent that waits: for a confirmation (`confirm`), or for an argument (`missing`), with choices offered;
    with neither, for a change of what was asked."""

    tool: str
    args: Mapping[str, Any]  # canonical
    confirm: bool = False
    missing: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # label, canonical value of the missing argument (or tool id)


@dataclass(frozen=True, slots=True)
class Context:
    """What a question is read against: who asks, when, which names there are, and what the thread spoke of."""

    asker: PersonFact
    today: dt.date
    lexicon: Lexicon
    turns: Sequence[Turn] = ()  # newest first
    fiscal_year_starts: int = 1
    currency: str = "USD"
    channel_account: str = ""  # the account that the person looks at, where Slack says so
    allowance: Allowance = field(default_factory=Allowance)  # what this question may take of a model


@dataclass(frozen=True, slots=True)
class Earlier:
    """An account that another part of the same message finds: of the accounts of part `part` (from 0) the one at
    `place` (from 1; -1 = the last)."""

    part: int
    place: int


@dataclass(frozen=True, slots=True)
class Intent:
    """A tool and its typed arguments (by name). `confirmed` = the person has said yes to this write.

    `confidence` is the router's probability, 1 where the person named the tool. `missing` = a required argument
    that was not said; `choices` are what to offer for it. An account may be one that an earlier part finds.
    """

    tool: str
    args: Mapping[str, Any] = field(default_factory=dict)
    confidence: float = 1.0
    confirmed: bool = False
    understood_by: str = "offline"  # offline, model, command, button


Understood = Intent | Answer
"""An intent to run, or an answer at once: clarify (with its Pending in `args`), out_of_scope, refused."""


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What one exchange with a language model took; cost in the provider's currency. `failed` = it gave no reply."""

    model: str
    input_tokens: int
    output_tokens: int
    cost: Decimal
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The result for one message: one or more intents or answers, what waits, and what a model took."""

    parts: tuple[Understood, ...]
    pending: Pending | None = None
    use: ModelUse | None = None


class Understanding(Protocol):
    def understand(self, text: str, context: Context) -> Reading:
        """Read one message. Never raises for anything a person may type."""
