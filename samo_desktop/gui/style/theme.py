"""The window's look: one palette for light, one for dark, three sizes of type.

Everything that is drawn asks `look()`; nothing else names a colour.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication, QStyle

from samo_desktop.domain.emotion import FAMILY_OF
from samo_desktop.gui.style.colours import DARK, HUES, LIGHT, Colours
from samo_desktop.gui.widgets import accessible
from samo_desktop.paths import resources_folder
from samo_desktop.settings import Settings

GRID = 8
"""Pixels: every distance is a multiple (or half) of it."""

MEASURE = 72
"""Characters: the widest that text is set."""

LEADING = 1.5
"""Line height of running text, as a factor of the font's own."""

_SIZES = {"small": 1.05, "body": 1.2, "key": 1.55, "title": 1.75}
"""Sizes of type beside the system's own."""

FADE_MS = 160
"""Milliseconds: the longest that anything moves."""


class Look(QObject):
    """The look in use. `changed` says that colours or sizes are others now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours: Colours = LIGHT
        self.dark = False
        self._theme = "system"
        self._scale = 1.0
        self._base = QFont()
        self._listening = False

    def apply(self, settings: Settings) -> None:
        """Takes theme and text size from `settings` and dresses the whole application."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        hints = app.styleHints()
        if not self._listening:
            self._listening = True
            self._base = QFont(app.font())
            app.setStyle("Fusion")
            accessible.install()
            hints.colorSchemeChanged.connect(self._system_changed)
        self._theme, self._scale = settings.theme, settings.text_scale
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        with _nothing_collected():
            hints.setColorScheme(schemes.get(settings.theme, Qt.ColorScheme.Unknown))
        self._dress(app)

    def _system_changed(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._dress(app)

    def _dress(self, app: QApplication) -> None:
        system_dark = app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.dark = self._theme == "dark" or (self._theme == "system" and system_dark)
        self.colours = DARK if self.dark else LIGHT
        sheet = self._sheet()
        with _nothing_collected():
            app.setPalette(_palette(self.colours))
            app.setStyleSheet(sheet)
            self.changed.emit()

    def _sheet(self) -> str:
        tokens = self.colours.tokens()
        tokens |= {role: f"{self.points(role):.2f}pt" for role in ("small", "body", "title", "key")}
        tokens["icon"] = f"{self.icon_size}px"
        tokens["small_icon"] = f"{max(14, self.icon_size - 4)}px"
        box = max(16, self.icon_size - 2)
        tokens |= {"box": f"{box}px", "dot": f"{box - 8}px", "round": f"{box // 2 + 2}px"}
        tokens["arrow"] = f"{max(12, self.icon_size * 2 // 3)}px"
        tokens["arrow_room"] = f"{max(12, self.icon_size * 2 // 3) + 12}px"
        tokens["chip"] = f"{self._chip_radius}px"
        half = max(25, QFontMetrics(self.font("body")).height() // 2 + GRID)
        tokens["record_height"] = f"{2 * half}px"
        tokens["record_radius"] = f"{half}px"
        tokens["record_ring"] = f"{half + 3}px"
        check = "check-dark.svg" if self.dark else "check-light.svg"
        tokens["check"] = (resources_folder() / "icons" / check).as_posix()
        tokens["chevron"] = (resources_folder() / "icons" / "chevron.svg").as_posix()
        sheet = (resources_folder() / "style" / "window.qss").read_text("utf-8")
        for name in sorted(tokens, key=len, reverse=True):
            sheet = sheet.replace("@" + name, tokens[name])
        return sheet + "".join(map(self._chip_rule, HUES))

    def _chip_rule(self, family: str) -> str:
        """A chip is tinted in its family's colour, more strongly when it is chosen."""
        soft, strong = (_rgba(self.tint(family, strong=each)) for each in (False, True))
        chip = f'QPushButton[family="{family}"]'
        return (
            f"{chip} {{ background: {soft}; border-radius: {self._chip_radius}px;"
            f" padding: 3px 10px 3px 8px; font-size: {self.points('small'):.2f}pt; }}\n"
            f"{chip}:hover, {chip}:checked {{ background: {strong}; }}\n"
            f"{chip}:focus {{ border-color: {self.colours.accent}; }}\n"
            f'{chip}[said="true"] {{ padding-right: {self.icon_size + 10}px; }}\n'
        )

    @property
    def _chip_radius(self) -> int:
        return QFontMetrics(self.font("small")).height() // 2 + 3

    def points(self, role: str) -> float:
        """The size of type in points; `role` is "small", "body", "title", or "key" for a secret."""
        base = self._base.pointSizeF() if self._base.pointSizeF() > 0 else 10.0
        return base * self._scale * _SIZES[role]

    def font(self, role: str, *, strong: bool = False) -> QFont:
        """The system's font in one of the three sizes."""
        font = QFont(self._base)
        font.setPointSizeF(self.points(role))
        if strong:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    @property
    def icon_size(self) -> int:
        """Pixels of an icon that stands beside small text."""
        return QFontMetrics(self.font("small")).height() - 1

    def measure(self, characters: int) -> int:
        """Pixels that a line of running text of so many characters takes."""
        return round(QFontMetricsF(self.font("body")).averageCharWidth() * characters)

    def colour(self, name: str, alpha: float = 1.0) -> QColor:
        """A colour of the palette by its name, or a family's; `alpha` 0..1."""
        value = self.colours.families.get(name) or str(getattr(self.colours, name))
        colour = QColor(value)
        colour.setAlphaF(alpha)
        return colour

    def feeling(self, label: str, alpha: float = 1.0) -> QColor:
        """The colour of the family that the feeling `label` belongs to."""
        return self.colour(FAMILY_OF.get(label, "neutral"), alpha)

    def tint(self, label: str, *, strong: bool = False) -> QColor:
        """The ground of a chip of the feeling or family `label`; `strong` where it is chosen."""
        colour = QColor(HUES.get(label) or HUES[FAMILY_OF.get(label, "neutral")])
        colour.setAlphaF(self.colours.tint_alpha[strong])
        return colour

    def moves(self) -> bool:
        """Whether things may move; False when the system asks for rest."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return False
        preference = getattr(app.styleHints().accessibility(), "motionPreference", None)
        if preference is not None and "Reduced" in str(preference()):
            return False
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return app.style().styleHint(hint, None, None) > 0


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Holds off the garbage collector.

    Qt goes through a list of all widgets then; it crashes if one of them is deleted meanwhile. Nor
    does a window that is half collected hear of the new look.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _rgba(colour: QColor) -> str:
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {colour.alphaF():.2f})"


def _palette(colours: Colours) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, value in (
        (roles.Window, colours.paper),
        (roles.Base, colours.paper),
        (roles.AlternateBase, colours.rail),
        (roles.Button, colours.rail),
        (roles.WindowText, colours.ink),
        (roles.Text, colours.ink),
        (roles.ButtonText, colours.ink),
        (roles.PlaceholderText, colours.muted),
        (roles.Highlight, colours.accent),
        (roles.HighlightedText, colours.on_accent),
        (roles.ToolTipBase, colours.raised),
        (roles.ToolTipText, colours.ink),
        (roles.Link, colours.accent),
        (roles.Mid, colours.line),
    ):
        palette.setColor(role, QColor(value))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.faint))
    return palette


@cache
def look() -> Look:
    """The one look of this process."""
    return Look()
