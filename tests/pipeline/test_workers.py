"""The workers: two lanes, events, cancel, close, restart."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samo_desktop.app import App
from samo_desktop.domain.events import Event, JobEnded, Progress, WorkStopped
from samo_desktop.errors import SamoError
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.models import Models
from samo_desktop.pipeline.plan import Lane
from samo_desktop.pipeline.runner import Runner
from samo_desktop.settings import Settings
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal
from tests.conftest import ExpectedErrors

pytestmark = pytest.mark.slow

PATIENCE = 120  # seconds; only a failing test waits so long


class Seen:
    """Collects events and waits for the one that a test is after."""

    def __init__(self, app: App) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        app.subscribe(self.events.put)

    def until(self, wanted: Callable[[Event], bool]) -> Event:
        while True:
            event = self.events.get(timeout=PATIENCE)
            if wanted(event):
                return event


@pytest.fixture
def open_app(tmp_path: Path, models: Models) -> Iterator[Callable[[], App]]:
    """Opens (again) the same journal."""
    Journal.create(tmp_path / "journal", None)[0].close()
    opened: list[App] = []

    def again() -> App:
        opened.append(App(Journal.open(tmp_path / "journal"), Settings(), models))
        return opened[-1]

    yield again
    for app in opened:
        app.close()


def ended(entry_id: str, step: str) -> Callable[[Event], bool]:
    return lambda e: isinstance(e, JobEnded) and (e.entry_id, e.step) == (entry_id, step)


def test_entries_are_worked_on_behind_the_caller(open_app: Callable[[], App]) -> None:
    app = open_app()
    seen = Seen(app)
    app.start()
    voice = app.entries.add_file(sample_voice_note())
    text = app.entries.write("I am glad.")
    seen.until(ended(voice.id, "summarise"))
    assert app.entries.get(voice.id).state == "done"
    assert app.entries.get(text.id).state == "done"


def test_one_entry_is_read_while_the_words_of_another_are_heard(
    open_app: Callable[[], App],
) -> None:
    app = open_app()
    seen = Seen(app)
    read = threading.Event()

    def hold_the_speech_lane(event: Event) -> None:
        if isinstance(event, Progress) and event.step == "transcribe":
            assert read.wait(PATIENCE)
        if isinstance(event, JobEnded) and event.entry_id == text.id:
            read.set()

    text = app.entries.write("I am glad.")
    voice = app.entries.add_file(sample_voice_note())
    app.subscribe(hold_the_speech_lane)
    app.start()
    seen.until(ended(voice.id, "summarise"))
    assert read.is_set()


def test_cancel_while_it_runs(open_app: Callable[[], App]) -> None:
    app = open_app()
    seen = Seen(app)
    voice = app.entries.add_file(sample_voice_note())

    def cancel(event: Event) -> None:
        if isinstance(event, Progress) and event.step == "transcribe":
            app.entries.cancel(voice.id)

    app.subscribe(cancel)
    app.start()
    event = seen.until(lambda e: isinstance(e, JobEnded) and e.state == "cancelled")
    assert isinstance(event, JobEnded)
    assert event.step == "transcribe"
    assert app.entries.get(voice.id).state == "failed"


def test_closing_in_the_middle_leaves_the_rest_to_the_next_start(
    open_app: Callable[[], App],
) -> None:
    app = open_app()
    seen = Seen(app)
    voice = app.entries.add_file(sample_voice_note())
    app.start()
    seen.until(lambda e: isinstance(e, Progress) and e.step == "keep")
    app.close()

    app = open_app()
    seen = Seen(app)
    app.start()
    seen.until(ended(voice.id, "summarise"))
    assert app.entries.get(voice.id).state == "done"


def test_a_failing_journal_is_told_and_ends_no_thread_silently(
    open_app: Callable[[], App], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app()
    seen = Seen(app)

    def full(_: object) -> None:
        raise SamoError("The disk is full.", "Free some space.")

    monkeypatch.setattr(app.session.journal, "next_job", full)
    app.start()
    event = seen.until(lambda e: isinstance(e, WorkStopped))
    assert event == WorkStopped("The disk is full.", "Free some space.")


def test_a_bug_of_the_journal_is_logged_and_told_without_what_it_says(
    open_app: Callable[[], App], monkeypatch: pytest.MonkeyPatch, expected_errors: ExpectedErrors
) -> None:
    app = open_app()
    seen = Seen(app)

    def broken(_: object) -> None:
        raise RuntimeError("my secret")

    monkeypatch.setattr(app.session.journal, "next_job", broken)
    app.start()
    event = seen.until(lambda e: isinstance(e, WorkStopped))
    assert isinstance(event, WorkStopped)
    assert "RuntimeError" in event.message
    assert "secret" not in event.message
    assert expected_errors[0].getMessage() == "A bug stopped the work."


def test_a_deletion_that_is_undone_while_the_work_runs_does_not_stop_it(
    open_app: Callable[[], App],
) -> None:
    app = open_app()
    seen = Seen(app)

    def slip(event: Event) -> None:
        if isinstance(event, Progress) and event.step == "keep":
            app.entries.delete(event.entry_id)
            app.entries.undelete(event.entry_id)

    app.subscribe(slip)
    app.start()
    voice = app.entries.add_file(sample_voice_note())
    seen.until(ended(voice.id, "summarise"))
    entry = app.entries.get(voice.id)
    assert (entry.state, entry.error) == ("done", None)
    assert entry.text


def test_what_is_cancelled_while_it_is_being_begun_ends(
    open_app: Callable[[], App], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app()
    seen = Seen(app)
    claimed, may = threading.Event(), threading.Event()
    claim = Runner.next

    def slow_claim(runner: Runner, lane: Lane) -> Job | None:
        job = claim(runner, lane)
        if job is not None and not claimed.is_set():
            claimed.set()
            assert may.wait(PATIENCE)
        return job

    monkeypatch.setattr(Runner, "next", slow_claim)
    app.start()
    entry = app.entries.write("I am glad.")
    assert claimed.wait(PATIENCE)
    cancelling = threading.Thread(target=app.entries.cancel, args=(entry.id,))
    cancelling.start()
    cancelling.join(0.2)  # it waits, or has missed the job
    may.set()
    cancelling.join(PATIENCE)
    seen.until(ended(entry.id, "analyse"))
    assert {job.step: job.state for job in app.entries.jobs(entry.id)} == {
        "analyse": "cancelled",
        "summarise": "cancelled",
    }
