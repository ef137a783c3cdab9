"""What is left to do: against a model of it, and claimed by many threads."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.entry_state import Attempt, standing
from samo_desktop.domain.events import Step
from samo_desktop.store.journal import Job, Journal, NewJob
from tests.support.autocommit import Autocommit

STEPS: tuple[Step, ...] = get_args(Step)
IDS = [f"{number:012x}" for number in range(3)]
ids = st.sampled_from(IDS)
steps = st.sampled_from(STEPS)


class JobsMachine(RuleBasedStateMachine):
    """The journal's jobs beside a list of what they should be."""

    @initialize()
    def make(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.journal, _ = Journal.create(self.folder / "j", None)
        for entry_id in IDS:
            Autocommit(self.journal).add_entry(source="voice", entry_id=entry_id)
        self.jobs: list[Job] = []
        self.hidden: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "journal"):
            self.journal.close()
            shutil.rmtree(self.folder)

    @rule(entry_id=ids, step=steps, option=st.integers())
    def enqueue(self, entry_id: str, step: Step, option: int) -> None:
        job = Autocommit(self.journal).enqueue(entry_id, NewJob(step, {"n": option}))
        same = (entry_id, step, "queued")
        self.jobs = [j for j in self.jobs if (j.entry_id, j.step, j.state) != same]
        assert all(job.id > other.id for other in self.jobs)
        self.jobs.append(Job(job.id, entry_id, step, "queued", 0, {"n": option}))

    @rule(wanted=st.sets(steps))
    def claim(self, wanted: Collection[Step]) -> None:
        expected = next(
            (
                job
                for place, job in enumerate(self.jobs)
                if job.state == "queued" and job.step in wanted and job.entry_id not in self.hidden
                if not any(
                    other.entry_id == job.entry_id and other.state in ("queued", "running")
                    for other in self.jobs[:place]
                )
            ),
            None,
        )
        if expected:
            claimed = replace(expected, state="running", attempts=expected.attempts + 1)
            self.jobs[self.jobs.index(expected)] = claimed
            expected = claimed
        assert Autocommit(self.journal).next_job(wanted) == expected

    @rule(state=st.sampled_from(["done", "failed", "cancelled"]), data=st.data())
    def end(self, state: str, data: st.DataObject) -> None:
        running = [job for job in self.jobs if job.state == "running"]
        if running:
            job = data.draw(st.sampled_from(running))
            error = EntryError(job.step, "It broke.", "Mend it.") if state == "failed" else None
            Autocommit(self.journal).end_job(job.id, state, error)
            self.jobs[self.jobs.index(job)] = replace(job, state=state, error=error)

    @rule()
    def restart(self) -> None:
        self.journal.close()
        self.journal = Journal.open(self.folder / "j")
        Autocommit(self.journal).requeue_running()
        kept = []
        for place, job in enumerate(self.jobs):
            again = any(
                (other.entry_id, other.step, other.state) == (job.entry_id, job.step, "queued")
                for other in self.jobs[place + 1 :]
            )
            if job.state != "running":
                kept.append(job)
            elif not again:
                kept.append(replace(job, state="queued"))
        self.jobs = kept

    @rule(entry_id=ids)
    def cancel(self, entry_id: str) -> None:
        mine = [j for j in self.jobs if j.entry_id == entry_id and j.state == "queued"]
        assert Autocommit(self.journal).cancel_jobs(entry_id) == len(mine)
        self.jobs = [replace(j, state="cancelled") if j in mine else j for j in self.jobs]

    @rule(entry_id=ids)
    def hide_or_show(self, entry_id: str) -> None:
        if entry_id in self.hidden:
            Autocommit(self.journal).undelete(entry_id)
        else:
            Autocommit(self.journal).delete(entry_id)
        self.hidden ^= {entry_id}

    @invariant()
    def same(self) -> None:
        if hasattr(self, "journal"):
            shown = [job for job in self.jobs if job.entry_id not in self.hidden]
            assert self.journal.jobs() == shown
            shown_rows = {row.id: row.state for row in self.journal.rows()}
            for entry_id in IDS:
                mine = [job for job in self.jobs if job.entry_id == entry_id]
                told = standing([Attempt(job.step, job.state, job.error) for job in mine])
                assert self.journal.state(entry_id) == told.state
                if entry_id not in self.hidden:
                    assert shown_rows[entry_id] == told.state
                    assert self.journal.entry(entry_id).error == told.error
            for entry_id in self.hidden:
                mine = [job for job in self.jobs if job.entry_id == entry_id]
                assert self.journal.jobs(entry_id) == mine


@pytest.mark.slow
class TestJobs(JobsMachine.TestCase):
    settings = settings(max_examples=20, stateful_step_count=20, deadline=None)


def test_no_two_threads_get_the_same_job(journal: Journal) -> None:
    for _ in range(30):
        Autocommit(journal).add_entry(source="text", jobs=[NewJob("keep"), NewJob("analyse")])

    def work(_: int) -> list[int]:
        done = []
        while job := Autocommit(journal).next_job(STEPS):
            done.append(job.id)
            Autocommit(journal).end_job(job.id, "done")
        return done

    with ThreadPoolExecutor(4) as pool:
        done = [job_id for ids in pool.map(work, range(4)) for job_id in ids]
    # A thread may find nothing while another holds the job before; what is left is few.
    done += work(0)
    assert sorted(done) == [job.id for job in journal.jobs(states=["done"])]
    assert len(done) == 60


def test_jobs_of_an_entry_or_in_a_state(journal: Journal) -> None:
    first = Autocommit(journal).add_entry(source="text", jobs=[NewJob("analyse")])
    Autocommit(journal).add_entry(source="text", jobs=[NewJob("analyse", {"model": "x"})])
    assert [job.entry_id for job in journal.jobs(first.id)] == [first.id]
    assert len(journal.jobs(states=["queued", "running"])) == 2
    assert journal.jobs(states=["failed"]) == journal.jobs(states=[]) == []


def test_ending_a_job_that_is_gone_is_no_error(journal: Journal) -> None:
    entry = Autocommit(journal).add_entry(source="text", jobs=[NewJob("analyse")])
    job = Autocommit(journal).next_job(["analyse"])
    assert job is not None
    Autocommit(journal).delete(entry.id)
    Autocommit(journal).purge(entry.id)
    Autocommit(journal).end_job(job.id, "done")
    assert journal.jobs() == []


def test_ended_job_stays_as_it_ended(journal: Journal) -> None:
    Autocommit(journal).add_entry(source="text", jobs=[NewJob("analyse")])
    job = Autocommit(journal).next_job(["analyse"])
    assert job is not None
    Autocommit(journal).end_job(job.id, "cancelled")
    Autocommit(journal).end_job(job.id, "done")
    assert [job.state for job in journal.jobs()] == ["cancelled"]


def test_options_must_be_json(journal: Journal) -> None:
    with pytest.raises(TypeError):
        Autocommit(journal).add_entry(
            source="text", text="words", jobs=[NewJob("keep", {"x": object()})]
        )
    assert journal.count() == 0
