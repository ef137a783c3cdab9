"""A journal of many years: what lists, charts and the window's start are measured on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain import calendar
from samo_desktop.domain.emotion import (
    LABELS,
    Analysis,
    Feeling,
    SentenceFeelings,
    Summary,
    valence,
)
from samo_desktop.store.jobs import NewJob
from samo_desktop.store.journal import Journal
from samo_desktop.store.transaction import Transaction

ENTRIES = 20_000
A_DAY = 1
"""Entries a day: of fifty-five years."""
LEAST = 0.3
"""Probability from which on a feeling is shown."""
TEXT = """
a calm walk by the sea with my sister and the dog before it rained and we went home again to write
down what the day was like
"""


def fill(folder: Path, passphrase: str | None, entries: int = ENTRIES) -> None:
    """Makes a journal in `folder` whose `entries` have been analysed, the newest an hour old."""
    rng = np.random.default_rng(20)
    journal, _key = Journal.create(folder, passphrase)
    with journal, journal.transaction() as change:
        for number in range(entries):
            _add(change, rng, age=timedelta(hours=1 + 24 / A_DAY * number))


def _add(change: Transaction, rng: np.random.Generator, age: timedelta) -> None:
    sentences = [
        " ".join(rng.choice(TEXT.split(), rng.integers(6, 18))) + "."
        for _ in range(rng.integers(2, 7))
    ]
    entry = change.add_entry(source="text", text=" ".join(sentences), at=calendar.now() - age)
    change.set_analysis(entry.id, _analysis(sentences, rng.beta(0.3, 4.0, len(LABELS))))
    for step in ("analyse", "summarise"):
        (job,) = change.queue(entry.id, NewJob(step))
        change.end_job(job.id, "done")


def _analysis(sentences: list[str], found: NDArray[np.float64]) -> Analysis:
    probabilities = dict(zip(LABELS, found.tolist(), strict=True))
    feelings = tuple(Feeling(label, p) for label, p in probabilities.items() if p >= LEAST)
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return Analysis(
        feelings,
        probabilities,
        valence(probabilities),
        Summary(sentences[0], "extractive", (0,)),
        tuple(
            SentenceFeelings(text, start, end, feelings[:1], valence(probabilities), 0.5)
            for text, (start, end) in zip(sentences, spans, strict=True)
        ),
        {"emotion": "measured@1", "summary": "measured@1"},
        {"emotion": 0.01, "summary": 0.01},
    )
