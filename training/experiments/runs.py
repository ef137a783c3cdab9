"""`run NAME`: an experiment or an ensemble, with all that it stands on, and its row of results."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import config
from training.evaluate import cross_fitting
from training.experiments import checkpoints, ensemble, fine_tuning
from training.experiments.training_rows import dev_rows
from training.report import publish


def run(name: str, dev_mode: bool = False, threads: int = 2) -> None:
    """Make `name` and what it needs first; what is finished already is not made again."""
    if config.is_ensemble(name):
        group = config.load_ensemble(name)
        for member in group.members:
            run(member, dev_mode, threads)
        logits = ensemble.make(name, dev_mode)
        row = {"name": name, "group": group.group, "what": group.what, "baseline": group.baseline}
        folder = config.RUNS / (name + (config.DEV_MODE if dev_mode else ""))
    else:
        experiment = config.load(name)
        for needed in (experiment.start, experiment.ensemble):
            if needed:
                run(needed, dev_mode, threads)
        experiment = fine_tuning.train(name, dev_mode, threads)
        logits, folder = checkpoints.best_logits(experiment.folder), experiment.folder
        row = described(config.load(name), folder)
    np.save(folder / "dev-logits.npy", logits)
    if not dev_mode:
        record(row, logits)


def described(experiment: config.Experiment, folder: Path) -> dict[str, Any]:
    """What the run was and what it cost."""
    history = json.loads((folder / "history.json").read_text(encoding="utf-8"))
    epoch, kind = checkpoints.best(folder)
    return {
        "name": experiment.name,
        "config": f"training/experiments/configs/{experiment.name}.toml",
        "group": experiment.group,
        "what": experiment.what,
        "baseline": experiment.baseline,
        "share": experiment.share,
        "epochs": len({row["epoch"] for row in history}),
        "best_epoch": epoch,
        "weights": kind,
        "seconds": sum(row.get("seconds", 0) for row in history),
        "bytes": (folder / f"weights-{epoch}-{kind}.pt").stat().st_size,
    }


def recorded() -> list[dict[str, Any]]:
    """The rows of all runs so far."""
    rows: list[dict[str, Any]] = publish.measured("experiments") or []
    return rows


def record(row: dict[str, Any], logits: NDArray[np.float32]) -> None:
    """Score the run on dev, against its baseline if that has been run, and keep its row."""
    truth = dev_rows(False).labels
    row["dev"] = cross_fitting.score(logits, truth)
    other = config.RUNS / row["baseline"] / "dev-logits.npy"
    if row["baseline"] and other.exists():
        difference, low, high = cross_fitting.paired_difference(np.load(other), logits, truth)
        row["difference"] = round(difference, 4)
        row["difference_interval"] = [round(low, 4), round(high, 4)]
    rows = [old for old in recorded() if old["name"] != row["name"]] + [row]
    config.save_result("experiments", rows)
    print(json.dumps(row), flush=True)


def screen(names: list[str], threads: int = 2) -> None:
    """Run those of `names` that have no row yet, one after the other."""
    for name in names:
        started = time.monotonic()
        if name in {row["name"] for row in recorded()}:
            continue
        run(name, threads=threads)
        print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
