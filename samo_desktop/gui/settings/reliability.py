"""How often the program was right, drawn with pyqtgraph. Imported when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from samo_desktop.errors import SamoError
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.accessible import decorative, give_role
from samo_desktop.gui.widgets.dialogs import resize_within
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.services.feelings import Bin, Reliability

LEAST = 5
"""Corrections below which a curve would say nothing."""
SMALLEST, LARGEST = 7.0, 22.0
"""Pixels across of a point of one piece of evidence, and of the one with the most."""


class ReliabilityDialog(QDialog):
    """The reliability curve, before and after what was learned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("How often it is right"))
        self.says = label(_("Reading your corrections…"), "quiet", wrap=True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.caption = label(role="small", wrap=True)
        self.plot = pg.PlotWidget(antialias=True)
        self.plot.setAccessibleName(_("Reliability curve"))
        give_role(self.plot, QAccessible.Role.Chart)
        decorative(self.plot.viewport())
        self.done_ = button(_("Close"), "plain", "close_reliability_button")
        self.done_.clicked.connect(self.accept)
        self.pages = QStackedWidget()
        for page in (self.says, self.plot):
            self.pages.addWidget(page)
        self._lay_out()
        self._dress()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(label(_("How often it is right"), "title", wrap=True))
        column.addWidget(self.pages, 1)
        column.addWidget(self.caption)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.done_)
        column.addLayout(row)
        resize_within(self, look().measure(66), look().measure(66))

    def _dress(self) -> None:
        plot = self.plot.getPlotItem()
        self.plot.setBackground(look().colour("paper"))
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.getViewBox().setMouseEnabled(False, False)
        plot.setRange(xRange=(0, 1.04), yRange=(0, 1), padding=0.04)
        names = {"bottom": _("how sure it was"), "left": _("how often it was right")}
        for side, name in names.items():
            axis = plot.getAxis(side)
            axis.setPen(pg.mkPen(look().colour("line")))
            axis.setTextPen(pg.mkPen(look().colour("muted")))
            axis.setTickFont(look().font("small"))
            axis.setTicks([[(n / 4, f"{n * 25} %") for n in range(5)]])
            axis.label.setFont(look().font("small"))
            axis.setLabel(name, color=look().colours.muted)
        plot.plot([0, 1], [0, 1], pen=pg.mkPen(look().colour("muted"), width=1, style=_DASHES))

    def show_problem(self, error: SamoError) -> None:
        """Says why there is nothing to show."""
        self.says.setText(formats.problem(error.message, error.hint))

    def show_reliability(self, found: Reliability) -> None:
        """Draws the curve, or says that there are too few corrections for one."""
        if found.corrections < LEAST:
            self.says.setText(_("There are not enough corrections yet to tell."))
            return
        learned = found.before != found.after
        if learned:
            self._draw(found.before, look().colour("muted"))
        self._draw(found.after, look().colour("accent"))
        text = _(
            "From the entries that you corrected. On the dashed line, SAMO is as sure as it is "
            "right: when 50 % sure, right half of the time. Larger points stand for more feelings."
        )
        if learned:
            text += " " + _("Grey: before your corrections.")
        self.caption.setText(text)
        self.plot.setAccessibleDescription(self.in_words(found.after))
        self.pages.setCurrentWidget(self.plot)

    def in_words(self, bins: Sequence[Bin]) -> str:
        """The curve as sentences, for who cannot see it."""
        one = _("When {said} % sure, right {right} % of the time.")
        return " ".join(
            one.format(said=round(b.mean_probability * 100), right=round(b.share_wanted * 100))
            for b in bins
        )

    def _draw(self, bins: Sequence[Bin], colour: object) -> None:
        x = [b.mean_probability for b in bins]
        y = [b.share_wanted for b in bins]
        most = max(b.count for b in bins)
        sizes = [SMALLEST + (LARGEST - SMALLEST) * (b.count / most) ** 0.5 for b in bins]
        plot = self.plot.getPlotItem()
        plot.plot(x, y, pen=pg.mkPen(colour, width=2), antialias=True)
        plot.addItem(
            pg.ScatterPlotItem(
                x, y, size=sizes, brush=pg.mkBrush(colour), pen=pg.mkPen(look().colour("paper"))
            )
        )


_DASHES = Qt.PenStyle.DashLine
