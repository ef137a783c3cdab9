"""A text model on disk: ONNX weights, a tokenizer and a config.json, checked before use.

Each text is a run of its own: dynamic INT8 scales activations by all that is in a run, so that
beside others a text's numbers would hang on its neighbours. Nor do batches pay: at this size a
processor's integer kernels are as busy with one sentence as with many. What pays is to run texts
side by side, a thread each, the longest first. One text alone takes hardly longer on one thread,
and the weights are in memory once.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.errors import ModelError
from samo_desktop.inference.results_cache import ResultsCache, Rows
from samo_desktop.inference.runtime import session
from samo_desktop.inference.tokens import Tokenised, Tokeniser, shared
from samo_desktop.messages import gettext as _

THREADS = min(4, os.cpu_count() or 1)
"""Texts that are run side by side; more do not pay for models of this size."""
NEEDED = ("name", "version", "licence", "max_length", "files")
"""What the config.json of every text model says."""


def read_config(folder: Path, *needed: str) -> dict[str, Any]:
    """The config.json of the model in `folder`, which says what every model's must and `needed`.

    Raises ModelError.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            _("The model '{name}' is not installed.").format(name=folder.name),
            _("Reinstall SAMO."),
        ) from error
    except (OSError, ValueError) as error:
        raise damaged(folder) from error
    if not isinstance(config, dict) or not config.keys() >= {*NEEDED, *needed}:
        raise damaged(folder)
    return config


class TextModel:
    """Runs texts through an encoder whose config.json says what is `needed`.

    `outputs` are the names of the graph's outputs, each [1, width] for one text; `run` gives them
    in that order. Raises ModelError if the model is missing, damaged, or gives something else.
    """

    def __init__(self, folder: Path, outputs: Sequence[str], *needed: str) -> None:
        self.folder = folder
        self.config = read_config(folder, *needed)
        self.cache = ResultsCache()
        self._outputs = list(outputs)
        weights = self.verified("model.onnx")
        words = self.verified("tokenizer.json")
        try:
            self.tokeniser: Tokeniser = shared(
                words, self.config["files"]["tokenizer.json"]["sha256"], self.config["max_length"]
            )
            self._session = session(weights, threads=1)
            probe = self._infer(self.tokeniser.tokenise(["I."])[0])
        except Exception as error:  # both libraries raise bare exceptions
            raise damaged(folder) from error
        self.widths = [len(row) for row in probe]

    @property
    def name(self) -> str:
        """The model's name, as its card has it."""
        return str(self.config["name"])

    @property
    def version(self) -> str:
        """The model's version, as its card has it."""
        return str(self.config["version"])

    def tokenise(self, texts: Sequence[str]) -> list[Tokenised]:
        """`texts` with their token numbers, which any model with the same tokenizer takes."""
        return self.tokeniser.tokenise(texts)

    def run(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Each output as [texts, width], a row a text.

        A text's numbers are the same whatever else is in `texts`; a text read before is not run
        again. Tokens past the model's maximum length are cut. Raises ModelError if the runtime
        fails.
        """
        keys = [ResultsCache.key(text) for text in texts]
        rows = {key: self.cache.get(key) for key in keys}
        new = {key: text for key, text in zip(keys, texts, strict=True) if rows[key] is None}
        tokenised = self.tokenise(list(new.values()))
        for key, made in zip(new, self._run_all(tokenised), strict=True):
            rows[key] = made
            self.cache.put(key, made)
        out = [np.empty((len(texts), width), np.float32) for width in self.widths]
        for at, key in enumerate(keys):
            for array, row in zip(out, rows[key] or (), strict=True):
                array[at] = row
        return out

    def _run_all(self, texts: Sequence[Tokenised]) -> list[Rows]:
        if len(texts) == 1:
            return [self._infer(texts[0])]
        # The longest first, so that no thread is left with a long one at the end.
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at].ids))
        made: list[Rows] = [()] * len(texts)
        found = self._pool.map(self._infer, [texts[at] for at in order])
        for at, rows in zip(order, found, strict=True):
            made[at] = rows
        return made

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, thread_name_prefix=f"samo-{self.name}")

    def _infer(self, text: Tokenised) -> Rows:
        """One text's row of each output."""
        ids = np.array([text.ids], np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        try:
            found = self._session.run(self._outputs, inputs)
            rows = tuple(np.asarray(output, np.float32).reshape(-1) for output in found)
        except Exception as error:  # ONNX Runtime has no common base class
            raise ModelError(
                _("The model '{name}' failed on this text.").format(name=self.name),
                _("The text is safe. Try analysing it again."),
            ) from error
        if not all(np.isfinite(row).all() for row in rows):
            raise ModelError(
                _("The model '{name}' gave no usable result.").format(name=self.name),
                _("Reinstall SAMO."),
            )
        return rows

    def verified(self, name: str) -> bytes:
        """The bytes of a file of this model, if they are those its config names."""
        try:
            content = (self.folder / name).read_bytes()
            expected = self.config["files"][name]["sha256"]
        except (OSError, KeyError, TypeError) as error:
            raise damaged(self.folder) from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise damaged(self.folder)
        return content


def damaged(folder: Path) -> ModelError:
    """What to raise when the model in `folder` is not what it should be."""
    return ModelError(
        _("The model '{name}' is damaged or incomplete and was not used.").format(name=folder.name),
        _("Reinstall SAMO. Your journal is not affected."),
    )
