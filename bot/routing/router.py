"""Which route a question takes: a sentence encoder and a lexical classifier, mixed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.routing.lexical import weighted

MODEL = Path(__file__).parent / "model"
LEXICAL = MODEL / "lexical.npz"
GUIDANCE, OUT_OF_SCOPE, REFUSED = "guidance", "out_of_scope", "refused"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A route and its probability."""

    route: str
    probability: float


def led_by(route: str, probability: float, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The ranking with this route first, as likely as that."""
    return [Ranked(route, probability), *(one for one in ranked if one.route != route)]


class Encodes(Protocol):
    """Gives each route a probability from the meaning of a sentence."""

    def probabilities(self, text: str) -> NDArray[np.float32]: ...


class Router:
    """Ranks all routes for a masked question. Loaded at the first use, shared by all threads."""

    def __init__(self, encoder: Encodes) -> None:
        self._encoder = encoder
        self._loading = threading.Lock()

    @cached_property
    def _lexical(self) -> Lexical:
        with self._loading:
            return load(LEXICAL)

    @property
    def routes(self) -> tuple[str, ...]:
        return self._lexical.routes

    def rank(self, text: str) -> list[Ranked]:
        """Every route with its probability, likeliest first."""
        lexical = self._lexical
        mix = lexical.encoder_weight
        mixed = mix * self._encoder.probabilities(text) + (1 - mix) * lexical.probabilities(text)
        order = np.argsort(-mixed)
        return [Ranked(lexical.routes[index], float(mixed[index])) for index in order]


@dataclass(frozen=True)
class Lexical:
    """The lexical classifier. encoder_weight = the share of the encoder in the mix; data = hash of the examples."""

    routes: tuple[str, ...]
    idf: NDArray[np.float32]
    weights: NDArray[np.float16]  # features x routes
    bias: NDArray[np.float32]
    encoder_weight: float
    data: str

    def probabilities(self, text: str) -> NDArray[np.float32]:
        numbers, values = weighted(text, self.idf)
        return softmax(values @ self.weights[numbers].astype(np.float32) + self.bias)


def load(path: Path) -> Lexical:
    kept = np.load(path, allow_pickle=False)
    return Lexical(
        tuple(str(one) for one in kept["routes"]),
        kept["idf"].astype(np.float32),
        kept["weights"],
        kept["bias"].astype(np.float32),
        float(kept["encoder_weight"]),
        str(kept["data"]),
    )


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(scores - scores.max())
    shares: NDArray[np.float32] = (raised / raised.sum()).astype(np.float32)
    return shares
