"""Where a speaker goes on in another language: told in the pauses of a phrase.

Whisper is told one language for all of a stretch. What is said in another it translates, or spells
as if it were in the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.speech_segmenter import Phrase
from samo_desktop.inference.speech.spoken_languages import SURE_AFTER

LanguageOf = Callable[[Samples], str]
"""The language of some seconds of speech; "" if that is not sure."""


def turns(phrase: Phrase, language_of: LanguageOf) -> list[tuple[Phrase, str]]:
    """`phrase` in stretches of one language each, with the language; "" where none is sure."""
    found: list[tuple[Phrase, str]] = []
    for part in _parts(phrase):
        language = language_of(part.samples)
        if found and (not language or found[-1][1] in ("", language)):
            last, before = found.pop()
            found.append((_joined(last, part), language or before))
        else:
            found.append((part, language))
    return found


def _parts(phrase: Phrase) -> Iterator[Phrase]:
    """The phrase cut in its pauses, into parts that are long enough to tell their language."""
    waiting: Phrase | None = None
    parts = [replace(part, pauses=()) for part in phrase.parts()]
    left = sum(len(part.samples) for part in parts)
    for part in parts:
        waiting = _joined(waiting, part) if waiting else part
        left -= len(part.samples)
        least = SURE_AFTER * SAMPLE_RATE
        if len(waiting.samples) >= least and (left >= least or not left):
            yield waiting
            waiting = None
    if waiting:
        yield waiting


def _joined(first: Phrase, then: Phrase) -> Phrase:
    """Two neighbours as one phrase, with the pause between them."""
    seconds = len(first.samples) / SAMPLE_RATE
    return Phrase(
        first.start,
        np.concatenate([first.samples, then.samples]),
        max(first.surest, then.surest),
        (*first.pauses, seconds, *(seconds + pause for pause in then.pauses)),
    )
