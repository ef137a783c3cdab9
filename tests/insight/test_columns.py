"""Bins as a chart of some pixels draws them: any date, none left out, few to draw."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Bin, Point, Timeline
from samo_desktop.insight.columns import columns, day_number
from tests.support.moods import bin_start

pytestmark = pytest.mark.slow

FAMILY = next(iter(FAMILIES))
BINS = st.sampled_from(["hour", "day", "week", "month", "year"])


def _timeline(times: list[datetime], by: Bin) -> Timeline:
    starts = sorted({bin_start(at, by) for at in times})
    return Timeline(
        tuple(
            Point(at, n % 3 - 1.0, -1.0, 1.0, n + 1, dict.fromkeys(FAMILIES, 0.0) | {FAMILY: 1.0})
            for n, at in enumerate(starts)
        ),
        (),
        by,
    )


TIMES = st.lists(
    st.one_of(st.datetimes(), st.datetimes(datetime(2026, 1, 1), datetime(2026, 3, 1))),
    min_size=1,
    max_size=40,
)


@given(times=TIMES, by=BINS)
def test_each_point_is_a_column_in_order(times: list[datetime], by: Bin) -> None:
    timeline = _timeline(times, by)
    found = columns(timeline)
    assert len(found) == len(timeline.points)
    assert np.all(found.left < found.right)
    assert np.all(found.right[:-1] <= found.left[1:] + 1e-6)
    for at in times:
        assert np.any((found.left <= day_number(at) + 1e-9) & (day_number(at) < found.right))
    assert sum(run.stop - run.start for run in found.runs()) == len(found)


@given(times=TIMES, by=BINS, width=st.floats(1e-3, 1e6))
def test_no_entry_is_left_out_however_few_the_pixels(
    times: list[datetime], by: Bin, width: float
) -> None:
    every = columns(_timeline(times, by))
    seen = every.seen(0, 4e6, width)
    assert seen.entries.sum() == every.entries.sum()
    assert np.all(seen.right - seen.left >= min(width, 365) * (1 - 1e-6))
    mean = np.average(every.valence, weights=every.entries)
    assert np.average(seen.valence, weights=seen.entries) == pytest.approx(mean, abs=1e-9)
    assert np.all((seen.low <= seen.valence + 1e-9) & (seen.valence <= seen.high + 1e-9))
    assert seen.shares[:, 0] == pytest.approx(1)
    middle = every.middle
    hidden = [x for x in middle if not np.any((seen.left <= x + 1e-6) & (x - 1e-6 <= seen.right))]
    assert not hidden


@given(times=TIMES, by=BINS, first=st.floats(-1e5, 4e6), span=st.floats(0.1, 4e6))
def test_a_part_is_seen_with_one_neighbour_at_each_side(
    times: list[datetime], by: Bin, first: float, span: float
) -> None:
    every = columns(_timeline(times, by))
    seen = every.seen(first, first + span, 1e-4)
    inside = (every.right > first) & (every.left < first + span)
    assert set(every.left[inside]) <= set(seen.left)
    assert len(seen) <= inside.sum() + 2


def test_a_line_breaks_where_a_bin_is_empty() -> None:
    days = [datetime(2026, 1, 31) + timedelta(n) for n in (0, 1, 4)]
    found = columns(_timeline(days, "day"))
    assert [(run.start, run.stop) for run in found.runs()] == [(0, 2), (2, 3)]
    assert np.isnan(found.parted(found.middle)).tolist() == [True, False, False, True, False]
    assert columns(_timeline(days, "day"), silence=3).joined.tolist() == [False, True, True]
    months = [datetime(2026, month, 9) for month in (1, 2, 3, 5)]
    assert columns(_timeline(months, "month")).joined.tolist() == [False, True, True, False]
    hours = [datetime(2026, 3, 1, hour) for hour in (0, 1, 2, 4)]
    assert columns(_timeline(hours, "hour")).joined.tolist() == [False, True, True, False]


def test_many_years_cost_no_more_than_their_entries() -> None:
    found = columns(_timeline([datetime.min, datetime.max], "day"))
    assert len(found) == 2
    assert found.left.tolist() == [1.0, date.max.toordinal()]


def test_nothing_gives_nothing() -> None:
    found = columns(Timeline(()))
    assert len(found.seen(0, 1, 0.1)) == 0
    assert found.runs() == []
    assert len(found.dotted(1)) == 0
