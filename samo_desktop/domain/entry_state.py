"""How far an entry is, told from its work: the one place that knows the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from samo_desktop.domain.entry import EntryError, State
from samo_desktop.domain.events import JobState, Step
from samo_desktop.messages import gettext as _


class Attempt(NamedTuple):
    """A job, as far as the state of its entry depends on it.

    `of_a_file` says that it stores the sound of a file, which is still where the user has it.
    """

    step: Step
    state: JobState
    error: EntryError | None = None
    of_a_file: bool = False


class Standing(NamedTuple):
    """How far an entry is, and what went wrong with it or is lost of it."""

    state: State
    error: EntryError | None = None


MENDED_BY: Final[dict[Step, Step]] = {"keep": "analyse", "transcribe": "analyse"}
"""A step that gives the text, and the step that shows that there is a text nevertheless."""


def cancelled(step: str) -> EntryError:
    """What an entry says whose work the user stopped at `step`."""
    return EntryError(step, _("This was cancelled."), _("Try again to resume."))


def standing(work: Sequence[Attempt], *, recording: bool = False) -> Standing:
    """How far the entry is whose jobs, oldest first, are `work`.

    What is under way comes before what waits, and that before what stopped. A step has stopped if
    its newest job failed or was cancelled, and nothing mended that since: what was written by hand
    and analysed takes the place of words that could not be had. Nothing but storing it mends that
    a recording is not stored. Of several steps that stopped, the newest that failed is told. An
    entry whose steps are all done may still tell what is lost of its sound.
    """
    if recording:
        return Standing("recording")
    states = {attempt.state for attempt in work}
    if "running" in states:
        return Standing("analysing")
    if "queued" in states:
        return Standing("waiting")
    if stopped := _stopped(work):
        failed = [attempt for attempt in stopped if attempt.state == "failed"]
        told = failed[-1] if failed else stopped[0]
        return Standing("failed", told.error or cancelled(told.step))
    newest = {attempt.step: attempt for attempt in work}.values()
    losses = [attempt.error for attempt in newest if attempt.state == "done" and attempt.error]
    return Standing("done", losses[0] if losses else None)


def _stopped(work: Sequence[Attempt]) -> list[Attempt]:
    """The newest job of each step, oldest first, if it stopped and nothing mended that."""
    newest = {attempt.step: place for place, attempt in enumerate(work)}
    return [
        work[place]
        for place in sorted(newest.values())
        if work[place].state in ("failed", "cancelled") and not _is_mended(work, place)
    ]


def _is_mended(work: Sequence[Attempt], place: int) -> bool:
    stopped = work[place]
    if stopped.step == "keep" and not stopped.of_a_file:
        return False
    mending = MENDED_BY.get(stopped.step)
    return any(later.step == mending and later.state == "done" for later in work[place + 1 :])
