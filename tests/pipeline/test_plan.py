"""The plan, and that the runner keeps to it: every kind of entry, every step, every end."""

from __future__ import annotations

import importlib
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from samo_desktop.domain.entry_state import MENDED_BY
from samo_desktop.domain.events import Event, JobEnded, Progress, Step
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.errors import SamoError
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.models import ANY_SPEECH, Models
from samo_desktop.pipeline import plan
from samo_desktop.pipeline.plan import PLAN, Kind, jobs_for, jobs_from, steps_of
from samo_desktop.pipeline.runner import Cancelled, Runner
from samo_desktop.pipeline.step import StepContext, StepResult
from samo_desktop.store.jobs import Job
from samo_desktop.store.journal import Journal
from samo_desktop.store.transaction import Transaction
from tests.conftest import ExpectedErrors
from tests.gui.fakes import Dictation, FakeModels
from tests.support.autocommit import Autocommit

KINDS: tuple[Kind, ...] = get_args(Kind)
STEPS: tuple[Step, ...] = get_args(Step)
WORDS: tuple[Step, ...] = ("transcribe", "analyse", "summarise")
ORDERS: dict[Kind, tuple[Step, ...]] = {
    "live": (*WORDS, "keep"),
    "recorded": ("keep", *WORDS),
    "file": ("keep", *WORDS),
    "text": ("analyse", "summarise"),
}
DROPPED: dict[Step, set[Step]] = {
    "keep": {*WORDS},
    "transcribe": {"analyse", "summarise"},
    "analyse": {"summarise"},
    "summarise": set(),
}
"""What is not done after a step that failed."""
OWED: dict[Kind, set[Step]] = {"live": {"keep"}, "recorded": {"keep"}, "file": set(), "text": set()}
"""What is done although the work was cancelled."""
CASES = [(kind, step) for kind in KINDS for step in steps_of(kind)]


