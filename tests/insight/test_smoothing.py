"""A smooth line through dense bins."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Point, Timeline
from samo_desktop.insight.columns import Columns, columns
from samo_desktop.insight.smoothing import is_dense, smoothed


def made(values: dict[int, float], entries: int = 1) -> Columns:
    """A bin a day, by its number."""
    shares = dict.fromkeys(FAMILIES, 1 / len(FAMILIES))
    return columns(
        Timeline(
            tuple(
                Point(
                    date(2025, 1, 1) + timedelta(day),
                    value,
                    max(-1.0, value - 0.2),
                    min(1.0, value + 0.2),
                    entries,
                    shares,
                )
                for day, value in sorted(values.items())
            ),
            (),
            "day",
        )
    )


def test_a_steady_mood_stays_and_a_change_is_followed() -> None:
    line = smoothed(made({day: -0.5 if day < 180 else 0.5 for day in range(360)}))
    assert line.valence[:5] == pytest.approx(-0.5, abs=0.01)
    assert line.valence[-5:] == pytest.approx(0.5, abs=0.01)
    assert np.all(np.diff(line.valence) > -1e-9)


def test_noise_becomes_a_line_within_its_band() -> None:
    noise = np.random.default_rng(1).normal(0.2, 0.3, 365).clip(-1, 1)
    line = smoothed(made(dict(enumerate(noise.tolist()))))
    assert np.std(line.valence) < 0.15
    inside = (line.low <= 0.2) & (line.high >= 0.2)
    assert inside.mean() > 0.9


def test_a_silence_breaks_the_line() -> None:
    line = smoothed(made(dict.fromkeys([*range(100), *range(200, 300)], 0.1)))
    assert len(line.runs()) == 2


def test_a_day_with_many_entries_counts_more() -> None:
    few, many = made({0: -1.0}), made({1: 1.0}, entries=9)
    both = made({0: -1.0, 1: 1.0})
    both.entries[:] = [*few.entries, *many.entries]
    assert np.all(smoothed(both).valence > 0)


def test_what_can_be_told_apart_is_not_dense() -> None:
    year = made(dict.fromkeys(range(365), 0.1))
    assert is_dense(year, 1.0)
    assert not is_dense(year, 0.1)
    assert not is_dense(made(dict.fromkeys(range(40), 0.1)), 1.0)
    assert not is_dense(made({}), 1.0)


@given(st.dictionaries(st.integers(0, 3_000), st.floats(-1, 1), max_size=60))
def test_any_bins_give_a_line_within_limits(values: dict[int, float]) -> None:
    line = smoothed(made(values))
    assert bool(len(line)) == bool(values)
    assert np.all(line.low <= line.valence + 1e-9)
    assert np.all(line.valence <= line.high + 1e-9)
    assert np.all(np.abs(line.valence) <= 1 + 1e-9)
    assert np.all(np.diff(line.middle) > 0)
    assert line.shares.sum(axis=1) == pytest.approx(1)
