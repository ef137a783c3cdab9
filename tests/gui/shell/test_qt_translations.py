"""Qt's own dialogs speak the language of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from samo_desktop import messages
from samo_desktop.gui.shell.application import translate_qt
from tests.support import catalogues


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    messages.use(Path("nowhere"), [])


@pytest.mark.parametrize(
    ("language", "cancel"),
    [("de_AT", "Abbrechen"), ("pt_BR", "Cancelar"), ("tlh", "Cancel"), ("", "Cancel")],
)
def test_a_button_of_qts(
    qtbot: QtBot,
    app: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    cancel: str,
) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    file = tmp_path / (language or "none") / "LC_MESSAGES" / "samo.mo"
    file.parent.mkdir(parents=True)
    catalogues.load().compiled(Catalog(), file)
    messages.use(tmp_path, [language] if language else [])
    assert messages.language() == language
    translate_qt(app)
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "") == cancel
