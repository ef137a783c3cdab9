"""Surgery on a fused ONNX graph: integers instead of floats in its large matrices and tables.

Every matrix product with a fixed matrix takes one of these forms:

- dynamic INT8 (`DynamicQuantizeMatMul`, `QAttention`): activations to 8 bits with one scale for all
  that is in the run, weights symmetric with a scale for each output channel;
- weights in blocks (`MatMulNBits`), for comparison.

Tables that are looked up (token vectors) become INT8 with a scale for each row, in all schemes. The
classifier's head (a Gemm) stays as it is: it is small, and its errors would be the result's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

MICROSOFT = "com.microsoft"
TABLE_ROWS = 1000
"""A looked-up matrix of so many rows is a table worth shrinking."""
EIGHT_BITS = 127.0
SEVEN_BITS = 64.0
"""Two products of an unsigned byte with this, added, fit 16 bits: 2 * 255 * 64 = 32,640."""

Array = NDArray[Any]


@dataclass(frozen=True)
class Scheme:
    """How weights are stored. `largest` is the largest integer of a signed or shifted weight."""

    name: str
    largest: float = SEVEN_BITS
    unsigned: bool = False
    block: int = 0
    """Weights in a block of MatMulNBits; 0: dynamic INT8."""
    bits: int = 8


SHIPPED = Scheme("INT8, 7-bit weights")
"""Right on every processor: what AVX2 adds up in 16 bits cannot saturate."""
SCHEMES = (
    SHIPPED,
    Scheme("INT8, 8-bit weights", EIGHT_BITS),
    Scheme("U8U8", EIGHT_BITS, unsigned=True),
    Scheme("8-bit blocks of 32", block=32),
    Scheme("8-bit blocks of 128", block=128),
    Scheme("INT4 blocks of 32", block=32, bits=4),
)


def quantise(source: Path, target: Path, scheme: Scheme = SHIPPED) -> None:
    """The fused FP32 graph at `source` with integer weights, written to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(quantised(onnx.load(str(source)), scheme), str(target))


def quantised(model: onnx.ModelProto, scheme: Scheme) -> onnx.ModelProto:
    """`model`, changed in place: matrix products, attention and tables in the way of `scheme`."""
    surgery = _Surgery(model, scheme)
    surgery.work()
    return model


def per_channel(weights: Array, scheme: Scheme) -> tuple[Array, Array, Array]:
    """[in, out] -> integers [in, out], scales [out] and zero points [out], symmetric."""
    scale = _nonzero(np.abs(weights).max(axis=0)) / scheme.largest
    whole = np.rint(weights / scale)
    kind, zero = (np.uint8, 128) if scheme.unsigned else (np.int8, 0)
    return (
        (whole + zero).astype(kind),
        scale.astype(np.float32),
        np.full(weights.shape[1], zero, kind),
    )


def per_row(table: Array) -> tuple[Array, Array]:
    """[rows, width] -> INT8 [rows, width] and scales [rows, 1]."""
    scale = _nonzero(np.abs(table).max(axis=1, keepdims=True)) / EIGHT_BITS
    return np.rint(table / scale).astype(np.int8), scale.astype(np.float32)


def in_blocks(weights: Array, scheme: Scheme) -> tuple[Array, Array]:
    """[in, out] -> MatMulNBits' packed integers [out, blocks, bytes] and scales [out * blocks].

    Blocks run along [in], which must be a multiple of them. 4-bit weights scale by the extreme of
    each block, sign and all, which then is exact (-8).
    """
    blocks = weights.T.reshape(weights.shape[1], -1, scheme.block)
    if scheme.bits == 8:
        scale = _nonzero(np.abs(blocks).max(axis=-1, keepdims=True)) / EIGHT_BITS
        packed = (np.rint(blocks / scale) + 128).astype(np.uint8)
    else:
        at = np.abs(blocks).argmax(axis=-1)[..., None]
        scale = _nonzero(np.take_along_axis(blocks, at, axis=-1)) / -8.0
        whole = np.clip(np.rint(blocks / scale) + 8, 0, 15).astype(np.uint8)
        packed = whole[..., 0::2] | (whole[..., 1::2] << 4)
    return packed, scale.astype(np.float32).ravel()


def _nonzero(values: Array) -> Array:
    """Weights that are all zero may have any scale."""
    return np.where(values == 0, 1.0, values)


