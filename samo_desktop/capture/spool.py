"""A recording under way: frames of sound that are on the disk as soon as they were heard."""

from __future__ import annotations

import contextlib
import itertools
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.frames import damaged
from samo_desktop.capture.sealed import SealedWriter, sync_folder, write_error
from samo_desktop.capture.sealed_reader import follow_frames, has_begun, read_frames
from samo_desktop.errors import DamagedError, SamoError

SUFFIX = ".spool"
_log = logging.getLogger(__name__)


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
            sync_folder(path.parent)
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


def read_spool(path: Path, key: bytes | None) -> tuple[SpoolInfo, Iterator[NDArray[np.int16]]]:
    """A recording as far as it got to the disk: mono blocks [n] as they were appended.

    Raises NotFoundError, and DamagedError if it cannot be trusted or was never begun.
    """
    frames = read_frames(path, key)
    try:
        info = _info_from(next(frames))
    except (StopIteration, ValueError, KeyError, TypeError) as error:
        raise damaged(path) from error
    return info, (np.frombuffer(frame, "<i2").astype(np.int16, copy=False) for frame in frames)


def part_path(folder: Path, entry_id: str, number: int) -> Path:
    """Where part `number` (from 0) of a recording lies.

    A recording has a second part where its microphone, or the process that listens, failed.
    """
    middle = f".{number}" if number else ""
    return folder / f"{entry_id}{middle}{SUFFIX}"


def parts(folder: Path, entry_id: str) -> list[Path]:
    """The parts of a recording that are there, in their order."""
    found = {0: part_path(folder, entry_id, 0)}
    for path in folder.glob(f"{entry_id}.*{SUFFIX}"):
        if path.name.split(".")[1].isdecimal():
            found[_number(path)] = path
    return [found[number] for number in sorted(found) if found[number].exists()]


def read_parts(
    paths: Sequence[Path], key: bytes | None
) -> tuple[int, Iterator[tuple[int, NDArray[np.int16]]]]:
    """The most samples per second of `paths`, and all their blocks with their own rates.

    A part that was never begun, or is damaged, is passed over. Raises NotFoundError, and
    DamagedError if none is left.
    """
    opened = [read_spool(path, key) for path in readable(paths, key)]
    if not opened:
        raise damaged(paths[0])
    blocks = ((info.sample_rate, block) for info, frames in opened for block in frames)
    return max(info.sample_rate for info, _ in opened), blocks


def follow(
    folder: Path,
    entry_id: str,
    key: bytes | None,
    ended: Callable[[int], bool],
    wait: Callable[[], None],
) -> Iterator[tuple[int, NDArray[np.int16]]]:
    """The blocks of a recording under way with their samples per second, as they are written.

    `ended(number)` says whether nothing more will come in that part, and whether, where there is
    no such part, none will; `wait` passes some time. Raises as `read_spool` does.
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
        frames = follow_frames(path, key, partial(ended, number), wait)
        rate = _info_from(next(frames)).sample_rate
        for frame in frames:
            yield rate, np.frombuffer(frame, "<i2").astype(np.int16, copy=False)


def _later(folder: Path, entry_id: str, number: int) -> bool:
    return any(_number(path) > number for path in parts(folder, entry_id))


def _number(path: Path) -> int:
    middle = path.name.split(".")[1]
    return int(middle) if middle.isdecimal() else 0


def readable(paths: Sequence[Path], key: bytes | None) -> list[Path]:
    """Those of `paths` that were begun and can be trusted."""
    good = []
    for path in paths:
        try:
            if has_begun(path):
                read_spool(path, key)
                good.append(path)
        except DamagedError:
            _log.warning("A part of a recording is damaged; it is left where it is.")
    return good


def created_at(paths: Sequence[Path], key: bytes | None) -> datetime | None:
    """When a recording with these parts began; None if nothing was said yet. NotFoundError."""
    began = None
    for path in readable(paths, key):
        info, frames = read_spool(path, key)
        began = began or info.created_at
        if next(frames, None) is not None:
            return began
    return None


def interrupted(folder: Path) -> dict[str, list[Path]]:
    """The recordings in `folder`: the parts of each, in order, by the id of its entry."""
    ids = {path.name.split(".")[0] for path in folder.glob("*" + SUFFIX)}
    return {entry_id: parts(folder, entry_id) for entry_id in sorted(ids)}
