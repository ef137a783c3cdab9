"""Drafts of a phrase under way: only what is new of it is heard."""

from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.speech_segmenter import Phrase
from samo_desktop.inference.speech.spoken_languages import SpokenLanguages
from samo_desktop.inference.speech.whisper_decoder import Decoder, Encoded, Hypothesis, Reading
from samo_desktop.inference.speech.whisper_drafts import LONGEST_PART, Drafts


class Lengths(Decoder):
    """Says how long each sound is."""

    def __init__(self, says: str = "{seconds:.0f}s") -> None:
        self._says = says
        self.read_in: list[str] = []
        self.heard: list[float] = []

    def encode(self, samples: Samples, padding: float = 0.0) -> Encoded:
        return Encoded(None, len(samples) / SAMPLE_RATE)

    def spoken(self, encoded: Encoded) -> dict[str, float]:
        return {"es": 0.9, "en": 0.1}

    def read(self, encoded: Encoded, language: str, *, beams: int = 5) -> Reading:
        self.read_in.append(language)
        self.heard.append(encoded.seconds)
        assert beams == 1
        text = self._says.format(seconds=encoded.seconds)
        return Reading((Hypothesis(text, (), -0.1),), language, 0.0, ended=True)


def _phrase(seconds: float, *pauses: float, start: float = 0.0) -> Phrase:
    return Phrase(start, np.zeros(round(seconds * SAMPLE_RATE), np.float32), 1.0, pauses)


def _drafts(decoder: Decoder, *languages: str) -> Drafts:
    return Drafts(decoder, SpokenLanguages(languages or ("en",)))


def test_what_came_before_a_pause_is_not_heard_again() -> None:
    decoder = Lengths()
    drafts = _drafts(decoder)
    assert drafts.of(_phrase(3)) == "3s"
    assert drafts.of(_phrase(6, 3.0)) == "3s 3s"
    assert drafts.of(_phrase(7, 3.0)) == "3s 4s"
    assert decoder.heard == [3, 3, 3, 4]


def test_without_a_pause_a_long_phrase_is_cut() -> None:
    decoder = Lengths()
    drafts = _drafts(decoder)
    for seconds in range(1, 29):
        drafts.of(_phrase(seconds))
    assert max(decoder.heard) <= LONGEST_PART
    assert len(drafts.of(_phrase(28.5)).split()) > 3


def test_another_phrase_begins_afresh() -> None:
    drafts = _drafts(Lengths())
    drafts.of(_phrase(6, 3.0))
    assert drafts.of(_phrase(2, start=9.0)) == "2s"


def test_a_draft_is_in_the_language_that_it_seems_to_be_in() -> None:
    decoder = Lengths()
    _drafts(decoder, "en", "es").of(_phrase(4))
    assert decoder.read_in == ["es"]


@pytest.mark.parametrize(("says", "shown"), [("you and " * 30, "you and"), ("...", "")])
def test_neither_loops_nor_marks_alone_are_shown(says: str, shown: str) -> None:
    assert _drafts(Lengths(says)).of(_phrase(2)) == shown
