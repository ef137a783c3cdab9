"""Fine-tuning: one run of one experiment, resumable after each epoch."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from training import config
from training.calibrate.thresholds import held_out
from training.config import Experiment
from training.data import augmentation, batches, datasets
from training.data.passages import sigmoid
from training.evaluate.classification_report import SENTIMENTS
from training.evaluate.metrics import merged
from training.experiments.checkpoints import best_weights, calibrated_weights
from training.experiments.training_rows import TrainingRows, dev_mode_rows, encode
from training.models import losses
from training.models.classifier import (
    EmotionClassifier,
    emotion_tokenizer,
    empty_classifier,
    new_classifier,
    parameter_groups,
)


def learning_rate_factor(step: int, total: int, warmup_share: float) -> float:
    """Rises on a line over the warm-up, then falls on a line to zero at `total`."""
    warmup = max(1, round(total * warmup_share))
    if step < warmup:
        return (step + 1) / warmup
    return max(0.0, (total - step) / max(1, total - warmup))


def device() -> torch.device:
    """A GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def has_bfloat16() -> bool:
    """Whether this processor multiplies in bfloat16; emulating it is many times slower."""
    if device().type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()


def forward(
    model: EmotionClassifier, rows: list[list[int]], pad_id: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits [rows, labels] and embeddings [rows, width] in float32, on the model's device."""
    ids, mask = (torch.from_numpy(values).to(device()) for values in batches.pad(rows, pad_id))
    with torch.autocast(device().type, torch.bfloat16, enabled=has_bfloat16()):
        logits, embedding = model(ids, mask)
    return logits.float(), embedding.float()


@torch.inference_mode()
def predict(
    model: EmotionClassifier, rows: list[list[int]], pad_id: int, what: str = ""
) -> NDArray[np.float32]:
    """Logits [rows, labels] in the order of `rows`; `what` names the progress bar."""
    model.eval()
    logits = np.zeros((len(rows), model.head.out_features), dtype=np.float32)
    for batch in tqdm(
        list(batches.sorted_batches(rows, 128)), desc=what, mininterval=10, leave=False
    ):
        logits[batch] = forward(model, [rows[row] for row in batch], pad_id)[0].cpu().numpy()
    return logits


def dev_measure(logits: NDArray[np.float32], truth: NDArray[np.float32]) -> dict[str, float]:
    """Mean loss, and macro F1 on rows that the thresholds were not chosen on."""
    loss = float(np.mean(np.logaddexp(0.0, logits) - truth * logits))
    f1 = float(np.mean(held_out("bagged", sigmoid(logits), truth, repeats=1)))
    return {"loss": round(loss, 5), "held_out_macro_f1": round(f1, 4)}


class Run:
    """One training run: the network, its moving average, the optimiser and where it stands."""

    def __init__(self, experiment: Experiment, dev_mode: bool) -> None:
        self.experiment = experiment
        self.folder = experiment.folder
        self.folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(experiment.seed)
        self.rows = TrainingRows(experiment, dev_mode)
        self.dev_tokens = encode(experiment, self.rows.dev.texts)
        prevalence = torch.from_numpy(self.rows.split.labels.mean(0))
        tokenizer = emotion_tokenizer(experiment.max_length, experiment.placeholders)
        self.model = new_classifier(experiment, tokenizer, prevalence)
        if experiment.start and not dev_mode:
            self.model.load_state_dict(calibrated_weights(config.RUNS / experiment.start))
        self.model.to(device())
        self.pad_id = int(self.model.encoder.config.pad_token_id or 0)
        self.average = copy.deepcopy(self.model).eval()
        self.loss = losses.make(experiment, prevalence.to(device()))
        self.optimiser = torch.optim.AdamW(parameter_groups(self.model, experiment), fused=True)
        self.total = -(-len(self.rows.tokens) // experiment.batch_size) * experiment.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser,
            lambda step: learning_rate_factor(step, self.total, experiment.warmup_share),
        )
        self.history: list[dict[str, Any]] = []
        self.epoch = 0

    def step(self, rows: NDArray[np.int64], tokens: list[list[int]]) -> float:
        """One optimiser step on one batch; the batch's loss."""
        target = torch.from_numpy(self.rows.targets[rows]).to(device())
        logits, _ = forward(self.model, [tokens[row] for row in rows], self.pad_id)
        loss = self.loss(logits, losses.smoothed(target, self.experiment.label_smoothing))
        if self.experiment.sentiment_weight:
            loss = loss + self.experiment.sentiment_weight * losses.groups(
                logits, target, self.sentiments()
            )
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.experiment.gradient_clip)
        self.optimiser.step()
        self.schedule.step()
        self.update_average()
        return float(loss.detach())

    def sentiments(self) -> torch.Tensor:
        """Which label is in which of the four groups: [groups, labels] of 0 and 1."""
        names = datasets.label_names(config.data_folder())
        return torch.from_numpy(
            merged(np.eye(len(names)), names, SENTIMENTS).T.astype(np.float32)
        ).to(device())

    @torch.no_grad()
    def update_average(self) -> None:
        """average <- d * average + (1 - d) * weights; a shorter memory over the first steps."""
        step = self.schedule.last_epoch
        decay = min(self.experiment.average_decay, (1 + step) / (10 + step))
        pairs = [
            (a, w)
            for a, w in zip(self.average.parameters(), self.model.parameters(), strict=True)
            if w.requires_grad
        ]
        torch._foreach_lerp_([a for a, _ in pairs], [w for _, w in pairs], 1.0 - decay)
        for a, w in zip(self.average.buffers(), self.model.buffers(), strict=True):
            a.copy_(w)

    def run_epoch(self) -> None:
        """One pass over train, then the averaged weights are measured on dev."""
        experiment = self.experiment
        self.model.train()
        rng = np.random.default_rng((experiment.seed, self.epoch))
        torch.manual_seed(experiment.seed * 1000 + self.epoch)
        tokens = self.rows.tokens
        if experiment.augment == "noise":
            tokens = encode(experiment, [augmentation.noise(t, rng) for t in self.rows.split.texts])
        lengths = [len(row) for row in tokens]
        steps = batches.length_batches(lengths, experiment.batch_size, rng)
        started, running = time.monotonic(), 0.0
        bar = tqdm(steps, desc=f"{experiment.name} {self.epoch + 1}", mininterval=30)
        for rows in bar:
            running += self.step(rows, tokens)
            bar.set_postfix(loss=f"{running / (bar.n + 1):.4f}", refresh=False)
        self.epoch += 1
        kind = "average" if experiment.average_decay else "last"
        network = self.average if experiment.average_decay else self.model
        logits = predict(network, self.dev_tokens, self.pad_id, "dev")
        row = {
            "epoch": self.epoch,
            "weights": kind,
            "train_loss": round(running / len(steps), 5),
            **dev_measure(logits, self.rows.dev.labels),
            "seconds": round(time.monotonic() - started),
        }
        self.history.append(row)
        print(row, flush=True)
        np.save(self.folder / f"dev-logits-{self.epoch}-{kind}.npy", logits)
        torch.save(network.state_dict(), self.folder / f"weights-{self.epoch}-{kind}.pt")
        history = json.dumps(self.history, indent=1)
        (self.folder / "history.json").write_text(history, encoding="utf-8")

    def finished(self) -> bool:
        """Whether all epochs are done, or the last few did not get better."""
        patience = self.experiment.patience
        scores = [row["held_out_macro_f1"] for row in self.history if "held_out_macro_f1" in row]
        stale = patience > 0 and len(scores) > patience
        if stale and max(scores[-patience:]) <= max(scores[:-patience]):
            return True
        return self.epoch >= self.experiment.epochs

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
        state = torch.load(path, weights_only=True, map_location=device())
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.history, self.epoch = state["history"], state["epoch"]


