"""Recordings: making them, hearing them, and the microphones of this computer."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from samo_desktop.capture import microphone, sealed
from samo_desktop.capture.peaks import Peaks
from samo_desktop.capture.playback import Player
from samo_desktop.capture.spool import SpoolInfo
from samo_desktop.domain import calendar
from samo_desktop.domain.transcript import Transcript
from samo_desktop.domain.transcript_alignment import SpokenSentence, align_sentences
from samo_desktop.errors import AudioError
from samo_desktop.inference import sentences
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.recordings import Recording, Recordings
from samo_desktop.pipeline.wave import wave
from samo_desktop.services.session import Session

__all__ = ["Meter", "Peaks", "Player", "Recording", "RecordingService"]


class RecordingService:
    """The recordings of an open journal. Every method may raise SamoError."""

    def __init__(self, session: Session) -> None:
        self._session, self._journal = session, session.journal
        self._recordings = Recordings(
            session.runner,
            lambda: session.speech_options(None, None),
            session.queued,
            session.publish,
        )
        self.recovered: list[str] = []
        """Entries of recordings that were interrupted, found again at the start."""

    def prepare(self) -> None:
        """Begins the process that will listen, and loads what hears, before there is a recording.

        `start` does without.
        """
        self._recordings.prepare()

    def start(self, device: str | None = None) -> Recording:
        """Records from now on. Raises DeviceError if there is nothing to record with."""
        chosen = self._session.settings.microphone if device is None else device
        return self._recordings.start(chosen)

    def recover(self) -> list[str]:
        """Makes entries of recordings that were interrupted; see `Recordings.recover`."""
        return self._recordings.recover()

    def close(self) -> None:
        """Ends what records, what listens and what waits to."""
        self._recordings.close()

    def open_audio(self, entry_id: str) -> BinaryIO:
        """The stored sound of an entry, as a seekable stream. Raises AudioError if it has none."""
        entry = self._journal.entry(entry_id)
        if entry.audio is None:
            raise AudioError(
                _("This entry has no recording."), _("Choose an entry with a voice note.")
            )
        return sealed.open_sealed(self._journal.audio_path(entry.id), self._journal.audio_key)

    def player(self, entry_id: str) -> Player:
        """What plays the voice note of an entry."""
        audio = self._journal.entry(entry_id).audio
        return Player(
            lambda: self.open_audio(entry_id),
            audio.seconds if audio else 0.0,
            speed=self._session.settings.playback_speed,
        )

    def wave(self, entry_id: str, wanted: Callable[[], bool] = lambda: True) -> Peaks | None:
        """How loud the voice note of an entry is as it goes, for drawing it.

        May take two seconds a quarter of an hour, once; None as soon as it is not `wanted` any
        more. Raises SamoError if there is no sound that can be read.
        """
        return wave(self._journal, entry_id, wanted)

    def spoken_sentences(self, transcript: Transcript, text: str) -> list[SpokenSentence]:
        """When each sentence of `text` is said, in order; those that were never said are left out.

        `text` is what became of the transcript's. May take a second for a very long one.
        """
        return align_sentences(transcript.segments, text, sentences.split(text))


class Meter:
    """Listens to a microphone without keeping anything."""

    def __init__(self, level: Callable[[], float], stop: Callable[[], object]) -> None:
        self.level = level
        """The loudest of the last moment, 0..1."""
        self.stop = stop


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


class _Nowhere:
    """A spool that forgets at once, for testing the microphone."""

    def __init__(self, rate: int) -> None:
        self.info = SpoolInfo("", calendar.now(), rate)
        self.seconds = 0.0
        self.path = self

    def append(self, samples: object, *, sync: bool = True) -> None:
        """Forgets `samples`."""

    def sync(self) -> None:
        """Nothing waits for the disk."""

    def close(self) -> None:
        """Nothing is open."""

    def unlink(self) -> None:
        """There is no file."""
