"""What a run learns from and what it is measured on: texts, their tokens and their targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training import config
from training.config import Experiment
from training.data import augmentation, batches, datasets
from training.models.classifier import emotion_tokenizer

DEV_MODE_SHARE = 0.05


def encode(experiment: Experiment, texts: list[str]) -> list[list[int]]:
    """Token numbers as the experiment wants them."""
    tokenizer = emotion_tokenizer(experiment.max_length, experiment.placeholders)
    texts = [batches.clean(text) for text in texts] if experiment.cleaning else texts
    if experiment.tokens == "characters":
        return batches.encode_characters(tokenizer, texts)
    return batches.encode(tokenizer, texts)


def dev_mode_rows(count: int) -> NDArray[np.int64]:
    """The training rows of development mode: the same for every run, so that teachers fit."""
    return datasets.some_rows(count, DEV_MODE_SHARE, 0)


def dev_rows(dev_mode: bool) -> datasets.Split:
    """The dev split; the same small part of it for every run in development mode."""
    dev = datasets.read_split(config.data_folder(), "dev")
    return dev.share(DEV_MODE_SHARE, 0) if dev_mode else dev


class TrainingRows:
    """What a run learns from: texts, their tokens and their targets [rows, labels]."""

    def __init__(self, experiment: Experiment, dev_mode: bool) -> None:
        source = config.data_folder()
        whole = datasets.read_split(source, "train")
        self.chosen = (
            dev_mode_rows(len(whole))
            if dev_mode
            else datasets.some_rows(len(whole), experiment.share, experiment.seed)
        )
        self.split = whole.at(self.chosen)
        self.targets = self._targets(experiment, dev_mode)
        if experiment.augment == "back-translation":
            self._append(augmentation.load(self.chosen))
        self.dev = dev_rows(dev_mode)
        self.tokens = encode(experiment, self.split.texts)

    def _targets(self, experiment: Experiment, dev_mode: bool) -> NDArray[np.float32]:
        if not experiment.ensemble:
            return self.split.labels
        name = experiment.ensemble + (config.DEV_MODE if dev_mode else "")
        taught = np.load(config.RUNS / name / "train-probability.npy")
        taught = taught if dev_mode else taught[self.chosen]
        weight = experiment.teacher_weight
        mixed = (1.0 - weight) * self.split.labels + weight * taught
        return np.asarray(mixed, np.float32)

    def _append(self, more: datasets.Split) -> None:
        self.split = datasets.Split(
            self.split.texts + more.texts, np.concatenate([self.split.labels, more.labels])
        )
        self.targets = np.concatenate([self.targets, more.labels])
