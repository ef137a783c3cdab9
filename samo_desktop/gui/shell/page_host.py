"""Shows one page at a time, and deletes the one before."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from samo_desktop.gui.onboarding.sheet import Sheet
from samo_desktop.gui.shell.tab_order import move_focus


class PageHost(QStackedWidget):
    """The inside of the window."""

    def __init__(self, notice: str) -> None:
        """`notice` is told at the top of every sheet, until it is "" ."""
        super().__init__()
        self.notice = notice

    def show_page(self, page: QWidget) -> None:
        """Shows `page` in place of the one before, which is deleted."""
        old = self.currentWidget()
        if isinstance(page, Sheet):
            page.tell(self.notice)
        self.addWidget(page)
        self.setCurrentWidget(page)
        if old is not None and old is not page:
            self.removeWidget(old)
            old.deleteLater()

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Not through the host's own layout: asked for it, Python would keep the page before.
        page = self.currentWidget()
        return page is not None and move_focus(page, forward=forward)