class _Surgery:
    """One pass over a graph's nodes; each handler says what stands in a node's place."""

    def __init__(self, model: onnx.ModelProto, scheme: Scheme) -> None:
        self.model = model
        self.graph = model.graph
        self.given = {output.name for output in model.graph.output}
        self.scheme = scheme
        self.fixed = {item.name: item for item in self.graph.initializer}
        self.consumers: dict[str, list[onnx.NodeProto]] = {}
        for node in self.graph.node:
            for name in node.input:
                self.consumers.setdefault(name, []).append(node)
        self.nodes: list[onnx.NodeProto] = []
        self.absorbed: set[str] = set()

    def work(self) -> None:
        """Replace what is to be replaced, and drop what nothing needs any more."""
        for node in self.graph.node:
            if node.output[0] in self.absorbed:
                continue
            if node.op_type == "MatMul" and self.matrix(node.input[1]):
                self.product(node)
            elif node.op_type == "Attention":
                self.attention(node)
            elif node.op_type == "Gather" and self.table(node):
                self.look_up(node)
            else:
                self.nodes.append(node)
        self.replace()

    def matrix(self, name: str) -> bool:
        """Whether `name` is a fixed matrix of floats."""
        fixed = self.fixed.get(name)
        return (
            fixed is not None and len(fixed.dims) == 2 and fixed.data_type == onnx.TensorProto.FLOAT
        )

    def table(self, node: onnx.NodeProto) -> bool:
        """Whether `node` looks up rows of a large fixed matrix."""
        by_row = all(item.i == 0 for item in node.attribute if item.name == "axis")
        name = node.input[0]
        return by_row and self.matrix(name) and self.fixed[name].dims[0] >= TABLE_ROWS

    def array(self, name: str) -> Array:
        """The fixed values of that name."""
        return np.asarray(numpy_helper.to_array(self.fixed[name]))

    def keep(self, name: str, values: Array) -> str:
        """Add fixed values to the graph; their name."""
        self.fixed[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def add(self, kind: str, inputs: Iterable[str], outputs: Iterable[str], **values: Any) -> None:
        """Append a node; its name is its first output's."""
        made = list(outputs)
        self.nodes.append(helper.make_node(kind, list(inputs), made, made[0] + "/node", **values))

    def product(self, node: onnx.NodeProto) -> None:
        """x W, with the bias that is added to it and nothing else, if there is one."""
        name, output, bias = node.input[1], node.output[0], ""
        users = self.consumers.get(output, [])
        if output not in self.given and len(users) == 1 and users[0].op_type == "Add":
            other = next((item for item in users[0].input if item != output), "")
            if other in self.fixed and len(self.fixed[other].dims) == 1:
                bias, output = other, users[0].output[0]
                self.absorbed.add(output)
        self.integer_product(node.input[0], name, bias, output)

    def integer_product(self, source: str, name: str, bias: str, output: str) -> None:
        """source W + bias, W being the fixed matrix `name`, in the scheme's form."""
        weights = self.array(name)
        if not self.scheme.block:
            integers, scale, zero = per_channel(weights, self.scheme)
            inputs = [source, self.keep(name + "/integers", integers)]
            inputs += [self.keep(name + "/scale", scale), self.keep(name + "/zero", zero), bias]
            self.add("DynamicQuantizeMatMul", inputs, [output], domain=MICROSOFT)
            return
        packed, scale = in_blocks(weights, self.scheme)
        inputs = [source, self.keep(name + "/packed", packed), self.keep(name + "/scale", scale)]
        self.add(
            "MatMulNBits",
            [*inputs, "", "", bias] if bias else inputs,
            [output],
            domain=MICROSOFT,
            K=weights.shape[0],
            N=weights.shape[1],
            bits=self.scheme.bits,
            block_size=self.scheme.block,
            accuracy_level=4,
        )

    def attention(self, node: onnx.NodeProto) -> None:
        """Attention whose joint projection to queries, keys and values is in integers."""
        source, name, bias, mask = node.input[:4]
        heads = next(item.i for item in node.attribute if item.name == "num_heads")
        output = node.output[0]
        if self.scheme.block:
            width = self.fixed[name].dims[1] // 3
            self.integer_product(source, name, "", output + "/qkv")
            parts = [output + part for part in ("/q", "/k", "/v")]
            sizes = self.keep("attention/sizes", np.array([width] * 3, np.int64))
            self.add("Split", [output + "/qkv", sizes], parts, axis=-1)
            inputs = [*parts, bias, mask]
            self.add("MultiHeadAttention", inputs, [output], domain=MICROSOFT, num_heads=heads)
            return
        integers, scale, zero = per_channel(self.array(name), self.scheme)
        x, x_scale, x_zero = (f"{output}/{part}" for part in ("x", "x_scale", "x_zero"))
        self.add("DynamicQuantizeLinear", [source], [x, x_scale, x_zero])
        inputs = [x, self.keep(name + "/integers", integers), bias, x_scale]
        inputs += [self.keep(name + "/scale", scale), mask, x_zero, self.keep(name + "/zero", zero)]
        self.add("QAttention", inputs, [output], domain=MICROSOFT, num_heads=heads)

    def look_up(self, node: onnx.NodeProto) -> None:
        """Rows of an INT8 table times their scales."""
        name, rows = node.input[:2]
        output = node.output[0]
        integers, scale = per_row(self.array(name))
        self.add("Gather", [self.keep(name + "/integers", integers), rows], [output + "/integers"])
        self.add("Gather", [self.keep(name + "/scale", scale), rows], [output + "/scale"])
        self.add("Cast", [output + "/integers"], [output + "/float"], to=onnx.TensorProto.FLOAT)
        self.add("Mul", [output + "/float", output + "/scale"], [output])

    def replace(self) -> None:
        """Put the new nodes and the fixed values that they need into the graph."""
        needed = {name for node in self.nodes for name in node.input}
        needed |= self.given
        del self.graph.node[:], self.graph.initializer[:], self.graph.value_info[:]
        self.graph.node.extend(self.nodes)
        self.graph.initializer.extend(item for name, item in self.fixed.items() if name in needed)
        if MICROSOFT not in {item.domain for item in self.model.opset_import}:
            self.model.opset_import.append(helper.make_opsetid(MICROSOFT, 1))
