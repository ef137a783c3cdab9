"""Integers for floats: near what they stand for, and never more than a processor can add up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from tests.support.graphs import graph, kinds, run
from training import config
from training.ship.quantise import (
    SCHEMES,
    SHIPPED,
    TABLE_ROWS,
    Scheme,
    in_blocks,
    per_channel,
    per_row,
    quantise,
    quantised,
)

pytestmark = pytest.mark.slow

FLOAT, INT64, INT32 = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64, onnx.TensorProto.INT32
SIXTEEN_BITS = 2**15 - 1
WIDTH, OUT = 128, 6
EXACT = [scheme for scheme in SCHEMES if scheme.name != "INT8, 8-bit weights"]
"""The other one may saturate, on processors without VNNI."""

Array = NDArray[Any]

# Plain numbers and exact zeros: what a scale of 1e-40 does to floats is not the question.
numbers = st.floats(-100, 100, width=32).map(lambda x: 0.0 if abs(x) < 1e-4 else x)
matrices = arrays.arrays(
    np.float32, st.tuples(st.integers(1, 12), st.integers(1, 5)), elements=numbers
)
blocked = arrays.arrays(np.float32, st.tuples(st.just(64), st.integers(1, 3)), elements=numbers)
few = settings(max_examples=25)


@given(matrices)
def test_no_weight_that_ships_is_larger_than_64_so_that_16_bits_hold_two_products(
    weights: Array,
) -> None:
    integers, _, zero = per_channel(weights, SHIPPED)
    largest = np.abs(integers.astype(int)).max(axis=0)
    assert set(np.unique(largest)) <= {0, 64}
    assert (zero == 0).all()
    assert 2 * 255 * int(largest.max()) <= SIXTEEN_BITS


@pytest.mark.parametrize("kind", ["emotion", "sentence"])
def test_nor_is_any_in_the_models_as_they_lie_there(kind: str) -> None:
    model = onnx.load(str(config.MODELS / kind / "model.onnx"))
    fixed = {item.name: item for item in model.graph.initializer}
    products = [
        fixed[node.input[1]]
        for node in model.graph.node
        if node.op_type in ("DynamicQuantizeMatMul", "QAttention")
    ]
    assert len(products) == 6 * 4
    for item in products:
        assert np.abs(numpy_helper.to_array(item).astype(int)).max() == 64
    assert not {"MatMul", "Attention", "SkipLayerNormalization"} & set(kinds(model))


@given(matrices, st.sampled_from([scheme for scheme in SCHEMES if not scheme.block]))
def test_integers_are_within_half_a_step_of_their_weights(weights: Array, scheme: Scheme) -> None:
    integers, scale, zero = per_channel(weights, scheme)
    again = (integers.astype(np.float32) - zero) * scale
    assert (np.abs(again - weights) <= scale * 0.501).all()


@given(matrices)
def test_a_tables_rows_come_back_within_half_a_step(table: Array) -> None:
    integers, scale = per_row(table)
    assert scale.shape == (len(table), 1)
    assert (np.abs(integers * scale - table) <= scale * 0.501).all()
    assert set(np.unique(np.abs(integers.astype(int)).max(axis=1))) <= {0, 127}


@few
@given(blocked, st.sampled_from([32, 64]))
def test_blocks_of_8_bits_come_back_within_half_a_step(weights: Array, block: int) -> None:
    packed, scale = in_blocks(weights, Scheme("blocks", block=block))
    steps = scale.reshape(*packed.shape[:2], 1)
    again = ((packed.astype(np.float32) - 128) * steps).reshape(weights.T.shape).T
    assert (np.abs(again - weights).T.reshape(packed.shape) <= steps * 0.501).all()


@few
@given(blocked)
def test_blocks_of_4_bits_keep_their_extreme_and_the_rest_within_a_step(weights: Array) -> None:
    packed, scale = in_blocks(weights, Scheme("blocks", block=32, bits=4))
    whole = np.stack([packed & 15, packed >> 4], axis=-1).reshape(*packed.shape[:2], 32)
    steps = scale.reshape(*packed.shape[:2], 1)
    given_blocks = weights.T.reshape(whole.shape)
    wrong = np.abs((whole.astype(np.float32) - 8) * steps - given_blocks)
    assert (wrong <= np.abs(steps) * 1.001).all()
    at = np.abs(given_blocks).argmax(axis=-1)[..., None]
    assert np.take_along_axis(wrong, at, axis=-1).max() <= 1e-4


def product(bias: bool = True) -> tuple[onnx.ModelProto, Array, Array]:
    """y = x W + b for any rows x; W [WIDTH, OUT] and b."""
    rng = np.random.default_rng(3)
    fixed = {
        "W": rng.standard_normal((WIDTH, OUT)).astype(np.float32),
        "b": rng.standard_normal(OUT).astype(np.float32) if bias else np.zeros(OUT, np.float32),
    }
    nodes = [helper.make_node("MatMul", ["x", "W"], ["y" if not bias else "xW"])]
    if bias:
        nodes.append(helper.make_node("Add", ["xW", "b"], ["y"]))
    model = graph(nodes, fixed, {"x": (FLOAT, ("rows", WIDTH))}, ["y"])
    return model, fixed["W"], fixed["b"]


def bound(x: Array, weights: Array, scheme: Scheme) -> float:
    """How far a product of integers may be off: each factor by a step, over all its terms.

    A step of x is a 127th of its largest at most; of W, that over the largest integer.
    """
    steps = 8 if scheme.bits == 4 else (127 if scheme.block else scheme.largest)
    largest = float(np.abs(x).max()), float(np.abs(weights).max())
    off = largest[0] / 127, largest[1] / steps
    return len(weights) * (off[0] * largest[1] + off[1] * largest[0] + off[0] * off[1])


@pytest.mark.parametrize("scheme", EXACT, ids=lambda scheme: scheme.name)
@pytest.mark.parametrize("bias", [True, False])
def test_a_product_is_as_near_to_the_float_one_as_its_steps_let_it(
    scheme: Scheme, bias: bool
) -> None:
    model, weights, added = product(bias)
    changed = quantised(model, scheme)
    assert kinds(changed) == ["MatMulNBits" if scheme.block else "DynamicQuantizeMatMul"]
    for seed in range(5):
        x = np.random.default_rng(seed).normal(0, 3, (1 + seed, WIDTH)).astype(np.float32)
        [y] = run(changed, x=x)
        exact = x @ weights + added
        assert np.abs(y - exact).max() <= bound(x, weights, scheme)
        # The bound is the worst case; errors of 128 terms rarely all point one way.
        coarse = 0.25 if scheme.bits == 4 else 0.05
        assert np.abs(y - exact).mean() <= coarse * np.abs(exact).mean()


def test_the_largest_products_there_can_be_do_not_saturate() -> None:
    """All inputs and all weights at their extremes, of one sign: 255 * 64, WIDTH times."""
    weights = np.full((WIDTH, OUT), 0.5, np.float32)
    node = helper.make_node("MatMul", ["x", "W"], ["y"])
    model = graph([node], {"W": weights}, {"x": (FLOAT, (1, WIDTH))}, ["y"])
    x = np.full((1, WIDTH), 2.0, np.float32)
    [y] = run(quantised(model, SHIPPED), x=x)
    np.testing.assert_allclose(y, x @ weights, rtol=1e-5)


def test_a_product_that_more_than_a_bias_needs_keeps_its_name() -> None:
    weights, bias = np.eye(4, 3, dtype=np.float32), np.ones(3, np.float32)
    nodes = [
        helper.make_node("MatMul", ["x", "W"], ["xW"]),
        helper.make_node("Add", ["xW", "b"], ["y"]),
    ]
    inputs = {"x": (FLOAT, (1, 4))}
    fixed = {"W": weights, "b": bias}
    given_out = graph(nodes, fixed, inputs, ["y", "xW"])
    nodes.append(helper.make_node("Relu", ["xW"], ["z"]))
    twice = graph(nodes, fixed, inputs, ["y", "z"])
    x = np.array([[1.0, 2.0, 3.0, 4.0]], np.float32)
    for model in (given_out, twice):
        y, other = run(quantised(model, SHIPPED), x=x)
        np.testing.assert_allclose(other, [[1, 2, 3]], atol=0.05)
        np.testing.assert_allclose(y, [[2, 3, 4]], atol=0.05)


def attention(tokens: int) -> tuple[onnx.ModelProto, dict[str, Array], Array]:
    """Attention of two heads over a text of so many tokens; its fixed values and an input."""
    rng = np.random.default_rng(5)
    fixed = {
        "W": rng.normal(0, 0.1, (WIDTH, 3 * WIDTH)).astype(np.float32),
        "b": rng.normal(0, 0.2, 3 * WIDTH).astype(np.float32),
    }
    node = helper.make_node(
        "Attention", ["x", "W", "b", "mask"], ["y"], domain="com.microsoft", num_heads=2
    )
    inputs = {"x": (FLOAT, (1, tokens, WIDTH)), "mask": (INT32, (1, tokens))}
    x = rng.normal(0, 1, (1, tokens, WIDTH)).astype(np.float32)
    return graph([node], fixed, inputs, ["y"]), fixed, x


@pytest.mark.parametrize("scheme", EXACT, ids=lambda scheme: scheme.name)
def test_attention_over_one_token_is_its_value(scheme: Scheme) -> None:
    """Known by hand: the one weight is 1, so what comes out is x Wv + bv."""
    model, fixed, x = attention(1)
    [y] = run(quantised(model, scheme), x=x, mask=np.ones((1, 1), np.int32))
    exact = x[0] @ fixed["W"][:, 2 * WIDTH :] + fixed["b"][2 * WIDTH :]
    np.testing.assert_allclose(y[0], exact, atol=0.5 if scheme.bits == 4 else 0.1)


@pytest.mark.parametrize("scheme", EXACT, ids=lambda scheme: scheme.name)
def test_attention_over_many_tokens_is_near_the_float_one(scheme: Scheme) -> None:
    model, _, x = attention(7)
    mask = np.ones((1, 7), np.int32)
    [exact] = run(model, x=x, mask=mask)
    changed = quantised(model, scheme)
    assert "Attention" not in kinds(changed)
    [y] = run(changed, x=x, mask=mask)
    np.testing.assert_allclose(y, exact, atol=0.5 if scheme.bits == 4 else 0.1)


def look_up(rows: int, **attributes: int) -> tuple[onnx.ModelProto, Array]:
    """Vectors looked up in a table of so many rows."""
    table = np.random.default_rng(1).normal(0, 2, (rows, 8)).astype(np.float32)
    node = helper.make_node("Gather", ["table", "at"], ["y"], **attributes)
    return graph([node], {"table": table}, {"at": (INT64, (1, "n"))}, ["y"]), table


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_a_row_that_is_looked_up_is_within_half_a_step(scheme: Scheme) -> None:
    model, table = look_up(TABLE_ROWS)
    at = np.array([[0, 7, TABLE_ROWS - 1, 7]])
    changed = quantised(model, scheme)
    assert {item.name for item in changed.graph.initializer} == {"table/integers", "table/scale"}
    [y] = run(changed, at=at)
    step = np.abs(table).max(axis=1, keepdims=True)[at] / 127
    assert (np.abs(y - table[at]) <= 0.501 * step).all()


def test_what_it_does_not_know_it_leaves_alone() -> None:
    rng = np.random.default_rng(2)
    fixed = {
        "head": rng.normal(0, 1, (8, 3)).astype(np.float32),
        "bias": rng.normal(0, 1, 3).astype(np.float32),
        "small": rng.normal(0, 1, (TABLE_ROWS - 1, 8)).astype(np.float32),
        "places": np.arange(TABLE_ROWS * 2).reshape(TABLE_ROWS, 2),
    }
    nodes = [
        helper.make_node("Gather", ["small", "at"], ["rows"]),
        helper.make_node("Relu", ["rows"], ["kept"]),
        helper.make_node("Gemm", ["kept", "head", "bias"], ["scores"]),
        helper.make_node("Transpose", ["kept"], ["across"]),
        helper.make_node("MatMul", ["kept", "across"], ["alike"]),
        helper.make_node("Gather", ["places", "at"], ["whole"]),
        helper.make_node("Cast", ["whole"], ["placed"], to=FLOAT),
    ]
    model = graph(nodes, fixed, {"at": (INT64, ("n",))}, ["scores", "alike", "placed"])
    before = model.SerializeToString()
    assert quantised(model, SHIPPED).SerializeToString() == before


def test_columns_that_are_looked_up_stay_floats() -> None:
    model, _ = look_up(TABLE_ROWS, axis=1)
    before = model.SerializeToString()
    assert quantised(model, SHIPPED).SerializeToString() == before


def test_a_file_is_written_a_quarter_as_large(tmp_path: Path) -> None:
    model, _ = look_up(5000)
    source, target = tmp_path / "model.onnx", tmp_path / "new" / "model.onnx"
    onnx.save(model, str(source))
    quantise(source, target)
    assert target.stat().st_size < 0.4 * source.stat().st_size
    assert onnx.load(str(target)) == quantised(model, SHIPPED)
