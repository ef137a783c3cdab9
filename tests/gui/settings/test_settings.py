"""The settings: languages that can be transcribed, the test of the microphone, the page itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from samo_desktop.gui.style.theme import look
from samo_desktop.languages import HEARD_BY_WHISPER, HEARD_WELL
from samo_desktop.services.models import InstalledModel
from samo_desktop.settings import Settings
from tests.gui.fakes import TestServices
from tests.gui.space import Space

pytestmark = pytest.mark.slow

MOONSHINE = InstalledModel(
    *("moonshine-tiny-en", "1", "speech", "moonshine", Path(), 44_000_000, "MIT", ("en",))
)
WHISPER = InstalledModel(
    *("whisper-base", "1", "speech", "whisper", Path(), 78_000_000, "MIT", ("*",))
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


@pytest.fixture
def both(services: TestServices) -> None:
    """What ships: Whisper base and Moonshine."""
    services.models = lambda: [WHISPER, MOONSHINE]  # type: ignore[method-assign]


# ---- the languages


@pytest.mark.usefixtures("both")
def test_several_languages_can_be_chosen(settings: Space) -> None:
    languages = settings.settings.speech.languages
    names = [box.text() for box in languages.boxes.values()]
    assert names == ["English", "French", "German", "Portuguese", "Spanish"]
    assert languages.codes() == ()
    assert languages.says.text() == "Any language: it is detected for each recording."
    languages.boxes["de"].click()
    assert settings.app.settings.languages == ("de",)
    assert languages.says.text() == "Every recording is transcribed as German."
    languages.boxes["en"].click()
    assert set(settings.app.settings.languages) == {"en", "de"}
    assert "is detected for each recording" in languages.says.text()
    for code in ("de", "en"):
        languages.boxes[code].click()
    assert settings.app.settings.languages == ()


@pytest.mark.usefixtures("both")
def test_any_other_language_is_found_by_typing(qtbot: QtBot, settings: Space) -> None:
    languages = settings.settings.speech.languages
    languages.more.click()
    picker = languages.picker
    assert picker is not None
    offered = picker.offered()
    assert {*offered} == HEARD_BY_WHISPER
    for code in ("de", "sv"):
        item = picker.list.item(offered.index(code))
        less = "" if code in HEARD_WELL else ", less accurate"
        assert item.data(Qt.ItemDataRole.AccessibleTextRole) == item.text() + less
    qtbot.keyClicks(picker.search, "svenska")
    assert picker.offered() == ["sv"]
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert settings.app.settings.languages == ("sv",)
    box = languages.boxes["sv"]
    assert box.isChecked()
    assert box.accessibleName() == "I speak Swedish"
    assert languages.focusWidget() is box
    assert "More words are wrong in Swedish" in languages.says.text()
    box.click()
    assert settings.app.settings.languages == ()
    assert "Swedish" not in languages.says.text()


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("typed", ["Klingon", "English"])
def test_a_language_that_is_not_there_is_said(qtbot: QtBot, settings: Space, typed: str) -> None:
    languages = settings.settings.speech.languages
    languages.boxes["en"].click()
    languages.more.click()
    assert languages.picker is not None
    qtbot.keyClicks(languages.picker.search, typed)
    assert languages.picker.none.isVisible()
    qtbot.keyClick(languages.picker.search, Qt.Key.Key_Return)
    assert settings.app.settings.languages == ("en",)


def test_what_the_installed_models_do_not_know_is_marked(
    settings: Space, services: TestServices
) -> None:
    speech = settings.settings.speech
    assert speech.languages.boxes["en"].text() == "English"
    assert speech.languages.boxes["de"].text() == "German (needs another model)"
    assert "Moonshine tiny knows only English" in speech.says.text()
    assert speech.get_models.isVisible()
    speech.languages.boxes["de"].click()
    assert "Moonshine tiny does not know German" in speech.says.text()
    services.models = lambda: [WHISPER, MOONSHINE]  # type: ignore[method-assign]
    speech.load()
    assert speech.languages.boxes["de"].text() == "German"
    assert not speech.says.isVisible()
    assert settings.app.settings.languages == ("de",)


# ---- best or quick


@pytest.mark.usefixtures("both")
def test_best_and_quick_say_which_model_is_used(settings: Space) -> None:
    speech = settings.settings.speech
    engine = speech.engine
    assert engine.best.isChecked()
    assert not engine.model.isVisible()
    assert engine.best_says.text() == "The fewest mistakes. Uses Whisper base."
    assert engine.quick_says.text().startswith("Uses Whisper base as well.")
    speech.languages.boxes["en"].click()
    assert engine.quick_says.text() == (
        "Words come sooner, with more mistakes. Uses Moonshine tiny."
    )
    assert engine.quick.accessibleDescription() == engine.quick_says.text()
    engine.quick.click()
    assert settings.app.settings.engine == "quick"
    engine.best.click()
    assert settings.app.settings.engine == "auto"


@pytest.mark.usefixtures("both")
def test_best_says_how_fast_it_was_on_this_computer(
    space: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    paces = {"whisper-base": 9.4, "moonshine-tiny-en": 0.3}
    monkeypatch.setattr(space.app.entries, "seconds_a_minute", lambda: paces)
    space.workspace.context.change_settings(languages=("en",))
    space.go("settings")
    engine = space.settings.speech.engine
    assert engine.best_says.text() == (
        "The fewest mistakes. Uses Whisper base, which took about 9 seconds for a minute of speech."
    )
    assert engine.quick_says.text().endswith("about 1 second for a minute of speech.")


@pytest.mark.usefixtures("both")
def test_a_model_that_does_not_know_the_language_leads_to_the_best(settings: Space) -> None:
    speech = settings.settings.speech
    engine = speech.engine
    speech.languages.boxes["de"].click()
    engine.one.click()
    assert settings.app.settings.engine == "whisper-base"
    assert not speech.says.isVisible()
    box = engine.model
    box.setCurrentIndex(box.findData("moonshine-tiny-en"))
    box.activated.emit(box.currentIndex())
    assert settings.app.settings.engine == "moonshine-tiny-en"
    assert speech.says.text().startswith("Moonshine tiny does not know German")
    assert not speech.get_models.isVisible()
    speech.use_best.click()
    assert settings.app.settings.engine == "auto"
    assert engine.best.isChecked()
    assert not speech.says.isVisible()


def test_what_no_model_can_do_is_told_in_place(settings: Space, services: TestServices) -> None:
    speech = settings.settings.speech
    change = settings.workspace.context.change_settings
    change(engine="whisper:whisper-small")
    assert speech.engine.one.isChecked()
    assert speech.engine.model.currentText() == "Whisper small (not installed)"
    assert speech.says.text().startswith("Whisper small is not installed")
    speech.use_best.click()
    assert settings.app.settings.engine == "auto"
    services.models = lambda: []  # type: ignore[method-assign]
    speech.load()
    assert speech.says.text().startswith("No speech model is installed")
    QApplication.processEvents()
    speech.get_models.click()
    assert settings.settings.page.area.verticalScrollBar().value() > 0


def place(widget: QWidget) -> QPoint:
    return widget.mapTo(widget.window(), QPoint(0, 0))


def test_hesitations_are_left_out_if_one_wants(settings: Space) -> None:
    tidy = settings.settings.speech.tidy
    assert not tidy.isChecked()
    tidy.click()
    assert settings.app.settings.tidy_speech
    tidy.click()
    assert not settings.app.settings.tidy_speech


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
            qtbot.waitUntil(fits, timeout=30_000)  # all that is open is laid out anew
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
    assert named["language_en"] == ("Spoken languages", "I speak English")
    assert named["engine_best"] == ("Transcribe with", "Transcribe with: Best")
    assert {"text_scale", "microphone", "stop_after_silence"} <= named.keys()
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
