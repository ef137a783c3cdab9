"""Values that several tests of the store need."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from samo_desktop.domain.emotion import Analysis, Feeling, SentenceFeelings, Summary
from samo_desktop.domain.transcript import Segment, Transcript
from samo_desktop.store.vault import Cost

PASSPHRASE = "correct horse battery"
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)


def transcript(text: str, model: str = "tiny") -> Transcript:
    """What an engine heard."""
    return Transcript(text, "en", "engine", model, (Segment(0.0, 1.5, text, 0.75),), 2.5, 0.125)


def analysis(*labels: str, text: str = "", valence: float = 0.25) -> Analysis:
    """What the models said: the labels, strongest first."""
    feelings = tuple(Feeling(label, 0.9 - place / 10) for place, label in enumerate(labels))
    return Analysis(
        feelings=feelings,
        probabilities={"joy": 0.125, "sadness": 0.5, "neutral": 0.375},
        valence=valence,
        summary=Summary(text, "sentences", (0,)),
        sentences=(SentenceFeelings(text, 0, len(text), feelings, valence),),
        models={"emotion": "fake@1"},
        elapsed={"emotion": 0.5},
        notes=("a note",),
    )


def words_in_files(folder: Path, words: Iterable[str]) -> set[str]:
    """Those of `words` that some file under `folder` holds in the clear."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return {word for word in words if any(word.encode() in content for content in files)}


def plain_sql(folder: Path, *statements: str) -> None:
    """Changes the database of a closed journal without encryption behind its back."""
    with closing(sqlite3.connect(folder / "journal.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
