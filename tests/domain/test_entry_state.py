"""How far an entry is, told from its work."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.entry_state import Attempt, cancelled, standing
from samo_desktop.domain.events import JobState, Step

STEPS: tuple[Step, ...] = get_args(Step)
MISSING = EntryError("transcribe", "The model is missing.", "Install it.")
FULL = EntryError("keep", "The disk is full.", "Make room.")
LOST = EntryError("keep", "The last 2 s are missing.", "All the rest is kept.")

ended = st.builds(
    Attempt,
    st.sampled_from(STEPS),
    st.sampled_from(["done", "failed", "cancelled"]),
    st.none() | st.sampled_from([MISSING, FULL]),
    st.booleans(),
)
unfinished = st.builds(Attempt, st.sampled_from(STEPS), st.sampled_from(["queued", "running"]))
works = st.lists(ended, max_size=8)


@given(works)
def test_a_recording_under_way_is_that_whatever_else(work: list[Attempt]) -> None:
    assert standing(work, recording=True) == ("recording", None)


@given(works, st.lists(unfinished, min_size=1), st.randoms())
def test_what_is_under_way_comes_before_what_stopped(
    work: list[Attempt], more: list[Attempt], chance: object
) -> None:
    every = [*work, *more]
    chance.shuffle(every)  # type: ignore[attr-defined]
    running = any(attempt.state == "running" for attempt in more)
    assert standing(every) == ("analysing" if running else "waiting", None)


@given(works)
def test_what_failed_says_why_and_can_be_done_again(work: list[Attempt]) -> None:
    state, error = standing(work)
    assert state in ("done", "failed")
    if state == "failed":
        assert error is not None
        assert any(attempt.state in ("failed", "cancelled") for attempt in work)
    again = [*work, *(Attempt(step, "done") for step in STEPS)]
    assert standing(again) == ("done", None)


@given(works, st.sampled_from(STEPS))
def test_a_failure_is_told_at_once(work: list[Attempt], step: Step) -> None:
    error = EntryError(step, "It broke.", "Mend it.")
    assert standing([*work, Attempt(step, "failed", error)]) == ("failed", error)


@given(works, st.sampled_from(STEPS))
def test_a_step_that_is_done_again_mends_itself(work: list[Attempt], step: Step) -> None:
    alone = [attempt for attempt in work if attempt.step == step]
    assert standing([*alone, Attempt(step, "done")]) == ("done", None)


def test_nothing_to_do_is_done() -> None:
    assert standing([]) == ("done", None)


@pytest.mark.parametrize(
    ("work", "state", "error"),
    [
        # What was written by hand takes the place of words that could not be had...
        ("transcribe failed, analyse cancelled, analyse done", "done", None),
        ("keep failed of a file, analyse cancelled, analyse done", "done", None),
        # ...but not that of a sound that is not stored, nor that of feelings.
        ("keep failed, transcribe done, analyse done", "failed", FULL),
        ("transcribe done, analyse failed, keep done", "failed", MISSING),
        # The sound is stored whatever became of the words: that mends nothing.
        ("transcribe failed, analyse cancelled, keep done", "failed", MISSING),
        # What failed is told rather than what was dropped for it, the newest first.
        ("transcribe failed, analyse cancelled, keep failed", "failed", FULL),
        ("keep cancelled, transcribe cancelled, analyse cancelled", "failed", cancelled("keep")),
        ("transcribe cancelled, analyse cancelled, keep done", "failed", cancelled("transcribe")),
        ("transcribe failed, transcribe cancelled", "failed", cancelled("transcribe")),
    ],
)
def test_cases(work: str, state: str, error: EntryError | None) -> None:
    attempts = []
    for part in work.split(", "):
        step, ended, *of_a_file = part.split(" ", 2)
        told = {"keep": FULL}.get(step, MISSING) if ended == "failed" else None
        attempts.append(Attempt(_step(step), _state(ended), told, bool(of_a_file)))
    assert standing(attempts) == (state, error)


def test_what_is_lost_of_the_sound_is_told_of_an_entry_that_is_done() -> None:
    work = [
        Attempt("keep", "done", LOST),
        Attempt("transcribe", "done"),
        Attempt("analyse", "done"),
    ]
    assert standing(work) == ("done", LOST)
    assert standing([*work, Attempt("keep", "done")]) == ("done", None)


def _step(name: str) -> Step:
    return next(step for step in STEPS if step == name)


def _state(name: str) -> JobState:
    return next(state for state in get_args(JobState) if state == name)
