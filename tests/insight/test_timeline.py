"""Entries -> the chart of emotional shifts."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.emotion import FAMILIES, LABELS
from samo_desktop.domain.timeline import Bin, Timeline, bin_days, bin_range
from samo_desktop.insight import timeline as insight
from tests.support.moods import Mood, bin_start, family_shares, points, tables

pytestmark = pytest.mark.slow

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=OFFSETS)
MOODS = st.lists(
    st.builds(
        Mood,
        at=TIMES,
        valence=st.floats(-1, 1),
        probabilities=st.dictionaries(st.sampled_from(LABELS), st.floats(0.001, 1), min_size=1),
    ),
    max_size=30,
)
BINS = st.sampled_from(get_args(Bin))


def _mood(at: datetime, valence: float = 0.0, label: str = "joy") -> Mood:
    return Mood(at, valence, {label: 1.0})


def timeline(moods: list[Mood], by: Bin = "day") -> Timeline:
    return insight.timeline(tables(moods), by)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@given(MOODS, BINS)
def test_the_points_are_those_that_one_reckons_entry_by_entry(moods: list[Mood], by: Bin) -> None:
    for found, wanted in zip(timeline(moods, by).points, points(moods, by), strict=True):
        assert (found.at, type(found.at), found.entries) == (
            wanted.at,
            type(wanted.at),
            wanted.entries,
        )
        for name in ("valence", "low", "high", "families"):
            assert getattr(found, name) == pytest.approx(getattr(wanted, name), abs=1e-12)


def test_a_label_of_ones_own_and_an_entry_without_mass_have_no_share() -> None:
    at = _at("2026-03-02T10:00:00+01:00")
    known = {"joy": 0.5, "sadness": 0.25, "nostalgic": 0.25}
    own, nothing = Mood(at, 0.25, known | {"homesick": 0.9}), Mood(at, 0.0, {"homesick": 0.9})
    assert timeline([own]).points[0].families == pytest.approx(family_shares(known))
    assert set(timeline([nothing]).points[0].families.values()) == {0.0}


@given(MOODS, BINS)
def test_each_bin_has_one_point_and_the_points_hold_all_entries(moods: list[Mood], by: Bin) -> None:
    points = timeline(moods, by).points
    assert [p.at for p in points] == sorted({bin_start(m.at, by) for m in moods})
    assert sum(p.entries for p in points) == len(moods)


@given(MOODS, BINS)
def test_values_stay_within_their_bounds(moods: list[Mood], by: Bin) -> None:
    for point in timeline(moods, by).points:
        assert -1 <= point.low <= point.valence <= point.high <= 1
        assert list(point.families) == list(FAMILIES)
        assert sum(point.families.values()) == pytest.approx(1)


@given(MOODS, BINS, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(moods: list[Mood], by: Bin, random: object) -> None:
    shuffled = list(moods)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for a, b in zip(timeline(moods, by).points, timeline(shuffled, by).points, strict=True):
        assert (a.at, a.entries) == (b.at, b.entries)
        assert (a.valence, a.low, a.high) == pytest.approx((b.valence, b.low, b.high))
        assert a.families == pytest.approx(b.families)


@given(TIMES, BINS)
def test_bins_begin_on_or_before_the_entrys_own_day(at: datetime, by: Bin) -> None:
    start = bin_start(at, by)
    begins, ends = bin_range(start, by)
    assert ends is not None
    assert begins <= at.replace(tzinfo=None) < ends
    assert bin_start(ends, by) != start
    assert (ends - begins) / timedelta(days=1) == pytest.approx(bin_days(start, by))
    assert by != "week" or start.weekday() == 0
    assert by != "month" or start.day == 1
    assert by != "year" or (start.month, start.day) == (1, 1)


@pytest.mark.parametrize("by", get_args(Bin))
def test_the_calendars_ends_have_bins(by: Bin) -> None:
    offset = timezone(timedelta(hours=23, minutes=59))
    ends = [datetime.min.replace(tzinfo=offset), datetime.max.replace(tzinfo=offset)]
    first, last = timeline([_mood(at) for at in ends], by).points
    assert first.at.isoformat()[:10] == "0001-01-01"
    assert bin_range(last.at, by)[1] is None
    assert json.loads(json.dumps(timeline([_mood(ends[0])], by).to_json()))["points"]


def test_hours_are_those_of_the_entrys_own_clock() -> None:
    here = [_mood(_at(f"2026-03-01T14:{m}:00+09:00")) for m in ("00", "59")]
    there = [_mood(_at("2026-03-01T14:10:00-05:00")), _mood(_at("2026-03-01T15:00:00-05:00"))]
    made = timeline(here + there, "hour")
    assert [p["at"] for p in made.to_json()["points"]] == [
        "2026-03-01T14:00:00",
        "2026-03-01T15:00:00",
    ]
    assert [p.entries for p in made.points] == [3, 1]


def test_years() -> None:
    days = ["0026-05-01", "2024-02-29", "2024-12-31", "2025-01-01"]
    made = timeline([_mood(_at(f"{d}T12:00:00+00:00")) for d in days], "year")
    assert [(p.at.year, p.entries) for p in made.points] == [(26, 1), (2024, 2), (2025, 1)]


@given(MOODS)
def test_the_timeline_is_one_json_document(moods: list[Mood]) -> None:
    data = json.loads(json.dumps(timeline(moods).to_json()))
    assert [date.fromisoformat(p["at"]) for p in data["points"]] == sorted(
        {m.at.date() for m in moods}
    )
    assert bool(data["notes"]) == (not moods)


def test_no_entries_give_no_points_and_say_so() -> None:
    empty = timeline([])
    assert empty.points == ()
    assert len(empty.notes) == 1


def test_one_entry_is_a_point_with_a_wide_interval() -> None:
    [point] = timeline([_mood(_at("2026-03-02T10:00:00+01:00"), 0.2)]).points
    assert (point.at, point.valence, point.entries) == (date(2026, 3, 2), 0.2, 1)
    assert point.families["joy"] == 1
    assert point.high - point.low > 1


def test_more_entries_make_the_interval_narrower() -> None:
    at = _at("2026-03-02T10:00:00+01:00")
    widths = []
    for count in (1, 4, 16, 64):
        [point] = timeline([_mood(at, 0.1)] * count).points
        widths.append(point.high - point.low)
    assert all(wide > narrow for wide, narrow in pairwise(widths))


def test_an_entry_counts_for_the_day_on_its_own_calendar() -> None:
    """Just before and after midnight where they were written; the same instant may be two days."""
    instant = _at("2026-06-30T23:30:00+00:00")
    moods = [_mood(instant.astimezone(timezone(timedelta(hours=h)))) for h in (-11, 0, 1, 14)]
    points = timeline(moods).points
    assert [(p.at, p.entries) for p in points] == [(date(2026, 6, 30), 2), (date(2026, 7, 1), 2)]
    assert [p.at for p in timeline(moods, "month").points] == [date(2026, 6, 1), date(2026, 7, 1)]


def test_days_on_which_the_clock_changes_are_whole_days() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring = [datetime(2026, 3, 29, hour, 30, tzinfo=berlin) for hour in (0, 1, 3, 23)]
    autumn = [datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold) for fold in (0, 1)]
    points = timeline([_mood(at) for at in spring + autumn]).points
    assert [(p.at, p.entries) for p in points] == [(date(2026, 3, 29), 4), (date(2026, 10, 25), 2)]


def test_weeks_begin_on_monday_also_over_the_new_year() -> None:
    days = ["2025-12-28", "2025-12-29", "2025-12-31", "2026-01-04", "2026-01-05"]
    points = timeline([_mood(_at(f"{d}T12:00:00+00:00")) for d in days], "week").points
    assert [(p.at.isoformat(), p.entries) for p in points] == [
        ("2025-12-22", 1),
        ("2025-12-29", 3),
        ("2026-01-05", 1),
    ]


def test_a_bin_is_the_mean_of_its_entries() -> None:
    at = _at("2026-03-02T10:00:00+01:00")
    [point] = timeline([_mood(at, 1.0), _mood(at, -0.5, "sadness")]).points
    assert point.valence == pytest.approx(0.25)
    assert (point.families["joy"], point.families["sadness"]) == (0.5, 0.5)


def test_scattered_entries_make_all_intervals_wider() -> None:
    day = [_at(f"2026-03-0{n}T10:00:00+01:00") for n in (1, 2)]
    calm = timeline([_mood(day[0], v) for v in (0.1, 0.1, 0.1, 0.1)] + [_mood(day[1])]).points
    wild = timeline([_mood(day[0], v) for v in (-1, 1, -1, 1)] + [_mood(day[1])]).points
    assert wild[1].high - wild[1].low > calm[1].high - calm[1].low
