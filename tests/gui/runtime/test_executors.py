"""Work runs elsewhere; answers come to the window's thread, to those who are still there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from samo_desktop.errors import SamoError
from samo_desktop.gui.runtime.executors import Executor, Newest, ThreadExecutor
from tests.gui.inline import InlineExecutor


@pytest.fixture(params=["threads", "inline"])
def executor(request: pytest.FixtureRequest, qapp: object) -> Iterator[Executor]:
    """Both kinds: they keep the same promises."""
    made: Executor = (
        ThreadExecutor(1, finishes=True) if request.param == "threads" else InlineExecutor()
    )
    yield made
    made.close()


@pytest.fixture
def journal(qapp: object) -> Iterator[ThreadExecutor]:
    """One thread, as for the database."""
    made = ThreadExecutor(1, finishes=True)
    yield made
    made.close()


def refuse() -> None:
    raise SamoError("No.", "Later.")


def test_answers_come_in_order_on_the_windows_thread(executor: Executor) -> None:
    here, seen = QThread.currentThread(), []
    for number in range(5):
        executor.run(
            lambda number=number: number,  # type: ignore[misc]
            lambda number: seen.append((number, QThread.currentThread() is here)),
            seen.append,
        )
    executor.run(refuse, seen.append, lambda error: seen.append(error.message))
    executor.settle()
    assert seen == [*((number, True) for number in range(5)), "No."]


def test_work_runs_elsewhere(journal: ThreadExecutor) -> None:
    here, seen = threading.current_thread(), []
    journal.run(lambda: threading.current_thread() is here, seen.append, seen.append)
    journal.settle()
    assert seen == [False]


def test_a_bug_is_raised_and_told_so_that_nobody_waits(
    qtbot: QtBot, journal: ThreadExecutor
) -> None:
    def bug() -> None:
        raise ValueError("what the user wrote")

    told: list[str] = []
    with qtbot.captureExceptions() as bugs:
        journal.run(bug, told.append, lambda error: told.append(error.message))
        qtbot.waitUntil(lambda: len(bugs) == 1)
    assert bugs[0][0] is ValueError
    assert len(told) == 1
    assert "what the user wrote" not in told[0]


def test_who_is_gone_or_forgotten_gets_no_answer(executor: Executor) -> None:
    from shiboken6 import delete

    gone, quiet, there = QObject(), QObject(), QObject()
    seen: list[str] = []
    delete(gone)
    executor.forget(quiet)
    for owner, name in ((gone, "gone"), (quiet, "quiet"), (there, "there")):
        executor.run(lambda name=name: name, seen.append, seen.append, owner=owner)  # type: ignore[misc]
    executor.settle()
    assert seen == ["there"]


def test_settling_waits_for_what_answers_ask_for(executor: Executor) -> None:
    seen: list[int] = []

    def then(number: int) -> None:
        seen.append(number)
        if number < 3:
            executor.run(lambda: number + 1, then, seen.append)

    executor.run(lambda: 0, then, seen.append)
    executor.settle()
    assert seen == [0, 1, 2, 3]


def hold(executor: ThreadExecutor) -> Callable[[], None]:
    """Keeps its only thread busy until what this returns is called."""
    begun, go = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go.wait(10)

    executor.run(work, lambda _none: None, lambda _error: None)
    assert begun.wait(10)
    return go.set


@pytest.mark.parametrize("finishes", [True, False])
def test_what_waits_when_it_is_closed(qapp: object, finishes: bool) -> None:
    """Writes of the journal are all done; charts that nobody will see are not drawn."""
    executor = ThreadExecutor(1, finishes=finishes)
    go, done, told = hold(executor), [], []
    executor.run(lambda: done.append("work"), told.append, told.append)
    threading.Timer(0.05, go).start()
    executor.close()
    executor.run(lambda: done.append("too late"), told.append, told.append)
    assert done == (["work"] if finishes else [])
    assert told == []


def test_a_generator_tells_how_far_it_is(executor: Executor) -> None:
    def count() -> Generator[int | None, None, str]:
        yield 1
        yield None
        yield 2
        return "end"

    seen: list[object] = []
    executor.drive(
        count, seen.append, seen.append, moved=seen.append, stopped=lambda: seen.append("stopped")
    )
    executor.settle()
    assert seen == [1, 2, "end"]


@pytest.mark.parametrize("how", ["cancel", "close"])
def test_a_generator_ends_at_its_next_point(
    qtbot: QtBot, journal: ThreadExecutor, how: str
) -> None:
    closed = threading.Event()

    def forever() -> Generator[int | None, None, str]:
        try:
            while True:
                yield 1
                threading.Event().wait(0.001)
        finally:
            closed.set()

    seen: list[object] = []
    running = journal.drive(
        forever, seen.append, seen.append, moved=seen.append, stopped=lambda: seen.append("stopped")
    )
    qtbot.waitUntil(lambda: bool(seen))
    if how == "close":
        journal.close()
    else:
        running.cancel()
        journal.settle()
        assert seen[-1] == "stopped"
    assert closed.is_set()
    assert "end" not in seen


def test_callbacks_never_die_on_a_helper_thread(journal: ThreadExecutor) -> None:
    """The last reference to a widget must not go there: Qt would delete it on that thread."""
    threads: list[threading.Thread] = []

    class Watched:
        def __call__(self, _value: object) -> None: ...

        def __del__(self) -> None:
            threads.append(threading.current_thread())

    for _number in range(20):
        journal.run(lambda: None, Watched(), Watched())
    journal.settle()
    assert set(threads) == {threading.main_thread()}


def test_of_answers_in_any_order_only_that_to_the_last_question_counts() -> None:
    newest, seen = Newest(), list[str]()
    first, second = newest.only(seen.append), newest.only(seen.append)
    second("new")
    first("old")
    assert seen == ["new"]
