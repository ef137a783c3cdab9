"""A text in stretches of one language each, and the feelings model that is to read each of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from samo_desktop.inference import sentence_languages, sentences
from samo_desktop.inference.emotion import aggregate
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import EmotionModel
from samo_desktop.languages import HEARD_WELL

Span = tuple[int, int]
"""Characters from..to in a text."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring sentences of a text in one `language` (ISO 639-1), and the model that knows it.

    `parts` are what the whole is made of beside the sentences: passages, or the sentences again.
    Without a model there are none.
    """

    language: str
    model: EmotionModel | None
    spans: Sequence[Span]
    parts: Sequence[Span]

    @property
    def scored(self) -> list[Span]:
        """Each sentence and each part, once; nothing where nobody can read it."""
        return list(dict.fromkeys((*self.spans, *self.parts))) if self.model else []

    @property
    def characters(self) -> int:
        """How long its sentences are together."""
        return sum(end - start for start, end in self.spans)


class Languages:
    """Who reads which language, asked once for all texts that are read together.

    `spoken` (ISO 639-1) is what the writer speaks, as far as that is known.
    """

    def __init__(self, models: Models, spoken: Collection[str] = ()) -> None:
        self._models = models
        self.spoken = spoken
        self.known = {*HEARD_WELL, *models.emotion_languages()}
        self._readers: dict[str, EmotionModel | None] = {}

    def reader(self, language: str) -> EmotionModel | None:
        """The model for texts in `language`; None without one. Raises ModelError."""
        if language not in self._readers:
            self._readers[language] = self._models.emotion(language)
        return self._readers[language]


def stretches(text: str, languages: Languages) -> list[Stretch]:
    """`text` in its stretches, in order. Each sentence of it is in one of them. ModelError.

    Passages are joined within a stretch, so that none is in two languages.
    """
    spans = sentences.split(text)
    told = sentence_languages.of_each(
        [text[start:end] for start, end in spans], languages.spoken, languages.known
    )
    found: list[Stretch] = []
    at = 0
    for code, group in groupby(told):
        own = spans[at : at + len(list(group))]
        at += len(own)
        model = languages.reader(code)
        found.append(Stretch(code, model, own, _parts(own, model)))
    return found


def _parts(spans: list[Span], model: EmotionModel | None) -> list[Span]:
    if model is None:
        return []
    if model.aggregation["unit"] != "passage":
        return spans
    return aggregate.sample(aggregate.passages(spans, model.aggregation["passage_characters"]))
