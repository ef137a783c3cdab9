"""Rows of experiments as report/results/experiments.json has them."""

from __future__ import annotations

from typing import Any

DEV = {
    "macro_f1_half": 0.4,
    "micro_f1_half": 0.5,
    "macro_f1_global": 0.45,
    "micro_f1_global": 0.6,
    "macro_f1_held_out": 0.52,
    "micro_f1_held_out": 0.61,
    "interval": [0.5, 0.54],
    "ece_classwise": 0.0123,
    "brier": 0.0234,
    "loss": 0.081,
    "threshold_macro": 0.23,
    "threshold_micro": 0.33,
}


def run(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "group": "screening", "what": f"what of {name}", "dev": DEV, **more}


def against(low: float, high: float) -> dict[str, Any]:
    middle = (low + high) / 2
    return {"baseline": "screen", "difference": middle, "difference_interval": [low, high]}


def quantisation(*names: str) -> dict[str, Any]:
    rows = [{"name": name, "bytes": 17_000_000, "macro_f1": 0.41, "loss": 0.1} for name in names]
    layer = {"into": "a", "out_of": "b", "largest_input": 3.0, "difference": 0.02, "range": 5.0}
    return {"run": "minilm", "texts": 9, "threads": 2, "rows": rows, "layers": [layer]}
