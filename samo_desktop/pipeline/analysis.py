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
from samo_desktop.languages import language_name
from samo_desktop.pipeline.personal import Personal, PersonalFor, full_name, nobody

CHUNK = 256
"""Sentences between two points of progress: well under a second's work."""

NO_WORDS = "This text holds no words."
NEUTRAL = "neutral"


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A text cut into sentences for a model, or the note that says why it is not analysed.

    `parts` are what the whole is made of: the sentences, or passages of some of them.
    """

    text: str
    spans: list[Span]
    parts: list[Span]
    model: EmotionModel | None
    note: str = ""

    @property
    def scored(self) -> list[Span]:
        """Each sentence and each part, once."""
        return list(dict.fromkeys(self.spans + self.parts))


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a text as it was read, with token numbers if the model has any, and its row."""

    text: str
    row: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Reader:
    """A model, and what the user taught it: probabilities of its labels and of own feelings."""

    model: EmotionModel
    personal: Personal

    @property
    def labels(self) -> tuple[str, ...]:
        return (*self.model.labels, *self.personal.own)

    def read(self, texts: Sequence[str]) -> list[_Part]:
        """Each of `texts` with its probabilities [labels], before anything learned is applied."""
        tokenised = self.model.tokenise(texts)
        reading = self.model.read(tokenised)
        own = self.personal.columns(reading.embeddings)
        rows = np.concatenate([reading.probabilities, own], axis=1)
        return [_Part(text, row) for text, row in zip(tokenised, rows, strict=True)]

    def by_label(self, row: NDArray[np.float32]) -> dict[str, float]:
        return dict(zip(self.labels, row.tolist(), strict=True))

    def shown(self, probabilities: Mapping[str, float]) -> tuple[Feeling, ...]:
        """The labels at or over their thresholds, strongest first."""
        least = self.personal.thresholds(self.model)
        found = [Feeling(k, p) for k, p in probabilities.items() if p >= least[k]]
        return tuple(sorted(found, key=lambda feeling: -feeling.probability))


def analyse_texts(
    texts: Sequence[str],
    models: Models,
    *,
    no_words: str = NO_WORDS,
    personal: PersonalFor = nobody,
) -> Generator[float, None, list[Analysis]]:
    """Analyses `texts` together; yields the fraction done, returns one analysis a text.

    A text without words, or in a language that no installed model knows, gets no feelings and a
    note. `personal` gives what the user taught each model, by default nothing. `elapsed` is each
    text's share of the batch by its number of sentences. Raises ModelError.
    """
    prepared = [_prepare(text, models, no_words) for text in texts]
    analyses: list[Analysis | None] = [None] * len(texts)
    total = sum(len(item.scored) for item in prepared)
    done = 0
    for model in dict.fromkeys(item.model for item in prepared):
        places = [place for place, item in enumerate(prepared) if item.model is model]
        items = [prepared[place] for place in places]
        if model is None:
            made = [_unanalysed(item) for item in items]
        else:
            reader = _Reader(model, personal(model))
            made = yield from _analyse_by(reader, items, models, done / total, total)
            done += sum(len(item.scored) for item in items)
        for place, analysis in zip(places, made, strict=True):
            analyses[place] = analysis
    return [analysis for analysis in analyses if analysis is not None]


def _analyse_by(
    reader: _Reader, items: Sequence[_Prepared], models: Models, before: float, total: int
) -> Generator[float, None, list[Analysis]]:
    """Analyses texts of one model; `before` is the fraction done of `total` parts."""
    everything = [item.text[start:end] for item in items for start, end in item.scored]
    share = len(everything) / total
    parts: list[_Part] = []
    begun = time.perf_counter()
    for start in range(0, len(everything), CHUNK):
        yield before + share * 0.8 * start / len(everything)
        parts += reader.read(everything[start : start + CHUNK])
    each = (time.perf_counter() - begun) / len(everything)
    analyses, at = [], 0
    for item in items:
        scored = item.scored
        part_of = dict(zip(scored, parts[at : at + len(scored)], strict=True))
        at += len(scored)
        yield before + share * (0.8 + 0.2 * at / len(everything))
        analyses.append(_analysed(item, part_of, reader, models, each * len(scored)))
    return analyses


def _prepare(text: str, models: Models, no_words: str) -> _Prepared:
    if not language.has_words(text):
        return _Prepared(text, [], [], None, no_words)
    code = language.identify(text)
    model = models.emotion(code)
    if model is None:
        return _Prepared(text, [], [], None, _unknown_language(code))
    spans = sentences.split(text)
    how = model.aggregation
    passages = how["unit"] == "passage"
    parts = aggregate.passages(spans, how["passage_characters"]) if passages else spans
    return _Prepared(text, spans, parts, model)


def _unknown_language(code: str | None) -> str:
    looks_like = language_name(code) if code else "no language that can be told"
    return f"No feelings model here knows the language of this text, which looks like {looks_like}."


def _unanalysed(item: _Prepared) -> Analysis:
    return Analysis((), {}, 0.0, Summary("", "none", ()), (), {}, {}, (item.note,))


def _analysed(
    item: _Prepared,
    part_of: Mapping[Span, _Part],
    reader: _Reader,
    models: Models,
    seconds: float,
) -> Analysis:
    model = reader.model
    given = reader.by_label(
        aggregate.combine(_rows(part_of, item.parts), model.aggregation["reduce"])
    )
    whole = reader.personal.adapt(given)
    rows = _rows(part_of, item.spans)
    begun = time.perf_counter()
    summariser = models.summariser()
    emotional = 1 - rows[:, list(model.labels).index(NEUTRAL)]
    summary = summariser.summarise([part_of[span].text for span in item.spans], emotional)
    return Analysis(
        feelings=reader.shown(whole),
        probabilities=whole,
        valence=valence(whole),
        summary=summary,
        sentences=tuple(
            _sentence(reader, item.text, span, row)
            for span, row in zip(item.spans, rows, strict=True)
        ),
        models={
            "emotion": full_name(model),
            "summary": f"{summariser.name}@{summariser.version}",
        },
        elapsed={"emotion": seconds, "summary": time.perf_counter() - begun},
        unadapted=given if whole != given else {},
    )


def _rows(part_of: Mapping[Span, _Part], spans: Sequence[Span]) -> NDArray[np.float32]:
    """The probabilities [spans, labels] of the parts that lie there."""
    return np.stack([part_of[span].row for span in spans])


def _sentence(reader: _Reader, text: str, span: Span, row: NDArray[np.float32]) -> SentenceFeelings:
    probabilities = reader.personal.adapt(reader.by_label(row))
    start, end = span
    return SentenceFeelings(
        text[start:end], start, end, reader.shown(probabilities), valence(probabilities)
    )
