"""Clock times become moments of this computer's zone, on the day that was meant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import samo_desktop
from samo_desktop.domain.calendar import here, local, now, today, written, zone_elsewhere
from tests.conftest import Move


@pytest.mark.parametrize(
    ("name", "clock", "expected"),
    [
        ("Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00"),
        ("America/Santiago", "2026-09-06T00:30", "2026-09-06T01:30:00-03:00"),
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T03:30:00+02:00"),
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),
        ("Pacific/Apia", "2011-12-30T10:00", "2011-12-31T10:00:00+14:00"),
        ("Asia/Tokyo", "2026-07-01T08:00", "2026-07-01T08:00:00+09:00"),
        ("America/Havana", "2026-03-08", "2026-03-08T01:00:00-04:00"),
        ("America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"),
        ("Asia/Beirut", "2026-03-29", "2026-03-29T01:00:00+03:00"),
        ("America/Asuncion", "2023-10-01", "2023-10-01T01:00:00-03:00"),
        ("Atlantic/Azores", "2026-03-29T00:30", "2026-03-29T01:30:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04T02:40:00+11:00"),
        ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T03:30:00+01:00"),
        ("Asia/Kathmandu", "2026-03-29", "2026-03-29T00:00:00+05:45"),
        ("Europe/Berlin", "1850-01-01", "1850-01-01T00:00:00+00:53:28"),
        ("Europe/Berlin", "2050-06-01", "2050-06-01T00:00:00+02:00"),
        ("nonsense", "2026-03-29", "2026-03-29T00:00:00+00:00"),
        ("", "2026-03-29", "2026-03-29T00:00:00+00:00"),
        ("XXX24", "2026-03-29", "2026-03-29T00:00:00+00:00"),
    ],
)
def test_clocks_that_change(zone: Move, name: str, clock: str, expected: str) -> None:
    zone(name)
    assert local(datetime.fromisoformat(clock)).isoformat() == expected


def test_aware_stays() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert local(at) is at


@given(clock=st.datetimes())
def test_any_time_has_one_and_never_the_day_before(clock: datetime) -> None:
    found = local(clock)
    assert found.utcoffset() is not None
    assert found.replace(tzinfo=None) >= clock
    assert found.date() - clock.date() <= timedelta(days=1)
    assert found.date() >= date.min


@pytest.mark.parametrize("name", ["Asia/Tokyo", "nonsense", "", ":/nowhere", "XXX24", "\udcff"])
def test_now_is_this_moment_in_whatever_zone(zone: Move, name: str) -> None:
    zone(name)
    assert abs(now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert today() == now().date()


def test_a_computer_that_is_moved_shows_the_time_of_the_new_place(
    monkeypatch: pytest.MonkeyPatch, zone: Move
) -> None:
    zone("Asia/Tokyo")
    assert now().utcoffset() == timedelta(hours=9)
    monkeypatch.setenv("TZ", "America/New_York")  # told to nobody
    assert now().utcoffset() in (timedelta(hours=-4), timedelta(hours=-5))


def test_the_ends_of_the_calendar_stay_as_they_are(zone: Move) -> None:
    zone("Pacific/Honolulu")
    first = datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))
    assert here(first) == first
    zone("Pacific/Kiritimati")
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-12)))
    assert here(last) == last


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-01T09:00:00+09:00", "UTC+9"),
        ("2026-03-01T09:00:00+05:45", "UTC+5:45"),
        ("2026-03-01T09:00:00-03:30", "UTC-3:30"),
        ("2026-03-01T09:00:00+00:00", "UTC+0"),
        ("2026-03-01T09:00:00+01:00", ""),
        ("2026-07-01T09:00:00+02:00", ""),
        ("2026-07-01T09:00:00+01:00", "UTC+1"),
        ("0001-01-01T09:00:00+23:59", "UTC+23:59"),
    ],
)
def test_a_zone_is_told_where_it_is_another(zone: Move, at: str, expected: str) -> None:
    zone("Europe/Berlin")
    assert zone_elsewhere(datetime.fromisoformat(at)) == expected


def test_years_have_four_digits() -> None:
    assert written(datetime(26, 5, 1, 9, 30, 59, tzinfo=UTC)) == "0026-05-01 09:30"


def test_nothing_else_turns_clock_times_into_moments() -> None:
    """`.astimezone()` of a naive time goes back in a gap; the linter cannot tell it."""
    package = Path(samo_desktop.__file__).parent
    for path in package.rglob("*.py"):
        if path != package / "domain" / "calendar.py":
            assert ".astimezone()" not in path.read_text("utf-8"), path
