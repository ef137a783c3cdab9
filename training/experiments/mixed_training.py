"""Training on several worlds of text at once: one run of one mix, resumable within an epoch."""

from __future__ import annotations

import copy
import time
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid
from tqdm import tqdm

from training import config
from training.data import batches, teaching
from training.data.sources import Encoder, read_sources
from training.data.teaching import Rows
from training.experiments.fine_tuning import device, has_bfloat16, learning_rate_factor
from training.models import feelings_network
from training.models.feelings_network import FeelingsNetwork

MIXES = config.ROOT / "training" / "experiments" / "mixes"
USUAL_LOG_ODDS = -3.0
"""Where heads start: most labels are in one text of twenty."""
SAVE_SECONDS = 300
"""A kill loses at most so much of a run."""


@dataclass(frozen=True)
class Mix:
    """Everything that a run depends on, apart from the data and the published encoder."""

    name: str
    what: str
    encoder: str
    """"minilm" or "e5"."""
    start: str
    """A run, an INT8 graph that shipped, or "" for the published encoder."""
    seed: int
    epochs: int
    batch_size: int
    max_length: int
    learning_rate: float
    layer_decay: float
    head_learning_rate: float
    head_gain: float
    """What the head's first weights are multiplied by; e5's vectors lie close together."""
    weight_decay: float
    warmup_share: float
    average_decay: float
    gradient_clip: float
    teacher_share: float
    """Of a comment's target, what the teacher says; the rest is its label."""
    family_weight: float
    """How much a judgement of six families counts beside one of 32 labels."""
    sources: dict[str, float] = field(default_factory=dict)
    """How many times each row is read in an epoch, by source; below 1: a part of the rows."""

    @property
    def folder(self) -> Path:
        """Where its weights are kept; not part of the project."""
        return config.RUNS / f"mix-{self.name}"


def load(name: str) -> Mix:
    """The mix of that name. Raises ValueError for unknown or missing keys."""
    values = tomllib.loads((MIXES / f"{name}.toml").read_text(encoding="utf-8"))
    values["name"] = name
    if values.keys() != {each.name for each in fields(Mix)}:
        known = {each.name for each in fields(Mix)}
        raise ValueError(f"{name}.toml: keys that differ: {sorted(values.keys() ^ known)}")
    return Mix(**values)


