"""The Whisper model that ships hears what is said, in a language that it finds itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Transcript
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import Samples
from samo_desktop.paths import bundle_folder
from training.evaluate.word_errors import Clip, Heard, rate

pytestmark = pytest.mark.slow

GERMAN = bundle_folder() / "packaging" / "linux" / "german.ogg"
GERMAN_WORDS = (
    "Guten Tag, ich heiße Anna. Heute war ich mit meiner Schwester im Garten. "
    "Danach haben wir zusammen gekocht und über den Sommer gesprochen."
)


@pytest.fixture(scope="module")
def models() -> Models:
    return Models()


def hear(models: Models, samples: Samples) -> Transcript:
    return result_of(models.speech().transcribe(iter([samples])))


def error_rate(words: str, heard: Transcript) -> float:
    clip = Clip(Path(), heard.language, words)
    return rate([Heard(clip, heard.text, heard.language)]).rate


def test_english_is_heard_as_it_was_said(
    models: Models, voice_note: Samples, voice_words: str
) -> None:
    heard = hear(models, voice_note)
    assert (heard.model, heard.language) == ("whisper-base", "en")
    assert error_rate(voice_words, heard) <= 0.05


def test_german_is_found_and_heard_even_from_a_machine_that_speaks_it(models: Models) -> None:
    heard = hear(models, np.concatenate(list(decode(GERMAN))))
    assert (heard.model, heard.language) == ("whisper-base", "de")
    assert error_rate(GERMAN_WORDS, heard) <= 0.3


def test_silence_has_no_words(models: Models) -> None:
    assert hear(models, np.zeros(32_000, np.float32)).text == ""
