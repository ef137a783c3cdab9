"""A list of a hundred thousand entries reads only what is looked at."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from samo_desktop.domain.emotion import Feeling
from samo_desktop.domain.entry import EntryRow
from samo_desktop.domain.filter import Filter
from samo_desktop.gui.journal.entry_delegate import RowPainter, two_lines
from samo_desktop.gui.journal.page import EntryList
from samo_desktop.gui.journal.rows import KEPT_PAGES, PAGE, FirstOfDayRole, RowRole, RowsModel
from samo_desktop.gui.style.theme import look

MANY = 100_000
NOW = datetime(2026, 7, 3, 12).astimezone()


class ManyRows:
    """A journal of many entries, three a day, that counts what is asked of it."""

    def __init__(self, number: int = MANY) -> None:
        self.number, self.read = number, 0

    def count(self, which: Filter) -> int:
        if which.since is None:
            return self.number
        return min(self.number, int((NOW - which.since) / timedelta(hours=8)) + 1)

    def rows(self, _which: Filter, *, limit: int, offset: int) -> list[EntryRow]:
        numbers = range(offset, min(self.number, offset + limit))
        self.read += len(numbers)
        return [self.row(number) for number in numbers]

    def row(self, number: int) -> EntryRow:
        at = NOW - timedelta(hours=8 * number)
        feelings = (Feeling("joy", 0.9), Feeling("relief", 0.6))
        return EntryRow(
            f"{number:012x}",
            at,
            f"Entry {number}",
            f"Entry {number} and its words",
            feelings,
            31.0,
            "done",
            "voice",
            0.5,
        )


@pytest.fixture
def many() -> ManyRows:
    return ManyRows()


@pytest.fixture
def model(qapp: object, many: ManyRows) -> RowsModel:
    app: Any = SimpleNamespace(journal=many)
    return RowsModel(app, today=NOW.date)


def test_the_model_keeps_qts_rules(
    qtmodeltester: ModelTester, many: ManyRows, model: RowsModel
) -> None:
    many.number = 300
    model.refresh()
    qtmodeltester.check(model)


def test_scrolling_anywhere_reads_little_and_is_quick(
    qtbot: QtBot, many: ManyRows, model: RowsModel
) -> None:
    view = EntryList()
    qtbot.addWidget(view)
    view.setModel(model)
    view.setItemDelegate(RowPainter(view))
    view.resize(400, 900)
    view.show()
    bar = view.verticalScrollBar()
    slowest = 0.0
    for part in (0.0, 0.999, 0.5, 0.25, 1.0):
        start = time.perf_counter()
        bar.setValue(int(bar.maximum() * part))
        view.grab()
        slowest = max(slowest, time.perf_counter() - start)
    assert many.read <= 10 * (PAGE + 1)
    assert slowest < 0.5  # generous: a busy machine, and the first drawing of every icon
    assert view.indexAt(view.viewport().rect().bottomLeft()).row() == MANY - 1
    view.keyboardSearch("zz")
    assert many.read <= 10 * (PAGE + 1)


def test_only_some_pages_are_kept(many: ManyRows, model: RowsModel) -> None:
    for number in range(0, MANY, PAGE * 8):
        assert model.index(number).data(RowRole).id == f"{number:012x}"
    assert len(model._pages) <= KEPT_PAGES


def test_days_begin_across_pages_too(model: RowsModel) -> None:
    for number in range(1, 3 * PAGE):
        before, row = model.row(number - 1), model.row(number)
        assert before is not None
        assert row is not None
        changed = before.created_at.date() != row.created_at.date()
        assert model.index(number).data(FirstOfDayRole) == changed


def test_an_entry_is_found_without_reading_all(many: ManyRows, model: RowsModel) -> None:
    row = many.row(77_777)
    assert model.place_of(row.id, row.created_at) == 77_777
    assert model.place_of("f" * 12, row.created_at) is None
    assert many.read < 5 * PAGE


def test_rows_speak(model: RowsModel) -> None:
    said = model.index(0).data()
    assert "Today" in said
    assert "Entry 0" in said
    assert "joy" in said
    assert "0:31" in said


def test_a_title_from_the_text_runs_on_in_the_second_line(qapp: object) -> None:
    metrics = QFontMetrics(look().font("body", strong=True))
    row = ManyRows().row(1)
    derived = EntryRow(
        row.id, row.created_at, "One two three four…", "One two three four five six", (), None,
        "done", "text", None,
    )  # fmt: skip
    width = metrics.horizontalAdvance("One two three f")
    assert two_lines(derived, metrics, width) == ("One two three", "four five six")
    own = EntryRow(row.id, row.created_at, "My title", "One two", (), None, "done", "text", None)
    assert two_lines(own, metrics, width) == ("My title", "One two")
