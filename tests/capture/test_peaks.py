"""The wave of a sound: never lower than the sound, of bounded size, and sealed."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from numpy.typing import NDArray

from samo_desktop.capture import peaks as module
from samo_desktop.capture.peaks import PeakMeter, Peaks, read_peaks, write_peaks
from samo_desktop.errors import DamagedError, NotFoundError

KEY = bytes(range(32))
RATE = 200  # ten samples a bin


@st.composite
def sounds(draw: st.DrawFn) -> list[NDArray[np.float32]]:
    """A sound in blocks of any size."""
    seed = draw(st.integers(0, 2**32 - 1))
    sizes = draw(st.lists(st.integers(0, 300), max_size=12))
    source = np.random.default_rng(seed)
    return [source.uniform(-1, 1, size).astype(np.float32) for size in sizes]


def peaks_of(blocks: list[NDArray[np.float32]]) -> Peaks:
    """The peaks of a sound of `RATE`."""
    meter = PeakMeter(RATE)
    for block in blocks:
        meter.take(block)
    return meter.peaks()


def check(found: Peaks, whole: NDArray[np.float32]) -> None:
    """Every bin is as loud as its loudest sample, rounded up by less than one of 255."""
    assert len(found.levels) == -(-len(whole) // found.samples)
    for number, level in enumerate(found.levels):
        part = np.abs(whole[number * found.samples : (number + 1) * found.samples])
        true = float(part.max()) * 255
        assert true <= level < true + 1


@given(sounds())
def test_all_is_covered_and_nothing_is_louder_than_its_bin(
    blocks: list[NDArray[np.float32]],
) -> None:
    found = peaks_of(blocks)
    assert (found.rate, found.samples) == (RATE, 10)
    check(found, np.concatenate([np.zeros(0, np.float32), *blocks]))


@examples(max_examples=60)
@given(sounds(), st.sampled_from([2, 4, 8, 16]))
def test_bins_double_when_they_are_used_up(blocks: list[NDArray[np.float32]], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_BINS", most)
        found = peaks_of(blocks)
    whole = np.concatenate([np.zeros(0, np.float32), *blocks])
    check(found, whole)
    assert len(found.levels) <= most
    assert found.samples % 10 == 0
    doublings = (found.samples // 10).bit_length() - 1
    assert found.samples == 10 << doublings
    if doublings:  # no sooner than needed
        assert len(whole) > most * found.samples // 2


def test_a_day_of_sound_stays_small() -> None:
    meter, block = PeakMeter(1000), np.full(60_000, 0.25, np.float32)
    for _ in range(24 * 60):
        meter.take(block)
    found = meter.peaks()
    assert module.MOST_BINS // 2 < len(found.levels) <= module.MOST_BINS
    assert set(found.levels) == {64}
    assert len(found.to_bytes()) < 5000
    assert len(found.levels) * found.samples >= 24 * 3600 * 1000


@pytest.mark.parametrize("key", [KEY, None])
def test_what_is_stored_is_read(tmp_path: Path, key: bytes | None) -> None:
    found = Peaks(48_000, 2_400, os.urandom(321))
    for _ in range(2):  # made again, it replaces what was there
        write_peaks(found, tmp_path / "a.peaks", key)
        assert read_peaks(tmp_path / "a.peaks", key) == found
    assert [path.name for path in tmp_path.iterdir()] == ["a.peaks"]


def test_a_key_hides_how_loud_it_was(tmp_path: Path) -> None:
    levels = bytes(range(100, 200))
    write_peaks(Peaks(48_000, 2_400, levels), tmp_path / "a.peaks", KEY)
    assert levels[:8] not in (tmp_path / "a.peaks").read_bytes()
    with pytest.raises(DamagedError):
        read_peaks(tmp_path / "a.peaks", bytes(32))


def test_missing_cut_off_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.peaks"
    with pytest.raises(NotFoundError):
        read_peaks(path, KEY)
    write_peaks(Peaks(48_000, 2_400, bytes(500)), path, KEY)
    whole = path.read_bytes()
    for broken in (
        whole[:-1],
        whole[:40],
        b"",
        whole[:90] + bytes([whole[90] ^ 1]) + whole[91:],
        b"noise" * 99,
    ):
        path.write_bytes(broken)
        with pytest.raises(DamagedError):
            read_peaks(path, KEY)


@given(st.binary(max_size=80))
def test_other_bytes_are_no_wave(data: bytes) -> None:
    try:
        found = Peaks.from_bytes(data)
    except ValueError:
        return
    assert found.to_bytes() == data
