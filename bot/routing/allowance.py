"""What one question may take of a language model, over all exchanges that it leads to."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from decimal import Decimal

LEAST_SECONDS = 0.5  # an exchange that has less time than this is not begun
LEAST_TOKENS = 50  # nor one that could not finish a sentence


@dataclass
class Allowance:
    """The limits of one question; the clock runs from its making. `tokens` are those that the model writes.

    cost: in the provider's currency; 0 = no limit.
    """

    seconds: float = 20.0
    exchanges: int = 6
    tokens: int = 4000
    cost: Decimal = Decimal(0)
    _began: float = field(default_factory=time.monotonic)
    _spent: Decimal = Decimal(0)

    def seconds_left(self) -> float:
        return max(0.0, self.seconds - (time.monotonic() - self._began))

    def is_open(self) -> bool:
        """Whether another exchange may begin."""
        return (
            self.exchanges > 0
            and self.tokens >= LEAST_TOKENS
            and self.seconds_left() >= LEAST_SECONDS
            and not (self.cost and self._spent >= self.cost)
        )

    def take(self, tokens: int = 0, cost: Decimal = Decimal(0)) -> None:
        """Count one exchange that wrote so many tokens at this cost."""
        self.exchanges -= 1
        self.tokens -= tokens
        self._spent += cost
