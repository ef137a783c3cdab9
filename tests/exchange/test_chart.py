"""The timeline as a picture or a table."""

from __future__ import annotations

import csv
import errno
import struct
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Bin, Point, Timeline
from samo_desktop.errors import SamoError
from samo_desktop.exchange import chart
from samo_desktop.exchange.chart import FAMILY_COLOURS, PAPER, write_chart
from tests.support.moods import bin_start

pytestmark = pytest.mark.slow

FORMS = (".png", ".svg", ".csv")


def _point(at: date, valence: float = 0.25) -> Point:
    families = dict.fromkeys(FAMILIES, 0.0) | {"joy": 0.75, "neutral": 0.25}
    return Point(at, valence, max(-1, valence - 0.3), min(1, valence + 0.3), 2, families)


def _timeline(*days: int) -> Timeline:
    return Timeline(tuple(_point(date(2026, 1, 1) + timedelta(days=n)) for n in days))


TIMELINES = {
    "a year": _timeline(*range(0, 364, 7)),
    "with a silence": _timeline(1, 2, 3, 200, 201),
    "one point": _timeline(4),
    "two points": _timeline(4, 5),
    "none": Timeline((), ("There are no analysed entries in this range yet.",)),
    "a lifetime": Timeline((_point(date(1935, 5, 1), -1), _point(date(2035, 5, 1), 1))),
    "the calendar's ends": Timeline((_point(date.min), _point(date.max))),
}


def _check(path: Path, form: str, timeline: Timeline) -> None:
    if form == ".png":
        head = path.read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", head[16:24])
        assert width > height > 500
        assert path.read_bytes().endswith(b"IEND\xaeB`\x82")
    elif form == ".svg":
        root = ElementTree.fromstring(path.read_bytes())
        assert root.tag.endswith("svg")
        assert len(list(root.iter())) > 50
    else:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert [row["at"] for row in rows] == [p.at.isoformat() for p in timeline.points]
        assert [float(row["valence"]) for row in rows] == [p.valence for p in timeline.points]
        assert all(float(row["joy"]) == 0.75 and row["entries"] == "2" for row in rows)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("timeline", TIMELINES.values(), ids=TIMELINES.keys())
def test_a_chart_is_written_whole(tmp_path: Path, timeline: Timeline, form: str) -> None:
    path = tmp_path / f"chart{form}"
    write_chart(timeline, path)
    _check(path, form, timeline)


@pytest.mark.parametrize("name", ["a year", "two points", "one point"])
def test_the_families_can_be_seen(tmp_path: Path, name: str) -> None:
    """Joy is three quarters of each bin, neutral a quarter: so are their painted areas."""
    write_chart(TIMELINES[name], tmp_path / "chart.png")
    picture = np.round(imread(tmp_path / "chart.png")[:, :, :3] * 255)
    painted = {
        family: np.all(np.abs(picture - colour) <= 1, axis=2).sum()
        for family in ("joy", "neutral")
        for colour in [np.round(np.multiply(to_rgb(FAMILY_COLOURS[family]), 255))]
    }
    assert painted["neutral"] > 2_000
    assert painted["joy"] > 2 * painted["neutral"]


def test_an_empty_timeline_says_so_in_the_picture(tmp_path: Path) -> None:
    write_chart(TIMELINES["none"], tmp_path / "chart.svg")
    assert "No entries here yet" in (tmp_path / "chart.svg").read_text("utf-8")


def test_the_table_names_its_columns(tmp_path: Path) -> None:
    write_chart(TIMELINES["none"], tmp_path / "chart.csv")
    header = (tmp_path / "chart.csv").read_text("utf-8").strip()
    assert header == ",".join(["at", "valence", "low", "high", "entries", *FAMILIES])


def test_the_form_may_be_named_apart_from_the_path(tmp_path: Path) -> None:
    write_chart(TIMELINES["one point"], tmp_path / "chart", ".csv")
    _check(tmp_path / "chart", ".csv", TIMELINES["one point"])


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    write_chart(TIMELINES["one point"], tmp_path / "CHART.PNG")
    _check(tmp_path / "CHART.PNG", ".png", TIMELINES["one point"])


