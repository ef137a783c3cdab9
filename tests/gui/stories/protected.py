"""A journal with a passphrase and a few entries, shared by the stories of several places."""

from __future__ import annotations

from datetime import datetime, timedelta

from samo_desktop.domain import calendar
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.settings import Settings
from tests.gui.space import Space
from tests.gui.stories.studio import Studio

PASSPHRASE = "plum tree and goat"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def protected_journal(studio: Studio) -> tuple[Space, str]:
    """The open journal, and the id of a note of March 2025 with words typed and heard."""
    folder, services = studio.folder(), studio.services()
    app, _ = services.create(folder, PASSPHRASE, Settings())
    app.journal.set_key_saved(saved=True)
    texts = ("The call with my mother went well.", "Too tired to write.", "A walk by the canal.")
    for n, text in enumerate((*texts, f"A word like {LONG_WORD}, and then it goes on for long.")):
        app.entries.write(text, at=calendar.now() - timedelta(days=n, hours=n))
    note = app.entries.add_file(sample_voice_note(), at=datetime(2025, 3, 4, 10, 14).astimezone())
    app.entries.edit(note.id, text="My own note, typed while it was still being transcribed.")
    for _ in app.finish():
        pass
    app.close()
    window = studio.open(folder, services)
    window.page.secret.setText(PASSPHRASE)
    window.page.open.click()
    return studio.workspace(), note.id
