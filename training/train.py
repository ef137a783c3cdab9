"""Fine-tuning: one run of one experiment, resumable after each epoch."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import binary_cross_entropy_with_logits

from training import config, data
from training.config import Experiment
from training.measures import macro_f1
from training.model import EmotionClassifier, emotion_tokenizer, new_classifier, parameter_groups
from training.thresholds import best_f1_thresholds

DEV_MODE_SHARE = 0.05


def learning_rate_factor(step: int, total: int, warmup_share: float) -> float:
    """Rises on a line over the warm-up, then falls on a line to zero at `total`."""
    warmup = max(1, round(total * warmup_share))
    if step < warmup:
        return (step + 1) / warmup
    return max(0.0, (total - step) / max(1, total - warmup))


def has_bfloat16() -> bool:
    """Whether this processor multiplies in bfloat16; emulating it is many times slower."""
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


@torch.inference_mode()
def predict(model: EmotionClassifier, rows: list[list[int]], pad_id: int) -> NDArray[np.float32]:
    """Logits [rows, labels] in the order of `rows`."""
    model.eval()
    logits = np.zeros((len(rows), model.head.out_features), dtype=np.float32)
    for batch in data.sorted_batches(rows, 128):
        ids, mask = data.pad([rows[row] for row in batch], pad_id)
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            out = model(torch.from_numpy(ids), torch.from_numpy(mask))
        logits[batch] = out.float().numpy()
    return logits


def dev_measure(logits: NDArray[np.float32], truth: NDArray[np.float32]) -> dict[str, float]:
    """Mean loss, and macro F1 with the thresholds that suit these very rows (it flatters)."""
    loss = float(np.mean(np.logaddexp(0.0, logits) - truth * logits))
    probability = 1.0 / (1.0 + np.exp(-logits))
    predicted = probability >= best_f1_thresholds(probability, truth)
    return {"loss": loss, "macro_f1": macro_f1(predicted, truth)}


class Run:
    """One training run: the network, its moving average, the optimiser and where it stands."""

    def __init__(self, experiment: Experiment, dev_mode: bool) -> None:
        self.experiment = experiment
        self.folder = experiment.folder
        self.folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(experiment.seed)
        source = config.data_folder()
        self.train = data.read_split(source, "train")
        self.dev = data.read_split(source, "dev")
        if dev_mode:
            self.train = self.train.share(DEV_MODE_SHARE, experiment.seed)
            self.dev = self.dev.share(DEV_MODE_SHARE, experiment.seed)
        self.tokenizer = emotion_tokenizer(experiment.max_length)
        self.train_rows = data.encode(self.tokenizer, self.train.texts)
        self.dev_rows = data.encode(self.tokenizer, self.dev.texts)
        prevalence = torch.from_numpy(self.train.labels.mean(0))
        self.model = new_classifier(experiment, self.tokenizer, prevalence)
        self.pad_id = int(self.model.encoder.config.pad_token_id or 0)
        self.average = copy.deepcopy(self.model).eval()
        self.optimiser = torch.optim.AdamW(parameter_groups(self.model, experiment))
        self.steps_an_epoch = -(-len(self.train) // experiment.batch_size)
        total = self.steps_an_epoch * experiment.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser,
            lambda step: learning_rate_factor(step, total, experiment.warmup_share),
        )
        self.history: list[dict[str, float | str]] = []
        self.epoch = 0

    def step(self, rows: NDArray[np.int64]) -> float:
        """One optimiser step on one batch; the batch's loss."""
        ids, mask = data.pad([self.train_rows[row] for row in rows], self.pad_id)
        truth = torch.from_numpy(self.train.labels[rows])
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
            logits = self.model(torch.from_numpy(ids), torch.from_numpy(mask))
        loss = binary_cross_entropy_with_logits(logits.float(), truth)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.experiment.gradient_clip)
        self.optimiser.step()
        self.schedule.step()
        self.update_average()
        return float(loss.detach())

    @torch.no_grad()
    def update_average(self) -> None:
        """average <- d * average + (1 - d) * weights; a shorter memory over the first steps."""
        step = self.schedule.last_epoch
        decay = min(self.experiment.average_decay, (1 + step) / (10 + step))
        pairs = list(zip(self.average.parameters(), self.model.parameters(), strict=True))
        torch._foreach_lerp_([a for a, _ in pairs], [w for _, w in pairs], 1.0 - decay)

    def run_epoch(self) -> None:
        """One pass over train, then both sets of weights are measured on dev."""
        self.model.train()
        rng = np.random.default_rng((self.experiment.seed, self.epoch))
        torch.manual_seed(self.experiment.seed * 1000 + self.epoch)
        lengths = [len(row) for row in self.train_rows]
        started, running = time.monotonic(), 0.0
        batches = data.length_batches(lengths, self.experiment.batch_size, rng)
        for number, rows in enumerate(batches, start=1):
            running += self.step(rows)
            if number % 50 == 0 or number == len(batches):
                spent = time.monotonic() - started
                mean = running / number
                print(
                    f"epoch {self.epoch + 1} step {number}/{len(batches)} loss {mean:.4f} "
                    f"{spent:.0f} s",
                    flush=True,
                )
        self.epoch += 1
        for kind, network in (("last", self.model), ("average", self.average)):
            logits = predict(network, self.dev_rows, self.pad_id)
            measured = dev_measure(logits, self.dev.labels)
            self.history.append({"epoch": self.epoch, "weights": kind, **measured})
            print(self.history[-1], flush=True)
            np.save(self.folder / f"dev-logits-{self.epoch}-{kind}.npy", logits)
            torch.save(network.state_dict(), self.folder / f"weights-{self.epoch}-{kind}.pt")
        history = json.dumps(self.history, indent=1)
        (self.folder / "history.json").write_text(history, encoding="utf-8")

    def save(self) -> None:
        """Write the checkpoint beside the old one and swap: a kill never leaves half a file."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "history": self.history,
            "epoch": self.epoch,
        }
        torch.save(state, self.folder / "checkpoint.new")
        (self.folder / "checkpoint.new").replace(self.folder / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from the last finished epoch, if there is one."""
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.history, self.epoch = state["history"], state["epoch"]


def train(name: str, dev_mode: bool = False, threads: int = 2) -> Path:
    """Run the experiment `name` to its end, or on from where it stopped; returns its folder."""
    torch.set_num_threads(threads)
    experiment = config.load(name)
    if dev_mode:
        experiment = replace(experiment, name=f"{name}-dev-mode")
    run = Run(experiment, dev_mode)
    run.resume()
    while run.epoch < experiment.epochs:
        run.run_epoch()
        run.save()
    return experiment.folder
