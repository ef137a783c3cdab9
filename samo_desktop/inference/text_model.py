"""A text model on disk: ONNX weights, a tokenizer and a config.json, checked before use."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.errors import ModelError

THREADS = min(4, os.cpu_count() or 1)
"""More do not pay for models of this size."""
SIDE_BY_SIDE = 6
"""From so many runs on, each has a thread of its own."""
NEEDED = ("name", "version", "licence", "max_length", "pad_token_id", "files")
"""What the config.json of every text model says."""


def read_config(folder: Path, *needed: str) -> dict[str, Any]:
    """The config.json of the model in `folder`, which says what every model's must and `needed`.

    Raises ModelError.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"The model '{folder.name}' is not installed.", "Install SAMO again."
        ) from error
    except (OSError, ValueError) as error:
        raise _damaged(folder) from error
    if not isinstance(config, dict) or not config.keys() >= {*NEEDED, *needed}:
        raise _damaged(folder)
    return config


class TextModel:
    """Runs batches of texts through an encoder whose config.json says what is `needed`.

    Raises ModelError if it is missing or damaged.
    """

    def __init__(self, folder: Path, *needed: str) -> None:
        import tokenizers

        self.folder = folder
        self.config = read_config(folder, *needed)
        weights = self._verified("model.onnx")
        try:
            self._tokenizer = tokenizers.Tokenizer.from_buffer(self._verified("tokenizer.json"))
            self._tokenizer.enable_truncation(self.config["max_length"])
            self._tokenizer.no_padding()
            self._session = _session(weights, THREADS)
        except Exception as error:  # both libraries raise bare exceptions
            raise _damaged(folder) from error

    @property
    def name(self) -> str:
        """The model's name, as its card has it."""
        return str(self.config["name"])

    @property
    def version(self) -> str:
        """The model's version, as its card has it."""
        return str(self.config["version"])

    def run(self, texts: Sequence[str], *, batch: int = 1) -> NDArray[np.float32]:
        """The first output [texts, width], one row a text; there must be a text.

        With a `batch` of 1 each text is a run of its own. Dynamic INT8 scales activations by all
        that is in a run, so in larger batches a text's numbers hang on its neighbours: they are
        for what is compared within one call only. Texts of like length go together. Tokens past
        the model's maximum length are cut. Raises ModelError if the runtime fails.
        """
        encodings = self._tokenizer.encode_batch([_encodable(text) for text in texts])
        order = sorted(range(len(texts)), key=lambda index: len(encodings[index].ids))
        ids = [encodings[index].ids for index in order]
        batches = [ids[start : start + batch] for start in range(0, len(ids), batch)]
        if len(batches) < SIDE_BY_SIDE:
            values = [self._infer(self._session, tokens) for tokens in batches]
        else:
            with ThreadPoolExecutor(THREADS) as pool:
                values = list(pool.map(partial(self._infer, self._single), batches))
        rows = np.empty((len(texts), values[0].shape[1]), np.float32)
        rows[order] = np.concatenate(values)
        return rows

    @cached_property
    def _single(self) -> Any:
        """The same model on one thread: short texts run side by side twice as fast as shared."""
        return _session(self._verified("model.onnx"), 1)

    def _infer(self, session: Any, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The output for one batch; `ids` are its texts' tokens, the longest last."""
        tokens = np.full((len(ids), len(ids[-1])), self.config["pad_token_id"], np.int64)
        mask = np.zeros_like(tokens)
        for row, own in enumerate(ids):
            tokens[row, : len(own)] = own
            mask[row, : len(own)] = 1
        try:
            output = session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]
        except Exception as error:  # ONNX Runtime has no common base class
            raise ModelError(
                f"The model '{self.name}' failed on this text.",
                "The text is kept; try to analyse it again.",
            ) from error
        if not np.isfinite(output).all():
            raise ModelError(
                f"The model '{self.name}' gave no usable numbers.", "Install SAMO again."
            )
        return np.asarray(output, np.float32)

    def _verified(self, name: str) -> bytes:
        """The bytes of a file of this model, if they are those its config names."""
        try:
            content = (self.folder / name).read_bytes()
            expected = self.config["files"][name]["sha256"]
        except (OSError, KeyError, TypeError) as error:
            raise _damaged(self.folder) from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise _damaged(self.folder)
        return content


def _session(weights: bytes, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Between runs, threads that spin would take the processor from the speech model.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    # Sequence lengths vary: an arena that grows to the longest batch is never given back.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def _damaged(folder: Path) -> ModelError:
    return ModelError(
        f"The model '{folder.name}' is damaged or incomplete and was not used.",
        "Install SAMO again; your journal is not touched.",
    )


def _encodable(text: str) -> str:
    """`text` with lone surrogates, which UTF-8 cannot hold, as replacement characters."""
    return text.encode("utf-8", "replace").decode("utf-8")
