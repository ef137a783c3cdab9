"""Whisper models through faster-whisper, with a tiny model whose words are known beforehand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import faster_whisper
import numpy as np
import pytest

from samo_desktop.domain.generators import result_of
from samo_desktop.domain.speech_options import only
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech import whisper as whisper_module
from samo_desktop.inference.speech.chunk_packing import Window
from samo_desktop.inference.speech.doubt import LANGUAGE_UNCERTAIN, UNCERTAIN, Passage
from samo_desktop.inference.speech.speech_segmenter import Pauses, Phrase, VoiceActivity
from samo_desktop.inference.speech.whisper import (
    DECODING,
    REQUIRED_FILES,
    Whisper,
    _Waiting,
    is_model,
)
from samo_desktop.languages import language_code
from tests.support.whisper_model import LANGUAGES, Script, make_whisper

pytestmark = pytest.mark.slow

WORDS = "I walked home and felt calm"


@pytest.fixture(scope="module")
def whisper(whisper_folder: Path) -> Whisper:
    return Whisper(whisper_folder)


def _blocks(samples: Samples) -> Iterator[Samples]:
    for at in range(0, len(samples), SAMPLE_RATE):
        yield samples[at : at + SAMPLE_RATE]


def _hear(
    model: Whisper, samples: Samples, language: str = "", *, live: bool = False
) -> tuple[Transcript, list[Heard]]:
    heard: list[Heard] = []
    hearing = model.transcribe(_blocks(samples), languages=only(language), live=live)
    return result_of(hearing, heard.append), heard


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """Counts what the engine asks of faster-whisper; the seconds of sound of each call."""
    calls: dict[str, list[Any]] = {"transcribe": [], "detect_language": []}
    for name, seen in calls.items():
        real = getattr(faster_whisper.WhisperModel, name)

        def spied(
            model: Any, audio: Any = None, *, real: Any = real, seen: list[Any] = seen, **rest: Any
        ) -> Any:
            seen.append(None if audio is None else len(audio) / SAMPLE_RATE)
            return real(model, audio, **rest)

        monkeypatch.setattr(faster_whisper.WhisperModel, name, spied)
    return calls


SHORT = Pauses(long=0.3, short=0.3, enough=1.0)
"""Cuts the voice note into phrases of a second or two."""


@pytest.mark.parametrize("live", [True, False])
def test_words_lie_in_order_within_their_phrase(
    whisper_folder: Path, voice_note: Samples, live: bool
) -> None:
    transcript, _ = _hear(Whisper(whisper_folder, SHORT), voice_note, "en", live=live)
    for segment in transcript.segments:
        assert " ".join(word.text for word in segment.words) == segment.text
        places = [at for word in segment.words for at in (word.start, word.end)]
        assert places == sorted(places)
        assert all(0 <= word.confidence <= 1 for word in segment.words)  # type: ignore[operator]
        assert all(type(at) is float for at in (*places, segment.start, segment.end))
    assert json.loads(json.dumps(transcript.to_json(whole=True)))


def test_short_phrases_of_a_file_are_heard_together(
    whisper_folder: Path, voice_note: Samples, spy: dict[str, list[Any]]
) -> None:
    model = Whisper(whisper_folder, SHORT)
    _, alone = _hear(model, voice_note, "en", live=True)
    phrases, spy["transcribe"][:] = list(spy["transcribe"]), []
    together, heard = _hear(model, voice_note, "en")
    assert len(phrases) > 2
    assert spy["transcribe"] == [pytest.approx(sum(phrases))]
    assert len(together.segments) == 2 < sum(1 for each in alone if each.segment)
    assert [h.seconds for h in heard] == sorted(h.seconds for h in heard)
    assert heard[-1].seconds == together.seconds


def test_a_long_file_is_heard_in_order_and_never_held_for_long(
    whisper_folder: Path, voice_note: Samples
) -> None:
    model = Whisper(whisper_folder)
    taken = 0

    def blocks() -> Iterator[Samples]:
        nonlocal taken
        for block in _blocks(np.tile(voice_note, 12)):
            taken += len(block)
            yield block

    held = []
    transcript = result_of(
        model.transcribe(blocks()),
        lambda heard: held.append(taken / SAMPLE_RATE - heard.seconds),
    )
    starts = [segment.start for segment in transcript.segments]
    assert starts == sorted(starts)
    assert len(transcript.segments) > 8
    assert max(held) < 150  # four windows, and a phrase that has not ended


def _many(voice_note: Samples) -> Samples:
    """A minute and a half, some of it loud: six windows of phrases that differ."""
    return np.concatenate([voice_note * loud for loud in (1, 2, 0.5, 3, 1.5, 0.8, 1, 2.5)])


@pytest.mark.parametrize("word_times", [True, False])
def test_windows_heard_at_once_are_heard_as_one_by_one(
    whisper_folder: Path,
    voice_note: Samples,
    monkeypatch: pytest.MonkeyPatch,
    spy: dict[str, list[Any]],
    word_times: bool,
) -> None:
    monkeypatch.setitem(DECODING, "word_timestamps", word_times)
    monkeypatch.setattr(whisper_module, "PATIENCE", 1e6)  # however slow this computer is
    model, sound = Whisper(whisper_folder), _many(voice_note)
    at_once, heard = _hear(model, sound)
    alone, spy["transcribe"][:] = list(spy["transcribe"]), []
    monkeypatch.setattr(whisper_module, "MOST_TOGETHER", 1)
    one_by_one, _ = _hear(model, sound)
    assert len(alone) < len(spy["transcribe"])
    assert at_once.text == one_by_one.text
    for one, other in zip(at_once.segments, one_by_one.segments, strict=True):
        assert (one.text, len(one.words)) == (other.text, len(other.words))
        assert one.confidence == pytest.approx(other.confidence, abs=1e-4)
        if not word_times:  # by attention, which is random, neighbours move words a little
            assert (one.start, one.end) == pytest.approx((other.start, other.end))
    assert [h.seconds for h in heard] == sorted(h.seconds for h in heard)


def test_what_did_not_go_well_at_once_is_heard_again_alone(
    whisper_folder: Path,
    voice_note: Samples,
    monkeypatch: pytest.MonkeyPatch,
    spy: dict[str, list[Any]],
) -> None:
    monkeypatch.setattr(whisper_module, "PATIENCE", 1e6)
    monkeypatch.setitem(DECODING, "compression_ratio_threshold", 0.0)  # all repeats itself
    model, sound = Whisper(whisper_folder), _many(voice_note)[: 60 * SAMPLE_RATE]
    text = _hear(model, sound, "en")[0].text
    every = len(spy["transcribe"])
    monkeypatch.setattr(whisper_module, "MOST_TOGETHER", 1)
    spy["transcribe"].clear()
    assert _hear(model, sound, "en")[0].text == text
    assert len(spy["transcribe"]) == every > 2


@pytest.mark.parametrize(
    ("changed", "good"),
    [
        ({}, True),
        ({"ended": False}, False),  # words after the last time would be lost
        ({"ratio": 2.5}, False),
        ({"avg_logprob": -1.2}, False),
        ({"avg_logprob": -1.2, "no_speech_prob": 0.9}, False),
        ({"no_speech_prob": 0.9}, True),
    ],
)
def test_what_goes_well(whisper: Whisper, changed: dict[str, Any], good: bool) -> None:
    output = {"ended": True, "ratio": 1.5, "avg_logprob": -0.3, "no_speech_prob": 0.1}
    assert whisper._together._went_well(output | changed, DECODING) is good


def test_slow_models_hear_one_window_at_a_time() -> None:
    waiting = _Waiting(lambda _samples: ("en", 1.0), "en", 28.0)
    counts = []
    for seconds in (0.5, 2.0, 3.0, 9.0, 0.0):
        waiting.took(seconds)
        counts.append(waiting.together)
    assert counts == [4, 4, 2, 1, 4]


@pytest.mark.parametrize("live", [True, False])
def test_the_language_is_decided_once_and_not_by_one_short_phrase(
    whisper_folder: Path, voice_note: Samples, spy: dict[str, list[Any]], live: bool
) -> None:
    short, silence = voice_note[: round(1.2 * SAMPLE_RATE)], np.zeros(3 * SAMPLE_RATE, np.float32)
    sound = np.concatenate([short, silence, np.tile(voice_note, 4)])
    transcript, _ = _hear(Whisper(whisper_folder), sound, live=live)
    assert transcript.language == "de"
    [seconds] = spy["detect_language"]
    assert 10 <= seconds <= 30
    assert len(spy["transcribe"]) > 1


def test_a_note_of_one_word_still_has_a_language(
    whisper_folder: Path, voice_note: Samples, spy: dict[str, list[Any]]
) -> None:
    transcript, _ = _hear(Whisper(whisper_folder), voice_note[: round(1.2 * SAMPLE_RATE)])
    assert (transcript.language, len(spy["detect_language"])) == ("de", 1)


def _phrases(*lengths: float) -> list[Phrase]:
    """Phrases of these seconds, a second apart."""
    starts = [sum(lengths[:place]) + place for place in range(len(lengths))]
    samples = (np.zeros(round(each * SAMPLE_RATE), np.float32) for each in lengths)
    return [Phrase(*pair) for pair in zip(starts, samples, strict=True)]


def test_an_unsure_language_is_asked_again_after_half_a_minute() -> None:
    answers = iter([("fr", 0.3), ("de", 0.4)])
    asked: list[float] = []

    def detect(samples: Samples) -> tuple[str, float]:
        asked.append(len(samples) / SAMPLE_RATE)
        return next(answers)

    waiting = _Waiting(detect, "", 28.0)
    heard = []
    for phrase in _phrases(2, 6, 7, 8, 9, 10):
        heard += waiting.take(phrase)
    assert asked == [15, 30]
    assert waiting.language == "de"
    everything = [p for w in (*heard, *waiting.rest()) for p in w.phrases]
    assert [p.start for p in everything] == [p.start for p in _phrases(2, 6, 7, 8, 9, 10)]


@pytest.mark.parametrize(("probability", "notes"), [(0.4, (LANGUAGE_UNCERTAIN,)), (0.9, ())])
def test_an_unsure_language_is_told(
    whisper: Whisper,
    voice_note: Samples,
    monkeypatch: pytest.MonkeyPatch,
    probability: float,
    notes: tuple[str, ...],
) -> None:
    monkeypatch.setattr(whisper, "_detect", lambda _samples: ("de", probability))
    assert _hear(whisper, voice_note)[0].notes == notes
    assert _hear(whisper, voice_note, "de")[0].notes == ()


def test_words_that_it_is_unsure_of_are_kept_and_told(
    whisper: Whisper, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = whisper_module._passage

    def unsure(window: Window, found: Any) -> Passage:
        found.avg_logprob = -2.0
        return real(window, found)

    monkeypatch.setattr(whisper_module, "_passage", unsure)
    transcript, _ = _hear(whisper, voice_note, "de")
    assert transcript.notes == (UNCERTAIN,)


def test_noise_that_passes_for_speech_has_no_words(
    whisper: Whisper, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the sound, this model hears three words in it, twice."""
    real = VoiceActivity.probabilities
    monkeypatch.setattr(
        VoiceActivity, "probabilities", lambda self, windows: real(self, windows) * 0.8
    )
    transcript, _ = _hear(whisper, voice_note)
    assert (transcript.text, transcript.segments) == ("", ())
    assert transcript.notes == ("There was noise but no speech at 0:00 and 0:09.",)


