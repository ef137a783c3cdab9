"""The program's own icons, drawn in the colours of the theme."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from samo_desktop.domain.emotion import FAMILY_OF
from samo_desktop.gui.style.theme import look
from samo_desktop.paths import resources_folder

SIZE = 20
LARGE = 48
"""Pixels of an icon beside the largest type."""


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    svg = (resources_folder() / "icons" / f"{name}.svg").read_text("utf-8")
    return QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))


def paint(painter: QPainter, name: str, colour: QColor, rect: QRectF) -> None:
    """Draws the icon `name` into `rect`."""
    _renderer(name, colour.name()).render(painter, rect)


def pixmap(name: str, colour: QColor, size: int = SIZE, ratio: float = 2.0) -> QPixmap:
    """The icon `name` as a pixmap of `size` device-independent pixels."""
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    paint(painter, name, colour, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, colour: str = "ink", checked: str | None = None) -> QIcon:
    """The icon `name`, faint when disabled; `checked` names another colour while it is on."""
    made = QIcon()
    for size in (SIZE, LARGE):
        made.addPixmap(pixmap(name, look().colour(colour), size))
        made.addPixmap(pixmap(name, look().colour("faint"), size), QIcon.Mode.Disabled)
        if checked:
            lit = pixmap(name, look().colour(checked), size)
            made.addPixmap(lit, QIcon.Mode.Normal, QIcon.State.On)
    return made


def family_icon(label: str) -> str:
    """The name of the icon of the family that the feeling `label` belongs to.

    A feeling of the user's own has no family, and an icon of its own.
    """
    return FAMILY_OF.get(label, "own")


def wear(button: QAbstractButton, name: str, colour: str = "ink", checked: str = "") -> None:
    """Gives `button` the icon `name`; `redress` draws it again in another theme."""
    button.setProperty("wears", [name, colour, checked])
    button.setIcon(icon(name, colour, checked or None))


def redress(window: QWidget) -> None:
    """Draws the icons of every button under `window` again, after the theme changed."""
    for button in window.findChildren(QAbstractButton):
        worn = button.property("wears")
        if worn:
            button.setIcon(icon(worn[0], worn[1], worn[2] or None))
