"""The plan: which steps an entry takes, in which order, and what becomes of them.

`PLAN` is the one place where that is declared; all else here only reads it. A new step is a row in
it and a file in `steps/`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from samo_desktop.domain.events import Step
from samo_desktop.pipeline.step import RunStep
from samo_desktop.pipeline.steps import analyse, keep, summarise, transcribe
from samo_desktop.store.jobs import Job, NewJob

Kind = Literal["live", "recorded", "file", "text"]
"""live: a recording that was written down while it was spoken; recorded: one that was not, or whose
words are to be heard anew; file: a sound that lies where the user has it; text: words alone."""

Lane = Literal["speech", "language"]
"""The steps of one lane run one after the other, those of two at the same time: the feelings of
one entry are named while the words of the next are heard."""

Product = Literal["sound", "words", "feelings", "summary"]
Model = Literal["speech", "emotion", "summary"]

VOICE: Final[tuple[Kind, ...]] = ("live", "recorded", "file")
ALL: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A row of the plan.

    `needs` is what an earlier step gives: where that step fails or is cancelled, this one is
    dropped. `model` is what it asks. Of an entry of the kinds in `owed` it is done whatever becomes
    of the other steps, though the user cancels. Of the kinds in `last` it comes after all others.
    """

    step: Step
    run: RunStep
    lane: Lane
    kinds: tuple[Kind, ...]
    gives: Product
    needs: Product | None = None
    model: Model | None = None
    owed: tuple[Kind, ...] = ()
    last: tuple[Kind, ...] = ()


PLAN: Final = (
    PlannedStep(
        "keep",
        keep.run,
        lane="speech",
        kinds=VOICE,
        gives="sound",
        owed=("live", "recorded"),  # nobody else has that sound
        last=("live",),  # it is safe as it was recorded, and the words are waited for
    ),
    PlannedStep(
        "transcribe",
        transcribe.run,
        lane="speech",
        kinds=VOICE,
        needs="sound",
        gives="words",
        model="speech",
    ),
    PlannedStep(
        "analyse",
        analyse.run,
        lane="language",
        kinds=ALL,
        needs="words",
        gives="feelings",
        model="emotion",
    ),
    PlannedStep(
        "summarise",
        summarise.run,
        lane="language",
        kinds=ALL,
        needs="feelings",
        gives="summary",
        model="summary",
    ),
)
"""In the order in which steps are taken, but for the kinds that take one `last`."""

ROWS: Final[Mapping[Step, PlannedStep]] = {row.step: row for row in PLAN}
ORDER: Final[tuple[Step, ...]] = tuple(ROWS)
LANES: Final[Mapping[Lane, tuple[Step, ...]]] = {
    lane: tuple(row.step for row in PLAN if row.lane == lane) for lane in get_args(Lane)
}
AGAIN: Final[Step] = "analyse"
"""What is done again for an entry of which nothing failed."""

Options = Mapping[Step, Mapping[str, Any]]
"""What a step is to know, by step; JSON-ready."""


def steps_of(kind: Kind) -> list[Step]:
    """The steps that an entry of `kind` takes, in their order."""
    rows = [row for row in PLAN if kind in row.kinds]
    return [row.step for row in sorted(rows, key=lambda row: kind in row.last)]


def kind_of(jobs: Collection[Job]) -> Kind:
    """The kind of an entry that had `jobs`: whether it has a sound, and where that came from."""
    storing = [job for job in jobs if ROWS[job.step].gives == "sound"]
    if not storing:
        return "text"
    return "file" if any("path" in job.options for job in storing) else "recorded"


def follow(step: Step) -> set[Step]:
    """The steps that need what `step` gives, and those that need what these give."""
    direct = [row.step for row in PLAN if row.needs == ROWS[step].gives]
    return {*direct}.union(*(follow(each) for each in direct))


def jobs_for(kind: Kind, options: Options | None = None) -> list[NewJob]:
    """The jobs of a new entry of `kind`, in their order."""
    return _jobs(steps_of(kind), options or {})


def jobs_from(step: Step, options: Options | None = None) -> list[NewJob]:
    """The jobs of `step`, and of all that follow it, in their order."""
    wanted = {step, *follow(step)}
    return _jobs([each for each in ORDER if each in wanted], options or {})


def jobs_again(jobs: Sequence[Job], changed: Options) -> list[NewJob]:
    """What is to be done again of an entry that had `jobs`: what is not done, and what follows.

    Each with the options that it had, and those that are `changed` in their place. Where all is
    done the feelings are named anew.
    """
    latest = newest(jobs)
    again = set[Step]().union(*(_again_with(job, latest) for job in latest.values()))
    return _jobs(
        [step for step in ORDER if step in (again or {AGAIN, *follow(AGAIN)})],
        {
            step: {**(latest[step].options if step in latest else {}), **changed.get(step, {})}
            for step in ORDER
        },
    )


def dropped_by_failure(step: Step) -> set[Step]:
    """The steps that are not done where `step` failed or was cancelled while it ran."""
    return follow(step)


def dropped_by_cancelling(kind: Kind) -> set[Step]:
    """The steps that are not done where the user ends the work on an entry of `kind`."""
    return {row.step for row in PLAN if kind not in row.owed}


def newest(jobs: Sequence[Job]) -> dict[Step, Job]:
    """The newest of an entry's `jobs` (oldest first) for each step, in the order of the plan."""
    latest = {job.step: job for job in jobs}
    return {step: latest[step] for step in ORDER if step in latest}


def _jobs(steps: Collection[Step], options: Options) -> list[NewJob]:
    return [NewJob(step, dict(options.get(step, {}))) for step in steps]


def _again_with(job: Job, latest: Mapping[Step, Job]) -> set[Step]:
    """What is to be done again because of `job`: that step, if it is not done or what it found may
    be better now, and what follows it, but for what was done before without it."""
    if job.state == "done" and job.error is None:
        return set()
    without = {
        other.step
        for other in latest.values()
        if job.state != "done" and other.state == "done" and other.id < job.id
    }
    return {job.step, *follow(job.step) - without}
