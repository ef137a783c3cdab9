"""Tab goes through a window as the eye does: in the order in which things stand in their layouts.

Qt's own order is that in which widgets were made, so what is made later, such as the chips of an
entry, would come after everything else.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLayout,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QWidget,
)

_WHOLE = (QAbstractScrollArea, QAbstractSpinBox, QComboBox)
"""Controls whose parts are none of the user's business."""


def move_focus(inside: QWidget, *, forward: bool) -> bool:
    """Gives the keyboard to the next control in `inside`, or the one before; False if none is."""
    now = QApplication.focusWidget()
    order = [each for each in _in_order(inside) if each is now or _stops_at(each)]
    if not forward:
        order.reverse()
    if now in order:
        at = order.index(now)
        order = order[at + 1 :] + order[:at]
    if not order:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    order[0].setFocus(reason)
    _bring_into_view(order[0])
    return True


def _stops_at(widget: QWidget) -> bool:
    if not widget.isEnabled() or widget.focusProxy() is not None:
        return False
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return False
    if isinstance(widget, QRadioButton) and not widget.isChecked():
        parent = widget.parentWidget()
        group = parent.findChildren(QRadioButton) if parent else []
        return not any(each.isChecked() for each in group)
    return True


def _in_order(widget: QWidget) -> Iterator[QWidget]:
    """`widget` and what can be seen in it."""
    yield widget
    if isinstance(widget, QScrollArea):
        if (held := widget.widget()) is not None:
            yield from _in_order(held)
    elif not isinstance(widget, _WHOLE):
        for child in _children(widget):
            yield from _in_order(child)


def _children(widget: QWidget) -> list[QWidget]:
    """The visible children: those of the layout first, then the others from top to bottom."""
    laid: list[QWidget | None] = []
    if isinstance(widget, QSplitter):
        laid = [widget.widget(place) for place in range(widget.count())]
    elif (layout := widget.layout()) is not None:
        laid = list(_laid_out(layout))
    there = [
        child
        for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if child.isVisible() and not child.isWindow()
    ]
    there.sort(key=lambda child: (child.y(), child.x()))
    first = {child: place for place, child in enumerate(laid)}
    return sorted(there, key=lambda child: first.get(child, len(first)))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield widget
        elif (inner := item.layout()) is not None:
            yield from _laid_out(inner)


def _bring_into_view(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
