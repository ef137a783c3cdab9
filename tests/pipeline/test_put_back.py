"""Work on an entry that is deleted while it is under way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from samo_desktop.app import App
from samo_desktop.domain.events import EntryChanged, Event, JobEnded
from samo_desktop.pipeline.plan import Lane
from samo_desktop.pipeline.runner import Cancelled, PutBack, Runner
from samo_desktop.settings import Settings
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeModels
from tests.support.autocommit import Autocommit

PATIENCE = 30


class Slow(FakeModels):
    """Feelings come only when they may."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.may = threading.Event(), threading.Event()

    def emotion(self, language: str | None = None) -> Any:
        self.asked.set()
        assert self.may.wait(PATIENCE)
        return super().emotion(language)


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def app(tmp_path: Path, slow: Slow) -> Iterator[App]:
    app = App(Journal.create(tmp_path / "journal", None)[0], Settings(), slow)
    yield app
    slow.may.set()
    app.close()


def test_a_job_that_is_put_back_waits_at_its_place(app: App, slow: Slow) -> None:
    slow.may.set()
    entry = app.entries.write("I am glad.")
    job = Autocommit(app.session.journal).next_job(["analyse"])
    assert job is not None
    events = app.session.runner.run(job)
    next(events)
    events.throw(PutBack())
    list(events)
    assert app.entries.get(entry.id).state == "waiting"
    first, *_later = app.entries.jobs(entry.id)
    assert (first.id, first.state) == (job.id, "queued")
    list(app.finish())
    assert app.entries.get(entry.id).state == "done"


@pytest.mark.parametrize("reason", [Cancelled, PutBack])
@pytest.mark.parametrize("last", [EntryChanged, JobEnded])
def test_ending_a_job_that_has_just_ended_does_nothing(
    app: App, slow: Slow, reason: type[Exception], last: type
) -> None:
    slow.may.set()
    entry = app.entries.write("I am glad.")
    job = Autocommit(app.session.journal).next_job(["analyse"])
    assert job is not None
    events = app.session.runner.run(job)
    seen = 0
    for event in events:
        if isinstance(event, EntryChanged):
            seen += 1
        if isinstance(event, last) and (seen == 2 or last is JobEnded):
            with suppress(StopIteration):
                assert isinstance(events.throw(reason()), JobEnded)
    assert seen == 2
    assert app.entries.jobs(entry.id)[0].state == "done"


@pytest.mark.parametrize("when", ["at once", "when it was put back"])
def test_deleting_and_undoing_while_it_is_read_ends_in_feelings(
    app: App, slow: Slow, when: str
) -> None:
    done, back = threading.Event(), threading.Event()

    def hear(event: Event) -> None:
        if isinstance(event, JobEnded) and event.step == "summarise":
            done.set()
        if isinstance(event, JobEnded) and event.state == "queued":
            back.set()

    app.subscribe(hear)
    app.start()
    entry = app.entries.write("I am glad.")
    assert slow.asked.wait(PATIENCE)
    app.entries.delete(entry.id)
    assert app.entries.jobs() == []
    if when == "at once":
        app.entries.undelete(entry.id)
        slow.may.set()
    else:
        slow.may.set()
        assert back.wait(PATIENCE)
        app.entries.undelete(entry.id)
    assert done.wait(PATIENCE)
    assert app.entries.get(entry.id).state == "done"


def test_an_entry_that_is_purged_while_it_is_read_leaves_the_workers_well(
    app: App, slow: Slow
) -> None:
    done = threading.Event()
    app.subscribe(lambda e: done.set() if isinstance(e, JobEnded) and e.entry_id == other else None)
    app.start()
    entry = app.entries.write("I am glad.")
    assert slow.asked.wait(PATIENCE)
    app.entries.purge(entry.id)
    other = app.entries.write("I am sad.").id
    slow.may.set()
    assert done.wait(PATIENCE)


def test_what_is_cancelled_while_it_is_being_begun_ends(
    app: App, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    claim = Runner.next

    def slow_claim(runner: Runner, lane: Lane) -> Job | None:
        job = claim(runner, lane)
        if job is not None:
            claimed.set()
            assert go_on.wait(PATIENCE)
        return job

    def hear(event: Event) -> None:
        if isinstance(event, JobEnded):
            ended.set()

    monkeypatch.setattr(Runner, "next", slow_claim)
    app.subscribe(hear)
    app.start()
    entry = app.entries.write("I am glad.")
    assert claimed.wait(PATIENCE)
    cancelling = threading.Thread(target=app.entries.cancel, args=(entry.id,))
    cancelling.start()
    cancelling.join(0.2)  # it waits; or it has missed the job by now
    go_on.set()
    cancelling.join(PATIENCE)
    slow.may.set()
    assert ended.wait(PATIENCE)
    states = {job.step: job.state for job in app.entries.jobs(entry.id)}
    assert states == {"analyse": "cancelled", "summarise": "cancelled"}
