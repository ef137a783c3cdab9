"""The wave of an entry's sound: made when the sound is kept, or when it is first asked for."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Final

from samo_desktop.capture import decode, peaks, sealed
from samo_desktop.capture.blocks import Samples
from samo_desktop.capture.peaks import Peaks
from samo_desktop.domain.events import Progress
from samo_desktop.errors import DamagedError, NotFoundError, SamoError
from samo_desktop.store import journal_layout as layout
from samo_desktop.store.journal import Journal

RATE: Final = 48_000
"""Samples a second: what Opus is decoded to, so that nothing need be converted."""
BLOCKS_PER_EVENT: Final = 60
"""Between two points of progress, a block being a second of sound: a minute of it."""

_log = logging.getLogger(__name__)
_writing = threading.Lock()  # two writers of one file would take each other's unfinished one


def keep_wave(journal: Journal, entry_id: str) -> Generator[Progress, None, float | None]:
    """Stores the wave of a sound that was kept just now. Yields at least every minute of sound.

    Returns how many seconds can be heard, None if that is not known. What goes wrong is only
    logged: the sound is safe, and `wave` tries again.
    """
    meter, samples, seconds = peaks.PeakMeter(RATE), 0, None
    try:
        for count, block in enumerate(_blocks(journal, entry_id), start=1):
            meter.take(block)
            samples += len(block)
            if count % BLOCKS_PER_EVENT == 0:
                yield Progress(entry_id, "keep", 1.0)
        seconds = samples / RATE
        _store(journal, entry_id, meter.peaks())
    except SamoError as error:
        _log.warning("The wave of a sound was not stored: %s", type(error).__name__)
    return seconds


def wave(journal: Journal, entry_id: str, wanted: Callable[[], bool]) -> Peaks | None:
    """The wave of an entry's sound; one that is missing or damaged is made again and stored.

    None as soon as it is not `wanted` any more. Raises AudioError, NotFoundError or DamagedError
    if the sound itself cannot be read.
    """
    try:
        return peaks.read_peaks(layout.peaks_path(journal.folder, entry_id), journal.audio_key)
    except (NotFoundError, DamagedError):
        pass  # made again below
    meter = peaks.PeakMeter(RATE)
    for block in _blocks(journal, entry_id):
        if not wanted():
            return None
        meter.take(block)
    made = meter.peaks()
    if journal.writable:
        try:
            _store(journal, entry_id, made)
        except SamoError as error:
            _log.warning("The wave of a sound was not stored: %s", type(error).__name__)
    return made


def _blocks(journal: Journal, entry_id: str) -> Iterator[Samples]:
    with sealed.open_sealed(journal.audio_path(entry_id), journal.audio_key) as sound:
        yield from decode.decode(sound, RATE)


def _store(journal: Journal, entry_id: str, made: Peaks) -> None:
    path = layout.peaks_path(journal.folder, entry_id)
    with _writing:
        peaks.write_peaks(made, path, journal.audio_key)
    try:
        journal.entry(entry_id)
    except NotFoundError:  # deleted meanwhile, and perhaps its sound removed before this was here
        path.unlink(missing_ok=True)