@pytest.mark.parametrize("name", ["chart.pdf", "chart", "png"])
def test_another_form_is_refused_and_nothing_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(SamoError, match="cannot be saved as") as caught:
        write_chart(TIMELINES["one point"], tmp_path / name)
    assert ".svg" in caught.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", FORMS)
def test_no_part_of_a_chart_is_left_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    def full(_timeline: object, path: Path, *_form: str) -> None:
        path.write_bytes(b"a part")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(chart, "_write_picture", full)
    monkeypatch.setattr(chart, "_write_table", full)
    with pytest.raises(SamoError, match="could not be saved"):
        write_chart(TIMELINES["one point"], tmp_path / f"chart{form}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", FORMS)
def test_a_path_that_cannot_be_written_is_the_users_to_mend(tmp_path: Path, form: str) -> None:
    with pytest.raises(SamoError, match="could not be saved"):
        write_chart(TIMELINES["one point"], tmp_path / "nowhere" / f"chart{form}")
    (tmp_path / f"folder{form}").mkdir()
    with pytest.raises(SamoError, match="could not be saved"):
        write_chart(TIMELINES["one point"], tmp_path / f"folder{form}")


def test_families_have_colours_of_their_own() -> None:
    assert list(FAMILY_COLOURS) == list(FAMILIES)
    assert len(set(FAMILY_COLOURS.values())) == len(FAMILIES)


def _painted(path: Path) -> np.ndarray[Any, Any]:
    """Whether anything is painted, at half the height of the families' bars, a pixel a place."""
    picture = np.round(imread(path)[:, :, :3] * 255)
    row = picture[picture.shape[0] * 7 // 10]
    painted: np.ndarray[Any, Any] = np.any(np.abs(row - 255 * np.array(to_rgb(PAPER))) > 8, axis=1)
    return painted


@pytest.mark.parametrize("days", [3_653, 36_525])
def test_no_day_of_many_years_is_lost_in_the_picture(tmp_path: Path, days: int) -> None:
    timeline = Timeline(tuple(_point(date(1920, 1, 1) + timedelta(n)) for n in range(days)))
    write_chart(timeline, tmp_path / "chart.png")
    bars = np.flatnonzero(_painted(tmp_path / "chart.png"))
    assert len(bars) > 1_000
    assert bars[-1] - bars[0] + 1 == len(bars)


@pytest.mark.parametrize("step", [40, 400, 2_000])
def test_a_day_among_many_years_can_be_seen(tmp_path: Path, step: int) -> None:
    """Ten days far from each other: ten bars, each a pixel at least."""
    timeline = Timeline(tuple(_point(date(26, 5, 1) + timedelta(step * n)) for n in range(10)))
    write_chart(timeline, tmp_path / "chart.png")
    painted = _painted(tmp_path / "chart.png")
    assert np.sum(np.diff(painted.astype(int)) == 1) == 10


@settings(max_examples=25)
@given(
    days=st.lists(st.dates(), min_size=1, max_size=12, unique=True),
    by=st.sampled_from(["hour", "day", "week", "month", "year"]),
)
def test_any_dates_can_be_drawn(
    tmp_path_factory: pytest.TempPathFactory, days: list[date], by: Bin
) -> None:
    starts = sorted({bin_start(datetime.combine(day, time(23)), by) for day in days})
    timeline = Timeline(tuple(_point(start) for start in starts), (), by)
    path = tmp_path_factory.mktemp("any") / "chart.svg"
    write_chart(timeline, path)
    _check(path, ".svg", timeline)


def test_a_hundred_thousand_days_make_a_small_drawing(tmp_path: Path) -> None:
    timeline = Timeline(tuple(_point(date(1700, 1, 1) + timedelta(n)) for n in range(100_000)))
    write_chart(timeline, tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").stat().st_size < 3_000_000
