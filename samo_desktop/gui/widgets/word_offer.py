"""The offer to add a word that the user keeps correcting to their own words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from samo_desktop.domain.own_words import Offer
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _


class WordOffer(QWidget):
    """A line with the question, and its two answers."""

    accepted = Signal(str)
    declined = Signal(str)

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        says = _("Add “{word}” to your words?").format(word=offer.word)
        row = Flow(self, 2 * GRID)
        row.setContentsMargins(0, 0, 0, 0)
        self.add = button(_("Add"), "link-small", f"add_word_{offer.word}")
        self.add.setAccessibleName(_("Add “{word}” to your words").format(word=offer.word))
        self.add.clicked.connect(lambda: self.accepted.emit(offer.word))
        self.never = button(_("Don’t offer again"), "link-small", f"never_word_{offer.word}")
        self.never.setAccessibleName(_("Don’t offer “{word}” again").format(word=offer.word))
        self.never.clicked.connect(lambda: self.declined.emit(offer.word))
        for each in (label(says, "small"), self.add, self.never):
            row.addWidget(each)
