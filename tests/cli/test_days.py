"""Dates and times on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Samo
from tests.conftest import Move

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("Africa/Cairo", "2026-04-24", "2026-04-24T01:00:00+03:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06T01:00:00-03:00"),
        ("America/Havana", "2026-03-08T00:30", "2026-03-08T01:30:00-04:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-04T02:40:00+11:00"),
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),
    ],
)
def test_a_time_that_the_clock_skips_keeps_its_day(
    samo: Samo, journal: Path, zone: Move, name: str, at: str, expected: str
) -> None:
    zone(name)
    day, next_day = at[:10], f"{at[:8]}{int(at[8:10]) + 1:02}"
    made = samo("write", "I am happy.", "--at", at, "--json").json
    assert made["created_at"] == expected
    edited = samo("edit", made["id"], "--at", "2026-01-01", "--json").json
    assert edited["created_at"].startswith("2026-01-01T00:00:00")
    edited = samo("edit", made["id"], "--at", at, "--json").json
    assert edited["created_at"] == expected
    assert day in samo("list").out
    assert len(samo("list", "--since", day, "--until", next_day, "--json").lines) == 1
    assert samo("list", "--until", day, "--json").lines == []
    assert [p["at"] for p in samo("timeline", "--since", day, "--json").json["points"]] == [day]


def test_a_date_means_the_day_where_each_entry_was_made(
    samo: Samo, journal: Path, zone: Move
) -> None:
    zone("America/New_York")
    for at in ("2026-03-01T00:30+14:00", "2026-03-01T23:30-10:00", "2026-03-02T00:00-05:00"):
        assert samo("write", "I am happy.", "--at", at).code == 0
    day = ("--since", "2026-03-01", "--until", "2026-03-02", "--json")
    listed = samo("list", *day).lines
    assert {e["created_at"][:10] for e in listed} == {"2026-03-01"}
    assert len(listed) == 2
    assert [(p["at"], p["entries"]) for p in samo("timeline", *day).json["points"]] == [
        ("2026-03-01", 2)
    ]
    moment = ("--since", "2026-03-02T00:00-05:00", "--json")
    assert len(samo("list", *moment).lines) == 2
    assert len(samo("list", "--since", "2026-03-02T00:00", "--json").lines) == 1


TIMES = {
    "2026-03-01T18:30Z": "2026-03-01T18:30:00+00:00",
    "2026-03-01t18:31z": "2026-03-01T18:31:00+00:00",
    "2026-03-01T18:30+0530": "2026-03-01T18:30:00+05:30",
    "2026-03-01 18:30 -03:30": "2026-03-01T18:30:00-03:30",
    "2026-W09-7": "2026-03-01T00:00:00+09:00",
    "20260302": "2026-03-02T00:00:00+09:00",
    "2026-03-01T23:59:59.999999": "2026-03-01T23:59:59+09:00",
    "1850-01-01T12:00+00:53:28": "1850-01-01T12:00:00+00:53:28",
    "0001-01-01T00:00+23:59": "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59-23:59": "9999-12-31T23:59:00-23:59",
    "0026-05-01T10:00Z": "0026-05-01T10:00:00+00:00",
}


def test_times_of_iso_8601_are_listed_and_drawn(
    samo: Samo, journal: Path, zone: Move, tmp_path: Path
) -> None:
    zone("Asia/Tokyo")
    for at, expected in TIMES.items():
        assert samo("write", "I am happy.", "--at", at, "--json").json["created_at"] == expected
    listed = samo("list", "--json").lines
    assert {entry["created_at"] for entry in listed} == set(TIMES.values())
    shown = samo("list").out
    assert all(expected[:16].replace("T", " ") in shown for expected in TIMES.values())
    for by in ("hour", "day", "week", "month", "year"):
        points = samo("timeline", "--by", by, "--json").json["points"]
        assert sum(point["entries"] for point in points) == len(TIMES)
        chart = tmp_path / f"{by}.png"
        assert samo("timeline", "--by", by, "--png", chart, "--svg", tmp_path / by).code == 0
        assert chart.stat().st_size > 10_000


@pytest.mark.parametrize(
    "at",
    [
        "2026-3-1", "0000-01-01", "10000-01-01", "2026-02-29", "2026-03-01T24:00", "20260301T24",
        "2026-12-31T23:59:60", "2026-03-01T18:30+24:00", "yesterday", "", " ", "26-05-01", "2026",
        "03/01/2026", "\x1b[2J", "2026-03-01T18:30 Europe/Berlin",
    ],
)  # fmt: skip
def test_what_is_no_date_is_told_in_a_sentence(samo: Samo, journal: Path, at: str) -> None:
    for command in (
        ("write", "x", "--at", at),
        ("list", "--since", at),
        ("timeline", "--until", at),
    ):
        found = samo(*command, at)
        assert found.code == 2
        assert "2026-03-01T18:30" in found.err
        assert "\x1b" not in found.err


def test_show_tells_the_zone_where_it_is_another(samo: Samo, journal: Path, zone: Move) -> None:
    zone("Europe/Berlin")
    there = samo("write", "I am happy.", "--at", "2026-03-01T09:00+09:00", "--json").json["id"]
    here = samo("write", "I am happy.", "--at", "2026-03-01T09:00", "--json").json["id"]
    assert "2026-03-01 09:00 (UTC+9)  I am happy." in samo("show", there).out
    assert "2026-03-01 09:00  I am happy." in samo("show", here).out


@pytest.mark.parametrize(
    "name", ["", "nonsense", ":/etc/localtime", ":/nowhere", "XXX24", "Factory"]
)
def test_any_setting_of_the_zone_lets_one_write(
    samo: Samo, journal: Path, zone: Move, name: str
) -> None:
    zone(name)
    assert samo("write", "I am happy.", "--json").code == 0
    made = samo("write", "I am happy.", "--at", "2020-03-01", "--json").json
    assert made["created_at"].startswith("2020-03-01T00:00:00")
    assert len(samo("list", "--until", "2020-03-02", "--json").lines) == 1
