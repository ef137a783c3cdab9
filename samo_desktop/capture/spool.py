"""A recording under way: frames of sound that are on the disk as soon as they were heard."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.frames import damaged
from samo_desktop.capture.sealed import SealedWriter, sync_folder, write_error
from samo_desktop.capture.sealed_reader import has_begun, read_frames
from samo_desktop.errors import SamoError

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


def interrupted(folder: Path) -> list[Path]:
    """The recordings in `folder`, oldest name first; none if there is no such folder.

    A file that a crash left before its info was written holds no sound and is left out.
    """
    return [path for path in sorted(folder.glob("*" + SUFFIX)) if has_begun(path)]
