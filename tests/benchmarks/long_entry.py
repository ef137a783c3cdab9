"""Seconds to analyse an entry of 20,000 words: `python -m tests.benchmarks.long_entry`.

Its sentences are unlike each other, as a person's are: none is read for another.
"""

from __future__ import annotations

import time

import numpy as np

from samo_desktop.domain.generators import result_of
from samo_desktop.exchange.sample import sample_entries
from samo_desktop.inference.models import Models
from samo_desktop.pipeline.analysis import analyse_texts

WORDS = 20_000
A_SENTENCE = 14
"""Words of a sentence, as in journals that people gave away."""


def text(words: int = WORDS) -> str:
    """So many words of the sample journal, drawn anew into sentences."""
    known = " ".join(sample.text for sample in sample_entries()).replace(".", "").split()
    rng = np.random.default_rng(14)
    sentences = rng.choice(known, (-(-words // A_SENTENCE), A_SENTENCE))
    return " ".join(" ".join(sentence).capitalize() + "." for sentence in sentences)


def seconds() -> float:
    """What feelings and summary take, with the models loaded."""
    models = Models()
    result_of(analyse_texts([text(200)], models))
    models.forget()
    begun = time.perf_counter()
    result_of(analyse_texts([text()], models))
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(f"{seconds():.2f}")
