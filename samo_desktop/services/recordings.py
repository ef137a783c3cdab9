"""Recordings: making them and hearing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from samo_desktop.capture import sealed
from samo_desktop.capture.peaks import Peaks
from samo_desktop.capture.playback import Player
from samo_desktop.domain.transcript import Transcript
from samo_desktop.domain.transcript_alignment import SpokenSentence, align_sentences
from samo_desktop.errors import AudioError
from samo_desktop.inference import sentences
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.recordings import Recording, Recordings
from samo_desktop.pipeline.wave import wave
from samo_desktop.services.session import Session

__all__ = ["Peaks", "Player", "Recording", "RecordingService"]


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
