"""What the emotion model ships to learn from examples with, and what it learned from ours.

`background.npz` says how texts of no particular feeling look to the model: statistics of comments
of GoEmotions' train split and of journal entries. `prototypes.json` has the numbers of the feelings
that are known from a dozen sentences of ours alone. Neither holds a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.inference.emotion.encoder import BACKGROUND, PROTOTYPES, EncoderEmotion
from samo_desktop.inference.emotion.fewshot import Background, FewShot
from training import config
from training.data import datasets
from training.data.passages import cut
from training.ship.export import read_config, write_config

Rows = NDArray[np.float32]

RANK, SAMPLE = 128, 256
"""Directions and embeddings that the background keeps: under 300 kB."""
BACKGROUND_TEXTS = 2000
FIRST_PERSON = re.compile(r"\b(i|my|me|i'm|we)\b")
MADE = (BACKGROUND, PROTOTYPES)
EXAMPLES = config.ROOT / "training" / "data" / "prototypes.json"


def background_texts(count: int = BACKGROUND_TEXTS, seed: int = 0) -> list[str]:
    """Comments of the train split in the first person, in random order."""
    texts = datasets.read_split(config.data_folder(), "train").texts
    first = [text for text in texts if FIRST_PERSON.search(text.lower())]
    return [first[row] for row in np.random.default_rng(seed).permutation(len(first))[:count]]


def judged_texts(texts: Sequence[str], seed: int = 0) -> list[str]:
    """The texts and as many of their sentences, in turns, in random order."""
    rng = np.random.default_rng(seed)
    parts = cut(list(texts), None).texts
    some = [parts[row] for row in rng.permutation(len(parts))[: len(texts)]]
    whole = [texts[row] for row in rng.permutation(len(texts))]
    return [text for pair in zip(whole, some, strict=False) for text in pair]


def prototype_texts() -> dict[str, list[str]]:
    """The sentences of ours that each feeling known by examples alone is learned from."""
    texts: dict[str, list[str]] = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return texts


def fit_prototypes(seen: Mapping[str, Rows], background: Background) -> dict[str, FewShot]:
    """Each feeling from its examples' embeddings [examples, D], against the other feelings'."""
    found = {}
    for label, rows in seen.items():
        others = [other for name, other in seen.items() if name != label]
        found[label] = FewShot.fit(rows, background, np.concatenate(others) if others else None)
    return found


def remove(folder: Path) -> None:
    """Delete both files, which say nothing true of a model that has changed."""
    shipped = read_config(folder)
    write_config(folder, shipped | {"files": [n for n in shipped["files"] if n not in MADE]})
    for name in MADE:
        (folder / name).unlink(missing_ok=True)


def write(folder: Path) -> None:
    """Write both files for the model in `folder`, as it sees the texts, and name them there.

    Of the journal, the part to tune on.
    """
    remove(folder)
    model = EncoderEmotion(folder)
    journal = datasets.read_journal(config.data_folder(), held_out=False).texts
    made = Background.measured(
        model.read(background_texts()).embeddings,
        RANK,
        SAMPLE,
        model.read(judged_texts(journal)).embeddings,
    )
    content = made.to_bytes()
    seen = {label: model.read(texts).embeddings for label, texts in prototype_texts().items()}
    values = {
        label: {"examples": len(seen[label]), **few.to_json()}
        for label, few in fit_prototypes(seen, Background.from_bytes(content)).items()
    }
    (folder / BACKGROUND).write_bytes(content)
    (folder / PROTOTYPES).write_text(json.dumps(values) + "\n", encoding="utf-8")
    shipped = read_config(folder)
    write_config(folder, shipped | {"files": (*shipped["files"], *MADE)})
