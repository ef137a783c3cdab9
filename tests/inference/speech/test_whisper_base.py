"""The bundled Whisper model on real speech: its words, their times, drafts, and silence."""

from __future__ import annotations

from collections.abc import Iterator

import jiwer
import numpy as np
import pytest

from samo_desktop import paths
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Heard
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.whisper import Whisper
from tests.benchmarks.accuracy import normalised

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whisper() -> Whisper:
    return Whisper(paths.bundled_models_folder() / "speech" / "whisper-base")


def _blocks(samples: Samples) -> Iterator[Samples]:
    for at in range(0, len(samples), SAMPLE_RATE // 5):
        yield samples[at : at + SAMPLE_RATE // 5]


def test_the_words_of_the_sample_are_right_and_each_has_its_time(
    whisper: Whisper, voice_note: Samples, voice_words: str
) -> None:
    transcript = result_of(whisper.transcribe(_blocks(voice_note), languages=["en", "de"]))
    assert jiwer.wer(normalised(voice_words), normalised(transcript.text)) <= 0.05
    assert (transcript.language, transcript.notes) == ("en", ())
    assert len(transcript.segments) >= 3
    assert all(segment.text.endswith(".") for segment in transcript.segments)
    for segment in transcript.segments:
        assert " ".join(word.text for word in segment.words) == segment.text
        assert all(0 <= (word.confidence or 0) <= 1 for word in segment.words)
    laughed = next(w for s in transcript.segments for w in s.words if w.text == "laughed")
    assert 5 < laughed.start < laughed.end < 9


def test_live_words_are_drafted_and_then_final(
    whisper: Whisper, voice_note: Samples, voice_words: str
) -> None:
    heard: list[Heard] = []
    hearing = whisper.transcribe(_blocks(voice_note), languages=["en", "de"], live=True)
    transcript = result_of(hearing, heard.append)
    drafts = [each.draft for each in heard if each.draft]
    assert drafts
    assert heard.index(next(h for h in heard if h.draft)) < heard.index(
        next(h for h in heard if h.segment)
    )
    assert jiwer.wer(normalised(voice_words), normalised(transcript.text)) <= 0.1


def test_nothing_is_heard_in_noise(whisper: Whisper) -> None:
    noise = np.random.default_rng(0).normal(0, 0.05, 10 * SAMPLE_RATE).astype(np.float32)
    assert result_of(whisper.transcribe(_blocks(noise))).text == ""
