"""More labels on an exported graph: linear heads on the pooled vectors of two of its layers.

A layer in the middle of the encoder still knows what a text is about, which fine-tuning on feelings
takes out of the last one. The graph's own labels do not see it, and say what they said before.

Before:  embedding -> Gemm -> logits
After:   [embedding, middle] -> Gemm -> logits, with `middle` pooled as `embedding` is
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from training.models.journal_heads import LinearHeads

MIDDLE = "middle"
LAYERS_BELOW = 3
"""The middle vector is what comes out of so many layers; of six, the best with the last beside."""
SEEN = "seen"

Array = NDArray[np.floating]


def widen(model: onnx.ModelProto) -> None:
    """Let the graph, changed in place, give `middle`, and its head see it, with weights of zero.

    Raises ValueError if the graph is not one that `export` makes.
    """
    graph = model.graph
    if MIDDLE in {output.name for output in graph.output}:
        return
    by_output = {name: node for node in graph.node for name in node.output}
    divide = by_output["embedding"]
    total = by_output[divide.input[0]]
    masked = by_output[total.input[0]]
    norms = [
        node.output[0]
        for node in graph.node
        if node.op_type == "LayerNormalization" and "/attention/" not in node.output[0]
    ]
    # The first normalises the embeddings; each other ends a layer.
    if [node.op_type for node in (divide, total, masked)] != ["Div", "ReduceSum", "Mul"] or (
        norms[-1] != masked.input[0]
    ):
        raise ValueError("the graph's pooling was not found")
    head = by_output["logits"]
    pooled = [
        helper.make_node("Mul", [norms[LAYERS_BELOW], masked.input[1]], [f"{MIDDLE}/masked"]),
        helper.make_node(
            "ReduceSum", [f"{MIDDLE}/masked", total.input[1]], [f"{MIDDLE}/sum"], keepdims=0
        ),
        helper.make_node("Div", [f"{MIDDLE}/sum", divide.input[1]], [MIDDLE]),
        helper.make_node("Concat", ["embedding", MIDDLE], [SEEN], axis=1),
    ]
    nodes = [node for node in graph.node if node is not head]
    head.input[0] = SEEN
    made = [*nodes, *pooled, head]
    copies = [onnx.NodeProto.FromString(node.SerializeToString()) for node in made]
    del graph.node[:]
    graph.node.extend(copies)
    weight = fixed(model, head_names(model)[0])
    put(model, head_names(model)[0], np.hstack([weight, np.zeros_like(weight)]))
    shape = ["batch", weight.shape[1]]
    graph.output.append(helper.make_tensor_value_info(MIDDLE, onnx.TensorProto.FLOAT, shape))


def attach(model: onnx.ModelProto, labels: int, found: LinearHeads) -> None:
    """Put heads on [embedding, middle] behind the graph's own `labels`, in place of any there."""
    for name, rows in zip(head_names(model), (found.weight, found.bias), strict=True):
        put(model, name, np.concatenate([fixed(model, name)[:labels], rows]))


def head_names(model: onnx.ModelProto) -> Sequence[str]:
    """Names of the weight and the bias that the logits come from."""
    (head,) = [node for node in model.graph.node if "logits" in node.output]
    if head.op_type != "Gemm":
        raise ValueError("the graph's head was not found")
    return tuple(head.input[1:])


def fixed(model: onnx.ModelProto, name: str) -> NDArray[np.float32]:
    """The fixed values of that name."""
    (found,) = [item for item in model.graph.initializer if item.name == name]
    return np.asarray(numpy_helper.to_array(found), np.float32)


def put(model: onnx.ModelProto, name: str, values: Array) -> None:
    """Put `values` in the place of those of that name."""
    (found,) = [item for item in model.graph.initializer if item.name == name]
    made = np.ascontiguousarray(values.astype(np.float32))
    found.CopyFrom(numpy_helper.from_array(made, name))
