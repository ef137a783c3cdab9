"""The microphones of this computer, and trying one out. Nothing of a trial is ever stored."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture import microphone
from samo_desktop.capture.decode import decode
from samo_desktop.capture.levels import for_speech
from samo_desktop.capture.playback import Player
from samo_desktop.capture.spool import SpoolInfo
from samo_desktop.domain import calendar
from samo_desktop.domain.generators import result_of
from samo_desktop.errors import SamoError
from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.services.session import Session

__all__ = ["Meter", "MicrophoneTest", "Player", "Sound", "Trial"]

TRIAL_SECONDS = 10.0
"""How much of a trial is kept, in memory."""
SILENT = 0.01
"""Peak, of full scale, below which a trial holds no voice."""


@dataclass(frozen=True)
class Meter:
    """A microphone that is listened to without keeping anything.

    `stop` ends it, and may take some tenths of a second.
    """

    level: Callable[[], float]
    """The loudest of the last moment, 0..1."""
    stop: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Sound:
    """Some seconds of sound in memory: 16-bit samples in mono."""

    samples: NDArray[np.int16]
    rate: int

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.rate

    @property
    def silent(self) -> bool:
        """Whether nobody can have spoken in it."""
        return not len(self.samples) or int(np.abs(self.samples).max(initial=0)) < SILENT * 32768

    def wav(self) -> io.BytesIO:
        """The same as a WAV file in memory."""
        stream = io.BytesIO()
        with wave.open(stream, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.rate)
            file.writeframes(self.samples.tobytes())
        stream.seek(0)
        return stream


@dataclass(frozen=True)
class Trial(Meter):
    """A microphone that is tried: what it hears stays in memory, up to `TRIAL_SECONDS`."""

    seconds: Callable[[], float]
    problem: Callable[[], SamoError | None]
    """What is wrong with the microphone now."""
    sound: Callable[[], Sound]


class MicrophoneTest:
    """What is done with the sound of a trial."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def words(self, sound: Sound) -> str:
        """What the speech model in use hears in `sound`. Raises ModelError."""
        options = self._session.speech_options(None, None)
        speech = self._session.models.speech(options)
        blocks = for_speech(decode(sound.wav(), SAMPLE_RATE), SAMPLE_RATE)
        heard = result_of(
            speech.transcribe(blocks, languages=options.languages, words=options.words)
        )
        return heard.text.strip()

    def player(self, sound: Sound) -> Player:
        """What plays `sound`."""
        return Player(sound.wav, sound.seconds)


def microphones() -> list[str]:
    """The names of what can be recorded with. SamoError if there is nothing to ask."""
    return [device.name for device in microphone.devices()]


def check_microphone(device: str = "") -> None:
    """Raises DeviceError if nothing can be recorded with `device` ("" for the default)."""
    microphone.check(device)


def listen(device: str) -> Meter:
    """Opens a microphone for its level only. DeviceError if it cannot be opened."""
    recorder = microphone.Recorder(_Nowhere, device)  # type: ignore[arg-type]
    recorder.start()
    return Meter(lambda: float(recorder.level), recorder.stop)


def try_microphone(device: str) -> Trial:
    """Opens a microphone and keeps what it hears in memory. DeviceError if it cannot be opened."""
    made: list[_Memory] = []

    def memory(rate: int) -> _Memory:
        made.append(_Memory(rate))
        return made[-1]

    recorder = microphone.Recorder(memory, device)  # type: ignore[arg-type]
    recorder.start()
    spool = made[-1]
    return Trial(
        level=lambda: float(recorder.level),
        stop=recorder.stop,
        seconds=lambda: spool.seconds,
        problem=lambda: recorder.problem,
        sound=spool.sound,
    )


class _Nowhere:
    """A spool that forgets at once."""

    def __init__(self, rate: int) -> None:
        self.info = SpoolInfo("", calendar.now(), rate)
        self.seconds = 0.0
        self.path = self

    def append(self, samples: NDArray[np.int16], *, sync: bool = True) -> None:
        """Forgets `samples`."""

    def sync(self) -> None:
        """Nothing waits for the disk."""

    def close(self) -> None:
        """Nothing is open."""

    def unlink(self) -> None:
        """There is no file."""


class _Memory(_Nowhere):
    """A spool that keeps the first `TRIAL_SECONDS` in memory, and nothing on the disk."""

    def __init__(self, rate: int) -> None:
        super().__init__(rate)
        self._kept: list[NDArray[np.int16]] = []

    def append(self, samples: NDArray[np.int16], *, sync: bool = True) -> None:
        """Keeps `samples`, if there is room."""
        if self.seconds < TRIAL_SECONDS:
            self._kept.append(samples)
            self.seconds += len(samples) / self.info.sample_rate

    def sound(self) -> Sound:
        """What was kept."""
        whole = np.concatenate([np.zeros(0, np.int16), *self._kept])
        return Sound(whole, self.info.sample_rate)
