"""Entries that a list has to show beside those of the sample journal."""

from __future__ import annotations

from datetime import timedelta

from samo_desktop.domain import calendar
from samo_desktop.domain.entry import Audio, EntryError
from samo_desktop.store.jobs import NewJob
from tests.gui.space import Space
from tests.support.autocommit import Autocommit
from tests.support.work import ended

TEXTS = (
    "היום הלכתי לים עם אמא שלי. היה יום נפלא והשמש זרחה כל היום עד שהגיע הערב ואז חזרנו הביתה",
    "🎉🎂 Birthday party! 🎈 We danced until three and nobody wanted to go home at all.",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is long.",
)


def add_odd_rows(space: Space) -> None:
    """Texts from right to left, of signs and of one long word; voice notes in each state."""
    journal, now = space.app.session.journal, calendar.now()
    change = Autocommit(journal)
    if space.app.session.workers is not None:
        space.app.session.workers.close()
    for number, text in enumerate(TEXTS):
        change.add_entry(source="text", text=text, at=now - timedelta(minutes=5 * number))
    for number, seconds in enumerate((151, 1512, 31, 12)):
        at = now - timedelta(minutes=20 + 5 * number)
        entry = change.add_entry(source="voice", at=at)
        change.set_audio(entry.id, Audio(float(seconds), 48_000, "0" * 64))
        if number < 3:
            change.enqueue(entry.id, NewJob("transcribe"))
        if number < 2:
            change.next_job(["transcribe"])
        if number == 0:
            ended(journal, entry.id, "failed", EntryError("transcribe", "No.", "Try again."))
    change.add_entry(source="voice", recording=True, at=now + timedelta(minutes=1))
    space.journal.refresh()
