"""Texts -> feelings, sentence by sentence, and a summary."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import (
    Analysis,
    Feeling,
    SentenceFeelings,
    Summary,
    valence,
)
from samo_desktop.inference import language, sentences
from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import EmotionModel

CHUNK = 256
"""Sentences between two points of progress: well under a second's work."""

NO_WORDS = "This text holds no words."
NEUTRAL = "neutral"


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A text cut into sentences, or the note that says why it is not analysed.

    `parts` are what the whole is made of: the sentences, or passages of some of them.
    """

    text: str
    spans: list[Span]
    parts: list[Span]
    note: str | None

    @property
    def sentences(self) -> list[str]:
        return [self.text[start:end] for start, end in self.spans]

    @property
    def scored(self) -> list[Span]:
        """Each sentence and each part, once."""
        return list(dict.fromkeys(self.spans + self.parts))


def analyse_texts(
    texts: Sequence[str], models: Models, *, no_words: str = NO_WORDS
) -> Generator[float, None, list[Analysis]]:
    """Analyses `texts` together; yields the fraction done, returns one analysis a text.

    A text without words, or in a language that the emotion model does not know, gets no feelings
    and a note. `elapsed` is each text's share of the batch by its number of sentences. Raises
    ModelError.
    """
    prepared = [_prepare(text, models, no_words) for text in texts]
    known = [item for item in prepared if item.note is None]
    everything = [item.text[start:end] for item in known for start, end in item.scored]
    if not everything:
        return [_unanalysed(item) for item in prepared]
    model = models.emotion()
    rows: list[NDArray[np.float32]] = []
    begun = time.perf_counter()
    for start in range(0, len(everything), CHUNK):
        yield 0.8 * start / len(everything)
        rows.append(model.predict(everything[start : start + CHUNK]))
    each = (time.perf_counter() - begun) / len(everything)
    probabilities = np.concatenate(rows)
    analyses, at = [], 0
    for item in prepared:
        if item.note is not None:
            analyses.append(_unanalysed(item))
            continue
        scored = item.scored
        row_of = dict(zip(scored, probabilities[at : at + len(scored)], strict=True))
        at += len(scored)
        yield 0.8 + 0.2 * at / len(everything)
        analyses.append(_analysed(item, row_of, models, each * len(scored)))
    return analyses


def _prepare(text: str, models: Models, no_words: str) -> _Prepared:
    if not language.has_words(text):
        return _Prepared(text, [], [], no_words)
    code = language.identify(text)
    if code not in (None, "en"):
        note = f"The feelings model knows English only; this text looks like '{code}'."
        return _Prepared(text, [], [], note)
    spans = sentences.split(text)
    how = models.emotion().aggregation
    passages = how["unit"] == "passage"
    parts = aggregate.passages(spans, how["passage_characters"]) if passages else spans
    return _Prepared(text, spans, parts, None)


def _unanalysed(item: _Prepared) -> Analysis:
    return Analysis((), {}, 0.0, Summary("", "none", ()), (), {}, {}, (item.note or NO_WORDS,))


def _analysed(
    item: _Prepared, row_of: Mapping[Span, NDArray[np.float32]], models: Models, seconds: float
) -> Analysis:
    model = models.emotion()
    parts = np.stack([row_of[span] for span in item.parts])
    whole = _by_label(model, aggregate.combine(parts, model.aggregation["reduce"]))
    rows = np.stack([row_of[span] for span in item.spans])
    begun = time.perf_counter()
    summariser = models.summariser()
    emotional = 1 - rows[:, list(model.labels).index(NEUTRAL)]
    summary = summariser.summarise(item.sentences, emotional)
    return Analysis(
        feelings=_over(model, whole),
        probabilities=whole,
        valence=valence(whole),
        summary=summary,
        sentences=tuple(
            _sentence(model, item.text, span, row)
            for span, row in zip(item.spans, rows, strict=True)
        ),
        models={
            "emotion": f"{model.name}@{model.version}",
            "summary": f"{summariser.name}@{summariser.version}",
        },
        elapsed={"emotion": seconds, "summary": time.perf_counter() - begun},
    )


def _sentence(
    model: EmotionModel, text: str, span: Span, row: NDArray[np.float32]
) -> SentenceFeelings:
    probabilities = _by_label(model, row)
    start, end = span
    return SentenceFeelings(
        text[start:end], start, end, _over(model, probabilities), valence(probabilities)
    )


def _by_label(model: EmotionModel, row: NDArray[np.float32]) -> dict[str, float]:
    return dict(zip(model.labels, row.tolist(), strict=True))


def _over(model: EmotionModel, probabilities: Mapping[str, float]) -> tuple[Feeling, ...]:
    """The labels at or over their thresholds, strongest first."""
    found = [Feeling(k, p) for k, p in probabilities.items() if p >= model.thresholds[k]]
    return tuple(sorted(found, key=lambda feeling: -feeling.probability))
