"""A recording under way: frames of sound that are on the disk as soon as they were heard."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.frames import HEADER_SIZE, OVERHEAD, damaged, header, open_file
from samo_desktop.capture.salvage import Span, contents, survey
from samo_desktop.capture.sealed import SealedWriter, write_error
from samo_desktop.capture.sealed_reader import follow_frames, has_begun
from samo_desktop.domain.filenames import SPOOL
from samo_desktop.errors import DamagedError, SamoError
from samo_desktop.system.files import sync

SUFFIX = ".spool"


@dataclass(frozen=True, slots=True)
class SpoolInfo:
    """What a recording is: its entry, when it began (aware), its samples per second."""

    entry_id: str
    created_at: datetime
    sample_rate: int
    channels: int = 1


class SpoolWriter:
    """Writes a recording to a new file at `path`. Its `info` is on the disk before any sound.

    Raises SamoError if the disk is full or cannot be written to.
    """

    def __init__(self, path: Path, key: bytes | None, info: SpoolInfo) -> None:
        self.path = path
        self.info = info
        self._samples = 0
        self._unsynced = 0
        self._writer = SealedWriter(path, key)
        try:
            self._writer.write(_info_frame(info), sync=True)
            sync(path.parent)
        except BaseException as error:
            self._writer.abandon()
            path.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise write_error(error) from error
            raise

    @property
    def seconds(self) -> float:
        """Length of the sound that is on the disk."""
        return self._samples / self.info.sample_rate

    def append(self, samples: NDArray[np.int16], *, sync: bool = True) -> None:
        """Appends mono samples [n] as one frame; with `sync` all is on the disk afterwards."""
        data = samples.astype("<i2", casting="equiv", copy=False).tobytes()
        self._writer.write(data)
        self._unsynced += len(samples)
        if sync:
            self.sync()

    def sync(self) -> None:
        """Returns when all that was appended is on the disk."""
        if self._unsynced:
            self._writer.sync()
            self._samples += self._unsynced
            self._unsynced = 0

    def close(self) -> None:
        """Ends the recording. Never fails: a recording without an end mark is read as well."""
        with contextlib.suppress(SamoError):
            self._writer.close()


def _info_frame(info: SpoolInfo) -> bytes:
    return json.dumps(
        {
            "entry": info.entry_id,
            "at": info.created_at.isoformat(),
            "rate": info.sample_rate,
            "channels": info.channels,
        }
    ).encode()


def _info_from(frame: bytes) -> SpoolInfo:
    data: dict[str, Any] = json.loads(frame)
    created_at = datetime.fromisoformat(data["at"])
    return SpoolInfo(data["entry"], created_at, data["rate"], data["channels"])


def _samples(frame: bytes) -> NDArray[np.int16]:
    # A frame holds whole samples; should one not, its last byte is no sound.
    return np.frombuffer(frame, "<i2", len(frame) // 2).astype(np.int16, copy=False)


Ending = Literal["stopped", "open", "torn", "damaged"]
"""How a part ends: with its mark; without it, after a whole frame; amid a frame, as a killed writer
leaves it; or in bytes that are no frame."""


@dataclass(frozen=True, slots=True)
class Gap:
    """About `seconds` of sound that are lost at `at` seconds; 0 if nobody knows how many."""

    at: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Part:
    """What there is in a part of a recording; without `info` nothing of it can be read.

    `blank` says that nothing was said in it yet: there is no sound in it to be lost.
    """

    path: Path
    number: int
    info: SpoolInfo | None
    blank: bool
    ending: Ending
    gaps: tuple[Gap, ...]
    spans: tuple[Span, ...]
    lengths: tuple[int, ...]
    """Samples in each of `spans`."""
    silences: tuple[int, ...]
    """Samples that are lost before each of `spans`."""

    @property
    def seconds(self) -> float:
        """Its length, with silence for what is lost in the middle."""
        rate = self.info.sample_rate if self.info else 1
        return (sum(self.lengths) + sum(self.silences)) / rate

    def blocks(self, key: bytes | None) -> Iterator[NDArray[np.int16]]:
        """Its sound, mono [n], with silence for what is lost in the middle. DamagedError."""
        for frame, lost in zip(contents(self.path, key, self.spans), self.silences, strict=True):
            if lost:
                yield np.zeros(lost, np.int16)
            yield _samples(frame)


def read_part(path: Path, key: bytes | None) -> Part:
    """Reads all of a recording's part and tells what is there. Raises NotFoundError, SamoError."""
    number = _place(path)[1]
    nothing = Part(path, number, None, False, "damaged", (), (), (), ())
    try:
        found = survey(path, key)
    except DamagedError:
        return replace(nothing, blank=_never_begun(path, key))
    spans = found.frames
    try:
        if not spans or spans[0].number:
            raise ValueError("what says what it is cannot be read")
        info = _info_from(next(contents(path, key, spans[:1])))
    except (ValueError, KeyError, TypeError):
        # Written before any sound: torn, it is all that there was.
        blank = not spans and found.end is None and found.torn
        return replace(nothing, blank=blank)
    lengths = tuple((span.length - OVERHEAD[key is None]) // 2 for span in spans[1:])
    silences = tuple(_lost(spans, lengths))
    gaps, at = [], 0
    for lost, length in zip(silences, lengths, strict=True):
        if lost:
            gaps.append(Gap(at / info.sample_rate, lost / info.sample_rate))
        at += lost + length
    ending: Ending = "open"
    if found.end is not None:
        ending = "stopped" if found.end == spans[-1].number + 1 else "damaged"
    elif found.unread:
        ending = "torn" if found.torn else "damaged"
    if ending in ("torn", "damaged"):
        count = found.end - spans[-1].number - 1 if found.end is not None else 0
        gaps.append(Gap(at / info.sample_rate, count * _usual(lengths) / info.sample_rate))
    blank = not lengths and ending in ("stopped", "open")
    return Part(path, number, info, blank, ending, tuple(gaps), spans[1:], lengths, silences)


def _usual(lengths: Sequence[int]) -> int:
    return sorted(lengths)[len(lengths) // 2] if lengths else 0


def _lost(spans: Sequence[Span], lengths: Sequence[int]) -> Iterator[int]:
    """How many samples are lost before each frame after the first, going by their numbers."""
    usual = _usual(lengths)
    for before, span in pairwise(spans):
        yield (span.number - before.number - 1) * usual


def _never_begun(path: Path, key: bytes | None) -> bool:
    """Whether the writer was killed before it had written the file's header."""
    with open_file(path) as file:
        start = file.read(HEADER_SIZE)
        begins = header(key, b"")
        if len(start) < HEADER_SIZE and begins.startswith(start[: len(begins)]):
            return True
        rest = iter(partial(file.read, 1 << 20), b"")
        return not any(start) and not any(map(any, rest))  # as a power cut may leave it


@dataclass(frozen=True, slots=True)
class SpooledRecording:
    """The parts of a recording that are there, in their order, and the numbers of missing ones."""

    parts: tuple[Part, ...]
    missing: tuple[int, ...]

    @property
    def readable(self) -> tuple[Part, ...]:
        """The parts that hold sound that can be read."""
        return tuple(part for part in self.parts if part.spans)

    @property
    def blank(self) -> bool:
        """Whether nothing was said yet, so that there is nothing to be lost."""
        return all(part.blank for part in self.parts)

    @property
    def created_at(self) -> datetime | None:
        """When it began, if a part can say so."""
        return next((part.info.created_at for part in self.parts if part.info), None)

    @property
    def seconds(self) -> float:
        """Its length, with silence for what is lost in the middle of a part."""
        return sum(part.seconds for part in self.parts)

    def blocks(self, key: bytes | None) -> Iterator[tuple[int, NDArray[np.int16]]]:
        """Its blocks with their samples per second. Raises DamagedError."""
        for part in self.readable:
            if part.info:
                for block in part.blocks(key):
                    yield part.info.sample_rate, block

    @property
    def sample_rate(self) -> int:
        """The most samples per second of its parts."""
        return max((part.info.sample_rate for part in self.readable if part.info), default=0)


def read_recording(paths: Sequence[Path], key: bytes | None) -> SpooledRecording:
    """What there is in the parts at `paths` of one recording. Raises NotFoundError, SamoError."""
    found = tuple(read_part(path, key) for path in paths)
    numbers = {part.number for part in found}
    missing = tuple(number for number in range(max(numbers, default=0)) if number not in numbers)
    return SpooledRecording(found, missing)


def read_parts(
    paths: Sequence[Path], key: bytes | None
) -> tuple[int, Iterator[tuple[int, NDArray[np.int16]]]]:
    """The most samples per second of `paths`, and all their blocks with their own rates.

    A part that was never begun, or is damaged, is passed over. Raises NotFoundError, and
    DamagedError if none is left.
    """
    found = read_recording(paths, key)
    rates = [part.info.sample_rate for part in found.parts if part.info]
    if not rates:
        raise damaged(paths[0])
    return max(rates), found.blocks(key)


def part_path(folder: Path, entry_id: str, number: int) -> Path:
    """Where part `number` (from 0) of a recording lies.

    A recording has a second part where its microphone, or the process that listens, failed.
    """
    middle = f".{number}" if number else ""
    return folder / f"{entry_id}{middle}{SUFFIX}"


def parts(folder: Path, entry_id: str) -> list[Path]:
    """The parts of a recording that are there, in their order."""
    return interrupted(folder).get(entry_id, [])


def interrupted(folder: Path) -> dict[str, list[Path]]:
    """The recordings in `folder`: the parts of each, in order, by the id of its entry.

    Only files of exactly the names that `part_path` gives; whatever else lies there is let be.
    """
    try:
        paths = [path for path in folder.iterdir() if is_part(path)]
    except (FileNotFoundError, NotADirectoryError):
        return {}  # a backup may have left an empty folder out
    found: dict[str, list[Path]] = {}
    for path in sorted(paths, key=_place):
        found.setdefault(_place(path)[0], []).append(path)
    return found


def is_part(path: Path) -> bool:
    """Whether `path` is a part of a recording: by its exact name, and a file, not a link to one."""
    return bool(SPOOL.fullmatch(path.name)) and path.is_file() and not path.is_symlink()


def _place(path: Path) -> tuple[str, int]:
    """The id of a part's entry, and the part's number."""
    name = SPOOL.fullmatch(path.name)
    return (name[1], int(name[2] or 0)) if name else (path.stem, 0)


def follow(
    folder: Path,
    entry_id: str,
    key: bytes | None,
    ended: Callable[[int], bool],
    wait: Callable[[], None],
) -> Iterator[tuple[int, NDArray[np.int16]]]:
    """The blocks of a recording under way with their samples per second, as they are written.

    `ended(number)` says whether nothing more will come in that part, and whether, where there is
    no such part, none will; `wait` passes some time. Raises NotFoundError, and DamagedError where
    a frame is not what was written.
    """
    for number in itertools.count():
        path = part_path(folder, entry_id, number)
        while True:
            over, last = ended(number), ended(number + 1)
            # Looked for after asking: what comes later is not missed.
            begun = path.exists() and has_begun(path)
            if begun or over:
                break
            wait()
        if not begun and last and not _later(folder, entry_id, number):
            return
        if not begun:  # a process failed before it wrote anything here
            continue
        frames = follow_frames(path, key, partial(ended, number), wait, strict=True)
        rate = _info_from(next(frames)).sample_rate
        for frame in frames:
            yield rate, _samples(frame)


def _later(folder: Path, entry_id: str, number: int) -> bool:
    return any(_place(path)[1] > number for path in parts(folder, entry_id))


def created_at(paths: Sequence[Path], key: bytes | None) -> datetime | None:
    """When a recording with these parts began; None if nothing was said yet. NotFoundError."""
    found = read_recording(paths, key)
    return found.created_at if found.readable else None