def test_what_it_takes_for_silence_and_is_sure_of_is_kept(
    whisper: Whisper, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DECODING, "no_speech_threshold", -1.0)  # all is taken for silence
    assert _hear(whisper, voice_note)[0].text == f"{WORDS}."


def test_a_phrase_becomes_segments_with_their_times(
    whisper: Whisper, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DECODING, "word_timestamps", False)  # its attention is random
    transcript, heard = _hear(whisper, voice_note)
    assert transcript.text == f"{WORDS}."
    first, second = transcript.segments
    assert [s.text for s in (first, second)] == ["I walked home", "and felt calm."]
    assert second.start - first.start == pytest.approx(0.44)
    assert second.end - first.start == pytest.approx(0.8)
    assert first.confidence == pytest.approx(1, abs=0.01)
    told = [(h.segment.start, h.segment.end) for h in heard if h.segment]
    assert told == [(s.start, s.end) for s in transcript.segments]
    assert transcript.seconds == pytest.approx(len(voice_note) / SAMPLE_RATE)
    assert (transcript.engine, transcript.model) == ("whisper", "scripted")


def test_the_language_is_detected(whisper: Whisper, voice_note: Samples) -> None:
    assert _hear(whisper, voice_note)[0].language == "de"


def test_a_chosen_language_is_kept(whisper: Whisper, voice_note: Samples) -> None:
    assert _hear(whisper, voice_note, "fr")[0].language == "fr"


