"""Models that nobody uses are let go, and loaded again when they are asked for."""

from __future__ import annotations

import gc
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from samo_desktop import paths
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.inference import language, tokens
from samo_desktop.inference import models as models_module
from samo_desktop.inference.models import UNUSED_SECONDS, Models


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Fake:
    """A model of any kind that knows all languages."""

    name, version = "fake", "1"
    languages = frozenset({"*"})


class FakeSummariser(Fake):
    """Made of an encoder, as the real one is."""

    def __init__(self, encoder: object) -> None:
        self.encoder = encoder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def models(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Models:
    for name in ("_load_emotion", "_load_encoder", "_load_moonshine"):
        monkeypatch.setattr(models_module, name, lambda *_folder: Fake())
    monkeypatch.setattr(
        "samo_desktop.inference.summary.extractive.ExtractiveSummariser", FakeSummariser
    )
    return Models(clock)


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """What is let go is free at once, without a look for garbage."""
    gc.disable()
    yield
    gc.enable()


def test_a_model_goes_once_nobody_has_asked_for_it(models: Models, clock: Clock) -> None:
    held = weakref.ref(models.emotion())
    clock.now += UNUSED_SECONDS - 1
    assert models.release_unused() == 1
    assert held() is models.emotion()  # which counts as a use
    clock.now += UNUSED_SECONDS
    assert models.release_unused() is None
    assert held() is None
    assert models.emotion() is models.emotion()


def test_a_model_in_use_stays_until_its_user_has_done(models: Models, clock: Clock) -> None:
    user = models.encoder()
    clock.now += 10 * UNUSED_SECONDS
    assert models.release_unused() == UNUSED_SECONDS
    assert models.encoder() is user
    held = weakref.ref(user)
    del user
    clock.now += UNUSED_SECONDS
    assert models.release_unused() is None
    assert held() is None


def test_what_is_made_of_another_model_goes_together_with_it(models: Models, clock: Clock) -> None:
    held = [weakref.ref(models.summariser()), weakref.ref(models.encoder())]
    in_use = models.summariser()
    for _ in range(3):  # also after it was looked at while it was in use
        clock.now += UNUSED_SECONDS
        models.release_unused()
    assert held[0]() is in_use
    del in_use
    clock.now += UNUSED_SECONDS
    assert models.release_unused() is None
    assert [each() for each in held] == [None, None]


def test_moonshine_stays_while_it_is_what_hears(models: Models, clock: Clock) -> None:
    speech = weakref.ref(models.speech(SpeechOptions("moonshine")))
    clock.now += 10 * UNUSED_SECONDS
    assert models.release_unused() is None
    assert speech() is models.speech(SpeechOptions("moonshine"))


def test_there_is_one_speech_model_at_a_time(
    models: Models, clock: Clock, whisper_folder: Path
) -> None:
    shutil.copytree(whisper_folder, paths.user_models_folder() / "small")
    moonshine = models.speech(SpeechOptions("moonshine"))
    held = weakref.ref(moonshine)
    whisper = weakref.ref(models.speech(SpeechOptions("small")))
    assert held() is models.speech(SpeechOptions("moonshine")), "somebody is using it"
    assert whisper() is None
    del moonshine
    models.speech(SpeechOptions("small"))
    assert held() is None
    clock.now += UNUSED_SECONDS
    assert models.release_unused() is None
    assert not models._loaded


def test_whoever_looks_after_them_is_told_of_what_is_loaded(models: Models, clock: Clock) -> None:
    told: list[float] = []
    models.when_loaded = lambda: told.append(clock.now)
    models.emotion()
    models.emotion()
    assert told == [1000.0]
    clock.now += UNUSED_SECONDS
    models.release_unused()
    models.emotion()
    assert told == [1000.0, 1000.0 + UNUSED_SECONDS]


@pytest.mark.slow
def test_real_models_give_the_same_after_they_were_let_go() -> None:
    clock = Clock()
    models = Models(clock)
    gc.collect()
    others = set(tokens._tokenisers)  # of models that other tests still use
    text = "I was so relieved when she called."
    before = models.emotion().read([text]).probabilities
    assert language.identify(text * 3) == "en"
    assert language._identifier.cache_info().currsize == 1
    fingerprint = models.emotion().tokenise([text])[0].fingerprint  # type: ignore[attr-defined]
    clock.now += UNUSED_SECONDS
    models.release_unused()
    assert language._identifier.cache_info().currsize == 0
    assert fingerprint not in {*tokens._tokenisers} - others
    np.testing.assert_array_equal(models.emotion().read([text]).probabilities, before)
