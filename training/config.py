"""One experiment, one TOML file in `training/configs/`; what changes a result is not in code."""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIGS = ROOT / "training" / "configs"
RUNS = ROOT / "training" / "runs"
MODELS = ROOT / "models"
RESULTS = ROOT / "training" / "results"


@dataclass(frozen=True)
class Experiment:
    """Everything that a fine-tuning run depends on, apart from the data and the base encoder."""

    name: str
    seed: int
    epochs: int
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

    @property
    def folder(self) -> Path:
        """Where this run's checkpoints and measures are kept (not part of the project)."""
        return RUNS / self.name

    def as_dict(self) -> dict[str, object]:
        """The experiment as plain values, for JSON."""
        return asdict(self)


def load(name: str) -> Experiment:
    """Read `training/configs/<name>.toml`; an unknown or missing key is an error."""
    values = tomllib.loads((CONFIGS / f"{name}.toml").read_text(encoding="utf-8"))
    expected = {field.name for field in fields(Experiment)}
    if values.keys() != expected:
        raise ValueError(f"{name}.toml: keys that differ: {sorted(values.keys() ^ expected)}")
    return Experiment(**values)


def data_folder() -> Path:
    """`$SAMO_DATA`, or `../shared/data` beside the checkout. Says plainly when nothing is there."""
    folder = Path(os.environ.get("SAMO_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        raise SystemExit(f"No data at {folder}: set SAMO_DATA to the folder with goemotions/.")
    return folder
