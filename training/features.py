"""What the encoders see in texts, computed once: pooled vectors and logits, kept in training/runs/.

The emotion network runs in FP32 from a run's weights; its INT8 twin sees nearly the same. Vectors
are as the app's models give them: mean-pooled, the emotion network's not normalised, the sentence
encoder's of unit length.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import config, data

FOLDER = config.RUNS / "features"
MAX_TOKENS = 256
BATCH = 16
SAVE_EVERY = 1000
"""Texts between two savings of the store."""


@dataclass(frozen=True)
class Seen:
    """Texts as an encoder sees them: `vectors` [texts, width], `logits` [texts, labels or 0]."""

    vectors: NDArray[np.float32]
    logits: NDArray[np.float32]

    def unit(self) -> NDArray[np.float32]:
        """The vectors at unit length."""
        return unit(self.vectors)


def unit(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Rows at unit length; a row of zeros stays."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), np.float32)


def emotion(texts: Sequence[str], weights: Path) -> Seen:
    """Texts through the emotion network whose `weights` (.pt) are given; tokens past 256 are cut.

    Raises FileNotFoundError without the weights.
    """
    return _kept(texts, weights)


def sentence(texts: Sequence[str]) -> Seen:
    """Texts through the sentence encoder as published; no logits."""
    return _kept(texts, None)


def _kept(texts: Sequence[str], weights: Path | None) -> Seen:
    """From the store of these weights, by each text's checksum; new texts are run and added."""
    path = FOLDER / f"{_digest(weights.read_bytes())[:24] if weights else 'sentence'}.npz"
    keys = [_digest(text.encode("utf-8", "replace")) for text in texts]
    known, vectors, logits = _load(path)
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    new_keys = list(new)
    for start in range(0, len(new_keys), SAVE_EVERY):
        some = new_keys[start : start + SAVE_EVERY]
        known |= {key: len(known) + at for at, key in enumerate(some)}
        more_vectors, more_logits = _run([new[key] for key in some], weights)
        vectors = np.concatenate([vectors, more_vectors]) if len(vectors) else more_vectors
        logits = np.concatenate([logits, more_logits]) if len(logits) else more_logits
        FOLDER.mkdir(parents=True, exist_ok=True)
        np.savez(path, keys=np.array(list(known)), vectors=vectors, logits=logits)
    rows = [known[key] for key in keys]
    return Seen(vectors[rows], logits[rows])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _load(path: Path) -> tuple[dict[str, int], NDArray[np.float32], NDArray[np.float32]]:
    """Row of each text's checksum, vectors, logits; empty without the file."""
    if not path.exists():
        return {}, np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32)
    with np.load(path) as arrays:
        known = {str(key): row for row, key in enumerate(arrays["keys"])}
        return known, arrays["vectors"], arrays["logits"]


def _run(
    texts: Sequence[str], weights: Path | None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Vectors and logits of every text, on the processor, short texts first."""
    import torch

    from training import model

    if weights is None:
        tokenizer, network = model.base_tokenizer(MAX_TOKENS), None
        encoder, labels = model.base_encoder().eval(), 0
    else:
        tokenizer = model.emotion_tokenizer(MAX_TOKENS)
        state = torch.load(weights, weights_only=True)
        labels = len(state["head.bias"])
        network = model.empty_classifier(tokenizer, labels).eval()
        network.load_state_dict(state)
        encoder = network.encoder
    rows = data.encode(tokenizer, texts)
    vectors = np.zeros((len(texts), encoder.config.hidden_size), np.float32)
    logits = np.zeros((len(texts), labels), np.float32)
    with torch.inference_mode():
        for batch in data.sorted_batches(rows, BATCH):
            ids, mask = (
                torch.from_numpy(array)
                for array in data.pad([rows[row] for row in batch], encoder.config.pad_token_id)
            )
            if network is None:
                hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
                vectors[batch] = model.mean_pool(hidden, mask).numpy()
            else:
                said, pooled = network(ids, mask)
                logits[batch], vectors[batch] = said.numpy(), pooled.numpy()
    return (unit(vectors) if weights is None else vectors), logits
