"""The last step of the first run: which models are here, and what a larger one would add."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from samo_desktop.domain.models import ModelStatus
from samo_desktop.gui.settings.models import ModelsSection
from samo_desktop.gui.settings.section import beside
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _


class SpeechModels(ModelsSection):
    """The models of the settings, without those that read texts, and without what experts need."""

    title = ""

    def _lay_out(self) -> None:
        for left_out in (self.archive, self.check_all, self.mirror, self.proxy):
            left_out.setParent(self)
            left_out.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID // 2)
        self._told = QWidget()
        told = QHBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self.notice, 1)
        told.addWidget(self.stop)
        self._list.addWidget(self._told)
        self.column.addLayout(self._list)
        says = _(
            "On a computer that is never online, import a model: copy its folder from a USB stick."
        )
        self.column.addWidget(label(says, "small", wrap=True))
        self.column.addLayout(beside(self.folder))

    def _show(self, models: list[ModelStatus]) -> None:
        super()._show([each for each in models if each.kind == "speech"])
        for row in self.rows.values():
            for each in (row.verify, row.remove):
                each.hide()
