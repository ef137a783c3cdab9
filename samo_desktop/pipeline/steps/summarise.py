"""summarise: the telling sentences of an entry are picked out, from what the analysis says."""

from __future__ import annotations

from collections.abc import Generator

from samo_desktop.domain.events import Event, Progress
from samo_desktop.pipeline.analysis import summarise
from samo_desktop.pipeline.step import StepContext, StepResult
from samo_desktop.store.jobs import Job


def run(context: StepContext, job: Job) -> Generator[Event, None, StepResult]:
    """Writes the summary of an analysed entry; one without sentences has none.

    The feelings are not read again: how emotional each sentence is stands in the analysis.
    """
    entry = context.journal.entry(job.entry_id)
    if entry.analysis is None or not entry.analysis.sentences:
        return StepResult()
    yield Progress(entry.id, "summarise")
    made = summarise(entry.analysis.sentences, context.models)
    return StepResult(lambda transaction: transaction.set_summary(entry.id, made))
