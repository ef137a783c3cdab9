"""What is said above the list while it shows only some of the entries."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext


class FilterBar(QWidget):
    """Names the filter and how many entries it shows, tells of new ones that it hides, ends it."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("filter_bar")
        self.says = label(role="heading", wrap=True)
        self.says.setObjectName("filter_says")
        self.hidden = label(role="small", wrap=True)
        self.hidden.setObjectName("filter_hides")
        self.clear = actions.button("clear_filter", "quiet", colour="muted")
        self.clear.setAccessibleDescription(_("Show all entries"))
        self._name = ""
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        grid.setVerticalSpacing(GRID // 2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(self.says, 0, 0)
        grid.addWidget(self.clear, 0, 1)
        grid.addWidget(self.hidden, 1, 0, 1, 2)
        self.hidden.hide()
        self.hide()

    def name(self, filter_name: str) -> None:
        """Says which entries are shown; "" hides the bar, for all of them are."""
        self._name = filter_name
        self.says.setText(filter_name)
        self.hidden.hide()
        self.setVisible(bool(filter_name))

    def count(self, shown: int, hidden: int) -> None:
        """Says how many entries are shown, and how many new ones are not."""
        if not self._name:
            return
        text = _("{filter}: {entries}")
        self.says.setText(text.format(filter=self._name, entries=formats.entries(shown)))
        missing = ngettext(
            "1 new entry isn't shown by this filter.",
            "{n} new entries aren't shown by this filter.",
            hidden,
        )
        self.hidden.setText(formats.count(hidden, missing))
        self.hidden.setVisible(hidden > 0)
