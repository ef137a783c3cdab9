"""analyse: the feelings are named, sentence by sentence and of the whole."""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import Event, Progress
from samo_desktop.domain.generators import relay
from samo_desktop.inference.speech.doubt import NOT_UNDERSTOOD
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.pipeline.analysis import name_feelings
from samo_desktop.pipeline.step import StepContext, StepResult
from samo_desktop.store.jobs import Job
from samo_desktop.store.transaction import Transaction

NO_WORDS: Final = N_("This entry contains no words.")
NO_WORDS_HEARD: Final = N_("No speech was found in this recording.")
NO_WORDS_UNDERSTOOD: Final = N_(
    "No words in this recording could be understood, so no feelings were found."
)


def run(context: StepContext, job: Job) -> Generator[Event, None, StepResult]:
    """Names the feelings. An edit made meanwhile makes them worthless: it queued its own step."""
    entry = context.journal.entry(job.entry_id)
    naming = name_feelings(
        [entry.text],
        context.models,
        no_words=_no_words_note(entry),
        adaptation=context.adaptation,
        spoken=_spoken(entry, context),
    )
    [analysis] = yield from relay(naming, lambda done: Progress(entry.id, "analyse", done))
    return StepResult(lambda transaction: _store(transaction, entry, analysis))


def _spoken(entry: Entry, context: StepContext) -> set[str]:
    """What the text may well be in: what was heard, and what the user says they speak."""
    heard = entry.transcript.language if entry.transcript else ""
    return {*context.spoken(), heard} - {""}


def _store(transaction: Transaction, read: Entry, analysis: Analysis) -> None:
    deleted = transaction.is_deleted(read.id)
    now = transaction.deleted_entry(read.id) if deleted else transaction.entry(read.id)
    if now.text == read.text:
        transaction.set_analysis(read.id, analysis)


def _no_words_note(entry: Entry) -> str:
    if entry.source != "voice":
        return _(NO_WORDS)
    notes = entry.transcript.notes if entry.transcript else ()
    understood = not {NOT_UNDERSTOOD, _(NOT_UNDERSTOOD)}.intersection(notes)
    return _(NO_WORDS_HEARD if understood else NO_WORDS_UNDERSTOOD)
