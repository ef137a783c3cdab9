"""Small ONNX graphs of a few nodes, to be quantised and run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from samo_desktop.inference.runtime import session


def graph(
    nodes: Sequence[onnx.NodeProto],
    fixed: Mapping[str, NDArray[Any]],
    inputs: Mapping[str, tuple[int, Sequence[int | str]]],
    outputs: Sequence[str],
) -> onnx.ModelProto:
    """A model of `nodes`; `inputs` are kind and shape by name, `outputs` floats of any shape."""
    made = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, *value) for name, value in inputs.items()],
        [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in outputs],
        [numpy_helper.from_array(values, name) for name, values in fixed.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8)


def run(model: onnx.ModelProto, **inputs: NDArray[Any]) -> list[NDArray[np.float32]]:
    """The model's outputs on one thread, as the program runs models."""
    return list(session(model.SerializeToString(), 1).run(None, inputs))


def kinds(model: onnx.ModelProto) -> list[str]:
    """The operations of `model`, in their order."""
    return [node.op_type for node in model.graph.node]
