"""What a finished run left behind: its best weights and their logits on dev."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.calibrate.calibrators import vector_scaling
from training.experiments.training_rows import dev_rows


def best(folder: Path) -> tuple[int, str]:
    """The epoch and the kind of weights that were best on rows of dev held out."""
    rows = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    row = max(rows, key=lambda row: row["held_out_macro_f1"])
    return row["epoch"], row["weights"]


def best_weights(folder: Path) -> dict[str, torch.Tensor]:
    """The state of the network that was best on dev."""
    epoch, kind = best(folder)
    state: dict[str, torch.Tensor] = torch.load(
        folder / f"weights-{epoch}-{kind}.pt", weights_only=True, map_location="cpu"
    )
    return state


def calibrated_weights(folder: Path) -> dict[str, torch.Tensor]:
    """`best_weights` with the calibration on dev folded into the head.

    What follows may have another loss, for which the same probability is another logit.
    """
    scaling = vector_scaling(best_logits(folder), dev_rows(False).labels)
    scale, bias = (torch.from_numpy(v.astype(np.float32)) for v in (scaling.scale, scaling.bias))
    state = best_weights(folder)
    state["head.weight"] = state["head.weight"] * scale[:, None]
    state["head.bias"] = state["head.bias"] * scale + bias
    return state


def best_logits(folder: Path) -> NDArray[np.float32]:
    """Its logits on dev, [rows, labels]."""
    epoch, kind = best(folder)
    logits: NDArray[np.float32] = np.load(folder / f"dev-logits-{epoch}-{kind}.npy")
    return logits