def test_each_phrase_is_heard_where_it_lies(whisper_folder: Path, voice_note: Samples) -> None:
    model = Whisper(whisper_folder, Pauses(long=0.3, short=0.3, enough=1.0))
    transcript, heard = _hear(model, voice_note[: 7 * SAMPLE_RATE], "en", live=True)
    assert len(transcript.segments) > 2
    assert all(a.end <= b.start for a, b in pairwise(transcript.segments))
    assert all(s.start <= s.end <= transcript.seconds for s in transcript.segments)
    assert [h.seconds for h in heard] == sorted(h.seconds for h in heard)


def test_times_beyond_the_phrase_are_brought_back_into_it(
    tmp_path: Path, voice_note: Samples
) -> None:
    late = Script("en", ((0.0, "early", 15.0), (18.0, "late", 20.0)))
    transcript, _ = _hear(Whisper(make_whisper(tmp_path / "late", late)), voice_note)
    assert [s.text for s in transcript.segments] == ["Early.", "Late."]
    assert all(s.start <= s.end <= transcript.seconds for s in transcript.segments)


def test_what_it_takes_for_silence_gives_no_words(tmp_path: Path, voice_note: Samples) -> None:
    model = Whisper(make_whisper(tmp_path / "deaf", Script("en", sure=False)))
    transcript, heard = _hear(model, voice_note)
    assert (transcript.text, transcript.segments) == ("", ())
    assert heard[-1].seconds == transcript.seconds


