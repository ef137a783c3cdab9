"""Names and words of the user's own, which are recognised better in recordings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)

from samo_desktop.domain.own_words import Offer, lines_of
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations import words as operations
from samo_desktop.gui.operations.changes import Changes, Operation
from samo_desktop.gui.settings.section import Section, beside
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.word_offer import WordOffer
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

MOST_LINES = 8
"""Words that are seen at once; further ones are scrolled to."""


class WordList(QListWidget):
    """The words: Delete removes the chosen ones, F2 or a double click changes one."""

    unwanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unwanted.emit()
            return
        super().keyPressEvent(event)

    def fit(self) -> None:
        """Is as high as its words, up to a limit."""
        lines = min(MOST_LINES, max(1, self.count()))
        line = self.sizeHintForRow(0) if self.count() else self.fontMetrics().lineSpacing()
        self.setFixedHeight(lines * line + 2 * self.frameWidth() + GRID)


class WordsSection(Section):
    """The list, a field to add some, and those that the user keeps correcting."""

    title = N_("Your words")
    name = "words"
    shown = Signal()
    """What the journal holds is shown."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._service, self._runner = context.app.own_words, context.runner
        self._words: list[str] = []
        self.offers: list[WordOffer] = []
        self._make()
        self._lay_out()
        self._show(([], []))

    def _make(self) -> None:
        self.field = QLineEdit()
        self.field.setObjectName("new_word")
        self.field.setAccessibleName(_("Names or words to add"))
        self.field.setPlaceholderText(_("A name, a place, a medicine…"))
        self.field.returnPressed.connect(self._add)
        self.add = button(_("Add"), "plain", "add_word_button", "add")
        self.add.setAccessibleName(_("Add to your words"))
        self.add.clicked.connect(self._add)
        self.setFocusProxy(self.field)
        self.list = WordList()
        self.list.setObjectName("own_words")
        self.list.setAccessibleName(_("Your words"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.itemChanged.connect(self._renamed)
        self.list.unwanted.connect(self._remove)
        self.list.itemSelectionChanged.connect(self._offer_acts)
        self.change_word = button(_("Change"), "quiet", "change_word_button", "write", "muted")
        self.change_word.setAccessibleName(_("Change the chosen word"))
        self.change_word.clicked.connect(self._change)
        self.remove = button(_("Remove"), "quiet", "remove_word_button", "delete", "muted")
        self.remove.setAccessibleName(_("Remove the chosen words"))
        self.remove.clicked.connect(self._remove)
        self.says = label(role="small", wrap=True)

    def _lay_out(self) -> None:
        across = QHBoxLayout()
        across.setSpacing(GRID)
        across.addWidget(self.field, 1)
        across.addWidget(self.add)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        column.addLayout(across)
        column.addWidget(self.says)
        column.addWidget(self.list)
        column.addLayout(beside(self.change_word, self.remove))
        self._offered = QVBoxLayout()
        self._offered.setSpacing(0)
        column.addLayout(self._offered)
        self.row(_("Names and words"), column, at_top=True, of=self.field)
        for each in (self.field, self.add, self.list, self.change_word):
            each.setEnabled(self.context.app.journal.writable or each is self.list)

    # ---- what is shown

    def load(self) -> None:
        """Asks what the journal holds."""
        own = self._service
        self._runner.read(lambda: (own.all(), own.offers()), self._show, owner=self)

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if (changes.words or changes.anything or changes.entries) and self.isVisible():
            self.load()

    def _show(self, found: tuple[list[str], list[Offer]]) -> None:
        self._words, offers = found
        writable = self.context.app.journal.writable
        self.list.blockSignals(True)
        self.list.clear()
        for word in self._words:
            item = QListWidgetItem(word)
            if writable:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.list.setVisible(bool(self._words))
        self.list.fit()
        none = _(
            "Add names that are often written wrong, such as “Maëlys”, “Sintra” or “sertraline”. "
            "You can paste several, one per line."
        )
        some = _("They are recognised from the next recording on. They stay in this journal.")
        self.says.setText(some if self._words else none)
        self._offer_acts()
        self._show_offers(offers if writable else [])
        self.shown.emit()

    def _offer_acts(self) -> None:
        chosen = len(self.list.selectedItems())
        writable = self.context.app.journal.writable
        for act, possible in ((self.change_word, chosen == 1), (self.remove, chosen > 0)):
            act.setVisible(bool(self._words))
            act.setEnabled(possible and writable)

    def _show_offers(self, offers: list[Offer]) -> None:
        for gone in self.offers:
            gone.setParent(None)
            gone.deleteLater()
        self.offers = [WordOffer(offer) for offer in offers]
        for each in self.offers:
            each.accepted.connect(lambda word: self._answer(operations.add([word])))
            each.declined.connect(lambda word: self._answer(operations.decline(word)))
            self._offered.addWidget(each)

    # ---- what is done

    def _answer(self, operation: Operation[object]) -> None:
        self.field.setFocus()  # the line that has the keyboard goes
        self._runner.run(operation)

    def _add(self) -> None:
        if words := lines_of(self.field.text()):
            self._runner.run(operations.add(words), done=lambda _new: self.field.clear())

    def _change(self) -> None:
        if chosen := self.list.selectedItems():
            self.list.setFocus()
            self.list.editItem(chosen[0])

    def _renamed(self, item: QListWidgetItem) -> None:
        word = self._words[self.list.row(item)]
        if item.text() != word:
            self._runner.run(operations.rename(word, item.text()), failed=self._not_renamed)

    def _not_renamed(self, error: SamoError) -> None:
        self.context.tell_problem(error)
        self.load()

    def _remove(self) -> None:
        chosen = [item.text() for item in self.list.selectedItems()]
        if chosen and self.context.app.journal.writable:
            self.field.setFocus()
            self._runner.run(operations.remove(chosen))
