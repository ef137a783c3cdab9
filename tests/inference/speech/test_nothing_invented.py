"""Sounds in which nobody speaks give no words; `make bench` hears an hour of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from samo_desktop import paths
from samo_desktop.capture.levels import for_speech
from samo_desktop.domain.generators import result_of
from samo_desktop.inference.ports import SAMPLE_RATE, Samples, SpeechModel
from samo_desktop.inference.speech.moonshine import Moonshine
from samo_desktop.inference.speech.speech_segmenter import cut
from samo_desktop.inference.speech.whisper import Whisper
from tests.benchmarks.noises import ALL, level

pytestmark = pytest.mark.slow

PASSES_FOR_SPEECH = ("singing", "laughter", "hum of 60 Hz", "steps")
"""Where the voice activity model hears somebody speak."""


@pytest.fixture(scope="module")
def whisper_base() -> Whisper:
    return Whisper(paths.bundled_models_folder() / "speech" / "whisper-base")


def _noise(name: str, seconds: int, loud: float) -> Samples:
    """It comes and goes, as what passes for speech does."""
    count = seconds * SAMPLE_RATE
    made = ALL[name](count, np.random.default_rng(list(ALL).index(name)))
    at = np.arange(count) / SAMPLE_RATE
    return np.asarray(loud * made / level(made) * (at % 2.3 > 0.8), np.float32)


def _words(model: SpeechModel, sound: Samples, languages: Sequence[str]) -> str:
    blocks = for_speech(iter([sound]), SAMPLE_RATE)
    return result_of(model.transcribe(blocks, languages=languages)).text


@pytest.mark.parametrize("loud", [0.0005, 0.05])
def test_most_noise_does_not_even_pass_for_speech(loud: float) -> None:
    passed = {
        name
        for name in ALL
        if any(phrase for _, phrase in cut(for_speech(iter([_noise(name, 6, loud)]), SAMPLE_RATE)))
    }
    assert len(passed) <= len(ALL) // 5, passed


@pytest.mark.parametrize("languages", [(), ("de", "en")])
def test_what_does_has_no_words_for_whisper(
    whisper_base: Whisper, languages: tuple[str, ...]
) -> None:
    for name in PASSES_FOR_SPEECH:
        assert _words(whisper_base, _noise(name, 8, 0.05), languages) == "", name


def test_nor_for_moonshine(moonshine: Moonshine) -> None:
    for name in PASSES_FOR_SPEECH:
        assert _words(moonshine, _noise(name, 8, 0.05), ()) == "", name
