"""The places of the window, in the order of the rail. A new one is a folder and a line here."""

from __future__ import annotations

from samo_desktop.gui.journal.place import JournalPlace
from samo_desktop.gui.settings.page import SettingsPage
from samo_desktop.gui.shell.page import Place
from samo_desktop.gui.timeline.page import TimelinePage
from samo_desktop.messages import gettext_noop as N_

PLACES: tuple[Place, ...] = (
    Place("journal", N_("Journal"), "journal", "Ctrl+1", JournalPlace),
    Place("timeline", N_("Timeline"), "timeline", "Ctrl+2", TimelinePage),
    Place("settings", N_("Settings"), "settings", "Ctrl+,", SettingsPage, at_foot=True),
)
"""The first is shown when the journal opens."""
