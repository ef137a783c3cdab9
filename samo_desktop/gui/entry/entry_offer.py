"""Below an entry's text: the offer to list a word that the user keeps correcting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from samo_desktop.domain.entry import Entry
from samo_desktop.domain.own_words import Offer
from samo_desktop.gui.operations import words
from samo_desktop.gui.operations.changes import Changes, Operation
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.widgets.word_offer import WordOffer

if TYPE_CHECKING:
    from samo_desktop.app import App


class EntryOffer(QWidget):
    """One offer at a time, of a word that the user corrected in the entry; else nothing."""

    answered = Signal()
    """The line that had the keyboard is gone."""

    def __init__(self, app: App, runner: OperationRunner) -> None:
        super().__init__()
        self._app, self._runner = app, runner
        self._asked: Entry | None = None
        self.line: WordOffer | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.setVisible(False)
        runner.changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if changes.words and changes.asked_by is not self:
            self.show_entry(self._asked)

    def show_entry(self, entry: Entry | None) -> None:
        """Asks what there is to offer of `entry`, if its words were heard."""
        if entry is None or self._asked is None or entry.id != self._asked.id:
            self._show([])
        self._asked = entry
        if entry is None or entry.transcript is None or not self._app.journal.writable:
            return

        def read(offers: list[Offer]) -> None:
            if self._asked is entry:
                self._show(offers)

        self._runner.read(lambda: self._offers(entry.id), read, owner=self)

    def _offers(self, entry_id: str) -> list[Offer]:
        there = self._app.entries.find(entry_id)
        return self._app.own_words.offers(entry_id) if there else []

    def _show(self, offers: list[Offer]) -> None:
        offer = offers[0] if offers else None
        if self.line is not None and self.line.offer.word == (offer.word if offer else ""):
            return
        if self.line is not None:
            self._column.removeWidget(self.line)
            self.line.hide()
            self.line.deleteLater()
        self.line = WordOffer(offer) if offer else None
        self.setVisible(offer is not None)
        if self.line is not None:
            self.line.accepted.connect(lambda word: self._answer(words.add([word])))
            self.line.declined.connect(lambda word: self._answer(words.decline(word)))
            self._column.addWidget(self.line)

    def _answer(self, operation: Operation[object]) -> None:
        entry = self._asked
        self._show([])
        self.answered.emit()
        self._runner.run(operation, asked_by=self, done=lambda _done: self.show_entry(entry))
