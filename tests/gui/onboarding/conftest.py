"""Opening a journal takes its time here, as it does in the program."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from tests.gui.fakes import TestServices


@pytest.fixture
def services() -> TestServices:
    """Work is done on threads."""
    made = TestServices()
    made.threads = True
    return made


@pytest.fixture(autouse=True)
def _windows_are_gone(qapp: QApplication) -> None:
    """Deletes the windows of former tests; where no event loop ran, each would dress them anew."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
