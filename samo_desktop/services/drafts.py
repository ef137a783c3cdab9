"""Texts that are being typed and are not saved yet."""

from __future__ import annotations

from pathlib import Path

from samo_desktop.domain.draft import Draft
from samo_desktop.store.journal import Journal


class DraftService:
    """The drafts of a journal. Every method may raise SamoError."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def unsaved(self) -> list[Draft]:
        """The drafts that can be read and are no entry yet, newest first."""
        return self._journal.unsaved()

    def tidy(self) -> list[Draft]:
        """What is not saved yet, newest first.

        A draft that was saved, but outlived its program, is removed.
        """
        self.remove_saved()
        unsaved = self.unsaved()
        for draft in self._journal.drafts.all():
            if draft not in unsaved:
                self.remove(draft.id)
        return unsaved

    def ids(self) -> list[str]:
        """The ids of all drafts, readable or not."""
        return self._journal.drafts.ids()

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self._journal.drafts.folder

    def count_unreadable(self) -> int:
        """How many drafts are damaged."""
        return len(self.ids()) - len(self._journal.drafts.all())

    def read(self, draft_id: str) -> Draft:
        """The draft of that id. Raises DamagedError if its file is not as it was written."""
        return self._journal.drafts.read(draft_id)

    def keep(self, draft: Draft) -> None:
        """Keeps `draft` in place of its former state; it is on the disk when this returns."""
        self._journal.drafts.keep(draft)

    def remove(self, draft_id: str) -> None:
        """Removes a draft; one that is not there is no error."""
        self._journal.drafts.remove(draft_id)

    def remove_saved(self) -> None:
        """Removes drafts that became what they were to become, and whose files are left."""
        self._journal.remove_saved_drafts()