class Scripted:
    """A runner whose steps store their names as the entry's title, and end as they are told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.journal, _key = Journal.create(folder / "journal", None)
        self.runner = Runner(self.journal, Models())
        self.ends: dict[Step, Exception] = {}
        self.stored: list[Step] = []
        rows = {row.step: replace(row, run=self._run) for row in PLAN}
        monkeypatch.setattr(plan, "ROWS", rows)

    def add(self, kind: Kind) -> str:
        options: plan.Options = {"keep": {"path": "/x.wav"}} if kind == "file" else {}
        source = "text" if kind == "text" else "voice"
        return Autocommit(self.journal).add_entry(source=source, jobs=jobs_for(kind, options)).id

    def run_until(self, step: Step) -> Generator[Event, None, None]:
        """Does what comes before `step`, and that one up to its point of progress."""
        while (job := Autocommit(self.journal).next_job(plan.ORDER)) is not None:
            events = self.runner.run(job)
            if job.step == step:
                while not isinstance(next(events), Progress):
                    pass
                return events
            list(events)
        raise AssertionError(f"{step} did not come")

    def run_all(self) -> list[Step]:
        """Does what is left; which steps that were."""
        return [event.step for event in self.runner.run_all() if isinstance(event, JobEnded)]

    def retry(self, entry_id: str, changed: plan.Options | None = None) -> None:
        with self.journal.transaction() as change:
            self.runner.queue_again(change, entry_id, changed)

    def states(self, entry_id: str) -> dict[Step, str]:
        """The newest job of each step."""
        return {job.step: job.state for job in self.journal.jobs(entry_id)}

    def _run(self, context: StepContext, job: Job) -> Generator[Event, None, StepResult]:
        yield Progress(job.entry_id, job.step)
        if (error := self.ends.pop(job.step, None)) is not None:
            raise error
        return StepResult(lambda change: self._store(change, job))

    def _store(self, change: Transaction, job: Job) -> None:
        change.update_entry(job.entry_id, title=job.step)
        self.stored.append(job.step)


@pytest.fixture
def scripted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    made = Scripted(tmp_path, monkeypatch)
    yield made
    made.journal.close()


def before(kind: Kind, step: Step) -> list[Step]:
    return steps_of(kind)[: steps_of(kind).index(step)]


def test_every_step_has_a_row_a_file_and_words() -> None:
    from samo_desktop.cli.common import STEP_NAMES

    assert plan.ORDER == STEPS
    assert set(STEP_NAMES) == set(STEPS)
    for row in PLAN:
        assert importlib.import_module(f"samo_desktop.pipeline.steps.{row.step}").run is row.run


def test_the_window_has_words_for_every_step() -> None:
    formats = pytest.importorskip("samo_desktop.gui.style.formats")
    assert len({formats.step(step) for step in (*STEPS, "another")}) == len(STEPS) + 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_each_kind(kind: Kind) -> None:
    assert tuple(steps_of(kind)) == ORDERS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_step_needs_is_given_before_it_or_there_from_the_start(kind: Kind) -> None:
    there = {"live": {"sound"}, "recorded": set(), "file": set(), "text": {"words"}}[kind]
    for step in steps_of(kind):
        assert plan.ROWS[step].needs in {None, *there}
        there.add(plan.ROWS[step].gives)


def test_each_step_runs_in_one_lane() -> None:
    assert sorted(step for lane in plan.LANES.values() for step in lane) == sorted(STEPS)
    assert set(plan.LANES["speech"]) >= {"keep", "transcribe"}
    assert set(plan.LANES["language"]) >= {"analyse", "summarise"}


def test_what_mends_a_failure_needs_what_was_not_given() -> None:
    """The state of an entry (`domain.entry_state`) and the plan say the same of their steps."""
    for failed, mending in MENDED_BY.items():
        assert mending in plan.follow(failed)


def test_jobs_carry_the_options_of_their_step() -> None:
    jobs = jobs_from("transcribe", {"transcribe": {"engine": "whisper"}, "keep": {"path": "x"}})
    assert {job.step: job.options for job in jobs} == {
        "transcribe": {"engine": "whisper"},
        **{step: {} for step in DROPPED["transcribe"]},
    }
    assert [job.step for job in jobs_from("analyse")] == ["analyse", "summarise"]


@pytest.mark.parametrize("kind", KINDS)
def test_all_done(scripted: Scripted, kind: Kind) -> None:
    entry_id = scripted.add(kind)
    assert scripted.run_all() == steps_of(kind)
    assert scripted.stored == steps_of(kind)
    assert scripted.journal.entry(entry_id).state == "done"


def check_stopped(
    scripted: Scripted, entry_id: str, kind: Kind, step: Step, state: str, *, tells: str
) -> None:
    """What is done, what is dropped, what is told, and that trying again does all the rest."""
    later = steps_of(kind)[len(before(kind, step)) + 1 :]
    if state == "failed":
        still = [each for each in later if each not in DROPPED[step]]
    else:
        still = [each for each in later if each in OWED[kind]]
    assert scripted.run_all() == still
    assert scripted.stored == [*before(kind, step), *still]
    done = dict.fromkeys((*before(kind, step), *still), "done")
    dropped = dict.fromkeys(set(steps_of(kind)) - set(done), "cancelled")
    assert scripted.states(entry_id) == {**done, **dropped, step: state}
    entry = scripted.journal.entry(entry_id)
    assert entry.state == "failed"
    assert entry.error is not None
    assert (entry.error.step, tells in entry.error.message) == (step, True)
    scripted.retry(entry_id)
    assert set(scripted.run_all()) == {step, *dropped}
    assert set(scripted.states(entry_id).values()) == {"done"}
    entry = scripted.journal.entry(entry_id)
    assert (entry.state, entry.error) == ("done", None)


@pytest.mark.parametrize(("kind", "step"), CASES)
def test_a_step_that_fails(scripted: Scripted, kind: Kind, step: Step) -> None:
    entry_id = scripted.add(kind)
    scripted.ends[step] = SamoError("The disk is full.", "Make room.")
    events = scripted.run_until(step)
    list(events)
    check_stopped(scripted, entry_id, kind, step, "failed", tells="The disk is full.")


@pytest.mark.parametrize(("kind", "step"), CASES)
def test_a_step_with_a_bug(
    scripted: Scripted, kind: Kind, step: Step, expected_errors: ExpectedErrors
) -> None:
    entry_id = scripted.add(kind)
    bug = RuntimeError("words of the user")
    scripted.ends[step] = bug
    events = scripted.run_until(step)
    list(events)
    [logged] = expected_errors
    assert logged.exc_info is not None
    assert logged.exc_info[1] is bug
    assert "words of the user" not in logged.getMessage()
    check_stopped(scripted, entry_id, kind, step, "failed", tells="(RuntimeError)")


@pytest.mark.parametrize(("kind", "step"), CASES)
def test_a_step_that_is_cancelled(scripted: Scripted, kind: Kind, step: Step) -> None:
    entry_id = scripted.add(kind)
    events = scripted.run_until(step)
    events.throw(Cancelled())
    list(events)
    check_stopped(scripted, entry_id, kind, step, "cancelled", tells="cancelled")


@pytest.mark.parametrize(("kind", "step"), CASES)
def test_a_step_during_which_the_program_dies(scripted: Scripted, kind: Kind, step: Step) -> None:
    entry_id = scripted.add(kind)
    scripted.run_until(step).close()
    assert scripted.states(entry_id)[step] == "running"
    Autocommit(scripted.journal).requeue_running()
    scripted.run_all()
    assert scripted.stored == steps_of(kind)
    assert scripted.journal.entry(entry_id).state == "done"


class Asked(FakeModels):
    """Quick models, and which were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def speech(self, options: SpeechOptions = ANY_SPEECH) -> Dictation:
        self.asked.add("speech")
        return super().speech(options)

    def emotion(self, language: str | None = None) -> Any:
        self.asked.add("emotion")
        return super().emotion(language)

    def summariser(self) -> Any:
        self.asked.add("summary")
        return super().summariser()


