"""How quickly scheduled messages follow each other: never so quickly that Slack holds up answers to people as well."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

BURST = 20
"""Messages that may leave at once after a pause."""


@dataclass
class Pace:
    """So many turns a second on average, whichever thread takes them; 0 = no limit. `clock` counts seconds."""

    per_second: float
    sleep: Callable[[float], object]
    clock: Callable[[], float] = time.monotonic
    _next: float = -math.inf
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self) -> None:
        """Return when it is one's turn."""
        if self.per_second <= 0:
            return
        step = 1 / self.per_second
        with self._lock:
            now = self.clock()
            turn = max(self._next, now - BURST * step)
            self._next = turn + step
        if turn > now:
            self.sleep(turn - now)
