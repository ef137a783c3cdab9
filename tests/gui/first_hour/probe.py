"""The program's window as a screen reader meets it: started as `python -m` this, told on stdout.

The window is the real one, with nothing replaced. A thread answers each line of standard input
with one line of JSON: what can be seen in the accessibility tree of the windows that are open, and
what has the focus. It only looks: all that is done is done by keys, from outside.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QCoreApplication, QMetaObject, QObject, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from samo_desktop.__main__ import main

MOST_PARTS = 4000


def parts(interface: QAccessibleInterface | None, depth: int = 0) -> Iterator[dict[str, Any]]:
    """What of a window can be seen, from the top down."""
    if interface is None or not interface.isValid() or depth > 40:
        return
    state = interface.state()
    if state.invisible:
        return
    part = {
        "role": interface.role().name,
        "name": interface.text(QAccessible.Text.Name),
        "value": interface.text(QAccessible.Text.Value),
        "says": interface.text(QAccessible.Text.Description),
        "focused": bool(state.focused),
        "enabled": not state.disabled,
        "checked": bool(state.checked),
    }
    text = interface.textInterface()
    if text is not None:
        part["value"] = text.text(0, text.characterCount())
    yield part
    for number in range(interface.childCount()):
        yield from parts(interface.child(number), depth + 1)


class Answers(QObject):
    """Looks at the windows on their own thread, for the thread that reads the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}

    @Slot()
    def look(self) -> None:
        """Notes what is there now."""
        seen: list[dict[str, Any]] = []
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                for part in parts(QAccessible.queryAccessibleInterface(window)):
                    seen.append(part)
                    if len(seen) >= MOST_PARTS:
                        break
        active = QApplication.activeWindow()
        focus = QApplication.focusWidget()
        self.found = {
            "parts": seen,
            "active": active.windowTitle() if active else "",
            "size": [active.width(), active.height()] if active else [],
            "focus": self._about(focus),
        }

    @staticmethod
    def _about(widget: Any) -> dict[str, str]:
        if widget is None:
            return {"class": "", "name": "", "role": "", "object": ""}
        interface = QAccessible.queryAccessibleInterface(widget)
        return {
            "class": type(widget).__name__,
            "object": widget.objectName(),
            "name": interface.text(QAccessible.Text.Name) if interface else "",
            "role": interface.role().name if interface else "",
        }


def answer() -> None:
    """Answers until standard input ends."""
    answers: Answers | None = None
    for _line in sys.stdin:
        app = QCoreApplication.instance()
        if app is None:
            print(json.dumps({"parts": [], "active": "", "size": [], "focus": {}}), flush=True)
            continue
        if answers is None:
            answers = Answers()
            QAccessible.setActive(True)  # else what was told once is never told anew
            answers.moveToThread(app.thread())
        way = Qt.ConnectionType.BlockingQueuedConnection
        QMetaObject.invokeMethod(answers, "look", way)
        print(json.dumps(answers.found), flush=True)


if __name__ == "__main__":
    threading.Thread(target=answer, daemon=True).start()
    sys.exit(main())
