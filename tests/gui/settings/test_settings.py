"""The settings: languages that can be transcribed, the test of the microphone, the page itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.gui.style.theme import look
from samo_desktop.services.models import InstalledModel
from samo_desktop.settings import Settings
from tests.gui.fakes import TestServices
from tests.gui.space import Space

pytestmark = pytest.mark.slow

MOONSHINE = InstalledModel(
    *("moonshine-tiny-en", "1", "speech", "moonshine", Path(), 44_000_000, "MIT", ("en",))
)
WHISPER = InstalledModel(
    *("whisper-small", "1", "speech", "whisper", Path(), 486_000_000, "MIT", ("*",))
)


@pytest.fixture
def services() -> TestServices:
    made = TestServices()
    made.models = lambda: [MOONSHINE]  # type: ignore[method-assign]
    return made


@pytest.fixture
def settings(space: Space) -> Space:
    space.go("settings")
    return space


def enabled(box: QComboBox, code: str) -> bool:
    place = box.findData(code)
    return bool(box.model().flags(box.model().index(place, 0)) & Qt.ItemFlag.ItemIsEnabled)


def choose(box: QComboBox, value: object) -> None:
    place = box.findData(value)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def test_only_languages_that_a_model_knows_can_be_chosen(
    settings: Space, services: TestServices
) -> None:
    speech = settings.settings.speech
    box = speech.language
    assert enabled(box, "en")
    assert enabled(box, "")
    assert not enabled(box, "de")
    assert box.itemText(box.findData("de")) == "German (needs a larger model)"
    assert box.itemData(box.findData("de"), Qt.ItemDataRole.ToolTipRole) == (
        "Needs a larger model. Get one below."
    )
    assert box.itemText(1) == "English"  # what can be chosen comes first
    assert "knows only English" in speech.says.text()
    services.models = lambda: [WHISPER, MOONSHINE]  # type: ignore[method-assign]
    speech.load()
    assert enabled(box, "de")
    assert not speech.says.isVisible()
    choose(speech.engine, "moonshine-tiny-en")
    assert settings.app.settings.engine == "moonshine-tiny-en"
    assert not enabled(box, "de")
    assert box.itemText(box.findData("de")) == "German (needs another model)"


def test_what_no_model_can_do_is_told_in_place(settings: Space) -> None:
    speech = settings.settings.speech
    change = settings.workspace.context.change_settings
    for code, name in (("de", "German"), ("sv", "Swedish")):  # one is in the list, one is not
        change(languages=(code,) if code else ())
        assert speech.says.text().startswith(f"No installed model knows {name}")
        assert speech.says.isVisible()
        assert speech.language.currentText().startswith(name)
    change(engine="whisper:whisper-small")
    assert speech.engine.currentText() == "Whisper small (not installed)"
    assert speech.says.text().startswith("Whisper small is not installed")
    QApplication.processEvents()
    speech.get_models.click()
    assert settings.settings.page.area.verticalScrollBar().value() > 0


def place(widget: QWidget) -> QPoint:
    return widget.mapTo(widget.window(), QPoint(0, 0))


def test_testing_the_microphone_moves_nothing(settings: Space) -> None:
    part = settings.settings.microphone
    QApplication.processEvents()
    below = place(part.silence)
    for says in ("the bar should move", "Press Test"):
        part.test.click()
        QApplication.processEvents()
        assert says in part.hears.text()
        assert place(part.silence) == below


def test_the_page_fits_any_window_and_size_of_text(qtbot: QtBot, settings: Space) -> None:
    page = settings.settings.page
    bar = page.area.verticalScrollBar()

    def fits() -> None:
        assert page.area.widget().width() <= page.area.viewport().width(), (scale, width)
        first, last = page.sections[0], page.sections[-1]
        left = first.mapTo(page, QPoint(0, 0)).x()
        right = page.width() - left - first.width()
        assert abs(left - right) <= 20, (scale, width)  # the bar stands at the right
        bar.setValue(bar.maximum())
        end = last.mapTo(page, last.rect().bottomLeft()).y()
        assert page.height() - end < 60, (scale, width)  # no void below

    try:
        for scale, width in (
            *((1.0, 800), (1.5, 800), (2.0, 800), (2.0, 1280)),
            *((1.0, 1500), (1.0, 1920), (1.0, 2560)),
        ):
            look().apply(Settings(text_scale=scale))
            settings.window().resize(width, 560)
            qtbot.waitUntil(fits)
    finally:
        look().apply(Settings())


def test_fields_are_named_by_what_they_are_for(settings: Space) -> None:
    page = settings.settings.page
    named = {
        label.buddy().objectName(): (label.text(), label.buddy().accessibleName())
        for label in page.findChildren(QLabel)
        if label.buddy() is not None and label.buddy().accessibleName()
    }
    assert named["theme"] == ("Theme", "Theme")
    assert named["language"] == ("Spoken language", "Spoken language")
    assert {"text_scale", "microphone", "stop_after_silence", "engine"} <= named.keys()
    assert page.area.accessibleName() == "Settings"
    assert page.area.focusPolicy() == Qt.FocusPolicy.NoFocus
    texts = [label.text() for label in settings.settings.shortcuts.findChildren(QLabel)]
    shortcuts = dict(zip(texts[1::2], texts[2::2], strict=True))
    assert shortcuts["Record"] == "Ctrl+R"
    assert shortcuts["Journal"] == "Ctrl+1"
    assert "Space" in shortcuts.values()


def test_the_journal_is_shown_in_its_folder(
    settings: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: not opened.append(url))
    settings.settings.journal.show_folder.click()
    assert [url.toLocalFile() for url in opened] == [str(settings.app.journal.folder)]
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    settings.settings.journal.show_folder.click()
    shown = " ".join(label.text() for label in settings.dock.findChildren(QLabel))
    assert str(settings.app.journal.folder) in shown.replace("\u200b", "")
