"""What integers cost: measured on graphs whose answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import helper
from tokenizers import Tokenizer

from tests.support.graphs import graph, kinds
from training import config
from training.data import datasets
from training.ship.quantise import SCHEMES, SHIPPED
from training.studies import quantisation

LABELS, WIDTH = 28, 128
TEXTS = [[1, 5, 9], [2, 4], [8, 8, 8, 8, 1], [30_000, 3]]


def network() -> onnx.ModelProto:
    """Rows of a table, times a matrix, averaged over tokens: [1, LABELS]."""
    rng = np.random.default_rng(0)
    fixed = {
        "table": rng.normal(0, 1, (30_600, WIDTH)).astype(np.float32),
        "W": rng.normal(0, 1, (WIDTH, LABELS)).astype(np.float32),
        "b": rng.normal(-2, 1, LABELS).astype(np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"]),
        helper.make_node("MatMul", ["rows", "W"], ["product"]),
        helper.make_node("Add", ["product", "b"], ["each"]),
        helper.make_node("Cast", ["attention_mask"], ["unused"], to=onnx.TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["each"], ["logits"], axes=[1], keepdims=0),
    ]
    shape = (onnx.TensorProto.INT64, ("texts", "tokens"))
    return graph(nodes, fixed, {"input_ids": shape, "attention_mask": shape}, ["logits"])


@pytest.fixture(scope="module")
def exact() -> bytes:
    return network().SerializeToString()


def by_hand(ids: list[int]) -> NDArray[np.float32]:
    fixed = {item.name: onnx.numpy_helper.to_array(item) for item in network().graph.initializer}
    return np.asarray((fixed["table"][ids] @ fixed["W"] + fixed["b"]).mean(axis=0), np.float32)


@pytest.mark.slow
def test_logits_come_in_the_order_of_the_texts(exact: bytes) -> None:
    expected = np.stack([by_hand(ids) for ids in TEXTS])
    np.testing.assert_allclose(quantisation.logits(exact, TEXTS), expected, atol=1e-4)


def test_a_scheme_changes_a_copy(exact: bytes) -> None:
    made = onnx.load_from_string(quantisation.integers(exact, SHIPPED))
    assert "DynamicQuantizeMatMul" in kinds(made)
    assert "MatMul" in kinds(onnx.load_from_string(exact))


def test_a_line_compares_with_fp32(exact: bytes) -> None:
    rng = np.random.default_rng(0)
    texts = [list(rng.integers(0, 1000, rng.integers(2, 30))) for _ in range(60)]
    reference = quantisation.logits(exact, texts)
    truth = (rng.random(reference.shape) < 0.2).astype(np.float32)
    base = quantisation.macro(reference, truth)
    same = quantisation.row("FP32", exact, reference, reference, truth, base, texts)
    assert same["loss"] == same["largest_logit_difference"] == 0
    assert same["bytes"] == len(exact)
    assert same["one_ms"] > 0 < same["thirty_two_ms"]
    off = quantisation.row("off", exact, reference + 0.5, reference, truth, base, texts)
    assert off["largest_logit_difference"] == off["mean_logit_difference"] == 0.5
    assert off["macro_f1"] == pytest.approx(base - off["loss"], abs=2e-4)


def test_texts_are_made_to_fit_a_length() -> None:
    found = quantisation.of_length(TEXTS, 4, 6)
    assert [len(ids) for ids in found] == [4] * 6
    assert found[0] == [1, 5, 9, 1]  # among the nearest, the first
    assert found[1] == [8, 8, 8, 8]


def test_the_median_leaves_out_the_first() -> None:
    calls: list[int] = []
    assert quantisation.median([lambda at=at: calls.append(at) for at in range(3)]) >= 0
    assert calls == [0, 0, 1, 2]


def test_the_worst_of_a_layer_is_found_on_the_texts_that_reach_furthest(exact: bytes) -> None:
    weights = quantisation.integers(exact, SHIPPED)
    assert quantisation.tapped(weights) == [("rows", "each")]
    [found] = quantisation.extremes(exact, weights, TEXTS)
    model = network()
    table = onnx.numpy_helper.to_array(model.graph.initializer[0])
    rows = np.concatenate([table[ids] for ids in TEXTS])
    assert found["largest_input"] == pytest.approx(np.abs(rows).max(), abs=1e-3)
    # Both factors and the table's own rounding are off by a step at most.
    fixed = [onnx.numpy_helper.to_array(item) for item in model.graph.initializer]
    largest = max(np.abs(values).max() for values in fixed)
    assert 0 < found["difference"] <= WIDTH * 3 * largest * largest / 64
    assert found["difference"] < 0.1 * found["range"]


def test_a_tap_is_an_output_once(exact: bytes) -> None:
    runner = quantisation.expose(exact, ["rows", "logits", "rows"])
    assert [output.name for output in runner.get_outputs()] == ["logits", "rows"]


@pytest.mark.slow
def test_the_whole_table(exact: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokenizer = Tokenizer.from_file(str(config.MODELS / "emotion" / "tokenizer.json"))
    rng = np.random.default_rng(1)
    texts = [" ".join(rng.choice(["happy", "sad", "rain", "work"], 5)) for _ in range(80)]
    labels = (rng.random((80, LABELS)) < 0.3).astype(np.float32)
    monkeypatch.setattr(config, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(datasets, "read_split", lambda folder, split: datasets.Split(texts, labels))
    found = quantisation.measure(exact, tokenizer, 2)
    assert json.dumps(found)
    assert [row["name"] for row in found["rows"]] == ["FP32, fused", *(s.name for s in SCHEMES)]
    assert found["texts"] == 40
    assert [layer["into"] for layer in found["layers"]] == ["rows"]
    assert all(row["bytes"] < len(exact) / 2 for row in found["rows"][1:])
