"""Clock times become moments of this computer's zone, on the day that was meant."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.calendar import local


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts this process into a zone."""

    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


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
    ],
)
def test_clocks_that_change(
    zone: Callable[[str], None], name: str, clock: str, expected: str
) -> None:
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
