"""Bringing a file of the user's into the journal: as it is, or a film's sound without the film."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import BinaryIO, Final

from samo_desktop.capture import decode, encode, extract, sealed, sources, spool
from samo_desktop.capture.blocks import resampled
from samo_desktop.domain.entry import Audio
from samo_desktop.domain.events import Progress
from samo_desktop.domain.generators import relay
from samo_desktop.errors import AudioError, DamagedError
from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.losses import SLACK_SECONDS, unreadable
from samo_desktop.store.journal import Journal

CHUNK: Final = 256 * 1024
"""Bytes that are read at a time."""
CHUNKS_PER_EVENT: Final = 4
"""Between two points of progress: a megabyte, some hundredths of a second on a slow disk."""
BLOCKS_PER_EVENT: Final = 60
"""Between two points of progress, a block being a second of sound: a minute of it."""


def keep_recording(
    journal: Journal, entry_id: str, recording: spool.SpooledRecording
) -> Generator[Progress, None, Audio]:
    """Stores what can be read of a recording as Opus, and checks that it can be read there.

    The recording stays. Raises AudioError if there is no sound, or the stored sound is not whole,
    DamagedError if nothing can be read, and SamoError if the disk is full; then nothing is stored.
    """
    rate, key = recording.sample_rate, journal.audio_key
    if not rate and not recording.blank:
        raise DamagedError(unreadable().message, unreadable().hint)
    if not rate:
        raise AudioError(
            _("Nothing was recorded for this entry."), _("Record it again, or type it.")
        )
    target = journal.audio_path(entry_id)
    with sealed.SealedFile(target, key) as file:
        encoding = encode.encoding(resampled(recording.blocks(key), rate), rate, file)
        seconds = yield from relay(encoding, _seconds_of(entry_id, recording.seconds, 0.0, 0.7))
    kept = yield from kept_seconds(journal, entry_id, recording.seconds)
    if abs(kept - seconds) > SLACK_SECONDS:
        target.unlink()
        raise AudioError(
            _("The recording could not be compressed."),
            _("It is saved as it was recorded. Try again."),
        )
    return Audio(seconds, rate, file.sha256)


def kept_seconds(
    journal: Journal, entry_id: str, expected: float
) -> Generator[Progress, None, float]:
    """How many seconds of the stored sound can be read. Raises NotFoundError, DamagedError."""
    with sealed.open_sealed(journal.audio_path(entry_id), journal.audio_key) as stored:
        return (yield from relay(_length(stored), _seconds_of(entry_id, expected, 0.7, 1.0)))


def _length(sound: BinaryIO) -> Generator[float, None, float]:
    """Decodes all of `sound`: its seconds, which are told on the way."""
    samples = 0
    for count, block in enumerate(decode.decode(sound), start=1):
        samples += len(block)
        if count % BLOCKS_PER_EVENT == 0:
            yield samples / SAMPLE_RATE
    return samples / SAMPLE_RATE


def _seconds_of(
    entry_id: str, total: float, start: float, end: float
) -> Callable[[float], Progress]:
    """Seconds so far as progress from `start` to `end`."""
    return lambda so_far: Progress(
        entry_id, "keep", start + (end - start) * min(1.0, so_far / max(total, 1.0))
    )


def keep_file(journal: Journal, entry_id: str, source: Path) -> Generator[Progress, None, Audio]:
    """Stores the sound of `source` sealed, and checks that it can be read there.

    Of a film only the sounds are stored, packet by packet as they are, in Matroska (or what else
    takes them); any other file is stored byte for byte. Yields progress with a fraction by bytes,
    at least every megabyte. Raises AudioError for what holds no sound or cannot be read to its end,
    and SamoError if the disk is full; then nothing is stored.
    """
    info = decode.probe(source)
    if info.film:
        try:
            return (yield from _keep_sound_of(journal, entry_id, source, info))
        except extract.CannotCopyError:
            pass  # a rare kind of sound: the film is kept whole, so that nothing is lost
    return (yield from _keep_whole(journal, entry_id, source, info))


def _keep_sound_of(
    journal: Journal, entry_id: str, source: Path, info: decode.AudioInfo
) -> Generator[Progress, None, Audio]:
    target, size = journal.audio_path(entry_id), source.stat().st_size
    copying = _part_of(entry_id, size, 0.0, 0.9)
    with sealed.SealedFile(target, journal.audio_key) as file:
        container = extract.container_for(source)
        extents = yield from relay(extract.copy_sound(source, file, container), copying)
    with sealed.open_sealed(target, journal.audio_key) as stored:
        checking = _part_of(entry_id, _size(stored), 0.9, 1.0)
        kept = yield from relay(extract.measured(stored), checking)
    if not extract.alike(kept, extents):
        target.unlink()
        raise extract.CannotCopyError
    longest = max(extent.end for extent in extents)
    return Audio(longest or info.seconds or 0.0, info.sample_rate, file.sha256)


def _keep_whole(
    journal: Journal, entry_id: str, source: Path, info: decode.AudioInfo
) -> Generator[Progress, None, Audio]:
    target, size = journal.audio_path(entry_id), source.stat().st_size
    sealing = _part_of(entry_id, size, 0.0, 0.5 if info.seconds is None else 1.0)
    with sources.open_path(source) as file, sealed.SealedFile(target, journal.audio_key) as out:
        for count, chunk in enumerate(sources.chunks(file, sources.named(source), CHUNK)):
            out.write(chunk)
            if count % CHUNKS_PER_EVENT == 0:
                yield sealing(file.tell())
        if source.stat().st_size != file.tell():
            raise AudioError(
                _("{file} was still being written while it was read.").format(
                    file=sources.named(source)
                ),
                _("Wait until it is complete, then try again."),
            )
    seconds = info.seconds
    if seconds is None:
        with sealed.open_sealed(target, journal.audio_key) as stored:
            seconds = yield from _heard(stored, _part_of(entry_id, _size(stored), 0.5, 1.0))
    # The file may be another by now than when it was added.
    with journal.transaction() as change:
        change.set_origin(entry_id, out.sha256)
    return Audio(seconds, info.sample_rate, out.sha256)


def _heard(stored: BinaryIO, at: Callable[[int], Progress]) -> Generator[Progress, None, float]:
    """The length in seconds of what can be decoded of `stored`."""
    samples = 0
    for block in decode.decode(stored):
        samples += len(block)
        yield at(stored.tell())
    return samples / SAMPLE_RATE


def _size(stored: BinaryIO) -> int:
    size = stored.seek(0, 2)
    stored.seek(0)
    return size


def _part_of(entry_id: str, size: int, first: float, last: float) -> Callable[[int], Progress]:
    """What tells, of a number of bytes done out of `size`, how far the whole step is."""

    def at(done: int) -> Progress:
        share = min(1.0, done / size) if size else 1.0
        return Progress(entry_id, "keep", first + (last - first) * share)

    return at
