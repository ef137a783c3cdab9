"""Texts -> feelings, sentence by sentence; sentences -> a summary. No journal is needed."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, NamedTuple

import numpy as np

from samo_desktop.domain.emotion import (
    NO_SUMMARY,
    Analysis,
    MadeSummary,
    SentenceFeelings,
    valence,
)
from samo_desktop.domain.generators import relay
from samo_desktop.inference import language
from samo_desktop.inference.emotion.aggregate import NEUTRAL
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import EmotionModel
from samo_desktop.languages import language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import listed
from samo_desktop.pipeline.adaptation import AdaptationFor, full_name, no_adaptation
from samo_desktop.pipeline.joined import Part, Reader, Readings, shown, whole
from samo_desktop.pipeline.stretches import Languages, Span, Stretch, stretches

CHUNK: Final = 256
"""Sentences between two points of progress: well under a second's work."""
NAMING_SHARE: Final = 0.8
"""Of the time that an analysis takes, what the feelings take; the summary takes the rest."""
NO_WORDS: Final = N_("This text contains no words.")
SUREST: Final = "en"
"""The language in which feelings are the surest: what the first model was made for."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A text in its stretches, and what was read of each span; or why it is not analysed."""

    text: str
    stretches: Sequence[Stretch]
    note: str = ""
    parts: dict[Span, Part] = field(default_factory=dict)

    @property
    def models(self) -> list[EmotionModel]:
        """Those that read it, the one that reads the most of it first."""
        read: dict[EmotionModel, int] = {}
        for each in self.stretches:
            if each.model is not None:
                read[each.model] = read.get(each.model, 0) + each.characters
        return sorted(read, key=lambda model: (-read[model], full_name(model)))


class _Named(NamedTuple):
    """An analysis without a summary, and its sentences as they were read, with token numbers."""

    analysis: Analysis
    read: Sequence[str]


def analyse_texts(
    texts: Sequence[str],
    models: Models,
    *,
    no_words: str = "",
    adaptation: AdaptationFor = no_adaptation,
    spoken: Collection[str] = (),
) -> Generator[float, None, list[Analysis]]:
    """Feelings and summaries of `texts`, for where there is no journal; see `name_feelings`."""
    named = yield from relay(
        _name(texts, models, no_words, adaptation, spoken), lambda done: NAMING_SHARE * done
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
    spoken: Collection[str] = (),
) -> Generator[float, None, list[Analysis]]:
    """Names the feelings of `texts` together, without summaries.

    Yields the fraction done, 0 to 1, and returns one analysis a text. Each sentence is read by a
    model that knows its language. A text without words, or in a language that no installed model
    knows, gets no feelings and a note; `no_words` is the note in place of `NO_WORDS`. Where only a
    part of it is in such a language, that part gets none. `adaptation` gives what the user taught
    each model, by default nothing; `spoken` are languages (ISO 639-1) that the writer speaks.
    `elapsed`, in seconds, is each text's share of the batch by its number of sentences. Raises
    ModelError.
    """
    named = yield from _name(texts, models, no_words, adaptation, spoken)
    return [each.analysis for each in named]


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
    texts: Sequence[str],
    models: Models,
    no_words: str,
    adaptation: AdaptationFor,
    spoken: Collection[str],
) -> Generator[float, None, list[_Named]]:
    languages = Languages(models, spoken)
    prepared = [_prepare(text, languages, no_words) for text in texts]
    total = sum(len(each.scored) for item in prepared for each in item.stretches)
    done, seconds = 0, 0.0
    readers: dict[EmotionModel, Reader] = {}
    for model in dict.fromkeys(model for item in prepared for model in item.models):
        reader = readers[model] = Reader(model, adaptation(model))
        spans = [
            (item, span)
            for item in prepared
            for each in item.stretches
            if each.model is model
            for span in each.scored
        ]
        begun = time.perf_counter()
        reading = _read(reader, spans)
        yield from relay(reading, partial(_within, done / total, len(spans) / total))
        seconds += time.perf_counter() - begun
        done += len(spans)
    return [_named(item, readers, seconds * len(item.parts) / (total or 1)) for item in prepared]


def _within(before: float, share: float, done: float) -> float:
    return before + share * done


