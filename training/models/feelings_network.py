"""The network of all 32 feelings: an encoder, and one linear layer on two of its layers' means.

A layer in the middle of the encoder still knows what a text is about, which the last one forgets.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from transformers import BertModel

from training.models.classifier import base_encoder, emotion_tokenizer, mean_pool, resize


class FeelingsNetwork(nn.Module):
    """Token numbers and mask, both [batch, tokens], to logits [batch, labels] and two means.

    `below` layers lie under the middle mean.
    """

    def __init__(self, encoder: BertModel, labels: int, below: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.below = below
        self.head = nn.Linear(2 * encoder.config.hidden_size, labels)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits [batch, labels]; the means of the tokens' vectors, last and middle [batch, D]."""
        seen = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True
        ).hidden_states
        last, middle = (mean_pool(seen[at], attention_mask) for at in (-1, self.below))
        return self.head(torch.cat([last, middle], dim=1)), last, middle


def minilm(labels: int, below: int = 3) -> FeelingsNetwork:
    """The shape of the English network, on MiniLM's published weights."""
    encoder = base_encoder()
    resize(encoder, emotion_tokenizer(256))
    return FeelingsNetwork(encoder, labels, below)


def from_integers(path: Path) -> dict[str, Tensor]:
    """The state of a `FeelingsNetwork` as the INT8 graph at `path` has it, in floats.

    What was rounded stays rounded: a run that starts here goes on from what shipped.
    """
    graph = onnx.load(str(path)).graph
    fixed = {item.name: numpy_helper.to_array(item) for item in graph.initializer}

    def floats(name: str) -> NDArray[np.float32]:
        whole = fixed[f"{name}/integers"].astype(np.float32)
        zero = fixed.get(f"{name}/zero", np.zeros(1, np.int8)).astype(np.float32)
        return (whole - zero) * fixed[f"{name}/scale"]

    state: dict[str, NDArray[np.float32]] = {}
    embeddings = "encoder.embeddings"
    state[f"{embeddings}.word_embeddings.weight"] = floats(f"{embeddings}.words.weight")
    places = fixed[f"{embeddings}.places"]
    state[f"{embeddings}.position_embeddings.weight"] = places
    state[f"{embeddings}.token_type_embeddings.weight"] = np.zeros((2, places.shape[1]), np.float32)
    for kind in ("weight", "bias"):
        state[f"{embeddings}.LayerNorm.{kind}"] = fixed[f"{embeddings}.norm.{kind}"]
        state[f"head.{kind}"] = fixed[f"head.{kind}"]
    attention = [n.input[1] for n in graph.node if n.op_type == "QAttention"]
    for layer, matrix in enumerate(attention):
        name = f"encoder.encoder.layer.{layer}.attention.self"
        bias = fixed[matrix.removesuffix("weight/integers") + "bias"]
        parts = zip(
            ("query", "key", "value"),
            np.split(floats(matrix.removesuffix("/integers")), 3, axis=1),
            np.split(bias, 3),
            strict=True,
        )
        for part, weight, own in parts:
            state[f"{name}.{part}.weight"] = weight.T
            state[f"{name}.{part}.bias"] = own
    for node in graph.node:
        if node.op_type != "DynamicQuantizeMatMul":
            continue
        bias_name = node.input[4]
        state[bias_name] = fixed[bias_name]
        weight = floats(node.input[1].removesuffix("/integers")).T
        state[bias_name.removesuffix("bias") + "weight"] = weight
    norms = ("LayerNorm.weight", "LayerNorm.bias")
    state |= {name: values for name, values in fixed.items() if name.endswith(norms)}
    return {name: torch.from_numpy(np.array(values)) for name, values in state.items()}
