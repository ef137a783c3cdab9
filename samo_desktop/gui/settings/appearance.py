"""How the window looks."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from samo_desktop.gui.settings.section import Section
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

SIZES = (0.8, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)


class AppearanceSection(Section):
    """Colours and the size of the text."""

    title = N_("Appearance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        themes = [(_("Match system"), "system"), (_("Light"), "light"), (_("Dark"), "dark")]
        self.theme = self.choice("theme", _("Theme"), themes)
        sizes = [(percent(size), size) for size in SIZES]
        self.text_size = self.choice("text_scale", _("Text size"), sizes, percent)
        self.row(_("Theme"), self.theme)
        self.row(_("Text size"), self.text_size)


def percent(factor: float) -> str:
    """A size of the text, such as 115 %."""
    return _("{n} %").format(n=QLocale().toString(round(100 * factor)))
