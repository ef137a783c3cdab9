"""A journal whose feelings were corrected, shared by the stories of entry and settings."""

from __future__ import annotations

from samo_desktop.app import App
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.space import Space
from tests.gui.stories.studio import Studio

OWN_FEELING = "longing for the harbour of my home town"


def corrected_journal(studio: Studio) -> tuple[Space, str]:
    """The open journal, and the id of an entry that moves from sad to happy."""
    folder = studio.folder()
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), studio.models)
    for day in range(12):
        app.entries.write(
            f"I was happy, and we danced and laughed with friends, day {day}. I am proud."
        )
    moved = app.entries.write(
        "I cried and I was scared. I miss her, and I was so sad. The bus came late. "
        "Then a letter came, and I was relieved. We danced and I was happy. I am thankful."
    )
    for _ in app.finish():
        pass
    for row in journal.rows()[1:]:
        app.feelings.correct(row.id, remove=["joy"], add=["tired"])
    examples = [f"I long for the harbour lights of home, {n}." for n in "abcdefghij"]
    app.feelings.add(OWN_FEELING, examples)
    app.feelings.correct(moved.id, add=[OWN_FEELING, "nostalgic"])
    app.close()
    return studio.opened(folder), moved.id