def train_logits(experiment: Experiment, dev_mode: bool) -> NDArray[np.float32]:
    """The best weights' logits on the rows of train, or of development mode, kept once made."""
    path = experiment.folder / "train-logits.npy"
    if not path.exists():
        tokenizer = emotion_tokenizer(experiment.max_length, experiment.placeholders)
        state = best_weights(experiment.folder)
        labels = len(state["head.bias"])
        network = empty_classifier(tokenizer, labels, experiment.batch_norm)
        network.load_state_dict(state)
        split = datasets.read_split(config.data_folder(), "train")
        split = split.at(dev_mode_rows(len(split))) if dev_mode else split
        rows = encode(experiment, split.texts)
        np.save(path, predict(network.to(device()), rows, 0, f"{experiment.name} on train"))
    logits: NDArray[np.float32] = np.load(path)
    return logits


def named(name: str, dev_mode: bool) -> Experiment:
    """The experiment; in development mode under a name of its own."""
    experiment = config.load(name)
    if dev_mode:
        experiment = replace(experiment, name=name + config.DEV_MODE, share=1.0)
    return experiment


def train(name: str, dev_mode: bool = False, threads: int = 2) -> Experiment:
    """Run the experiment `name` to its end, or on from where it stopped."""
    torch.set_num_threads(threads)
    experiment = named(name, dev_mode)
    if (experiment.folder / "finished").exists():
        return experiment
    run = Run(experiment, dev_mode)
    run.resume()
    while not run.finished():
        run.run_epoch()
        run.save()
    (experiment.folder / "finished").touch()
    (experiment.folder / "checkpoint.pt").unlink()
    return experiment
