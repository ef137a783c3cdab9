"""The decoder of Whisper, with a tiny model whose words are known beforehand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.own_words import prompt_of
from samo_desktop.inference.speech.whisper_decoder import (
    BEAMS,
    SHORT,
    Decoder,
    TimedWord,
    _without_silence,
)

pytestmark = pytest.mark.slow

STATES = 50
"""Of the encoder, a second."""


@pytest.fixture(scope="module")
def decoder(whisper_folder: Path) -> Decoder:
    model = WhisperModel(str(whisper_folder), device="cpu", compute_type="int8")
    return Decoder(model, "scripted")


@pytest.fixture(scope="module")
def sound(voice_note: Samples) -> Samples:
    return voice_note[: 4 * SAMPLE_RATE]


def test_the_encoder_is_given_as_much_silence_as_is_asked_for(
    decoder: Decoder, sound: Samples
) -> None:
    assert decoder.encode(sound).states.shape[1] == 30 * STATES
    assert decoder.encode(sound, SHORT).states.shape[1] == (4 + SHORT) * STATES
    assert decoder.encode(np.tile(sound, 7), SHORT).states.shape[1] == 30 * STATES
    assert decoder.encode(sound).seconds == 4


def test_it_reads_the_words_and_how_sure_it_is(decoder: Decoder, sound: Samples) -> None:
    reading = decoder.read(decoder.encode(sound, SHORT), "de")
    assert reading.text == "I walked home and felt calm."
    assert reading.logprob == pytest.approx(0, abs=0.01)
    assert (reading.ended, reading.language, len(reading.tokens)) == (True, "de", 6)
    assert len(reading.hypotheses) == BEAMS
    totals = [each.total for each in reading.hypotheses]
    assert totals == sorted(totals, reverse=True)


def test_one_beam_gives_one_text(decoder: Decoder, sound: Samples) -> None:
    assert len(decoder.read(decoder.encode(sound, SHORT), "de", beams=1).hypotheses) == 1


def test_each_word_has_a_place_and_a_probability(decoder: Decoder, sound: Samples) -> None:
    encoded = decoder.encode(sound)
    words = decoder.words(encoded, decoder.read(encoded, "de"))
    assert "".join(word.text for word in words).strip() == "I walked home and felt calm."
    assert all(0 <= word.start <= word.end <= encoded.seconds for word in words)
    assert all(0.9 < word.probability <= 1 for word in words)


def test_the_languages_are_as_probable_as_the_model_says(decoder: Decoder, sound: Samples) -> None:
    spoken = decoder.spoken(decoder.encode(sound, SHORT))
    assert max(spoken, key=spoken.__getitem__) == "de"
    assert sum(spoken.values()) == pytest.approx(1, abs=0.01)
    assert "jv" in spoken, "the codes are those of ISO 639-1"


def test_what_it_is_told_stands_before_the_sound(
    decoder: Decoder, sound: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[list[int]] = []

    class Spied:
        def __init__(self, model: Any) -> None:
            self._model = model

        def __getattr__(self, name: str) -> Any:
            return getattr(self._model, name)

        def generate(self, states: Any, asked: list[list[int]], **rest: Any) -> Any:
            prompts.extend(asked)
            return self._model.generate(states, asked, **rest)

    monkeypatch.setattr(decoder._model, "model", Spied(decoder._model.model))
    told = decoder.tokens(prompt_of(["home", "calm"]), "de")
    decoder.read(decoder.encode(sound, SHORT), "de", told=told)
    decoder.read(decoder.encode(sound, SHORT), "de")
    vocabulary = decoder._model.hf_tokenizer
    marks = ("startofprev", "startoftranscript", "de", "transcribe", "notimestamps")
    before, *prompt = (vocabulary.token_to_id(f"<|{mark}|>") for mark in marks)
    assert prompts == [[before, *told, *prompt], prompt]
    assert len(told) > 2


def test_words_that_own_the_silence_beside_them_are_shortened() -> None:
    words = [
        TimedWord(0.0, 3.0, " We", 1.0),
        TimedWord(3.0, 3.4, " met", 1.0),
        TimedWord(3.4, 3.8, " him.", 1.0),
        TimedWord(3.8, 6.0, " Then", 1.0),
        TimedWord(6.0, 6.4, " we", 1.0),
        TimedWord(6.4, 9.0, " left", 1.0),
    ]
    kept = _without_silence(words)
    assert [round(w.end - w.start, 1) for w in kept] == [1.4, 0.4, 0.4, 1.4, 0.4, 1.4]
    assert (kept[0].end, kept[3].end, kept[5].start) == (3.0, 6.0, 6.4)
    assert _without_silence([]) == []
