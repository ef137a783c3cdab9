"""What a mix reads: each source's rows by its name, and texts as an encoder's token numbers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from samo_desktop.inference.emotion.encoder import EncoderEmotion
from training import config
from training.data import (
    augmentation,
    batches,
    datasets,
    teaching,
    translation,
    vocabulary,
)
from training.data.passages import cut
from training.data.teaching import FEELINGS, Array, Rows

if TYPE_CHECKING:
    from training.models.feelings_network import FeelingsNetwork

TRANSLATED_PART = 0.2
"""Of the comments, as many are translated."""
SENTENCE_WEIGHT = 0.3
"""How much the teacher's word counts of a journal's sentences, which nobody labelled."""
OTHER_WEIGHT = 0.3
"""And of labels that a source does not speak of."""


class Encoder:
    """A pretrained encoder of the training, "minilm" or "e5": its tokens and its network.

    Raises ValueError for another name.
    """

    def __init__(self, name: str, max_length: int) -> None:
        from training.models import e5
        from training.models.classifier import emotion_tokenizer

        if name not in ("minilm", "e5"):
            raise ValueError(f"unknown encoder: {name}")
        self.name = name
        self.pad_id = 0 if name == "minilm" else vocabulary.PAD
        self.tokenizer = (
            emotion_tokenizer(max_length)
            if name == "minilm"
            else e5.cut_tokenizer(e5.FOLDER, max_length)
        )

    def tokens(self, texts: Sequence[str]) -> list[list[int]]:
        """Token numbers of each text."""
        return batches.encode(self.tokenizer, texts)

    def network(self, labels: int) -> FeelingsNetwork:
        """The network before training."""
        from training.models import e5, feelings_network

        if self.name == "minilm":
            return feelings_network.minilm(labels)
        encoder = e5.cut_encoder(e5.FOLDER)
        below = encoder.config.num_hidden_layers // 2
        return feelings_network.FeelingsNetwork(encoder, labels, below)


def teacher(texts: Sequence[str]) -> Array:
    """Probabilities [texts, FEELINGS] by the model that shipped before; kept once made."""
    model = _teacher()
    digest = hashlib.sha256("\0".join([model.version, *texts]).encode()).hexdigest()[:16]
    path = config.RUNS / f"taught-{digest}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        columns = [list(model.labels).index(label) for label in FEELINGS]
        np.save(path, model.read(list(texts)).probabilities[:, columns])
    found: Array = np.load(path)
    return found


@cache
def _teacher() -> EncoderEmotion:
    return EncoderEmotion(teacher_folder())


def teacher_folder() -> Path:
    """The model that teaches: a copy of what shipped before, or what ships."""
    kept = config.RUNS / "teacher"
    return kept if kept.exists() else config.MODELS / "emotion"


def journal_parts() -> list[datasets.JournalTexts]:
    """Every journal entry."""
    return [datasets.read_journal(config.data_folder(), held_out) for held_out in (False, True)]


def journal_rows() -> Rows:
    """Journal entries with what their writers chose."""
    return teaching.joined(
        [
            teaching.journal(part.texts, part.kinds, teacher, OTHER_WEIGHT)
            for part in journal_parts()
        ]
    )


def journal_sentences() -> Rows:
    """The sentences of the journal entries, as the teacher reads them."""
    texts = [text for part in journal_parts() for text in part.texts]
    return teaching.as_taught(cut(texts, None).texts, teacher, SENTENCE_WEIGHT)


def hard_cases(language: str) -> Rows:
    """Sentences made by templates: what is in them, and what is not."""
    from training.data import hard_cases as made

    cases = made.make(language, 0)
    targets = np.zeros((len(cases), len(FEELINGS)), np.float32)
    weights = np.zeros_like(targets)
    for at, case in enumerate(cases):
        for label in case.present | case.absent:
            column = FEELINGS.index(label)
            targets[at, column] = float(label in case.present)
            weights[at, column] = 1.0
    return teaching.rows([case.text for case in cases], targets, weights)


def read_sources(wanted: Mapping[str, float], teacher_share: float) -> dict[str, Rows]:
    """The rows of each source that is read at all. Raises ValueError for an unknown name."""
    return {name: _source(name, teacher_share) for name, share in wanted.items() if share > 0}


def in_language(rows: Rows, language: str, part: float, seed: int) -> Rows:
    """A part of English rows, 0 to 1, in another language; the same part of the same rows."""
    chosen = rows.some(round(part * len(rows)), seed)
    texts = translation.translated(chosen.texts, language)
    return replace(chosen, texts=[restored(text) for text in texts])


def restored(text: str) -> str:
    """A translated text with GoEmotions' placeholders where their stand-ins are."""
    for placeholder, word in augmentation.STAND_INS.items():
        text = re.sub(word, placeholder, text, flags=re.IGNORECASE)
    return text


def _source(name: str, teacher_share: float) -> Rows:
    folder = config.data_folder()
    kind, _, language = name.partition("-")
    if kind == "goemotions":
        split = datasets.read_split(folder, "train")
        english = teaching.goemotions(split, teacher, teacher_share)
        return in_language(english, language, TRANSLATED_PART, 0) if language else english
    if name == "journal" or (kind == "journal" and language in translation.WAYS):
        entries = journal_rows()
        return in_language(entries, language, 1.0, 0) if language else entries
    if name == "journal-sentences":
        return journal_sentences()
    if kind == "hard":
        return hard_cases(language)
    if kind == "brighter":
        taught = teacher if language == "eng" else None
        judged = teaching.brighter(folder, language, "train", taught, OTHER_WEIGHT)
        kept = [row for row, text in enumerate(judged.texts) if not teaching.held_out(text)]
        return judged.at(np.array(kept))
    raise ValueError(f"unknown source: {name}")
