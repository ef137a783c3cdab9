from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from samo_desktop.inference.runtime import session
from training.models.features import EMOTION
from training.models.journal_heads import LinearHeads
from training.ship import graph_heads
from training.ship.export import FILES

RNG = np.random.default_rng(3)
WIDTH, LABELS, LAYERS = 4, 3, 6


def pooled_graph() -> onnx.ModelProto:
    """Six layers of nothing but normalisation, pooled under a mask, and a head."""
    rng = np.random.default_rng(3)
    fixed = {
        "head.weight": rng.normal(size=(LABELS, WIDTH)),
        "head.bias": rng.normal(size=LABELS),
        **{f"gain{n}": rng.uniform(0.5, 2.0, WIDTH) for n in range(LAYERS + 1)},
        **{f"shift{n}": rng.normal(size=WIDTH) for n in range(LAYERS + 1)},
    }
    nodes = [
        helper.make_node(
            "LayerNormalization",
            ["tokens" if n == 0 else f"layer{n - 1}", f"gain{n}", f"shift{n}"],
            [f"layer{n}"],
        )
        for n in range(LAYERS + 1)
    ]
    nodes += [
        helper.make_node("Mul", [f"layer{LAYERS}", "mask"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "one"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["mask", "one"], ["count"], keepdims=0),
        helper.make_node("Div", ["sum", "count"], ["embedding"]),
        helper.make_node("Gemm", ["embedding", "head.weight", "head.bias"], ["logits"], transB=1),
    ]
    real = TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "pooled",
        [
            helper.make_tensor_value_info("tokens", real, ["b", "t", WIDTH]),
            helper.make_tensor_value_info("mask", real, ["b", "t", 1]),
        ],
        [
            helper.make_tensor_value_info(name, real, ["b", None])
            for name in ("logits", "embedding")
        ],
        [
            *(numpy_helper.from_array(v.astype(np.float32), name) for name, v in fixed.items()),
            numpy_helper.from_array(np.array([1]), "one"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


@pytest.fixture
def feed() -> dict[str, Any]:
    mask = np.ones((2, 5, 1), np.float32)
    mask[1, 3:] = 0
    return {"tokens": RNG.normal(size=(2, 5, WIDTH)).astype(np.float32), "mask": mask}


def run(model: onnx.ModelProto, outputs: list[str], feed: dict[str, Any]) -> list[Any]:
    onnx.checker.check_model(model)
    return list(session(model.SerializeToString(), 1).run(outputs, feed))


def test_a_widened_graph_says_the_same_and_gives_the_middle(feed: dict[str, Any]) -> None:
    model = pooled_graph()
    (before,) = run(model, ["logits"], feed)
    graph_heads.widen(model)
    after, middle = run(model, ["logits", "middle"], feed)
    np.testing.assert_allclose(after, before, rtol=1e-5)
    exposed = pooled_graph()
    name = f"layer{graph_heads.LAYERS_BELOW}"
    exposed.graph.output.append(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["b", "t", WIDTH])
    )
    (hidden,) = run(exposed, [name], feed)
    expected = (hidden * feed["mask"]).sum(axis=1) / feed["mask"].sum(axis=1)
    np.testing.assert_allclose(middle, expected, rtol=1e-5)


def test_heads_see_both_vectors_and_replace_those_there_were(feed: dict[str, Any]) -> None:
    model = pooled_graph()
    (before,) = run(model, ["logits"], feed)
    graph_heads.widen(model)
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        weight, bias = rng.normal(size=(2, 2 * WIDTH)), rng.normal(size=2)
        graph_heads.attach(model, LABELS, LinearHeads(("a", "b"), weight, bias, {}, {}))
        logits, last, middle = run(model, ["logits", "embedding", "middle"], feed)
        np.testing.assert_allclose(logits[:, :LABELS], before, rtol=1e-5)
        expected = np.hstack([last, middle]) @ weight.T + bias
        np.testing.assert_allclose(logits[:, LABELS:], expected, rtol=1e-4, atol=1e-5)


def test_a_graph_is_widened_once() -> None:
    model = pooled_graph()
    graph_heads.widen(model)
    once = model.SerializeToString()
    graph_heads.widen(model)
    assert model.SerializeToString() == once


def test_a_graph_pooled_in_another_way_is_refused() -> None:
    model = pooled_graph()
    (total,) = [node for node in model.graph.node if "sum" in node.output]
    total.op_type = "ReduceMax"
    with pytest.raises(ValueError, match="pooling"):
        graph_heads.widen(model)


def test_what_ships_has_its_heads_on_both_layers() -> None:
    model = onnx.load(str(EMOTION / FILES[0]))
    weight = graph_heads.fixed(model, graph_heads.head_names(model)[0])
    assert weight.shape == (32, 768)
    assert not weight[:28, 384:].any(), "GoEmotions' labels see the last layer alone"
    assert weight[28:, :384].any()
    assert weight[28:, 384:].any()
