"""The bundled speech model, on real speech."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import jiwer
import numpy as np
import pytest

from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.doubt import NOT_UNDERSTOOD, PARTLY_UNDERSTOOD, UNCERTAIN
from samo_desktop.inference.speech.moonshine import Moonshine, bundled_folder
from samo_desktop.inference.speech.repetition import may_loop
from tests.inference.conftest import Speak

pytestmark = pytest.mark.slow

NUMERALS = {"10": "ten", "4": "four", "25": "twenty five", "25th": "twenty fifth"}


def _words(text: str) -> str:
    spelt = re.sub(r"\d+", lambda found: NUMERALS.get(found[0], found[0]), text.lower())
    return " ".join(re.sub(r"[^a-z0-9' ]", " ", spelt.replace("-", " ")).split())


def _error_rate(said: str, heard: str) -> float:
    return float(jiwer.wer(_words(said), _words(heard)))


def _blocks(samples: Samples, size: int = SAMPLE_RATE) -> Iterator[Samples]:
    for at in range(0, len(samples), size):
        yield samples[at : at + size]


def _hear(model: Moonshine, samples: Samples) -> tuple[Transcript, list[Heard]]:
    heard: list[Heard] = []
    return result_of(model.transcribe(_blocks(samples)), heard.append), heard


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), np.float32)


def _noise(level: float) -> Samples:
    return np.random.default_rng(1).normal(0, level, 4 * SAMPLE_RATE).astype(np.float32)


def _tone() -> Samples:
    at = np.arange(4 * SAMPLE_RATE, dtype=np.float32) / SAMPLE_RATE
    return np.asarray(0.3 * np.sin(2 * np.pi * 440 * at), np.float32)


def test_speech_becomes_its_words(
    moonshine: Moonshine, voice_note: Samples, voice_words: str
) -> None:
    transcript, heard = _hear(moonshine, voice_note)
    assert _words(transcript.text) == _words(voice_words)
    assert (transcript.language, transcript.engine) == ("en", "moonshine")
    assert transcript.seconds == pytest.approx(len(voice_note) / SAMPLE_RATE)
    assert transcript.text == " ".join(segment.text for segment in transcript.segments)
    assert tuple(h.segment for h in heard if h.segment) == transcript.segments
    assert transcript.elapsed > 0


def test_numbers_are_heard(moonshine: Moonshine, numbers_note: Samples) -> None:
    transcript, _ = _hear(moonshine, numbers_note)
    said = "We met at ten past four. It took me twenty five minutes to walk home."
    assert _error_rate(said, transcript.text) <= 0.2


def test_long_speech_is_cut_without_doubling_or_losing_words(
    moonshine: Moonshine, voice_note: Samples, voice_words: str
) -> None:
    """Three times the note with pauses too short to end a phrase: over 30 s, so it must be cut."""
    pause = _silence(0.4)
    recording = np.concatenate([voice_note, pause, voice_note, pause, voice_note])
    assert len(recording) > 30 * SAMPLE_RATE
    transcript, heard = _hear(moonshine, recording)
    assert len(transcript.segments) > 1
    assert _error_rate(" ".join([voice_words] * 3), transcript.text) <= 0.12
    words = _words(transcript.text).split()
    assert not [a for a, b in pairwise(words) if a == b]
    assert abs(len(words) - 3 * len(_words(voice_words).split())) <= 6
    assert all(a.end <= b.start for a, b in pairwise(transcript.segments))
    assert transcript.segments[-1].end <= transcript.seconds
    seconds = [h.seconds for h in heard]
    assert seconds == sorted(seconds)
    assert max(b - a for a, b in pairwise([0.0, *seconds])) <= 1.0


@pytest.mark.parametrize(
    "samples",
    [
        _silence(0),
        _silence(1 / SAMPLE_RATE),
        _silence(4),
        _noise(0.003),
        _noise(0.1),
        _tone(),
        np.ones(SAMPLE_RATE, np.float32),
    ],
    ids=["empty", "one sample", "silence", "faint noise", "loud noise", "tone", "constant"],
)
def test_where_nobody_speaks_there_are_no_words(moonshine: Moonshine, samples: Samples) -> None:
    transcript, heard = _hear(moonshine, samples)
    assert (transcript.text, transcript.segments) == ("", ())
    assert transcript.seconds == pytest.approx(len(samples) / SAMPLE_RATE)
    assert all(h.segment is None for h in heard)


CUTS = {
    5.1: "at first because we had not talked",
    6.4: "at first because we had not talked for weeks, then",
}


@pytest.mark.parametrize("at", CUTS)
def test_a_recording_cut_in_mid_word_ends_with_what_was_said(
    moonshine: Moonshine, voice_note: Samples, at: float
) -> None:
    transcript, _ = _hear(moonshine, voice_note[: round(at * SAMPLE_RATE)])
    assert _words(transcript.text).endswith(_words(CUTS[at]))
    assert transcript.segments[-1].end <= at


def _music(level: float) -> Samples:
    """Twelve seconds of plucked chords."""
    random, at = np.random.default_rng([8, 12]), np.arange(8000) / SAMPLE_RATE
    made = np.zeros(12 * SAMPLE_RATE)
    for begin in range(0, len(made), 8000):
        for key in random.choice([0, 3, 5, 7, 10, 12, 15], 2):
            for overtone in range(1, 6):
                wave = np.sin(2 * np.pi * 220 * 2 ** (key / 12) * overtone * at)
                made[begin : begin + 8000] += wave * np.exp(-2 * at) / overtone**1.3
    return np.asarray(level * made, np.float32)


def test_noise_that_passes_for_speech_has_no_words(moonshine: Moonshine) -> None:
    transcript, _ = _hear(moonshine, _music(0.01))
    assert transcript.text == ""
    assert all("noise but no speech" in note for note in transcript.notes)


def _hissing(samples: Samples, level: float) -> Samples:
    noise = np.random.default_rng(0).normal(0, level, len(samples))
    return np.asarray(samples + noise, np.float32)


def _loudness(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))


def test_speech_lost_in_noise_gets_no_loops_and_a_note(
    moonshine: Moonshine, voice_note: Samples
) -> None:
    transcript, _ = _hear(moonshine, _hissing(voice_note, _loudness(voice_note)))
    assert not may_loop(transcript.text, transcript.seconds)
    assert transcript.notes


def test_speech_with_some_noise_keeps_its_words(
    moonshine: Moonshine, voice_note: Samples, voice_words: str
) -> None:
    transcript, _ = _hear(moonshine, _hissing(voice_note, _loudness(voice_note) / 10))
    assert _error_rate(voice_words, transcript.text) <= 0.2
    assert transcript.notes == ()


def test_another_language_gets_no_invented_english(
    moonshine: Moonshine, voice_note: Samples
) -> None:
    """Speech played backwards has the sounds of a voice and the words of no language."""
    foreign = np.ascontiguousarray(voice_note[::-1])
    transcript, _ = _hear(moonshine, foreign)
    assert (transcript.text, transcript.segments) == ("", ())
    assert transcript.notes == (NOT_UNDERSTOOD,)
    insisted = result_of(moonshine.transcribe(_blocks(foreign), languages=["en"]))
    assert insisted.text
    assert insisted.notes[0] == UNCERTAIN


def test_german_is_not_taken_for_english(moonshine: Moonshine, speak: Speak) -> None:
    german = speak("Heute bin ich mit meiner Schwester auf den Markt gegangen und wir haben Obst")
    transcript, _ = _hear(moonshine, german)
    assert (transcript.text, transcript.notes) == ("", (NOT_UNDERSTOOD,))


def test_clear_english_behind_another_language_keeps_its_words(
    moonshine: Moonshine, voice_note: Samples, voice_words: str
) -> None:
    foreign = np.tile(voice_note[::-1], 2)
    pause = np.zeros(3 * SAMPLE_RATE, np.float32)
    transcript, _ = _hear(moonshine, np.concatenate([foreign, pause, voice_note]))
    assert _error_rate(voice_words, transcript.text) <= 0.2
    assert transcript.notes == (PARTLY_UNDERSTOOD,)


@pytest.mark.parametrize(
    ("said", "word", "times"),
    [
        ("no no no no I said no", "no", 5),
        ("I can do this. I can do this. I can do this. I can do this.", "can", 4),
        ("very very very very tired", "very", 4),
        ("go go go go go go go go go go", "go", 10),
    ],
)
def test_what_is_said_again_and_again_is_kept(
    moonshine: Moonshine, speak: Speak, said: str, word: str, times: int
) -> None:
    transcript, _ = _hear(moonshine, speak(said))
    assert _words(transcript.text).split().count(word) == times
    assert transcript.notes == ()


def test_each_segment_says_how_sure_it_is(moonshine: Moonshine, voice_note: Samples) -> None:
    transcript, _ = _hear(moonshine, voice_note)
    assert all(0.5 < (segment.confidence or 0) <= 1 for segment in transcript.segments)


def test_silence_around_speech_adds_no_words(moonshine: Moonshine, numbers_note: Samples) -> None:
    transcript, _ = _hear(moonshine, np.concatenate([_silence(5), numbers_note, _silence(5)]))
    assert len(transcript.segments) == 1
    assert transcript.segments[0].start == pytest.approx(5, abs=0.5)
    assert transcript.segments[0].end <= 5.5 + len(numbers_note) / SAMPLE_RATE


def test_closing_it_midway_leaves_the_model_usable(
    moonshine: Moonshine, numbers_note: Samples
) -> None:
    work = moonshine.transcribe(_blocks(np.concatenate([numbers_note, _silence(3)])))
    next(work)
    work.close()
    assert _hear(moonshine, numbers_note)[0].text


def test_it_says_that_it_knows_only_english(moonshine: Moonshine) -> None:
    with pytest.raises(ModelError, match="only English, not German"):
        next(moonshine.transcribe([_silence(1)], languages=["de"]))
    assert result_of(moonshine.transcribe([_silence(1)], languages=["en"])).text == ""


def test_an_error_of_the_reader_is_passed_on(moonshine: Moonshine) -> None:
    def broken() -> Iterator[Samples]:
        yield _silence(1)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        result_of(moonshine.transcribe(broken()))


def test_a_missing_model_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="damaged or incomplete"):
        Moonshine(tmp_path)


def test_a_truncated_model_is_a_model_error(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bundled_folder(), tmp_path / "model"))
    largest = max(folder.iterdir(), key=lambda file: file.stat().st_size)
    with largest.open("r+b") as file:
        file.truncate(largest.stat().st_size // 2)
    with pytest.raises(ModelError, match="damaged or incomplete"):
        Moonshine(folder)
