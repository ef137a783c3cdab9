"""Whisper models through faster-whisper, with a tiny model whose words are known beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import faster_whisper
import numpy as np
import pytest

from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Heard, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.phrases import Pauses
from samo_desktop.inference.speech.whisper import REQUIRED_FILES, Whisper, is_model
from tests.support.whisper_model import LANGUAGES, Script, make_whisper

WORDS = "I walked home and felt calm"


@pytest.fixture(scope="module")
def whisper(whisper_folder: Path) -> Whisper:
    return Whisper(whisper_folder)


def _blocks(samples: Samples) -> Iterator[Samples]:
    for at in range(0, len(samples), SAMPLE_RATE):
        yield samples[at : at + SAMPLE_RATE]


def _hear(model: Whisper, samples: Samples, language: str = "") -> tuple[Transcript, list[Heard]]:
    heard: list[Heard] = []
    return result_of(model.transcribe(_blocks(samples), language=language), heard.append), heard


def test_a_phrase_becomes_segments_with_their_times(whisper: Whisper, voice_note: Samples) -> None:
    transcript, heard = _hear(whisper, voice_note)
    assert transcript.text == WORDS
    first, second = transcript.segments
    assert [s.text for s in (first, second)] == ["I walked home", "and felt calm"]
    assert second.start - first.start == pytest.approx(0.44)
    assert second.end - first.start == pytest.approx(0.8)
    assert first.confidence == pytest.approx(1, abs=0.01)
    assert tuple(h.segment for h in heard if h.segment) == transcript.segments
    assert transcript.seconds == pytest.approx(len(voice_note) / SAMPLE_RATE)
    assert (transcript.engine, transcript.model) == ("whisper", "scripted")


def test_the_language_is_detected(whisper: Whisper, voice_note: Samples) -> None:
    assert _hear(whisper, voice_note)[0].language == "de"


def test_a_chosen_language_is_kept(whisper: Whisper, voice_note: Samples) -> None:
    assert _hear(whisper, voice_note, "fr")[0].language == "fr"


def test_each_phrase_is_heard_where_it_lies(whisper_folder: Path, voice_note: Samples) -> None:
    model = Whisper(whisper_folder, Pauses(long=0.3, short=0.3, enough=1.0))
    transcript, heard = _hear(model, voice_note[: 7 * SAMPLE_RATE], "en")
    assert len(transcript.segments) > 2
    assert all(a.end <= b.start for a, b in pairwise(transcript.segments))
    assert all(s.start <= s.end <= transcript.seconds for s in transcript.segments)
    assert [h.seconds for h in heard] == sorted(h.seconds for h in heard)


def test_times_beyond_the_phrase_are_brought_back_into_it(
    tmp_path: Path, voice_note: Samples
) -> None:
    late = Script("en", ((0.0, "early", 15.0), (18.0, "late", 20.0)))
    transcript, _ = _hear(Whisper(make_whisper(tmp_path / "late", late)), voice_note)
    assert [s.text for s in transcript.segments] == ["early", "late"]
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
    assert set(LANGUAGES) <= set(whisper.languages)


def test_an_unknown_language_is_refused_before_anything_is_read(whisper: Whisper) -> None:
    def unread() -> Iterator[Samples]:
        raise AssertionError("the sound was read")
        yield

    with pytest.raises(ModelError, match="does not know the language 'tlh'"):
        next(whisper.transcribe(unread(), language="tlh"))


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
