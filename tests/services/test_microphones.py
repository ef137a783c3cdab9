"""Trying a microphone: what it hears stays in memory, and is read as a recording is."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samo_desktop.app import App
from samo_desktop.capture import microphone
from samo_desktop.errors import DeviceError
from samo_desktop.services import microphones
from samo_desktop.services.microphones import TRIAL_SECONDS, Sound, try_microphone
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeModels

RATE = 16_000


class Recorder:
    """A microphone that hears a hum of so many seconds at once."""

    seconds_heard = 3.0

    def __init__(self, make_spool: Any, device: str) -> None:
        if device == "gone":
            raise DeviceError("The microphone is gone.", "Plug it in.")
        self._make_spool, self.level, self.problem, self.stopped = make_spool, 0.4, None, False

    def start(self) -> None:
        self._spool = self._make_spool(RATE)
        for _tenth in range(round(10 * self.seconds_heard)):
            self._spool.append(np.full(RATE // 10, 5000, np.int16), sync=False)
        self._spool.sync()

    def stop(self) -> float:
        self._spool.close()
        self.stopped = True
        return float(self._spool.seconds)


@pytest.fixture(autouse=True)
def _recorder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microphone, "Recorder", Recorder)


def test_what_is_heard_can_be_had() -> None:
    trial = try_microphone("")
    assert trial.level() == 0.4
    assert trial.seconds() == pytest.approx(3.0)
    trial.stop()
    sound = trial.sound()
    assert sound.seconds == pytest.approx(3.0)
    assert not sound.silent
    with wave.open(sound.wav()) as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE, 1)
        assert file.getnframes() == 3 * RATE


def test_no_more_than_some_seconds_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Recorder, "seconds_heard", 3 * TRIAL_SECONDS)
    assert try_microphone("").sound().seconds <= TRIAL_SECONDS + 0.2


def test_a_microphone_that_cannot_be_opened_is_told() -> None:
    with pytest.raises(DeviceError):
        try_microphone("gone")


@pytest.mark.parametrize(
    ("samples", "silent"), [([], True), ([0] * 500, True), ([40, -90] * 200, True), ([900], False)]
)
def test_silence_is_what_nobody_can_have_spoken_in(samples: list[int], silent: bool) -> None:
    assert Sound(np.array(samples, np.int16), RATE).silent == silent


def test_nothing_of_it_reaches_the_disk(tmp_path: Path) -> None:
    journal, _key = Journal.create(tmp_path / "journal", None)
    app = App(journal, Settings(), FakeModels("A walk, and the sun came out."))
    app.session.speech_options(None, None)  # reading the journal makes files of its own
    before = sorted(tmp_path.rglob("*"))
    sound = try_microphone("").sound()
    assert app.microphone_test.words(sound) == "A walk, and the sun came out."
    assert app.microphone_test.player(sound).playing is False
    assert sorted(tmp_path.rglob("*")) == before
    app.close()


def test_the_level_alone_keeps_nothing() -> None:
    meter = microphones.listen("")
    assert meter.level() == 0.4
    assert meter.stop() == 0.0
