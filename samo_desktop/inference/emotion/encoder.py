"""Feelings of sentences by a fine-tuned text encoder of any languages: INT8, ONNX Runtime."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from samo_desktop.errors import ModelError
from samo_desktop.inference.emotion.aggregate import NEUTRAL, REDUCE, STRONGEST, pulls
from samo_desktop.inference.emotion.fewshot import Background, FewShot, sigmoid, unit
from samo_desktop.inference.ports import EmotionOutput
from samo_desktop.inference.text_model import TextModel, damaged
from samo_desktop.inference.tokens import Tokenised
from samo_desktop.messages import gettext as _

NEEDED = ("labels", "thresholds", "calibration", "aggregation", "languages")
OUTPUTS = ("logits", "embedding")
BACKGROUND = "background.npz"
PROTOTYPES = "prototypes.json"

Rows = NDArray[np.float32]


class EncoderEmotion:
    """Feelings of single sentences. Loads on construction; raises ModelError if it cannot."""

    def __init__(self, folder: Path) -> None:
        self._model = TextModel(folder, OUTPUTS, *NEEDED)
        config = self._model.config
        self.name = self._model.name
        self.version = self._model.version
        try:
            trained = check_labels(folder, config["labels"])
            self._scale, self._bias = _calibration(config["calibration"], len(trained))
            thresholds = _thresholds(config["thresholds"], trained)
            self.aggregation: Mapping[str, Any] = _aggregation(config["aggregation"])
            self.languages = frozenset(str(code) for code in config["languages"])
            if self._model.widths[0] != len(trained) or not self.languages:
                raise ValueError("the outputs are not the labels, or no language is named")
            self.background = self._background()
            self._prototypes = self._few_shot(trained)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged(folder) from error
        self.labels: Sequence[str] = (*trained, *self._prototypes)
        self.thresholds: Mapping[str, float] = thresholds | {
            label: few.threshold for label, (few, _) in self._prototypes.items()
        }

    @property
    def prototypes(self) -> Mapping[str, int]:
        """Labels that are known from examples alone, and from how many."""
        return {label: count for label, (_, count) in self._prototypes.items()}

    def tokenise(self, texts: Sequence[str]) -> list[Tokenised]:
        """See `EmotionModel`."""
        return self._model.tokenise(texts)

    def read(self, texts: Sequence[str]) -> EmotionOutput:
        """See `EmotionModel`. The probability of a trained label is sigmoid(scale * logit + bias).

        Vector scaling with a matrix that is diagonal, after Guo et al. 2017, "On Calibration of
        Modern Neural Networks", section 4.2.
        """
        logits, pooled = self._model.run(texts)
        trained = np.asarray(sigmoid(logits * self._scale + self._bias), np.float32)
        embeddings = unit(pooled)
        by_examples = self._by_examples(embeddings)
        return EmotionOutput(np.concatenate([trained, *by_examples], axis=1), embeddings)

    def forget(self) -> None:
        """See `Remembers`."""
        self._model.cache.clear()

    def _by_examples(self, embeddings: Rows) -> list[Rows]:
        """A column [texts, 1] for each label that is known from examples."""
        return [few.probability(embeddings)[:, None] for few, _ in self._prototypes.values()]

    def _background(self) -> Background | None:
        """Statistics to learn feelings from examples with, if the model has them."""
        if BACKGROUND not in self._model.config["files"]:
            return None
        return Background.from_bytes(self._model.verified(BACKGROUND))

    def _few_shot(self, trained: Sequence[str]) -> dict[str, tuple[FewShot, int]]:
        """What was learned from examples before it shipped, by label, and from how many."""
        if PROTOTYPES not in self._model.config["files"]:
            return {}
        learned = json.loads(self._model.verified(PROTOTYPES).decode("utf-8"))
        found = {
            label: (FewShot.from_json(values), int(values["examples"]))
            for label, values in learned.items()
            if label not in trained
        }
        if any(len(few.weight) != self._model.widths[1] for few, _ in found.values()):
            raise ValueError("what was learned is for embeddings of another width")
        return found


def check_labels(folder: Path, labels: object) -> tuple[str, ...]:
    """`labels` of the model in `folder`, one for each of its outputs, if the journal knows them.

    Raises ModelError.
    """
    known = (*LABELS, *JOURNAL_LABELS)
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise damaged(folder)
    if foreign := [label for label in labels if label not in known]:
        raise ModelError(
            _(
                "The model '{name}' names feelings that SAMO does not know, such as "
                "'{feeling}', and was not used."
            ).format(name=folder.name, feeling=foreign[0][:40]),
            _("Let its config.json name one of SAMO's feelings for each output."),
        )
    if len(set(labels)) != len(labels) or NEUTRAL not in labels:
        raise ModelError(
            _(
                "The model '{name}' names a feeling twice, or has no 'neutral', and was not used."
            ).format(name=folder.name),
            _("Let its config.json name each feeling once."),
        )
    return tuple(labels)


def _calibration(values: Mapping[str, Any], labels: int) -> tuple[Rows, Rows]:
    scale = np.asarray(values["scale"], np.float32)
    bias = np.asarray(values["bias"], np.float32)
    fits = scale.shape == bias.shape == (labels,)
    if not (fits and np.isfinite(scale).all() and np.isfinite(bias).all()):
        raise ValueError("calibration is one scale and one bias a label")
    return scale, bias


def _thresholds(values: Mapping[str, Any], labels: Sequence[str]) -> dict[str, float]:
    thresholds = {label: float(values[label]) for label in labels}
    if not all(math.isfinite(value) for value in thresholds.values()):
        raise ValueError("a threshold is no number")
    return thresholds


def _aggregation(values: Mapping[str, Any]) -> dict[str, Any]:
    known = values["reduce"] == STRONGEST or values["reduce"] in REDUCE
    if values["unit"] not in ("sentence", "passage") or not known:
        raise ValueError("parts are put together in a way that is not known")
    if values["reduce"] == STRONGEST:
        pulls(values)
    return {**values, "passage_characters": int(values["passage_characters"])}
