"""From PyTorch to a folder in `models/`: ONNX, INT8 weights, tokenizer and config.json.

The graph is fused first (attention, GELU with its bias): in small models the time goes into the
number of nodes. LayerNormalization stays a node of its own: ONNX Runtime's kernel for the fused
SkipLayerNormalization is six times slower on a processor than Add and LayerNormalization.

Dynamic quantisation, signed weights per output channel in 7 bits (see `quantise.SHIPPED`): with 8,
products of unsigned and signed bytes saturate on processors that have AVX2 but no VNNI, which
cannot be seen on one that has VNNI (ONNX Runtime, "Quantize ONNX Models", on U8S8).
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor, nn

OPSET = 17
FILES = ("model.onnx", "tokenizer.json")
EMOTION_OUTPUTS = ("logits", "embedding")


def to_onnx(network: nn.Module, outputs: Sequence[str], path: Path) -> None:
    """Write `network(input_ids, attention_mask)`, both [batch, tokens] of any size, to `path`.

    The network gives one tensor [batch, ...] for each name in `outputs`; a BERT encoder in it is
    its attribute `encoder`. The graph is fused, and then compared with the network.
    """
    import torch

    ids: Tensor = torch.randint(1000, 20000, (3, 11))
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    axes = {0: "batch", 1: "tokens"}
    path.parent.mkdir(parents=True, exist_ok=True)
    with simplified(network):
        torch.onnx.export(
            network.eval(),
            (ids, mask),
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=list(outputs),
            dynamic_axes={
                "input_ids": axes,
                "attention_mask": axes,
                **{name: {0: "batch"} for name in outputs},
            },
            opset_version=OPSET,
            dynamo=False,
        )
    fuse(path, network)
    check_same(network, path)


@contextmanager
def simplified(network: nn.Module) -> Iterator[None]:
    """Lets the BERT encoder of `network` compute the same in fewer and more usual operations."""
    from training.ship.export_embeddings import ExportEmbeddings

    encoder: Any = network.encoder
    embeddings, attention = encoder.embeddings, encoder.config._attn_implementation
    encoder.embeddings = ExportEmbeddings(embeddings)
    encoder.set_attn_implementation("eager")
    try:
        yield
    finally:
        encoder.embeddings = embeddings
        encoder.set_attn_implementation(attention)


def fuse(path: Path, network: nn.Module) -> None:
    """Fuse the graph at `path` in place; raises ValueError if a layer's attention stays unfused."""
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    shape: Any = network.encoder.config
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    options.enable_skip_layer_norm = False
    options.enable_bias_skip_layer_norm = False
    options.enable_bias_gelu = False  # the bias goes into the matrix product
    fused = optimize_model(
        str(path),
        "bert",
        num_heads=shape.num_attention_heads,
        hidden_size=shape.hidden_size,
        optimization_options=options,
        opt_level=0,
    )
    counted = fused.get_fused_operator_statistics()
    layers = shape.num_hidden_layers
    if (counted["Attention"], counted["Gelu"]) != (layers, layers):
        raise ValueError(
            f"the exported graph of {layers} layers was not fused, see training/requirements.txt: "
            f"{counted}"
        )
    fused.save_model_to_file(str(path))


def check_same(network: nn.Module, path: Path) -> None:
    """Compare the exported graph with the network on shapes that the export never saw."""
    import numpy as np
    import torch

    from samo_desktop.inference.runtime import session

    runner = session(path.read_bytes(), 1)
    generator = torch.Generator().manual_seed(0)
    for batch, tokens in ((1, 3), (5, 29)):
        ids = torch.randint(1000, 20000, (batch, tokens), generator=generator)
        mask = torch.ones_like(ids)
        mask[-1, max(1, tokens - 2) :] = 0
        with torch.inference_mode():
            made = network(ids, mask)
        expected = made if isinstance(made, tuple) else (made,)
        found = runner.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})
        for ours, theirs in zip(found, expected, strict=True):
            np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-3, atol=1e-4)


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
    """Write config.json: `values`, and the fingerprints of the files beside it.

    Files that `values` names under "files" beyond `FILES` are fingerprinted too.
    """
    names = dict.fromkeys([*FILES, *values.get("files", ())])
    files = {name: fingerprint(folder / name) for name in names}
    text = json.dumps({**values, "files": files}, indent=2, ensure_ascii=False)
    (folder / "config.json").write_text(text + "\n", encoding="utf-8")


def read_config(folder: Path) -> dict[str, Any]:
    """config.json as a dictionary."""
    values: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return values


def export(
    network: nn.Module,
    tokenizer: Tokenizer,
    outputs: Sequence[str],
    config: Mapping[str, Any],
    fp32: Path,
    int8: Path,
) -> None:
    """Write two folders of the same make: FP32, to compare with, and INT8, to ship."""
    from training.ship.quantise import quantise

    to_onnx(network, outputs, fp32 / "model.onnx")
    quantise(fp32 / "model.onnx", int8 / "model.onnx")
    save_tokenizer(tokenizer, config["max_length"], fp32)
    shutil.copyfile(fp32 / "tokenizer.json", int8 / "tokenizer.json")
    write_config(fp32, {**config, "files": ()})
    write_config(int8, config)
