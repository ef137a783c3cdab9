"""The file format: what goes in comes out, and nothing else is ever taken for it."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.capture.frames import HEADER_SIZE
from samo_desktop.capture.sealed import (
    STORED_FRAME,
    SealedFile,
    SealedWriter,
    open_sealed,
    read_frames,
    seal_stream,
)
from samo_desktop.errors import DamagedError, NotFoundError, SamoError

KEY = bytes(range(32))
KEYS = pytest.mark.parametrize("key", [KEY, None], ids=["sealed", "plain"])


@contextmanager
def new_path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "sound.samo"


def write(path: Path, frames: list[bytes], key: bytes | None) -> None:
    path.unlink(missing_ok=True)
    with SealedWriter(path, key) as writer:
        for frame in frames:
            writer.write(frame)


def read_all(path: Path, key: bytes | None) -> bytes:
    with open_sealed(path, key) as file:
        return file.read()


def split(data: bytes) -> list[bytes]:
    """The header and the frames as they lie in a file."""
    parts, at = [data[:HEADER_SIZE]], HEADER_SIZE
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "little") & 0x7FFFFFFF
        parts.append(data[at : at + 4 + length])
        at += 4 + length
    return parts


moves = st.lists(
    st.tuples(st.integers(-300, 300), st.sampled_from([0, 1, 2]), st.integers(-1, 300)), max_size=12
)


@settings(deadline=None, max_examples=60)
@given(frames=st.lists(st.binary(max_size=90), max_size=9), sealed=st.booleans(), moves=moves)
def test_reads_and_seeks_like_a_plain_file(
    frames: list[bytes], sealed: bool, moves: list[tuple[int, int, int]]
) -> None:
    key = KEY if sealed else None
    with new_path() as path:
        write(path, frames, key)
        expected = io.BytesIO(b"".join(frames))
        assert list(read_frames(path, key)) == [f for f in frames if f]
        with open_sealed(path, key) as file:
            for offset, whence, size in moves:
                base = (0, expected.tell(), len(expected.getvalue()))[whence]
                if base + offset < 0:
                    with pytest.raises(ValueError, match="negative"):
                        file.seek(offset, whence)
                    continue
                assert file.seek(offset, whence) == expected.seek(offset, whence)
                assert file.read(size) == expected.read(size)
                assert file.tell() == expected.tell()


@KEYS
def test_a_changed_bit_anywhere_is_found(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "sound.samo"
    write(path, [b"some words", b"x"], key)
    good = path.read_bytes()
    for bit in range(8 * len(good)):
        data = bytearray(good)
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        with pytest.raises(DamagedError):
            read_all(path, key)


@KEYS
def test_a_cut_off_file_is_refused_but_its_whole_frames_can_be_had(
    tmp_path: Path, key: bytes | None
) -> None:
    path = tmp_path / "sound.samo"
    frames = [b"first", b"the second", b"3"]
    write(path, frames, key)
    good = path.read_bytes()
    for length in range(len(good)):
        path.write_bytes(good[:length])
        with pytest.raises(DamagedError):
            open_sealed(path, key)
        whole = list(read_frames(path, key))
        assert whole == frames[: len(whole)]
        ends = [sum(map(len, split(good)[: n + 2])) for n in range(len(frames))]
        assert len(whole) == sum(length >= end for end in ends)


@KEYS
@pytest.mark.parametrize("order", [[0, 2, 1, 3, 4], [0, 1, 3, 4], [0, 1, 2, 2, 3, 4], [0, 2, 3, 4]])
def test_moved_dropped_and_doubled_frames_are_found(
    tmp_path: Path, key: bytes | None, order: list[int]
) -> None:
    path = tmp_path / "sound.samo"
    write(path, [b"aaaa", b"bbbb", b"cccc"], key)
    parts = split(path.read_bytes())
    path.write_bytes(b"".join(parts[n] for n in order))
    with pytest.raises(DamagedError):
        read_all(path, key)


@KEYS
def test_a_frame_of_another_file_is_found(tmp_path: Path, key: bytes | None) -> None:
    path, other = tmp_path / "sound.samo", tmp_path / "other.samo"
    write(path, [b"aaaa", b"bbbb"], key)
    write(other, [b"aaaa", b"bbbb"], key)
    parts, others = split(path.read_bytes()), split(other.read_bytes())
    path.write_bytes(b"".join([parts[0], parts[1], others[2], parts[3]]))
    with pytest.raises(DamagedError):
        read_all(path, key)


@KEYS
def test_bytes_after_the_end_are_found(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "sound.samo"
    write(path, [b"aaaa"], key)
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(DamagedError):
        open_sealed(path, key)


@pytest.mark.parametrize(("wrote", "reads"), [(KEY, bytes(32)), (KEY, None), (None, KEY)])
def test_another_key_or_none_is_refused(
    tmp_path: Path, wrote: bytes | None, reads: bytes | None
) -> None:
    path = tmp_path / "sound.samo"
    write(path, [b"aaaa"], wrote)
    with pytest.raises(DamagedError):
        read_all(path, reads)
    with pytest.raises(DamagedError):
        list(read_frames(path, reads))


def test_a_torn_tail_of_zeros_or_noise_ends_quietly(tmp_path: Path) -> None:
    path = tmp_path / "sound.samo"
    write(path, [b"aaaa", b"bbbb"], KEY)
    begun = b"".join(split(path.read_bytes())[:-1])
    for tail in (bytes(5000), b"\xff" * 5000, b"\x30\0\0\0" + b"?" * 48, b"\x30\0\0\0" + b"?" * 9):
        path.write_bytes(begun + tail)
        assert list(read_frames(path, KEY)) == [b"aaaa", b"bbbb"]


def test_one_damaged_frame_of_a_recording_does_not_cost_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "sound.samo"
    write(path, [b"aaaa", b"bbbb", b"cccc"], KEY)
    parts = split(path.read_bytes())
    parts[2] = parts[2][:-1] + bytes([parts[2][-1] ^ 1])
    path.write_bytes(b"".join(parts))
    assert list(read_frames(path, KEY)) == [b"aaaa", b"cccc"]


def test_nothing_can_be_read_without_the_key(tmp_path: Path) -> None:
    path = tmp_path / "sound.samo"
    write(path, [b"secret words " * 50], KEY)
    assert b"secret" not in path.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file modes")
def test_only_the_owner_may_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write(tmp_path / "a", [b"aaaa"], None)
        seal_stream(io.BytesIO(b"words"), tmp_path / "b", KEY)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600


def test_sound_is_never_overwritten_by_a_recording(tmp_path: Path) -> None:
    write(tmp_path / "a", [b"aaaa"], KEY)
    with pytest.raises(FileExistsError):
        SealedWriter(tmp_path / "a", KEY)
    assert read_all(tmp_path / "a", KEY) == b"aaaa"


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        open_sealed(tmp_path / "none", KEY)
    with pytest.raises(NotFoundError):
        next(read_frames(tmp_path / "none", KEY))
    with pytest.raises(SamoError):
        SealedWriter(tmp_path / "none" / "a", KEY)
    with pytest.raises(SamoError):
        seal_stream(io.BytesIO(b"words"), tmp_path / "none" / "a", KEY)


@KEYS
@pytest.mark.parametrize("size", [0, 1, STORED_FRAME - 1, STORED_FRAME, 3 * STORED_FRAME + 7])
def test_a_stored_stream_is_whole_and_hashed(tmp_path: Path, key: bytes | None, size: int) -> None:
    path, data = tmp_path / "sound.samo", os.urandom(size)
    (tmp_path / "sound.samo.part").write_bytes(b"left by a crash")
    assert seal_stream(io.BytesIO(data), path, key) == hashlib.sha256(data).hexdigest()
    assert read_all(path, key) == data
    assert [p.name for p in tmp_path.iterdir()] == ["sound.samo"]


def test_storing_replaces_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "sound.samo"
    seal_stream(io.BytesIO(b"old"), path, KEY)
    file = SealedFile(path, KEY)
    with pytest.raises(ZeroDivisionError), file:
        file.write(b"new" * (1 // 0))
    assert read_all(path, KEY) == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["sound.samo"]


class FullDisk:
    """A file on a disk with `room` bytes left."""

    def __init__(self, file: Any, room: int, code: int = errno.ENOSPC) -> None:
        self._file, self._code, self.room = file, code, room

    def write(self, data: bytes) -> int:
        if not self.room:
            raise OSError(self._code, "no room")
        written: int = self._file.write(data[: self.room])
        self.room -= written
        return written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@KEYS
@pytest.mark.parametrize("room", [0, 1, 10, 30])
def test_a_full_disk_keeps_all_whole_frames(tmp_path: Path, key: bytes | None, room: int) -> None:
    path = tmp_path / "sound.samo"
    writer = SealedWriter(path, key)
    writer.write(b"kept", sync=True)
    disk = FullDisk(writer._file, room)
    writer._file = disk  # type: ignore[assignment]
    with pytest.raises(SamoError, match="full"):
        writer.write(b"too much" * 9)
    assert list(read_frames(path, key)) == [b"kept"]
    disk.room = 1000
    writer.write(b"room again")
    writer.close()
    assert read_all(path, key) == b"kept" + b"room again"


def test_a_disk_that_fails_is_not_called_full(tmp_path: Path) -> None:
    writer = SealedWriter(tmp_path / "a", KEY)
    writer._file = FullDisk(writer._file, 0, errno.EIO)  # type: ignore[assignment]
    with pytest.raises(SamoError, match="cannot be written"):
        writer.close()
    assert writer._file.closed


def test_storing_on_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(self: SealedWriter) -> None:
        raise SamoError("The disk is full.")

    monkeypatch.setattr(SealedWriter, "sync", no_room)
    with pytest.raises(SamoError, match="full"):
        seal_stream(io.BytesIO(b"words"), tmp_path / "a", KEY)
    assert not list(tmp_path.iterdir())


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "sound.samo"
    seal_stream(io.BytesIO(bytes(8_000_000)), path, KEY)
    tracemalloc.start()
    try:
        with open_sealed(path, KEY) as file:
            for at in (7_000_000, 0, 4_000_000):
                file.seek(at)
                assert file.read(100) == bytes(100)
            while file.read(STORED_FRAME):
                pass
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
