"""One experiment, one TOML file in `experiments/configs/`; what changes a result is not in code."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONFIGS = ROOT / "training" / "experiments" / "configs"
RUNS = ROOT / "training" / "runs"
MODELS = ROOT / "models"
RESULTS = ROOT / "training" / "report" / "results"

DEV_MODE = "-dev-mode"
"""The end of the names of runs on a small part of the data."""


@dataclass(frozen=True)
class Experiment:
    """Everything that a fine-tuning run depends on, apart from the data and the base encoder."""

    name: str
    group: str
    """The part of RESULTS.md that its row stands in."""
    what: str
    """What this run tries, in a few words."""
    baseline: str
    """The run that it is compared with, or ""."""
    seed: int
    share: float
    """Part of the training rows that is used, 0 to 1."""
    epochs: int
    patience: int
    """Stop after so many epochs without a better score on dev; 0 never stops early."""
    batch_size: int
    max_length: int
    learning_rate: float
    layer_decay: float
    head_learning_rate: float
    weight_decay: float
    warmup_share: float
    dropout: float
    average_decay: float
    gradient_clip: float
    frozen_layers: int
    """So many of the encoder's layers, from the bottom, are not trained."""
    frozen_embeddings: bool
    batch_norm: bool
    """Whether the pooled vector is normalised over the batch before the head."""
    loss: str
    """"bce", "focal" or "asymmetric" (see training/models/losses.py)."""
    focal_gamma: float
    negative_gamma: float
    class_weights: bool
    label_smoothing: float
    sentiment_weight: float
    """Weight of a second task, the four groups of feelings; 0 is none."""
    tokens: str
    """"pieces" (the base encoder's word pieces) or "characters"."""
    placeholders: bool
    """Whether [NAME] and [RELIGION] are tokens of their own."""
    cleaning: bool
    augment: str
    """"", "back-translation" or "noise" (see training/data/augmentation.py)."""
    ensemble: str
    """The ensemble whose probabilities are learned too, or ""."""
    teacher_weight: float
    """How much the ensemble's probabilities count beside the data's labels, 0 to 1."""
    start: str
    """The run whose best weights this one starts from; "" is the base encoder."""

    @property
    def folder(self) -> Path:
        """Where this run's checkpoints and measures are kept (not part of the project)."""
        return RUNS / self.name

    def as_dict(self) -> dict[str, object]:
        """The experiment as plain values, for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Ensemble:
    """Several finished runs whose calibrated probabilities are averaged."""

    name: str
    group: str
    what: str
    baseline: str
    members: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where its probabilities are kept."""
        return RUNS / self.name


def read(name: str) -> dict[str, Any]:
    """The values of `experiments/configs/<name>.toml` over those of the file that it `extends`."""
    values = tomllib.loads((CONFIGS / f"{name}.toml").read_text(encoding="utf-8"))
    parent = values.pop("extends", None)
    if parent is not None:
        values = {**read(parent), **values}
    return values


def load(name: str) -> Experiment:
    """The experiment of that name; an unknown or missing key is an error."""
    return Experiment(**_checked(name, read(name), Experiment))


def load_ensemble(name: str) -> Ensemble:
    """The ensemble of that name; an unknown or missing key is an error."""
    values = _checked(name, read(name), Ensemble)
    return Ensemble(**{**values, "members": tuple(values["members"])})


def is_ensemble(name: str) -> bool:
    """Whether `experiments/configs/<name>.toml` names members."""
    return "members" in read(name)


def names() -> list[str]:
    """Every experiment and ensemble that has a file, but not what ships."""
    return sorted(path.stem for path in CONFIGS.glob("*.toml") if path.stem != "ship")


def shipping() -> dict[str, Any]:
    """What ships and how it is made: `experiments/configs/ship.toml`."""
    return tomllib.loads((CONFIGS / "ship.toml").read_text(encoding="utf-8"))


def _checked(name: str, values: dict[str, Any], of: type) -> dict[str, Any]:
    values = {**values, "name": name}
    expected = {field.name for field in fields(of)}
    if values.keys() != expected:
        raise ValueError(f"{name}.toml: keys that differ: {sorted(values.keys() ^ expected)}")
    return values


def save_result(name: str, values: object) -> None:
    """Keep measured values in training/report/results/<name>.json."""
    text = json.dumps(values, indent=1) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")


def data_folder() -> Path:
    """`$SAMO_DATA`, or `../shared/data` beside the checkout. Says plainly when nothing is there."""
    folder = Path(os.environ.get("SAMO_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        raise SystemExit(f"No data at {folder}: set SAMO_DATA to the folder with goemotions/.")
    return folder
