"""Moonshine's network on ONNX Runtime: the words of one stretch of sound, and how sure it is.

Of the moonshine-voice package only the weights are used. Its own library tells neither how
probable what it wrote is, nor whether it came to an end, and both are needed to leave out what
nobody said. This way is also faster.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.runtime import session

FILES = ("encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin")
BEGIN, END = 1, 2
MARKS = 32_000
"""Tokens from here on are marks, no words."""
TOKENS_PER_SECOND = 10.0
"""More than anybody says: what does not end before is a loop."""
SILENCE_SECONDS = 0.6
"""Added to what is heard: a model that never saw speech break off makes up how it goes on."""


@dataclass(frozen=True, slots=True)
class DecodedPhrase:
    """Words, the log-probability of each of their `tokens`, and whether the model `ended` itself.

    The last log-probability is that of the end, if it ended.
    """

    text: str
    tokens: tuple[int, ...]
    logprobs: NDArray[np.float32]
    ended: bool


class Greedy:
    """Takes the most probable token after each. Raises what ONNX Runtime raises, and OSError."""

    def __init__(self, folder: Path) -> None:
        self._encoder, self._decoder = (
            session(folder / name, 1, reuse_memory=False) for name in FILES[:2]
        )
        self._vocabulary = _vocabulary((folder / FILES[2]).read_bytes())
        self._empty = {
            node.name: np.zeros((1, node.shape[1], 0, node.shape[3]), np.float32)
            for node in self._decoder.get_inputs()
            if node.name.startswith("past_key_values")
        }
        self._outputs = [
            node.name.replace("present", "past_key_values", 1)
            for node in self._decoder.get_outputs()[1:]
        ]

    def read(self, samples: Samples) -> DecodedPhrase:
        """The words in `samples` [n], of 30 s at most."""
        limit = int(len(samples) / SAMPLE_RATE * TOKENS_PER_SECOND) + 2
        heard = np.pad(samples, (0, round(SILENCE_SECONDS * SAMPLE_RATE)))[np.newaxis]
        mask = np.ones(heard.shape, np.int64)
        [states] = self._encoder.run(None, {"input_values": heard, "attention_mask": mask})
        known = {"encoder_attention_mask": mask, "encoder_hidden_states": states}
        past: dict[str, Any] = {
            name: np.zeros((1, empty.shape[1], states.shape[1], empty.shape[3]), np.float32)
            if "encoder" in name
            else empty
            for name, empty in self._empty.items()
        }
        tokens = [BEGIN]
        logprobs: list[float] = []
        while tokens[-1] != END and len(tokens) <= limit:
            begun = len(tokens) > 1
            logits, *present = self._decoder.run(
                None,
                {
                    **known,
                    **past,
                    "input_ids": np.array([tokens[-1:]], np.int64),
                    "use_cache_branch": np.array([begun]),
                },
            )
            past |= {
                name: values
                for name, values in zip(self._outputs, present, strict=True)
                if not begun or "decoder" in name  # those of the encoder stay as they are
            }
            row = logits[0, -1]
            tokens.append(int(row.argmax()))
            logprobs.append(-float(np.log(np.exp(row - row.max()).sum())))
        ended = tokens[-1] == END
        said = tokens[1:-1] if ended else tokens[1:]
        return DecodedPhrase(self._text(said), tuple(said), np.array(logprobs, np.float32), ended)

    def _text(self, tokens: list[int]) -> str:
        pieces = b"".join(self._vocabulary[token] for token in tokens if token < MARKS)
        return pieces.decode("utf-8", "ignore").replace("\u2581", " ").strip()


def _vocabulary(packed: bytes) -> list[bytes]:
    """The pieces of words by their numbers; each is stored after its length in one byte or two."""
    pieces, at = [], 0
    while at < len(packed):
        length, at = packed[at], at + 1
        if length >= 128:
            length, at = length - 128 + 128 * packed[at], at + 1
        pieces.append(packed[at : at + length])
        at += length
    return pieces
