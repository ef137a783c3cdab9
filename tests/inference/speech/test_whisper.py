"""Whisper models through faster-whisper, with a tiny model whose words are known beforehand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import faster_whisper
import numpy as np
import pytest

from samo_desktop.domain.generators import result_of
from samo_desktop.domain.speech_options import only
from samo_desktop.domain.transcript import LANGUAGE_UNCERTAIN, Heard, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech import second_hearing, whisper_network
from samo_desktop.inference.speech.doubt import UNCERTAIN
from samo_desktop.inference.speech.speech_segmenter import Pauses, VoiceActivity
from samo_desktop.inference.speech.whisper import REQUIRED_FILES, Whisper, is_model
from samo_desktop.inference.speech.whisper_decoder import Decoder, Reading
from samo_desktop.inference.speech.whisper_drafts import Drafts
from samo_desktop.languages import language_code
from tests.support.whisper_model import LANGUAGES, Script, make_whisper

pytestmark = pytest.mark.slow

WORDS = "I walked home and felt calm."


@pytest.fixture(autouse=True)
def _no_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's six words lie anywhere in the sound: nothing is missing where there is none."""
    monkeypatch.setattr(second_hearing, "GAP_SECONDS", 60.0)


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
def spy(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[float]]:
    """The seconds of each sound that the decoder reads, and of which it tells the language."""
    calls: dict[str, list[float]] = {"read": [], "spoken": []}
    for name, seen in calls.items():
        real = getattr(Decoder, name)

        def spied(
            self: Any,
            encoded: Any,
            *rest: Any,
            real: Any = real,
            seen: list[float] = seen,
            **more: Any,
        ) -> Any:
            seen.append(encoded.seconds)
            return real(self, encoded, *rest, **more)

        monkeypatch.setattr(Decoder, name, spied)
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
    whisper_folder: Path, voice_note: Samples, spy: dict[str, list[float]]
) -> None:
    together, heard = _hear(Whisper(whisper_folder, SHORT), voice_note, "en")
    assert spy["read"] == [pytest.approx(12, abs=1.5)]
    assert together.text == WORDS
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
    assert len(transcript.segments) > 5
    assert max(held) < 60  # a window, and a phrase that has not ended


def test_a_note_of_one_word_still_has_a_language(whisper: Whisper, voice_note: Samples) -> None:
    for live in (True, False):
        transcript, _ = _hear(whisper, voice_note[: round(1.2 * SAMPLE_RATE)], live=live)
        assert (transcript.language, transcript.text) == ("de", WORDS)


def test_a_language_that_is_known_is_not_looked_for(
    whisper: Whisper, voice_note: Samples, spy: dict[str, list[float]]
) -> None:
    assert _hear(whisper, voice_note, "fr")[0].language == "fr"
    assert len(spy["read"]) == len(spy["spoken"]) == 1, "only whether it may be another"


def _hears(monkeypatch: pytest.MonkeyPatch, *spoken: dict[str, float]) -> list[str]:
    """Lets the decoder find these languages, the last again and again; those that it reads in."""
    answers, read, real = [*spoken], [], Decoder.read

    def find(_self: Decoder, _encoded: Any) -> dict[str, float]:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def reading(self: Decoder, encoded: Any, language: str, **more: Any) -> Reading:
        read.append(language)
        return real(self, encoded, language, **more)

    monkeypatch.setattr(Decoder, "spoken", find)
    monkeypatch.setattr(Decoder, "read", reading)
    return read


@pytest.mark.parametrize(("probability", "notes"), [(0.4, (LANGUAGE_UNCERTAIN,)), (0.9, ())])
def test_an_unsure_language_is_told(
    whisper: Whisper,
    voice_note: Samples,
    monkeypatch: pytest.MonkeyPatch,
    probability: float,
    notes: tuple[str, ...],
) -> None:
    others = dict.fromkeys(("fr", "en", "es"), (1 - probability) / 3)
    _hears(monkeypatch, {"de": probability, **others})
    assert _hear(whisper, voice_note)[0].notes == notes
    assert _hear(whisper, voice_note, "de")[0].notes == ()


