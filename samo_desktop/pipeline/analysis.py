"""Texts -> feelings, sentence by sentence; sentences -> a summary. No journal is needed."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from samo_desktop.domain.emotion import (
    NO_SUMMARY,
    Analysis,
    Feeling,
    MadeSummary,
    SentenceFeelings,
    valence,
)
from samo_desktop.domain.generators import relay
from samo_desktop.inference import language, sentences
from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.emotion.aggregate import NEUTRAL
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import EmotionModel
from samo_desktop.languages import language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.pipeline.adaptation import Adaptation, AdaptationFor, full_name, no_adaptation

CHUNK: Final = 256
"""Sentences between two points of progress: well under a second's work."""
NAMING_SHARE: Final = 0.8
"""Of the time that an analysis takes, what the feelings take; the summary takes the rest."""
NO_WORDS: Final = N_("This text contains no words.")

Span = tuple[int, int]
"""Characters from..to in a text."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A text cut into sentences for a model, or the note that says why it is not analysed.

    `parts` are what the whole is made of beside the sentences: passages, or the sentences again.
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


class _Named(NamedTuple):
    """An analysis without a summary, and its sentences as they were read, with token numbers."""

    analysis: Analysis
    read: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Reader:
    """A model, and what the user taught it: probabilities of its labels and of own feelings."""

    model: EmotionModel
    adaptation: Adaptation

    @property
    def labels(self) -> tuple[str, ...]:
        return (*self.model.labels, *self.adaptation.own)

    def read(self, texts: Sequence[str]) -> list[_Part]:
        """Each of `texts` with its probabilities [labels], before anything learned is applied."""
        tokenised = self.model.tokenise(texts)
        reading = self.model.read(tokenised)
        own = self.adaptation.columns(reading.embeddings)
        rows = np.concatenate([reading.probabilities, own], axis=1)
        return [_Part(text, row) for text, row in zip(tokenised, rows, strict=True)]

    def by_label(self, row: NDArray[np.float32]) -> dict[str, float]:
        return dict(zip(self.labels, row.tolist(), strict=True))

    def shown(self, probabilities: Mapping[str, float]) -> tuple[Feeling, ...]:
        """The labels at or over their thresholds, strongest first."""
        least = self.adaptation.thresholds(self.model)
        found = [Feeling(k, p) for k, p in probabilities.items() if p >= least[k]]
        return tuple(sorted(found, key=lambda feeling: -feeling.probability))


def analyse_texts(
    texts: Sequence[str],
    models: Models,
    *,
    no_words: str = "",
    adaptation: AdaptationFor = no_adaptation,
) -> Generator[float, None, list[Analysis]]:
    """Feelings and summaries of `texts`, for where there is no journal; see `name_feelings`."""
    named = yield from relay(
        _name(texts, models, no_words, adaptation), lambda done: NAMING_SHARE * done
    )
    analyses = []
    for at, (analysis, read) in enumerate(named, start=1):
        yield NAMING_SHARE + (1 - NAMING_SHARE) * at / len(named)
        made = summarise(analysis.sentences, models, read) if read else None
        analyses.append(analysis.with_summary(made) if made else analysis)
    return analyses


def name_feelings(
    texts: Sequence[str],
    models: Models,
    *,
    no_words: str = "",
    adaptation: AdaptationFor = no_adaptation,
) -> Generator[float, None, list[Analysis]]:
    """Names the feelings of `texts` together, without summaries.

    Yields the fraction done, 0 to 1, and returns one analysis a text. A text without words, or in
    a language that no installed model knows, gets no feelings and a note; `no_words` is the note in
    place of `NO_WORDS`. `adaptation` gives what
    the user taught each model, by default nothing. `elapsed`, in seconds, is each text's share of
    the batch by its number of sentences. Raises ModelError.
    """
    return [named.analysis for named in (yield from _name(texts, models, no_words, adaptation))]


def summarise(
    sentences: Sequence[SentenceFeelings], models: Models, read: Sequence[str] | None = None
) -> MadeSummary:
    """A summary of a text's analysed `sentences`. Raises ModelError.

    `read` are their texts as another model has read them, so that none is tokenised twice.
    """
    begun = time.perf_counter()
    summariser = models.summariser()
    intensities = np.array([sentence.intensity for sentence in sentences], np.float32)
    summary = summariser.summarise(read or [each.text for each in sentences], intensities)
    return MadeSummary(summary, full_name(summariser), time.perf_counter() - begun)


def _name(
    texts: Sequence[str], models: Models, no_words: str, adaptation: AdaptationFor
) -> Generator[float, None, list[_Named]]:
    prepared = [_prepare(text, models, no_words) for text in texts]
    named: list[_Named | None] = [None] * len(texts)
    total = sum(len(item.scored) for item in prepared)
    done = 0
    for model in dict.fromkeys(item.model for item in prepared):
        places = [place for place, item in enumerate(prepared) if item.model is model]
        items = [prepared[place] for place in places]
        if model is None:
            made = [_unanalysed(item) for item in items]
        else:
            parts = sum(len(item.scored) for item in items)
            naming = _named_by(_Reader(model, adaptation(model)), items)
            made = yield from relay(naming, partial(_within, done / total, parts / total))
            done += parts
        for place, each in zip(places, made, strict=True):
            named[place] = each
    return [each for each in named if each is not None]


def _within(before: float, share: float, done: float) -> float:
    return before + share * done


def _named_by(reader: _Reader, items: Sequence[_Prepared]) -> Generator[float, None, list[_Named]]:
    """Names the feelings of texts that are read by one model."""
    everything = [item.text[start:end] for item in items for start, end in item.scored]
    parts: list[_Part] = []
    begun = time.perf_counter()
    for start in range(0, len(everything), CHUNK):
        yield start / len(everything)
        parts += reader.read(everything[start : start + CHUNK])
    each = (time.perf_counter() - begun) / len(everything)
    named, at = [], 0
    for item in items:
        scored = item.scored
        part_of = dict(zip(scored, parts[at : at + len(scored)], strict=True))
        at += len(scored)
        analysis = _analysed(item, part_of, reader, each * len(scored))
        named.append(_Named(analysis, [part_of[span].text for span in item.spans]))
    return named


def _prepare(text: str, models: Models, no_words: str) -> _Prepared:
    if not language.has_words(text):
        return _Prepared(text, [], [], None, no_words or _(NO_WORDS))
    code = language.identify(text)
    model = models.emotion(code)
    if model is None:
        return _Prepared(text, [], [], None, _unknown_language(code))
    spans = sentences.split(text)
    how = model.aggregation
    passages = how["unit"] == "passage"
    parts = spans
    if passages:
        parts = aggregate.sample(aggregate.passages(spans, how["passage_characters"]))
    return _Prepared(text, spans, parts, model)


def _unknown_language(code: str | None) -> str:
    if code is None:
        return _("The language of this text could not be detected, so it was not analysed.")
    sentence = _(
        "This text seems to be in {name}. No installed feelings model knows it, so it has no "
        "feelings and no summary."
    )
    return sentence.format(name=language_name(code))


def _unanalysed(item: _Prepared) -> _Named:
    return _Named(Analysis((), {}, 0.0, NO_SUMMARY, (), {}, {}, (item.note,)), ())


def _analysed(
    item: _Prepared, part_of: Mapping[Span, _Part], reader: _Reader, seconds: float
) -> Analysis:
    model = reader.model
    sentence_rows, part_rows = (
        np.stack([part_of[span].row for span in spans]) for spans in (item.spans, item.parts)
    )
    given = reader.by_label(
        aggregate.combine(sentence_rows, part_rows, reader.labels, model.aggregation)
    )
    whole = reader.adaptation.adapt(given)
    return Analysis(
        feelings=reader.shown(whole),
        probabilities=whole,
        valence=valence(whole),
        summary=NO_SUMMARY,
        sentences=tuple(
            _sentence(reader, item.text, span, part_of[span].row) for span in item.spans
        ),
        models={"emotion": full_name(model)},
        elapsed={"emotion": seconds},
        unadapted=given if whole != given else {},
    )


def _sentence(reader: _Reader, text: str, span: Span, row: NDArray[np.float32]) -> SentenceFeelings:
    given = reader.by_label(row)
    probabilities = reader.adaptation.adapt(given)
    start, end = span
    return SentenceFeelings(
        text[start:end],
        start,
        end,
        reader.shown(probabilities),
        valence(probabilities),
        intensity=1 - given[NEUTRAL],
    )
