"""The form for a feeling of one's own: its name, and sentences that show it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from samo_desktop.domain.personal import MAX_EXAMPLES, MIN_EXAMPLES, distinct_examples
from samo_desktop.errors import SamoError
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.dialogs import resize_within
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _

WANTED_EXAMPLES = 10
"""How many the form asks for."""


class OwnFeelingDialog(QDialog):
    """Asks for name and examples; stays open until they are taken."""

    wanted = Signal(str, list)
    """Name and examples, one a line as they were typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A feeling of your own"))
        self.name = QLineEdit()
        self.name.setObjectName("own_name")
        self.name.setAccessibleName(_("Name of the feeling"))
        self.name.setPlaceholderText(_("For example: homesick"))
        self.examples = QPlainTextEdit()
        self.examples.setObjectName("own_examples")
        self.examples.setProperty("role", "field")
        self.examples.setAccessibleName(_("Examples, one per line"))
        self.examples.setTabChangesFocus(True)
        self.examples.setPlaceholderText(_("One sentence per line, as you would write it."))
        self.count = label(role="small")
        self.error = label(role="problem", wrap=True)
        self.save = button(_("Add"), "primary", "save_own_feeling_button")
        self.save.setDefault(True)
        self.cancel = button(_("Cancel"), "plain", "cancel_own_feeling_button")
        self.save.clicked.connect(self._send)
        self.cancel.clicked.connect(self.reject)
        self.name.textEdited.connect(lambda _text: self.error.clear())
        self.examples.textChanged.connect(self._changed)
        self._warned = False
        self._lay_out()
        self._changed()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(GRID)
        column.addWidget(label(_("A feeling of your own"), "title", wrap=True))
        column.addWidget(
            label(
                _(
                    "Name it, and write about ten sentences that show it, as you would in your "
                    "journal. They never leave this computer."
                ),
                "quiet",
                wrap=True,
            )
        )
        column.addSpacing(GRID)
        column.addWidget(label(_("Name"), "heading"))
        column.addWidget(self.name)
        column.addSpacing(GRID)
        head = QHBoxLayout()
        head.addWidget(label(_("Examples"), "heading"), 1)
        head.addWidget(self.count)
        column.addLayout(head)
        column.addWidget(self.examples, 1)
        column.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.save)
        column.addLayout(buttons)
        self.error.setMinimumHeight(2 * self.error.fontMetrics().lineSpacing())
        resize_within(self, look().measure(62), look().measure(54))

    def lines(self) -> list[str]:
        """The examples: what was typed, without blank lines and repetitions."""
        return list(distinct_examples(self.examples.toPlainText().splitlines()))

    def _changed(self) -> None:
        number = len(self.lines())
        text = _("{n} of about {wanted}")
        if number > MAX_EXAMPLES:
            text = _("{n}: at most {most} can be used")
        elif number >= WANTED_EXAMPLES:
            text = _("{n}: enough")
        elif number >= MIN_EXAMPLES:
            text = _("{n}: about {wanted} work better")
        self._warned = False
        self.count.setText(text.format(n=number, wanted=WANTED_EXAMPLES, most=MAX_EXAMPLES))
        self.error.clear()

    def _send(self) -> None:
        self.error.clear()
        self.save.setEnabled(False)
        self.wanted.emit(self.name.text(), self.lines())

    def may_close(self) -> bool:
        """Whether nothing typed would be lost; where it would be, says so once."""
        may = not self.isVisible() or not self.lines() or self._warned
        if not may:
            self._warned = True
            self.error.setText(
                _(
                    "This feeling has not been added yet. Add it or cancel. "
                    "If you close or lock again, it is lost."
                )
            )
        return may

    def refused(self, error: SamoError) -> None:
        """Says under the fields what is to be corrected."""
        self.save.setEnabled(True)
        self.error.setText(formats.problem(error.message, error.hint))
