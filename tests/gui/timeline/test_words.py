"""The timeline in words."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QApplication

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Point, Timeline
from samo_desktop.gui.timeline.words import of_point, summary


def point(at: date, valence: float, entries: int = 1, **shares: float) -> Point:
    families = dict.fromkeys(FAMILIES, 0.0) | shares
    return Point(at, valence, valence - 0.1, valence + 0.1, entries, families)


def test_a_point_tells_when_how_and_how_many(qapp: QApplication) -> None:
    told = of_point(point(date(2025, 3, 3), 0.7, 4, joy=0.55, neutral=0.3, fear=0.05), "week")
    families = told.replace(" and ", ", ")  # as the language lists
    assert families == "3 Mar – 9 Mar 2025: very pleasant, 4 entries. Joy 55 %, neutral 30 %."
    assert of_point(point(date(2025, 1, 1), 0.0), "year").startswith("2025: mixed, 1 entry.")


def test_the_whole_is_told_in_two_sentences(qapp: QApplication) -> None:
    points = (
        point(date(2025, 3, 1), -0.8, 1, sadness=1.0),
        point(date(2025, 4, 1), 0.5, 3, joy=1.0),
        point(date(2025, 6, 1), 0.9, 1, joy=1.0),
    )
    assert summary(Timeline(points, (), "month")) == (
        "5 entries in 3 months, from Mar 2025 to Jun 2025: pleasant overall. "
        "Most pleasant: Jun 2025. Least pleasant: Mar 2025."
    )


def test_one_point_and_none(qapp: QApplication) -> None:
    one = point(date(2025, 3, 3), 0.7, joy=1.0)
    assert summary(Timeline((one,), (), "day")) == of_point(one, "day")
    assert summary(Timeline(())) == ""
