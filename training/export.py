"""From PyTorch to a folder in `models/`: ONNX, INT8 weights, tokenizer and config.json.

Dynamic quantisation, signed weights per output channel, with `reduce_range` (7 bits): without it,
products of unsigned and signed bytes saturate on processors that have AVX2 but no VNNI, which
cannot be seen on one that has VNNI (ONNX Runtime, "Quantize ONNX Models", on U8S8).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor, nn

OPSET = 17
FILES = ("model.onnx", "tokenizer.json")


def to_onnx(network: nn.Module, output: str, path: Path) -> None:
    """Write `network(input_ids, attention_mask)`, both [batch, tokens] of any size, to `path`."""
    import torch

    ids: Tensor = torch.randint(1000, 20000, (3, 11))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    axes = {0: "batch", 1: "tokens"}
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        network.eval(),
        (ids, mask),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=[output],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, output: {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
    check_same(network, path)


def check_same(network: nn.Module, path: Path) -> None:
    """Compare the exported graph with the network on shapes that the export never saw."""
    import numpy as np
    import onnxruntime
    import torch

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    generator = torch.Generator().manual_seed(0)
    for batch, tokens in ((1, 3), (5, 29)):
        ids = torch.randint(1000, 20000, (batch, tokens), generator=generator)
        mask = torch.ones_like(ids)
        mask[-1, max(1, tokens - 2) :] = 0
        with torch.inference_mode():
            expected = network(ids, mask).numpy()
        inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy()}
        np.testing.assert_allclose(session.run(None, inputs)[0], expected, rtol=1e-3, atol=1e-4)


def quantise(source: Path, target: Path) -> None:
    """FP32 ONNX at `source` to INT8 ONNX at `target`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    prepared = source.with_name("prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    quantize_dynamic(
        prepared, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
    )
    prepared.unlink()


def save_tokenizer(tokenizer: Tokenizer, max_length: int, folder: Path) -> None:
    """Write tokenizer.json, which cuts at `max_length` tokens and does not pad."""
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)


def fingerprint(path: Path) -> dict[str, Any]:
    """SHA-256 and size in bytes of one file."""
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def write_config(folder: Path, values: Mapping[str, Any]) -> None:
    """Write config.json: `values`, and the fingerprints of the files beside it."""
    files = {name: fingerprint(folder / name) for name in FILES}
    text = json.dumps({**values, "files": files}, indent=2, ensure_ascii=False)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")


def read_config(folder: Path) -> dict[str, Any]:
    """config.json as a dictionary."""
    values: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return values


def export(
    network: nn.Module,
    tokenizer: Tokenizer,
    output: str,
    config: Mapping[str, Any],
    fp32: Path,
    int8: Path,
) -> None:
    """Write two folders of the same make: FP32, to compare with, and INT8, to ship."""
    to_onnx(network, output, fp32 / "model.onnx")
    quantise(fp32 / "model.onnx", int8 / "model.onnx")
    save_tokenizer(tokenizer, config["max_length"], fp32)
    shutil.copyfile(fp32 / "tokenizer.json", int8 / "tokenizer.json")
    for folder in (fp32, int8):
        write_config(folder, config)