def test_it_is_heard_in_one_of_the_languages_that_are_spoken(
    whisper: Whisper, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = _hears(monkeypatch, {"nl": 0.5, "de": 0.3, "en": 0.2})
    hearing = whisper.transcribe(_blocks(voice_note), languages=["en", "de"])
    assert result_of(hearing).language == "de"
    assert {*read} == {"de"}


def test_another_language_than_those_that_are_spoken_is_told(
    whisper: Whisper, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hears(monkeypatch, {"fr": 0.95, "de": 0.05})
    hearing = whisper.transcribe(_blocks(voice_note), languages=["en", "de"])
    [note] = result_of(hearing).notes
    assert note.startswith("This sounds like French, which is not among the languages you speak.")


@pytest.mark.parametrize("live", [True, False])
def test_each_stretch_is_heard_in_its_own_language(
    whisper_folder: Path, voice_note: Samples, monkeypatch: pytest.MonkeyPatch, live: bool
) -> None:
    read = _hears(monkeypatch, {"en": 1.0})
    monkeypatch.setattr(
        Decoder, "spoken", lambda _self, sound: {"es" if sound.seconds > 5 else "en": 1.0}
    )
    monkeypatch.setattr(Drafts, "of", lambda _self, _phrase: "")
    silence = np.zeros(2 * SAMPLE_RATE, np.float32)
    parts = [voice_note[: seconds * SAMPLE_RATE] for seconds in (7, 4, 7)]
    sound = np.concatenate([samples for part in parts for samples in (part, silence)])
    model = Whisper(whisper_folder, Pauses(long=1.5))
    hearing = model.transcribe(_blocks(sound), languages=["en", "es"], live=live)
    assert result_of(hearing).language == "es", "most was said in it"
    assert read == ["es", "en", "es"]


def _reads(
    monkeypatch: pytest.MonkeyPatch, *, logprob: float = 0.0, no_speech: float = 0.0
) -> None:
    """Lets the decoder read what it reads, with these changes."""
    real = Decoder.read

    def read(self: Decoder, encoded: Any, language: str, **more: Any) -> Reading:
        reading = real(self, encoded, language, **more)
        each = tuple(replace(each, logprob=logprob or each.logprob) for each in reading.hypotheses)
        return replace(reading, hypotheses=each, no_speech=no_speech)

    monkeypatch.setattr(Decoder, "read", read)


def test_words_that_it_is_unsure_of_are_kept_and_told(
    whisper: Whisper, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    _reads(monkeypatch, logprob=-2.0)
    transcript, _ = _hear(whisper, voice_note[: 3 * SAMPLE_RATE], "de")
    assert (transcript.text, transcript.notes) == (WORDS, (UNCERTAIN,))


def test_noise_that_passes_for_speech_has_no_words(
    tmp_path: Path, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = VoiceActivity.probabilities
    monkeypatch.setattr(
        VoiceActivity, "probabilities", lambda self, windows: real(self, windows) * 0.8
    )
    few = Whisper(make_whisper(tmp_path / "few", Script("en", "Thank you.")))
    transcript, _ = _hear(few, voice_note)
    assert (transcript.text, transcript.segments) == ("", ())
    assert transcript.notes == ("There was noise but no speech at 0:00.",)


def test_what_it_takes_for_silence_and_is_sure_of_is_kept(
    whisper: Whisper, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    _reads(monkeypatch, no_speech=0.99)
    assert _hear(whisper, voice_note)[0].text == WORDS


def test_each_sentence_becomes_a_segment(tmp_path: Path, voice_note: Samples) -> None:
    said = Script("en", "It rained at ten. Dr. no came late; we talked!")
    model = Whisper(make_whisper(tmp_path / "two", said))
    transcript, heard = _hear(model, voice_note)
    assert transcript.text == said.text
    whole = " ".join(s.text for s in transcript.segments)
    assert whole == said.text
    assert transcript.segments[0].text.startswith("It")
    assert all(0.9 < (s.confidence or 0) <= 1 for s in transcript.segments)
    assert [h.segment.start for h in heard if h.segment] == [s.start for s in transcript.segments]
    assert transcript.seconds == pytest.approx(len(voice_note) / SAMPLE_RATE)
    assert (transcript.engine, transcript.model) == ("whisper", "two")


def test_the_language_is_detected(whisper: Whisper, voice_note: Samples) -> None:
    assert _hear(whisper, voice_note)[0].language == "de"


def test_each_phrase_is_heard_where_it_lies(whisper_folder: Path, voice_note: Samples) -> None:
    model = Whisper(whisper_folder, Pauses(long=0.3, short=0.3, enough=1.0))
    transcript, heard = _hear(model, voice_note[: 7 * SAMPLE_RATE], "en", live=True)
    assert len(transcript.segments) > 1
    assert all(a.end <= b.start for a, b in pairwise(transcript.segments))
    assert all(s.start <= s.end <= transcript.seconds for s in transcript.segments)
    assert [h.seconds for h in heard] == sorted(h.seconds for h in heard)


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

    monkeypatch.setattr(whisper_network, "load", refuse)
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
        make_whisper(tmp_path, Script("en", "no no"))
