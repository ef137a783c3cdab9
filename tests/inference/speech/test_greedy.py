"""Moonshine's network, token by token."""

from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech import greedy
from samo_desktop.inference.speech.greedy import Greedy
from samo_desktop.inference.speech.moonshine import bundled_folder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model() -> Greedy:
    """The bundled weights."""
    return Greedy(bundled_folder())


def test_each_token_has_its_probability(model: Greedy, voice_note: Samples) -> None:
    reading = model.read(voice_note[: 4 * SAMPLE_RATE])
    assert reading.text.startswith("Today I called my mother on the way home.")
    assert reading.ended
    assert len(reading.logprobs) == len(reading.tokens) + 1
    assert (reading.logprobs <= 0).all()
    assert reading.logprobs.mean() > -0.5


def test_it_says_when_it_did_not_end(
    model: Greedy, voice_note: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(greedy, "TOKENS_PER_SECOND", 1.0)
    reading = model.read(voice_note)
    assert not reading.ended
    assert len(reading.logprobs) == len(reading.tokens) <= 16


@pytest.mark.parametrize("length", [0, 1, 160, 1600])
def test_hardly_any_sound_is_no_error(model: Greedy, length: int) -> None:
    assert len(model.read(np.zeros(length, np.float32)).tokens) <= 3


def test_words_are_the_same_each_time(model: Greedy, voice_note: Samples) -> None:
    first, second = (model.read(voice_note[: 3 * SAMPLE_RATE]) for _ in range(2))
    assert first.tokens == second.tokens
    assert np.array_equal(first.logprobs, second.logprobs)
