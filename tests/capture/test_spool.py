"""A recording under way: what was acknowledged is there, whatever happens."""

from __future__ import annotations

import errno
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.capture.sealed import SealedWriter
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter, interrupted, read_spool
from samo_desktop.errors import DamagedError, NotFoundError, SamoError

from .test_sealed import KEY, KEYS, FullDisk

INFO = SpoolInfo("abc123", datetime(2026, 3, 1, 9, 30, tzinfo=timezone(timedelta(hours=2))), 44100)

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter
key = bytes(range(32)) if sys.argv[2] == "sealed" else None
writer = SpoolWriter(Path(sys.argv[1]), key, SpoolInfo("abc123", datetime.now(UTC), 16000))
for number in range(30000):
    writer.append(np.full(1600 + number % 1600, number, np.int16))
    print(number + 1, flush=True)
"""


@KEYS
def test_what_was_appended_comes_back(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "abc123.spool"
    blocks = [np.arange(n, dtype=np.int16) - 5 for n in (1, 4410, 8820)]
    spool = SpoolWriter(path, key, INFO)
    for block in blocks:
        spool.append(block)
    assert spool.seconds == sum(map(len, blocks)) / 44100
    for closed in (False, True):
        if closed:
            spool.close()
            spool.close()
        info, read = read_spool(path, key)
        assert info == INFO
        assert [b.tolist() for b in read] == [b.tolist() for b in blocks]


def test_only_samples_that_fit_are_taken(tmp_path: Path) -> None:
    spool = SpoolWriter(tmp_path / "a.spool", KEY, INFO)
    with pytest.raises(TypeError):
        spool.append(np.zeros(10, np.float32))  # type: ignore[arg-type]
    spool.close()


def test_seconds_count_what_is_on_the_disk(tmp_path: Path) -> None:
    spool = SpoolWriter(tmp_path / "a.spool", KEY, INFO)
    spool.append(np.ones(44100, np.int16), sync=False)
    assert spool.seconds == 0
    spool.sync()
    assert spool.seconds == 1
    spool.close()


def test_interrupted_recordings_are_found(tmp_path: Path) -> None:
    assert interrupted(tmp_path / "none") == []
    for name in ("b", "a"):
        SpoolWriter(tmp_path / f"{name}.spool", KEY, INFO).close()
    (tmp_path / "other.txt").write_text("x")
    whole = (tmp_path / "a.spool").read_bytes()
    for length in (0, 3, 20, 26, 60):  # killed before its info was written: there is no sound in it
        (tmp_path / f"{length}.spool").write_bytes(whole[:length])
    (tmp_path / "zeros.spool").write_bytes(bytes(4096))
    assert interrupted(tmp_path) == [tmp_path / "a.spool", tmp_path / "b.spool"]


def test_what_is_no_recording_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_spool(tmp_path / "none.spool", KEY)
    path = tmp_path / "a.spool"
    with SealedWriter(path, KEY) as writer:
        writer.write(b'{"something": "else"}')
    for data in (b"", b"hello", path.read_bytes()):
        path.write_bytes(data)
        with pytest.raises(DamagedError):
            read_spool(path, KEY)


def test_a_full_disk_keeps_what_was_said_and_closing_works(tmp_path: Path) -> None:
    path = tmp_path / "a.spool"
    spool = SpoolWriter(path, KEY, INFO)
    spool.append(np.ones(4410, np.int16))
    spool._writer._file = FullDisk(spool._writer._file, 100)  # type: ignore[assignment]
    with pytest.raises(SamoError, match="full"):
        spool.append(np.ones(4410, np.int16))
    spool.close()
    assert spool.seconds == 0.1
    assert sum(map(len, read_spool(path, KEY)[1])) == 4410


def test_a_recording_that_cannot_begin_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("samo_desktop.capture.sealed._sync_data", full)
    with pytest.raises(SamoError, match="full"):
        SpoolWriter(tmp_path / "a.spool", KEY, INFO)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["sealed", "plain"])
def test_killed_at_any_instant_nothing_acknowledged_is_lost(tmp_path: Path, kind: str) -> None:
    chance = random.Random(7)
    for turn in range(4):
        path = tmp_path / f"{turn}.spool"
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), kind], stdout=subprocess.PIPE
        )
        assert child.stdout
        seen = chance.randrange(1, 60)
        for _ in range(seen):
            assert child.stdout.readline()
        time.sleep(chance.random() / 100)
        child.kill()
        # What it acknowledged between the last line read and its death counts as well.
        acknowledged = seen + child.stdout.read().count(b"\n")
        child.wait()
        child.stdout.close()
        info, blocks = read_spool(path, KEY if kind == "sealed" else None)
        assert info.entry_id == "abc123"
        assert info.created_at.tzinfo == UTC
        count = 0
        for number, block in enumerate(blocks):
            assert block.tolist() == [number] * (1600 + number % 1600)
            count += 1
        assert count >= acknowledged
