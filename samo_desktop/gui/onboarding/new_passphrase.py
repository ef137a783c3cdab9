"""Choosing a passphrase: typed twice, and rated by the rule that will be applied to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from samo_desktop.errors import SamoError
from samo_desktop.gui.onboarding.secret_field import SecretField
from samo_desktop.gui.onboarding.sheet import FieldProblem
from samo_desktop.gui.runtime.executors import Executor
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _

RATE_MS = 150
"""Milliseconds without a key before what was typed is rated."""


class NewPassphrase(QWidget):
    """Two fields for the same passphrase, what it is worth, and whether it is shown."""

    finished = Signal()
    """Enter was pressed in the second field."""

    def __init__(
        self, rate: Callable[[str], str], check: Callable[[str], None], background: Executor
    ) -> None:
        """`rate` says "short", "weak", "fair" or "strong"; `check` raises SamoError for the first
        two, with what to do."""
        super().__init__()
        self._rate, self._check, self._background = rate, check, background
        self._later = QTimer(self, singleShot=True, interval=RATE_MS)
        self._later.timeout.connect(self._ask)
        self.first = SecretField(_("New passphrase"), "passphrase")
        self.second = SecretField(_("Repeat passphrase"), "passphrase_again")
        self.first_problem = FieldProblem(self.first)
        self.second_problem = FieldProblem(self.second)
        self.worth = label(role="small", wrap=True)
        self.worth.setObjectName("passphrase_strength")
        self.worth.setMinimumHeight(self.worth.fontMetrics().lineSpacing())
        self.shown = QCheckBox(_("Show passphrase"))
        self.shown.setObjectName("show_new_passphrase")
        self.shown.toggled.connect(self.first.reveal)
        self.shown.toggled.connect(self.second.reveal)
        self.first.textChanged.connect(self._typed)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self.finished)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        parts = (self.first, self.worth, self.first_problem, self.second, self.second_problem)
        for part in (*parts, self.shown):
            column.addWidget(part)
        for field in (self.first, self.second):
            field.caps_lock.connect(self._caps)
        self.setFocusProxy(self.first)

    def text(self) -> str | None:
        """The passphrase; None, and a field says why, where it cannot be taken."""
        chosen = self.first.text()
        try:
            self._check(chosen)
        except SamoError as error:
            self.first_problem.tell(formats.problem(error.message, error.hint))
            return None
        if chosen != self.second.text():
            self.second_problem.tell(_("The two passphrases are not the same."))
            return None
        return chosen

    def forget(self) -> None:
        """Holds the passphrase no longer than needed."""
        self.first.clear()
        self.second.clear()

    def _typed(self) -> None:
        self.second_problem.clear()
        self._later.start()

    def _ask(self) -> None:
        text = self.first.text()
        if not text:
            self.worth.clear()
            return

        def rated(rating: str) -> None:
            if text == self.first.text():
                self._rated(text, rating)

        self._background.run(lambda: self._rate(text), rated, self._not_rated, owner=self)

    def _rated(self, text: str, rating: str) -> None:
        says = {
            "short": _("Too short."),
            "weak": _("Too easy to guess."),
            "fair": _("Good."),
            "strong": _("Strong."),
        }[rating]
        if rating in ("fair", "strong") and text != text.strip():
            says = f"{says} {_('The space at its beginning or end is part of it.')}"
        self.worth.setText(says)
        self.first.setAccessibleDescription(says)

    def _not_rated(self, error: SamoError) -> None:
        self.worth.setText(formats.problem(error.message, error.hint))

    def _caps(self, on: bool) -> None:
        if on:
            self.worth.setText(_("Caps Lock is on."))
        else:
            self._ask()
