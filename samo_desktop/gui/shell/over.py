"""What lies over a window: dialogs, menus, tooltips."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget


def close_all_over(window: QWidget) -> None:
    """Closes every dialog, menu and tooltip of `window`, also a dialog that would rather stay."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    QToolTip.hideText()
    for each in QApplication.topLevelWidgets():
        if each is window or not _is_of(each, window):
            continue
        if isinstance(each, QDialog):
            each.done(QDialog.DialogCode.Rejected)
        else:
            each.close()


def _is_of(widget: QWidget, window: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        parent = parent.parentWidget()
    return parent is window