def loss_of_labels(logits: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy of what is known: all are [rows, labels]."""
    each = binary_cross_entropy_with_logits(logits, targets, weight=weights, reduction="sum")
    return each / logits.numel()


def loss_of_families(logits: Tensor, truth: Tensor, members: Tensor) -> Tensor:
    """Cross-entropy of families [rows, six], NaN where unknown; `members` is [six, labels].

    The chance of a family is that of not missing all of its labels, taken as independent.
    """
    known = ~torch.isnan(truth)
    if not known.any():
        return logits.new_zeros(())
    absent = logsigmoid(-logits) @ members.T
    chance = -torch.expm1(absent.clamp(max=-1e-6))
    true = torch.nan_to_num(truth)
    each = -(true * chance.log() + (1.0 - true) * absent)
    return (each * known).sum() / truth.numel()


class MixedRun:
    """One run: the network, its moving average, the optimiser and where it stands."""

    def __init__(self, mix: Mix) -> None:
        self.mix = mix
        self.folder = mix.folder
        self.folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(mix.seed)
        self.encoder = Encoder(mix.encoder, mix.max_length)
        self.sources = read_sources(mix.sources, mix.teacher_share)
        self.tokens = {name: self.encoder.tokens(r.texts) for name, r in self.sources.items()}
        self.model = self._start().to(device())
        self.average = copy.deepcopy(self.model).eval()
        self.members = torch.from_numpy(teaching.members()).to(device())
        self.optimiser = torch.optim.AdamW(_groups(self.model, mix), fused=True)
        steps = len(self._epoch(0)[1])
        self.total = steps * mix.epochs
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda at: learning_rate_factor(at, self.total, mix.warmup_share)
        )
        self.epoch, self.at = 0, 0

    def _start(self) -> FeelingsNetwork:
        network = self.encoder.network(len(teaching.FEELINGS))
        with torch.no_grad():
            network.head.weight.mul_(self.mix.head_gain)
            network.head.bias.fill_(USUAL_LOG_ODDS)
        start = self.mix.start
        if start.endswith(".onnx"):
            network.load_state_dict(feelings_network.from_integers(config.ROOT / start))
        elif start:
            network.load_state_dict(best_weights(load(start)))
        return network

    def _epoch(self, number: int) -> tuple[dict[str, Any], list[NDArray[np.int64]]]:
        """The rows of one epoch with their tokens, and their batches; the same each time."""
        rng = np.random.default_rng((self.mix.seed, number))
        parts: list[Rows] = []
        tokens: list[list[int]] = []
        for name, rows in self.sources.items():
            share = self.mix.sources[name]
            whole, rest = divmod(round(share * len(rows)), len(rows))
            chosen = np.concatenate(
                [np.tile(np.arange(len(rows)), whole), rng.permutation(len(rows))[:rest]]
            )
            parts.append(rows.at(chosen))
            tokens += [self.tokens[name][row] for row in chosen]
        rows = teaching.joined(parts)
        lengths = [len(each) for each in tokens]
        steps = batches.length_batches(lengths, self.mix.batch_size, rng)
        return {"rows": rows, "tokens": tokens}, steps

    def step(self, rows: Rows, tokens: list[list[int]]) -> float:
        """One optimiser step on one batch; its loss."""
        ids, mask = (
            torch.from_numpy(values).to(device())
            for values in batches.pad(tokens, self.encoder.pad_id)
        )
        with torch.autocast(device().type, torch.bfloat16, enabled=has_bfloat16()):
            logits = self.model(ids, mask)[0]
        logits = logits.float()
        targets, weights, families = (
            torch.from_numpy(values).to(device())
            for values in (rows.targets, rows.weights, rows.families)
        )
        loss = loss_of_labels(logits, targets, weights)
        loss = loss + self.mix.family_weight * loss_of_families(logits, families, self.members)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.mix.gradient_clip)
        self.optimiser.step()
        self.schedule.step()
        self._follow()
        return float(loss.detach())

    @torch.no_grad()
    def _follow(self) -> None:
        """average <- d * average + (1 - d) * weights; a shorter memory over the first steps."""
        step = self.schedule.last_epoch
        decay = min(self.mix.average_decay, (1 + step) / (10 + step))
        own, new = list(self.average.parameters()), list(self.model.parameters())
        torch._foreach_lerp_(own, new, 1.0 - decay)

    def run(self) -> None:
        """Go on to the end, saving on the way."""
        while self.epoch < self.mix.epochs:
            values, steps = self._epoch(self.epoch)
            self.model.train()
            saved, running, taken = time.monotonic(), 0.0, 0
            bar = tqdm(
                steps[self.at :], desc=f"{self.folder.name} {self.epoch + 1}", mininterval=30
            )
            for rows in bar:
                running += self.step(
                    values["rows"].at(rows), [values["tokens"][row] for row in rows]
                )
                self.at, taken = self.at + 1, taken + 1
                bar.set_postfix(loss=f"{running / taken:.4f}", refresh=False)
                if time.monotonic() - saved > SAVE_SECONDS:
                    self.save()
                    saved = time.monotonic()
            self.epoch, self.at = self.epoch + 1, 0
            torch.save(self.average.state_dict(), self.folder / f"weights-{self.epoch}.pt")
            self.save()
        (self.folder / "finished").write_text(str(self.epoch), encoding="utf-8")
        (self.folder / "checkpoint.pt").unlink()

    def save(self) -> None:
        """Write the checkpoint beside the old one and swap: a kill never leaves half a file."""
        parts = ("model", "average", "optimiser", "schedule")
        state: dict[str, Any] = {part: getattr(self, part).state_dict() for part in parts}
        torch.save(state | {"epoch": self.epoch, "at": self.at}, self.folder / "checkpoint.new")
        (self.folder / "checkpoint.new").replace(self.folder / "checkpoint.pt")

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state = torch.load(path, weights_only=True, map_location=device())
        for part in ("model", "average", "optimiser", "schedule"):
            getattr(self, part).load_state_dict(state[part])
        self.epoch, self.at = state["epoch"], state["at"]


def _groups(model: FeelingsNetwork, mix: Mix) -> list[dict[str, object]]:
    """Layer-wise learning rates (Howard and Ruder 2018); no weight decay on biases and norms."""
    layers = model.encoder.config.num_hidden_layers
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if name.startswith("head."):
            rate = mix.head_learning_rate
        else:
            depth = int(name.split(".layer.")[1].split(".")[0]) + 1 if ".layer." in name else 0
            rate = mix.learning_rate * mix.layer_decay ** (layers - depth)
        decay = 0.0 if parameter.ndim < 2 else mix.weight_decay
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]


def best_weights(mix: Mix) -> dict[str, Tensor]:
    """The averaged weights of a finished run."""
    epoch = (mix.folder / "finished").read_text(encoding="utf-8")
    state: dict[str, Tensor] = torch.load(
        mix.folder / f"weights-{epoch}.pt", weights_only=True, map_location="cpu"
    )
    return state


def train(name: str, threads: int = 2) -> Mix:
    """Run a mix to its end, or on from where it stopped."""
    torch.set_num_threads(threads)
    mix = load(name)
    if not (mix.folder / "finished").exists():
        run = MixedRun(mix)
        run.resume()
        run.run()
    return mix
