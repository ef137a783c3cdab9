"""A list of a hundred thousand entries reads only what is looked at."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from samo_desktop.domain.emotion import Feeling
from samo_desktop.domain.entry import EntryRow
from samo_desktop.domain.filter import EVERY_ENTRY, Filter
from samo_desktop.errors import SamoError
from samo_desktop.gui.journal.entry_delegate import EntryDelegate
from samo_desktop.gui.journal.entry_list import EntryList
from samo_desktop.gui.journal.row_pages import PAGE
from samo_desktop.gui.journal.rows import KEPT_PAGES, FirstOfDayRole, RowRole, RowsModel
from samo_desktop.gui.operations.changes import ANYTHING, changed
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.gui.runtime.executors import threads as of_threads
from tests.gui.inline import inline

MANY = 100_000
NOW = datetime(2026, 7, 3, 12).astimezone()


class ManyRows:
    """A journal of many entries, three a day, that counts what is asked of it."""

    def __init__(self, number: int = MANY) -> None:
        self.number, self.read = number, 0

    def count(self, which: Filter = EVERY_ENTRY) -> int:
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
    return shown(many, inline())


def shown(many: ManyRows, executors: Executors) -> RowsModel:
    """A model that has read how many there are."""
    app: Any = SimpleNamespace(entries=many)
    runner = OperationRunner(app, executors)
    made = RowsModel(runner, app.entries, runner, today=NOW.date)
    made.set_filter(EVERY_ENTRY)
    executors.journal.settle()
    return made


def test_the_model_keeps_qts_rules(
    qtmodeltester: ModelTester, many: ManyRows, model: RowsModel
) -> None:
    many.number = 300
    model.refresh(ANYTHING)
    qtmodeltester.check(model)


def test_scrolling_anywhere_reads_little_and_is_quick(
    qtbot: QtBot, many: ManyRows, model: RowsModel
) -> None:
    view = EntryList()
    qtbot.addWidget(view)
    view.setModel(model)
    view.setItemDelegate(EntryDelegate(view))
    view.resize(400, 900)
    view.show()
    bar = view.verticalScrollBar()
    slowest = 0.0
    for part in (0.0, 0.999, 0.5, 0.25, 1.0):
        start = time.process_time()
        bar.setValue(int(bar.maximum() * part))
        view.grab()
        slowest = max(slowest, time.process_time() - start)
    assert many.read <= 15 * (PAGE + 1)
    assert slowest < 0.5  # generous: a busy machine, and the first drawing of every icon
    assert view.indexAt(view.viewport().rect().bottomLeft()).row() == MANY - 1
    view.keyboardSearch("zz")
    assert many.read <= 15 * (PAGE + 1)


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
    found: list[int | None] = []
    model.find(row.id, row.created_at, found.append)
    model.find("f" * 12, row.created_at, found.append)
    assert found == [77_777, None]
    assert many.read < 5 * PAGE


@pytest.fixture
def threads(qapp: object) -> Iterator[Executors]:
    """Those of the window."""
    parent = QObject()
    made = of_threads(parent)
    yield made
    made.close()


def test_a_row_that_was_not_read_yet_is_none_and_told_when_it_is(
    qtbot: QtBot, many: ManyRows, threads: Executors
) -> None:
    model = shown(many, threads)
    with qtbot.waitSignal(model.dataChanged) as told:
        assert model.row(500) is None
        assert model.index(500).data() is None
        assert not model.first_of_day(500)
    assert told.args is not None
    assert told.args[0].row() <= 500 <= told.args[1].row()
    assert model.row(500) == many.row(500)


def test_what_is_looked_at_next_is_read_ahead(
    qtbot: QtBot, many: ManyRows, threads: Executors
) -> None:
    model = shown(many, threads)
    model.row(PAGE - 1)
    threads.journal.settle()
    assert model.row(PAGE) == many.row(PAGE)


def test_what_stood_there_stays_until_the_new_rows_are_read(
    qtbot: QtBot, many: ManyRows, threads: Executors
) -> None:
    model = shown(many, threads)
    many.number -= 1
    with qtbot.waitSignal(model.shown):
        model.refresh(ANYTHING)
        assert model.loading
        assert model.rowCount() == MANY
        assert model.row(0) == many.row(0)
    assert not model.loading
    assert model.rowCount() == MANY - 1


def test_rows_that_could_not_be_read_are_asked_for_again(
    many: ManyRows, threads: Executors, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = shown(many, threads)
    told: list[SamoError] = []
    model._runner.problem.connect(told.append)

    def fail(*_which: object, **_options: object) -> list[EntryRow]:
        raise SamoError("The disk does not answer.", "Wait.")

    with monkeypatch.context() as broken:
        broken.setattr(many, "rows", fail)
        model.row(500)
        threads.journal.settle()
        model.refresh(ANYTHING)
        threads.journal.settle()
    assert told
    assert not model.loading, "nothing is being read any more"
    assert model.row(0) == many.row(0), "what stood there stays"
    model.row(500)
    threads.journal.settle()
    assert model.row(500) == many.row(500)


def test_only_the_last_of_several_filters_is_shown(
    qtbot: QtBot, many: ManyRows, threads: Executors
) -> None:
    model = shown(many, threads)
    for hours in (8, 80, 800):
        model.set_filter(Filter(since=NOW - timedelta(hours=hours)))
    with qtbot.waitSignal(model.modelReset):
        threads.journal.settle()
    assert model.rowCount() == 101


def test_changes_of_entries_that_are_not_shown_read_nothing(
    many: ManyRows, model: RowsModel
) -> None:
    model.row(0)
    before = many.read
    model.refresh(changed("f" * 12))
    assert many.read == before
    model.refresh(changed(many.row(3).id))
    assert many.read > before


def test_rows_speak(model: RowsModel) -> None:
    said = model.index(0).data()
    assert "Today" in said
    assert "Entry 0" in said
    assert "joy" in said
    assert "0:31" in said
