"""A recording under way: what was acknowledged is there, whatever happens."""

from __future__ import annotations

import errno
import itertools
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.capture.sealed import SealedWriter
from samo_desktop.capture.spool import (
    SpoolInfo,
    SpoolWriter,
    created_at,
    follow,
    interrupted,
    part_path,
    parts,
    read_parts,
)
from samo_desktop.errors import DamagedError, NotFoundError, SamoError

from .spools import read_spool
from .test_sealed import KEY, KEYS, FullDisk

pytestmark = pytest.mark.slow

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
    assert interrupted(tmp_path / "none") == {}
    for name in ("b", "a", "b.2", "b.10"):
        SpoolWriter(tmp_path / f"{name}.spool", KEY, INFO).close()
    (tmp_path / "other.txt").write_text("x")
    (tmp_path / "b.copy.spool").write_bytes(b"x")
    assert interrupted(tmp_path) == {
        "a": [tmp_path / "a.spool"],
        "b": [tmp_path / f"b{number}.spool" for number in ("", ".2", ".10")],
    }


def test_a_recording_in_which_nothing_was_said_has_no_time(tmp_path: Path) -> None:
    SpoolWriter(tmp_path / "a.spool", KEY, INFO).close()
    whole = (tmp_path / "a.spool").read_bytes()
    paths = [tmp_path / "a.spool", tmp_path / "zeros.spool"]
    paths[1].write_bytes(bytes(4096))
    for length in (0, 3, 20, 26, 60):  # killed before its info was written
        paths.append(tmp_path / f"{length}.spool")
        paths[-1].write_bytes(whole[:length])
    assert created_at(paths, KEY) is None
    last = SpoolWriter(tmp_path / "a.1.spool", KEY, replace(INFO, sample_rate=8000))
    last.append(np.ones(100, np.int16))
    last.close()
    assert created_at([*paths, last.path], KEY) == INFO.created_at


def test_parts_are_read_one_after_the_other_with_their_rates(tmp_path: Path) -> None:
    for number, rate in enumerate((44100, 16000)):
        spool = SpoolWriter(part_path(tmp_path, "a", number), KEY, replace(INFO, sample_rate=rate))
        spool.append(np.full(rate // 10, number, np.int16))
        spool.close()
    (tmp_path / "a.2.spool").write_bytes(b"")
    rate, blocks = read_parts(parts(tmp_path, "a"), KEY)
    assert rate == 44100
    assert [(rate, len(block), block[0]) for rate, block in blocks] == [
        (44100, 4410, 0),
        (16000, 1600, 1),
    ]


@settings(max_examples=40, deadline=None)
@given(
    sizes=st.lists(st.lists(st.integers(1, 900), max_size=5), min_size=1, max_size=3),
    looks=st.lists(st.integers(0, 4), min_size=1, max_size=30),
    torn=st.integers(0, 40),
)
def test_following_gives_what_reading_gives(
    sizes: list[list[int]], looks: list[int], torn: int
) -> None:
    """While it is written: torn frames, parts that follow, a reader that is early or late."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        writing = written(folder, sizes, torn)
        turns = itertools.cycle(looks)
        state = {"part": 0, "over": False}

        def wait() -> None:
            for _ in range(next(turns) + 1):
                state["part"], state["over"] = next(writing, (len(sizes), True))

        found = list(follow(folder, "a", KEY, lambda n: state["over"] or n < state["part"], wait))
        _, blocks = read_parts(parts(folder, "a"), KEY)
        expected = [(rate, block.tolist()) for rate, block in blocks]
        assert [(rate, block.tolist()) for rate, block in found] == expected


def written(folder: Path, sizes: list[list[int]], torn: int) -> Iterator[tuple[int, bool]]:
    """Writes a recording of several parts bit by bit: (part, whether it is over)."""
    count = itertools.count()
    for number, blocks in enumerate(sizes):
        path = part_path(folder, "a", number)
        whole = folder / "whole"
        spool = SpoolWriter(whole, KEY, INFO)
        for size in blocks:
            spool.append(np.full(size, next(count) % 1000, np.int16))
        spool.close()
        content = whole.read_bytes()
        whole.unlink()
        step = max(1, len(content) // 7 + torn)
        for end in range(0, len(content) + step, step):
            path.write_bytes(content[:end])
            yield number, False


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