def test_each_step_asks_for_the_model_that_its_row_names(tmp_path: Path) -> None:
    journal, _key = Journal.create(tmp_path / "journal", None)
    with journal:
        models = Asked()
        options: plan.Options = {"keep": {"path": str(sample_voice_note())}}
        Autocommit(journal).add_entry(source="voice", jobs=jobs_for("file", options))
        ran = []
        for event in Runner(journal, models).run_all():
            if isinstance(event, JobEnded):
                assert models.asked == {plan.ROWS[event.step].model} - {None}
                assert event.state == "done"
                models.asked.clear()
                ran.append(event.step)
        assert ran == steps_of("file")


class Killed(BaseException):
    """The end of the program."""


@pytest.mark.parametrize(("kind", "step"), CASES)
def test_a_result_is_stored_with_the_end_of_its_job_or_not_at_all(
    scripted: Scripted, kind: Kind, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id = scripted.add(kind)
    events = scripted.run_until(step)
    title = scripted.journal.entry(entry_id).title
    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "end_job", _dies)
        with pytest.raises(Killed):
            list(events)
    assert scripted.journal.entry(entry_id).title == title
    assert scripted.states(entry_id)[step] == "running"
    Autocommit(scripted.journal).requeue_running()
    scripted.run_all()
    assert scripted.journal.entry(entry_id).title == steps_of(kind)[-1]
    assert scripted.journal.entry(entry_id).state == "done"


def _dies(*_: object) -> None:
    raise Killed


@pytest.mark.parametrize("kind", KINDS)
def test_work_that_is_cancelled_before_it_began(scripted: Scripted, kind: Kind) -> None:
    entry_id = scripted.add(kind)
    scripted.runner.cancel_queued(entry_id)
    left = [step for step in steps_of(kind) if step in OWED[kind]]
    assert scripted.run_all() == left
    entry = scripted.journal.entry(entry_id)
    assert entry.state == "failed"
    assert entry.error is not None
    assert "cancelled" in entry.error.message
    scripted.retry(entry_id)
    assert set(scripted.run_all()) == set(steps_of(kind)) - set(left)
    assert scripted.journal.entry(entry_id).state == "done"


@pytest.mark.parametrize("kind", KINDS)
def test_trying_again_where_all_is_done_names_the_feelings_anew(
    scripted: Scripted, kind: Kind
) -> None:
    entry_id = scripted.add(kind)
    scripted.run_all()
    scripted.retry(entry_id)
    assert scripted.run_all() == ["analyse", "summarise"]


def test_trying_again_takes_the_options_that_were_and_those_that_are_changed(
    scripted: Scripted,
) -> None:
    chosen: plan.Options = {"keep": {"path": "/gone"}, "transcribe": {"engine": "auto", "x": 1}}
    entry = Autocommit(scripted.journal).add_entry(source="voice", jobs=jobs_for("file", chosen))
    scripted.ends["keep"] = SamoError("The file is not there.", "Look for it.")
    scripted.run_all()
    changed: plan.Options = {"keep": {"path": "/here"}, "transcribe": {"engine": "whisper"}}
    scripted.retry(entry.id, changed)
    queued = {job.step: job.options for job in scripted.journal.jobs(entry.id, ["queued"])}
    assert queued == {
        **{step: {} for step in DROPPED["transcribe"]},
        "keep": {"path": "/here"},
        "transcribe": {"engine": "whisper", "x": 1},
    }
