"""Words while they are spoken: told early, never heard twice, never kept where they changed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Heard, Segment
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech import interim_results
from samo_desktop.inference.speech.interim_results import InterimResults
from samo_desktop.inference.speech.moonshine import Moonshine
from samo_desktop.inference.speech.speech_segmenter import Cutter, Phrase

pytestmark = pytest.mark.slow


@dataclass
class Ears:
    """Hears the length of a phrase."""

    heard: list[float] = field(default_factory=list)

    def __call__(self, phrase: Phrase) -> Segment | None:
        self.heard.append(round(phrase.end, 1))
        return Segment(phrase.start, phrase.end, f"until {phrase.end:.1f}")


class UnderWay(Cutter):
    """A recording whose phrase under way is chosen by the test."""

    def __init__(self) -> None:
        self.phrase: Phrase | None = None
        self.quiet = 0.0

    @property
    def silence(self) -> float:
        return self.quiet

    def under_way(self) -> Phrase | None:
        return self.phrase


def phrase(seconds: float) -> Phrase:
    return Phrase(1.0, np.zeros(round(seconds * SAMPLE_RATE), np.float32))


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interim_results, "LEAST_SECONDS", 0.0)
    monkeypatch.setattr(interim_results, "SHARE", float("inf"))


@pytest.mark.usefixtures("at_once")
def test_a_phrase_is_heard_again_when_it_has_grown() -> None:
    ears, cutter = Ears(), UnderWay()
    told = InterimResults(ears)
    assert told.of(cutter) is None
    cutter.phrase = phrase(1.0)
    assert told.of(cutter) == "until 2.0"
    assert told.of(cutter) is None, "nothing new"
    cutter.phrase = phrase(1.5)
    assert told.of(cutter) == "until 2.5"
    assert ears.heard == [2.0, 2.5]


@pytest.mark.usefixtures("at_once")
def test_what_was_heard_last_is_final_if_nothing_was_said_since() -> None:
    ears, cutter = Ears(), UnderWay()
    told = InterimResults(ears)
    cutter.phrase = phrase(1.0)
    told.of(cutter)
    assert told.final(phrase(1.0)) == Segment(1.0, 2.0, "until 2.0")
    assert ears.heard == [2.0]
    assert told.final(phrase(1.2)) == Segment(1.0, 2.2, "until 2.2")
    assert ears.heard == [2.0, 2.2]


def test_drafts_are_not_too_often() -> None:
    ears, cutter = Ears(), UnderWay()
    told = InterimResults(ears)
    for tenth in range(1, 6):
        cutter.phrase = phrase(tenth / 10)
        told.of(cutter)
    assert ears.heard == [1.1]


@pytest.mark.usefixtures("at_once")
def test_live_words_are_those_of_a_pass_over_the_file(
    moonshine: Moonshine, voice_note: Samples
) -> None:
    """In blocks as a microphone gives them; each draft is of the phrase that is under way."""
    step = SAMPLE_RATE // 2
    blocks = [voice_note[at : at + step] for at in range(0, len(voice_note), step)]
    heard: list[Heard] = []
    live = result_of(moonshine.transcribe(iter(blocks), live=True), heard.append)
    whole = result_of(moonshine.transcribe(iter([voice_note])))
    assert live.segments == whole.segments
    assert [h.segment for h in heard if h.segment] == list(whole.segments)
    told = [h.draft for h in heard if h.draft]
    assert len(told) > 5
    first = next(at for at, h in enumerate(heard) if h.segment)
    assert any(h.draft for h in heard[:first]), "words are there before their phrase has ended"
    assert not [h.draft for h in heard if h.segment and h.draft], "a final phrase ends its draft"


@pytest.mark.usefixtures("at_once")
def test_drafts_are_quick_until_nothing_is_said() -> None:
    ears, cutter, drafted = Ears(), UnderWay(), list[float]()

    def draft(phrase: Phrase) -> str:
        drafted.append(round(phrase.end, 1))
        return "quick"

    told = InterimResults(ears, draft)
    cutter.phrase = phrase(1.0)
    assert (told.of(cutter), told.of(cutter)) == ("quick", None)
    cutter.quiet = interim_results.SETTLED_SECONDS
    assert (told.of(cutter), told.of(cutter)) == ("until 2.0", None)
    ended = told.final(phrase(1.0))
    assert ended
    assert ended.text == "until 2.0"
    assert (drafted, ears.heard) == ([2.0], [2.0]), "what was heard as a whole is final"
    cutter.quiet, cutter.phrase = 0.0, phrase(1.5)
    assert told.of(cutter) == "quick"
    told.final(phrase(1.5))
    assert ears.heard == [2.0, 2.5], "a draft is not"