def test_silence_never_reaches_the_model(whisper: Whisper) -> None:
    transcript, _ = _hear(whisper, np.zeros(3 * SAMPLE_RATE, np.float32))
    assert (transcript.text, transcript.language) == ("", "en")
    assert _hear(whisper, np.zeros(0, np.float32))[0].text == ""


def test_it_knows_whispers_languages(whisper: Whisper) -> None:
    assert set(map(language_code, LANGUAGES)) <= set(whisper.languages)


def test_an_unknown_language_is_refused_before_anything_is_read(whisper: Whisper) -> None:
    def unread() -> Iterator[Samples]:
        raise AssertionError("the sound was read")
        yield

    with pytest.raises(ModelError, match="does not know Zulu"):
        next(whisper.transcribe(unread(), languages=["zu"]))


@pytest.mark.parametrize("missing", REQUIRED_FILES)
def test_an_incomplete_folder_is_named_and_never_completed_from_the_network(
    whisper_copy: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("an incomplete model was loaded")

    monkeypatch.setattr(faster_whisper, "WhisperModel", refuse)
    (whisper_copy / missing).unlink()
    assert not is_model(whisper_copy)
    with pytest.raises(ModelError, match=f"incomplete: {missing} missing") as caught:
        Whisper(whisper_copy)
    assert caught.value.hint


def test_an_absent_folder_names_all_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.bin, config\.json, tokenizer\.json missing"):
        Whisper(tmp_path / "nowhere")


@pytest.mark.parametrize("kept", [0.0, 0.0001, 0.5, 0.99])
def test_truncated_weights_are_a_model_error(whisper_copy: Path, kept: float) -> None:
    weights = whisper_copy / "model.bin"
    with weights.open("r+b") as file:
        file.truncate(int(weights.stat().st_size * kept))
    with pytest.raises(ModelError, match="is damaged") as caught:
        Whisper(whisper_copy)
    assert caught.value.hint


@pytest.mark.parametrize("file", ["tokenizer.json", "config.json", "vocabulary.json"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00"], ids=["empty", "half", "binary"])
def test_damaged_files_are_a_model_error(whisper_copy: Path, file: str, content: bytes) -> None:
    (whisper_copy / file).write_bytes(content)
    with pytest.raises(ModelError, match="is damaged"):
        Whisper(whisper_copy)


def test_a_missing_vocabulary_is_a_model_error(whisper_copy: Path) -> None:
    (whisper_copy / "vocabulary.json").unlink()
    with pytest.raises(ModelError, match="is damaged"):
        Whisper(whisper_copy)


def test_a_failure_while_hearing_is_a_model_error(
    whisper_folder: Path, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("mkl_malloc: failed to allocate memory")

    monkeypatch.setattr(faster_whisper.WhisperModel, "encode", fail)
    with pytest.raises(ModelError, match="failed on this recording"):
        _hear(Whisper(whisper_folder), voice_note)


def test_the_same_seed_makes_the_same_model(tmp_path: Path, whisper_folder: Path) -> None:
    again = make_whisper(tmp_path / "again", Script("de"))
    assert (again / "model.bin").read_bytes() == (whisper_folder / "model.bin").read_bytes()
    assert sum(file.stat().st_size for file in again.iterdir()) < 8_000_000


def test_a_script_that_repeats_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="says something twice"):
        make_whisper(tmp_path, Script("en", ((0.0, "no no", 1.0),)))
