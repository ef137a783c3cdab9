"""Damaged recordings: what can be read is read, and what is lost is known."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.capture.frames import HEADER_SIZE
from samo_desktop.capture.salvage import survey
from samo_desktop.capture.spool import Part, SpoolInfo, SpoolWriter, read_part

from .test_sealed import KEY, KEYS

pytestmark = pytest.mark.slow

INFO = SpoolInfo("abc123", datetime(2026, 3, 1, 9, 30, tzinfo=UTC), 16_000)
SIZES = st.lists(st.integers(1, 900), min_size=1, max_size=12)


def write(path: Path, key: bytes | None, sizes: list[int], *, close: bool = True) -> list[int]:
    """A recording of frames of these sizes; all its samples."""
    chance = np.random.default_rng(sum(sizes))
    writer, said = SpoolWriter(path, key, INFO), []
    for size in sizes:
        block = chance.integers(-3, 3, size).astype(np.int16)  # quiet, as hard as it gets
        writer.append(block, sync=False)
        said += block.tolist()
    if close:
        writer.close()
    else:
        writer.sync()
        writer._writer.abandon()
    return said


def frames(data: bytes) -> list[bytes]:
    """The header, then each frame of a file that is whole."""
    found, at = [data[:24]], 24
    while at < len(data):
        end = at + 4 + (int.from_bytes(data[at : at + 4], "little") & ~(1 << 31))
        found.append(data[at:end])
        at = end
    return found


def heard(part: Part, key: bytes | None) -> list[int]:
    return [sample for block in part.blocks(key) for sample in block.tolist()]


def lossless(part: Part) -> bool:
    return part.info is not None and part.ending == "stopped" and not part.gaps


@settings(max_examples=200)
@given(
    sizes=SIZES,
    sealed=st.booleans(),
    kind=st.sampled_from(["flip", "cut", "swap", "zeros", "drop", "twice", "insert"]),
    numbers=st.tuples(st.integers(0), st.integers(0), st.integers(1, 5000)),
)
def test_whatever_happens_either_all_is_read_or_a_loss_is_known(
    sizes: list[int], sealed: bool, kind: str, numbers: tuple[int, int, int]
) -> None:
    key = KEY if sealed else None
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "abc123.spool"
        said = write(path, key, sizes)
        whole = path.read_bytes()
        path.write_bytes(changed(whole, kind, *numbers))
        part = read_part(path, key)
        if part.blank:  # cut before the first frame's end, there is no sound to be lost
            assert kind == "cut"
            assert path.stat().st_size <= len(b"".join(frames(whole)[:2]))
        if lossless(part):
            assert heard(part, key) == said
        elif path.read_bytes() == whole:
            raise AssertionError("nothing happened to it")
        elif part.info is not None:
            found = heard(part, key)
            assert part.ending != "stopped" or part.gaps
            if kind == "flip":  # at most the frame that was hit is lost
                assert len(found) >= len(said) - max(sizes)


def changed(data: bytes, kind: str, one: int, two: int, count: int) -> bytes:
    """A file after an accident."""
    parts = frames(data)
    first, second = 1 + one % (len(parts) - 1), 1 + two % (len(parts) - 1)
    at = one % len(data)
    match kind:
        case "flip":
            damaged = bytearray(data)
            damaged[at] ^= 1 << two % 8
            return bytes(damaged)
        case "cut":
            return data[:at]
        case "swap":
            parts[first], parts[second] = parts[second], parts[first]
        case "zeros":
            return data[:at] + bytes(len(data[at : at + count])) + data[at + count :]
        case "drop":
            del parts[first]
        case "twice":
            parts.insert(second, parts[first])
        case "insert":
            return data[:at] + bytes(range(256)) * (count // 256 + 1) + data[at:]
    return b"".join(parts)


@KEYS
def test_one_length_bit_costs_one_frame(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "a.spool"
    said = write(path, key, [1600] * 100)
    whole = path.read_bytes()
    at = len(b"".join(frames(whole)[:20]))
    for bit in range(32):
        data = bytearray(whole)
        data[at + bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        part = read_part(path, key)
        assert part.ending == "stopped", bit
        [gap] = part.gaps
        assert gap.at == pytest.approx(1.8)
        assert gap.seconds == pytest.approx(0.1)
        found = heard(part, key)
        assert found[:28_800] == said[:28_800], bit
        assert found[30_400:] == said[30_400:], bit
        assert not any(found[28_800:30_400])


@KEYS
def test_a_length_bit_of_what_a_recording_is_costs_nothing(
    tmp_path: Path, key: bytes | None
) -> None:
    path = tmp_path / "a.spool"
    said = write(path, key, [1600] * 20)
    whole = path.read_bytes()
    for bit in range(32):
        data = bytearray(whole)
        data[HEADER_SIZE + bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        part = read_part(path, key)
        assert (part.ending, part.gaps) == ("stopped", ()), bit
        assert heard(part, key) == said, bit


@KEYS
def test_a_lost_sector_costs_only_the_frames_on_it(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "a.spool"
    said = write(path, key, [1600, 1500, 1700] * 30)
    data = bytearray(path.read_bytes())
    data[81_920:86_016] = bytes(4096)
    path.write_bytes(data)
    part = read_part(path, key)
    assert part.ending == "stopped"
    [gap] = part.gaps
    assert 0 < gap.seconds < 0.4
    assert heard(part, key)[-80_000:] == said[-80_000:]


@KEYS
def test_frames_in_another_order_are_put_back(tmp_path: Path, key: bytes | None) -> None:
    path = tmp_path / "a.spool"
    said = write(path, key, [1600] * 200)
    parts = frames(path.read_bytes())
    for one, two in ((2, 3), (5, 190), (100, 201), (1, 50)):
        moved = list(parts)
        moved[one], moved[two] = moved[two], moved[one]
        path.write_bytes(b"".join(moved))
        part = read_part(path, key)
        assert lossless(part), (one, two)
        assert heard(part, key) == said


@KEYS
@pytest.mark.parametrize(
    ("change", "ending"),
    [
        (lambda data: data, "open"),
        (lambda data: data[:-100], "torn"),
        (lambda data: data + bytes(5000), "damaged"),
    ],
)
def test_how_a_file_ends_is_told_apart(
    tmp_path: Path, key: bytes | None, change: Callable[[bytes], bytes], ending: str
) -> None:
    path = tmp_path / "a.spool"
    write(path, key, [1600] * 10, close=False)
    path.write_bytes(change(path.read_bytes()))
    part = read_part(path, key)
    assert part.ending == ending
    assert part.seconds == pytest.approx(0.9 if ending == "torn" else 1.0)
    assert bool(part.gaps) is (ending != "open")


@KEYS
def test_a_disk_that_gives_an_error_is_read_around(
    tmp_path: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.spool"
    write(path, key, [1600] * 30)

    class Bad:
        def __init__(self) -> None:
            self.file = path.open("rb")

        def __enter__(self) -> Bad:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def seek(self, at: int) -> None:
            self.file.seek(at)

        def read(self, count: int) -> bytes:
            at = self.file.tell()
            if at < 45_000 and at + count > 44_000:
                raise OSError(5, "Input/output error")
            return self.file.read(count)

    monkeypatch.setattr("samo_desktop.capture.salvage.open_file", lambda _path: Bad())
    found = survey(path, key)
    assert 28 <= len(found.frames) < 31
    assert found.end == 31
