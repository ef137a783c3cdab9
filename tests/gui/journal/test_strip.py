"""The strip: days that felt different look different, and each can be read and chosen."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from samo_desktop.domain.timeline import Point, Timeline
from samo_desktop.gui.journal.strip import DAYS, ValenceStrip
from samo_desktop.gui.style.theme import look

TODAY = date(2026, 11, 26)


def point(ago: int, valence: float, entries: int = 1) -> Point:
    return Point(TODAY - timedelta(days=ago), valence, valence, valence, entries, {})


@pytest.fixture
def strip(qtbot: QtBot) -> ValenceStrip:
    made = ValenceStrip()
    qtbot.addWidget(made)
    made.resize(1100, made.sizeHint().height())
    made.show_timeline(Timeline((point(0, 0.9, 2), point(3, -0.4)), (), "day"), TODAY)
    made.show()
    return made


def height(strip: ValenceStrip, valence: float) -> float:
    chart = QRectF(0, 0, 900, 56)
    return strip._bar(chart, 10, valence).height()


def test_good_days_are_told_apart(strip: ValenceStrip) -> None:
    heights = [height(strip, value) for value in (0.55, 0.65, 0.75, 0.85, 0.95, 1.0)]
    assert heights == sorted(set(heights))
    assert min(b - a for a, b in pairwise(heights)) > 1
    assert height(strip, 1.0) == 28, "the strongest day fills the scale, and none is cut off"
    assert height(strip, -0.75) == height(strip, 0.75)


def test_a_bar_means_the_same_whatever_other_days_are_like(strip: ValenceStrip) -> None:
    before = height(strip, 0.5)
    strip.show_timeline(Timeline((point(0, 0.1), point(1, -1.0)), (), "day"), TODAY)
    assert height(strip, 0.5) == before


def test_a_day_without_entries_is_a_gap(strip: ValenceStrip) -> None:
    picture = strip.grab().toImage()
    colour = look().colour("accent").rgb()

    def painted(place: int) -> int:
        left = strip._left() + place * strip._step()
        columns = range(int(left) + 1, int(left + strip._step()))
        rows = range(8, strip.height() // 2)  # without the ring around it
        return sum(picture.pixelColor(x, y).rgb() == colour for x in columns for y in rows)

    assert painted(DAYS - 1) > 20
    assert painted(DAYS - 2) == 0


def test_keys_read_days_and_choose_several(qtbot: QtBot, strip: ValenceStrip) -> None:
    assert "Arrow keys" in strip.accessibleDescription()
    strip.setFocus()
    qtbot.keyClick(strip, Qt.Key.Key_End)
    assert strip.accessibleDescription() == "Today: very pleasant, 2 entries"
    qtbot.keyClick(strip, Qt.Key.Key_Left)
    assert strip.accessibleDescription().endswith("no entry")
    qtbot.keyClick(strip, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(strip.days_chosen) as chosen:
        qtbot.keyClick(strip, Qt.Key.Key_Return)
    assert chosen.args == [(TODAY - timedelta(days=8), TODAY - timedelta(days=1))]
    with qtbot.waitSignal(strip.days_chosen) as chosen:
        qtbot.keyClick(strip, Qt.Key.Key_Escape)
    assert chosen.args == [None]
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert strip._place == 0
    strip.clearFocus()
    assert "Arrow keys" in strip.accessibleDescription()


def test_the_scale_is_named_in_full(strip: ValenceStrip) -> None:
    metrics = QFontMetrics(look().font("small"))
    widest = max(map(metrics.horizontalAdvance, strip._names()))
    assert widest <= strip._left() - 2 * 8
    assert strip.height() >= 3 * metrics.height()
