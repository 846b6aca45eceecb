"""Faults to order: what the next calls of a method meet instead of a good answer."""

import random
import threading
from dataclasses import dataclass

MODES = ("429", "500", "drop", "drop_after_accept", "hang", "slow")  # and error:<code>


@dataclass
class Fault:
    method: str
    mode: str
    times: int
    retry_after: int
    seconds: float
    share: float


class Faults:
    """`add` orders a fault for a method ("*" for any; also "upload" and "response_url").

    429 and 500 answer without doing the work; `drop` closes the connection before the work and
    `drop_after_accept` after it; `hang` never answers (until `seconds` or the end); `slow` works, then waits
    `seconds`; `error:<code>` refuses. With `share` below 1 a call meets it with that chance, by the seed.
    """

    def __init__(self, seed: int = 0) -> None:
        self.chance = random.Random(seed)
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()
        self.closing = threading.Event()

    def add(
        self,
        method: str,
        mode: str,
        times: int = 1,
        retry_after: int = 1,
        seconds: float | None = None,
        share: float = 1.0,
    ) -> None:
        if mode not in MODES and not mode.startswith("error:"):
            raise ValueError(f"unknown fault {mode!r}; known: {', '.join(MODES)}, error:<code>")
        pause = seconds if seconds is not None else {"slow": 1.0, "hang": 60.0}.get(mode, 0.0)
        with self._lock:
            self._waiting.append(Fault(method, mode, times, retry_after, pause, share))

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def waits(self, method: str) -> bool:
        """Whether a fault that was ordered for this method has not been met yet."""
        with self._lock:
            return any(fault.method == method for fault in self._waiting)

    def take(self, method: str) -> Fault | None:
        """The fault this call meets, counted down."""
        with self._lock:
            for fault in self._waiting:
                if fault.method in (method, "*") and (fault.share >= 1 or self.chance.random() < fault.share):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None
