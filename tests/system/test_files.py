"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.system import files


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kept"
    files.write_whole(path, b"old")
    return path


@pytest.mark.skipif(os.name == "nt", reason="permissions are of POSIX")
def test_what_is_written_is_for_this_user_alone_unless_said(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        files.write_whole(tmp_path / "private", b"mine")
        files.write_through(tmp_path / "shared", b"ours", 0o666)
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("private", "shared")]
    assert modes == [0o600, 0o644]


def test_a_new_file_takes_the_place_of_the_old(file: Path) -> None:
    files.write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_where_writing_fails_the_old_one_is_left_and_no_part(
    file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, "fsync", full) if step == "fsync" else (Path, "replace", full)))
    with pytest.raises(OSError, match="No space"):
        files.write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]


def test_a_part_that_a_crash_left_is_in_nobodys_way(file: Path) -> None:
    files.part_of(file).write_bytes(b"half")
    files.write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert not files.part_of(file).exists()


def test_files_and_folders_are_brought_to_the_disk(file: Path) -> None:
    files.sync(file)
    files.sync(file.parent)
    with pytest.raises(FileNotFoundError):
        files.sync(file.parent / "missing")


@pytest.mark.parametrize(
    ("number", "kind", "says"),
    [
        (errno.ENOSPC, SamoError, "disk is full"),
        (errno.EDQUOT, SamoError, "disk is full"),
        (errno.ENOENT, NotFoundError, "was not found"),
        (errno.EACCES, SamoError, "not allowed"),
        (errno.EIO, SamoError, "could not be used"),
    ],
)
def test_what_the_system_says_in_words(
    file: Path, number: int, kind: type[SamoError], says: str
) -> None:
    with pytest.raises(kind, match=says) as told, files.in_words(file):
        raise OSError(number, os.strerror(number))
    assert told.value.hint
    assert files.is_disk_full(OSError(number, "")) == ("full" in says)
