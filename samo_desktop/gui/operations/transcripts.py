"""What the user says of the words that were heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samo_desktop.domain.entry import Entry
from samo_desktop.gui.operations.changes import Inverse, Operation, Outcome, changed
from samo_desktop.messages import gettext_noop as N_

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.domain.doubtful_words import DoubtfulWord
    from samo_desktop.domain.transcript import Transcript


def accept_word(
    entry_id: str, heard: Transcript, word: DoubtfulWord, *, accepted: bool = True
) -> Operation[Entry]:
    """Says that a doubtful word of `heard` is right, or takes that back."""

    def work(app: App) -> Outcome[Entry]:
        entry = app.transcripts.accept_words(entry_id, heard, word.places, accepted=accepted)
        back = accept_word(entry_id, heard, word, accepted=not accepted)
        inverse = Inverse(
            N_("Undo accepting the word"), N_("Accept the word again"), back, frozenset((entry_id,))
        )
        return Outcome(changed(entry_id), entry, inverse)

    return Operation(work)


def mend_language(entry_id: str, language: str) -> Operation[Entry]:
    """Has an entry transcribed again in the language that was spoken (ISO 639-1)."""

    def work(app: App) -> Outcome[Entry]:
        former = app.entries.get(entry_id).transcript
        engine = app.models.engine_for(language)
        entry = app.entries.transcribe_again(entry_id, engine, language)
        if former is None:
            return Outcome(changed(entry_id), entry)
        inverse = Inverse(
            N_("Undo changing the language"), N_("Change the language again"),
            _use_again(entry_id, former, language), frozenset((entry_id,)),
        )  # fmt: skip
        return Outcome(changed(entry_id), entry, inverse)

    return Operation(work, slow=True)  # it looks for the model


def _use_again(entry_id: str, former: Transcript, language: str) -> Operation[Entry]:
    """Undoes `mend_language`."""

    def work(app: App) -> Outcome[Entry]:
        entry = app.transcripts.use_again(entry_id, former)
        again = Inverse(
            N_("Undo changing the language"), N_("Change the language again"),
            mend_language(entry_id, language), frozenset((entry_id,)),
        )  # fmt: skip
        return Outcome(changed(entry_id), entry, again)

    return Operation(work)
