"""Every text that a window shows, or reads out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


@dataclass(frozen=True)
class Shown:
    """A text, and where it is: "player QPushButton toolTip"."""

    text: str
    where: str


def shown(window: QWidget) -> Iterator[Shown]:
    """The texts of all that is to be seen: what the user wrote in fields is left out."""
    for top in QApplication.topLevelWidgets():
        if top.isVisible() or top is window:
            for widget in (top, *top.findChildren(QWidget)):
                if widget.isVisible():
                    yield from _told(widget)


def _told(widget: QWidget) -> Iterator[Shown]:
    name = f"{widget.objectName()} {type(widget).__name__}".strip()
    for kind in _KINDS:
        if text := getattr(widget, kind)():
            yield Shown(plain(text), f"{name} {kind}")
    for place, text in _own(widget):
        if text:
            yield Shown(plain(text), f"{name} {place}")
    for action in widget.actions():
        yield from _action(action, name)


_KINDS = ("toolTip", "accessibleName", "accessibleDescription", "statusTip", "whatsThis")


def _own(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    if isinstance(widget, QAbstractButton) and (menu := getattr(widget, "menu", None)):
        for action in menu().actions() if menu() else ():
            yield "menu", action.text()
    if isinstance(widget, QGroupBox):
        yield "title", widget.title()
    if isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit):
        yield "placeholderText", widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (("item", widget.itemText(at)) for at in range(widget.count()))
    if isinstance(widget, QAbstractItemView) and (model := widget.model()):
        for row in range(min(50, model.rowCount())):
            index = model.index(row, 0)
            for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                yield "row", str(index.data(role) or "")
    if isinstance(widget, QMenu | QDialog) or widget.isWindow():
        yield "windowTitle", widget.windowTitle()


def _action(action: QAction, name: str) -> Iterator[Shown]:
    for kind in ("text", "toolTip", "statusTip"):
        if text := getattr(action, kind)():
            yield Shown(plain(text), f"{name} action {kind}")


def plain(text: str) -> str:
    """`text` without marks of keys and without HTML."""
    if re.search(r"<\/?\w+[^<>]*>", text):
        document = QTextDocument()
        document.setHtml(text)
        text = document.toPlainText()
    return text.replace("&", "").replace("\u200b", "")


def _cut(widget: QWidget) -> str:
    """How a label or a button lacks room; "" if it does not."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        needs, has = widget.heightForWidth(widget.width()), widget.height()
    else:
        needs, has = widget.minimumSizeHint().width(), widget.width()
    return f"needs {needs} pixels and has {has}" if needs > has + 1 else ""


def cut_off(window: QWidget) -> Iterator[str]:
    """Labels and buttons that have less room than their text needs."""
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, QLabel | QAbstractButton) or not widget.isVisible():
            continue
        if widget.text() and (problem := _cut(widget)):
            name = f"{widget.objectName()} {type(widget).__name__}".strip()
            yield f"{name}: {widget.text()!r} {problem}"