def _read(reader: Reader, spans: Sequence[tuple[_Prepared, Span]]) -> Generator[float, None, None]:
    """Reads so many stretches of texts, and puts what was read beside the texts."""
    for start in range(0, len(spans), CHUNK):
        yield start / len(spans)
        chunk = spans[start : start + CHUNK]
        read = reader.read([item.text[begin:end] for item, (begin, end) in chunk])
        for (item, span), part in zip(chunk, read, strict=True):
            item.parts[span] = part


def _prepare(text: str, languages: Languages, no_words: str) -> _Prepared:
    if not language.has_words(text):
        return _Prepared(text, (), no_words or _(NO_WORDS))
    found = stretches(text, languages)
    return _Prepared(text, found, _unread(found))


def _unread(found: Sequence[Stretch]) -> str:
    """What is said of stretches that no model can read; "" where there are none."""
    lengths: dict[str, int] = {}
    for each in found:
        if each.model is None:
            lengths[each.language] = lengths.get(each.language, 0) + each.characters
    if not lengths:
        return ""
    ordered = sorted(lengths, key=lambda code: -lengths[code])
    if any(each.model for each in found):
        sentence = _(
            "Part of this text seems to be in {names}, which no installed feelings model knows, so "
            "that part has no feelings."
        )
        return sentence.format(names=listed(map(language_name, ordered)))
    sentence = _(
        "This text seems to be in {name}. No installed feelings model knows it, so it has no "
        "feelings and no summary."
    )
    return sentence.format(name=language_name(ordered[0]))


def _named(item: _Prepared, readers: Mapping[EmotionModel, Reader], seconds: float) -> _Named:
    models = item.models
    notes = (item.note,) if item.note else ()
    if not models:
        return _Named(Analysis((), {}, 0.0, NO_SUMMARY, (), {}, {}, notes), ())
    found = whole([_readings(item, readers[model]) for model in models])
    spans = [(span, each) for each in item.stretches for span in each.spans]
    analysis = Analysis(
        feelings=shown(found.adapted, found.thresholds),
        probabilities=found.adapted,
        valence=valence(found.adapted),
        summary=NO_SUMMARY,
        sentences=tuple(
            _sentence(item, span, readers[each.model] if each.model else None)
            for span, each in spans
        ),
        models=_models(item, models[0]),
        elapsed={"emotion": seconds},
        notes=notes,
        unadapted=found.given if found.adapted != found.given else {},
        caution=_caution(item, readers),
    )
    read = [
        item.parts[span].text if each.model else item.text[span[0] : span[1]]
        for span, each in spans
    ]
    return _Named(analysis, read)


def _models(item: _Prepared, first: EmotionModel) -> dict[str, str]:
    """Who read the most, and, by language, who read the rest."""
    others = {
        f"emotion:{each.language}": full_name(each.model)
        for each in item.stretches
        if each.model is not None and each.model is not first
    }
    return {"emotion": full_name(first), **dict(sorted(others.items()))}


def _caution(item: _Prepared, readers: Mapping[EmotionModel, Reader]) -> str:
    """How sure feelings are in the languages of a text, if they are less sure than usual."""
    read = {each.language: readers[each.model] for each in item.stretches if each.model is not None}
    less = [code for code in read if code != SUREST]
    if not less:
        return ""
    sentences = [
        _("Feelings in {languages} are less sure than in English.").format(
            languages=listed(map(language_name, less))
        )
    ]
    if unlearned := [code for code, reader in read.items() if reader.adaptation.unlearned]:
        sentences.append(
            _("Your own feelings are not looked for in {languages}.").format(
                languages=listed(map(language_name, unlearned))
            )
        )
    return " ".join(sentences)


def _readings(item: _Prepared, reader: Reader) -> Readings:
    own = [each for each in item.stretches if each.model is reader.model]
    sentences, parts = (
        np.stack([item.parts[span].row for span in spans])
        for spans in (
            [span for each in own for span in each.spans],
            [span for each in own for span in each.parts],
        )
    )
    return Readings(reader, sentences, parts)


def _sentence(item: _Prepared, span: Span, reader: Reader | None) -> SentenceFeelings:
    start, end = span
    text = item.text[start:end]
    if reader is None:
        return SentenceFeelings(text, start, end, (), 0.0)
    given = reader.by_label(item.parts[span].row)
    probabilities = reader.adaptation.adapt(given)
    return SentenceFeelings(
        text,
        start,
        end,
        shown(probabilities, reader.thresholds),
        valence(probabilities),
        intensity=1 - given[NEUTRAL],
    )
