"""The sample journal and voice note that ship with the program."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from samo_desktop import paths
from samo_desktop.domain import calendar
from samo_desktop.errors import SamoError
from samo_desktop.exchange.sample import sample_entries, sample_voice_note
from samo_desktop.messages import gettext as _
from samo_desktop.services import journal as journals
from samo_desktop.services.entries import EntryService
from samo_desktop.system.files import in_words, make_private_folder

__all__ = ["fill", "free_place", "sample_entries", "sample_voice_note"]


def free_place() -> Path:
    """Where the sample journal is made; one of a former time is removed there.

    Raises SamoError if that is open elsewhere, or is no sample journal.
    """
    folder = paths.sample_journal_folder()
    if folder.exists():
        if journals.exists(folder):
            journals.check_not_in_use(folder)
        if journals.exists(folder) and journals.is_encrypted(folder):
            raise SamoError(
                _("There is a journal in {folder} that is not the sample journal.").format(
                    folder=folder
                ),
                _("Move it elsewhere, then try again."),
            )
        with in_words(folder):
            shutil.rmtree(folder)
    with in_words(folder):
        make_private_folder(folder.parent)
    return folder


def fill(entries: EntryService) -> None:
    """Writes the sample entries and a note an hour old into an empty journal. Raises SamoError.

    Their feelings are still to be named, as those of any other entries.
    """
    for sample in sample_entries():
        entries.write(sample.text, at=sample.at, tags=sample.tags)
    entries.add_file(sample_voice_note(), at=calendar.now() - timedelta(hours=1), name="")
