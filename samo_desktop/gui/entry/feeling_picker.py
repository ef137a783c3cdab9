"""A small menu of feelings that can be searched by typing."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from samo_desktop.domain.emotion import FAMILY_OF
from samo_desktop.gui.style import formats, icons
from samo_desktop.gui.style.theme import look
from samo_desktop.gui.widgets.picker import Picker
from samo_desktop.messages import gettext as _


class FeelingPicker(Picker):
    """Opens under a button. Typing narrows the list, Enter takes the first or the marked one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            asks=_("Which feeling?"),
            search=_("Search feelings"),
            lists=_("Feelings"),
            none=_("No such feeling. You can add your own in Settings."),
        )
        self.list.setIconSize(QSize(look().icon_size, look().icon_size))

    def offer(self, labels: Iterable[str]) -> None:
        """Lists `labels` by their names."""
        for name, feeling in sorted(
            ((formats.feeling(feeling), feeling) for feeling in labels),
            key=lambda pair: pair[0].casefold(),
        ):
            own = feeling not in FAMILY_OF
            icon = icons.pixmap(
                icons.family_icon(feeling), look().feeling(feeling), look().icon_size
            )
            spoken = _("{feeling}, your own").format(feeling=name) if own else name
            self.add(feeling, name, spoken, QIcon(icon))
        self.fit(30)
