"""Writing a voice note down again, comparing what was heard, and taking words over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.transcript import Segment, Transcript
from samo_desktop.errors import ModelError
from samo_desktop.gui.entry.transcripts_dialog import TranscriptsDialog, differences
from samo_desktop.inference.model_store.catalogue import InstalledModel
from samo_desktop.inference.models import ANY_SPEECH, Models
from tests.gui.fakes import Dictation, FakeModels, TestServices
from tests.gui.space import Space
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

SPOKEN = "I called my mother. I was nervous."
OTHER = "I called my brother. I was nervous."


class TwoModels(FakeModels):
    """A Whisper model, which says what it was asked for, and the one that is always there."""

    def __init__(self) -> None:
        super().__init__(SPOKEN)
        self.asked: list[str] = []
        self.broken = False

    def speech_models(self) -> list[InstalledModel]:
        if self.broken:
            raise ModelError("The models folder cannot be read.", "Check the disk.")
        place = Path("somewhere")
        return [
            InstalledModel("small", "1", "speech", "whisper", place, 244_000_000, "MIT"),
            InstalledModel(
                *("moonshine-tiny-en", "1", "speech", "moonshine", place, 44_000_000, "", ("en",))
            ),
        ]

    def speech(self, options: SpeechOptions = ANY_SPEECH) -> Dictation:
        self.asked.append(options.engine)
        return Dictation(OTHER) if options.engine == "whisper:small" else self.dictation


@pytest.fixture
def models() -> TwoModels:
    return TwoModels()


@pytest.fixture
def services(models: Models) -> TestServices:
    made = TestServices()
    made.models_in_use = models
    return made


def _menu(qtbot: QtBot, space: Space) -> QMenu:
    heard_by = space.journal.entry.heard_by
    heard_by.click()
    qtbot.waitUntil(lambda: heard_by.offered is not None)
    assert heard_by.offered is not None
    return heard_by.offered


def _action(menu: QMenu, text: str) -> QAction:
    [found] = [action for action in menu.actions() if action.text().startswith(text)]
    return found


def _dialog(qtbot: QtBot, space: Space) -> TranscriptsDialog:
    heard_by = space.journal.entry.heard_by
    heard_by.compare()
    dialog = heard_by.dialog
    assert dialog is not None
    return dialog


def _heard(text: str) -> Transcript:
    return Transcript(text, "de", "whisper", "small", (Segment(0.0, 1.0, text),), 12.0, 1.0)


def test_who_heard_it(space: Space, note: str) -> None:
    heard_by = space.journal.entry.heard_by
    assert heard_by.isVisible()
    assert heard_by.text().strip() == "Transcribed by dictation"
    entry = space.app.entries.get(note)
    assert entry.transcript is not None
    again = replace(entry.transcript, language="en", model="moonshine-tiny-en")
    heard_by.show_entry(replace(entry, transcript=again))
    assert heard_by.text().strip() == "Transcribed by Moonshine tiny (English)"
    written = space.app.entries.write("No sound.")
    space.journal.open(written.id)
    assert not heard_by.isVisible()


def test_the_menu_has_installed_models_and_languages(qtbot: QtBot, space: Space, note: str) -> None:
    menu = _menu(qtbot, space)
    assert [a.text() for a in menu.actions() if not a.isSeparator()] == [
        "Transcribe again with",
        "Whisper small, 244 MB",
        "Moonshine tiny (English), 44 MB",
        "Compare transcripts…",
    ]
    languages = _action(menu, "Whisper small").menu()
    assert isinstance(languages, QMenu)
    names = [action.text() for action in languages.actions() if not action.isSeparator()]
    assert names[0] == "Detect automatically"
    assert {"German", "French", "Japanese"} <= set(names[1:])
    assert names[1:] == sorted(names[1:])
    menu.close()


def test_whoever_chooses_the_english_model_says_that_it_is_english(
    qtbot: QtBot, space: Space, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(space.journal.entry.heard_by, "write_again", lambda *a: asked.append(a))
    menu = _menu(qtbot, space)
    _action(menu, "Moonshine tiny").trigger()
    assert asked == [("moonshine:moonshine-tiny-en", "en")]
    menu.close()


def test_writing_down_again_keeps_both_and_an_edited_text(
    qtbot: QtBot,
    space: Space,
    note: str,
    models: TwoModels,
    until_done: Callable[[str], None],
) -> None:
    space.app.entries.edit(note, text="My own words.")
    until_done(note)
    menu = _menu(qtbot, space)
    languages = _action(menu, "Whisper small").menu()
    assert isinstance(languages, QMenu)
    _action(languages, "French").trigger()
    menu.close()
    until_done(note)
    assert models.asked[-1] == "whisper:small"
    jobs = [job for job in space.app.entries.jobs(note) if job.step == "transcribe"]
    assert jobs[-1].options["language"] == "fr"
    journal = space.app.session.journal
    assert journal.entry(note).text == "My own words."
    assert [t.text for t in journal.transcripts(note)] == [SPOKEN, OTHER]
    assert space.journal.entry.text.toPlainText() == "My own words."


def test_the_other_words_are_marked_and_taken_over_only_when_asked(
    qtbot: QtBot, space: Space, note: str, until_done: Callable[[str], None]
) -> None:
    journal = space.app.session.journal
    Autocommit(journal).set_transcript(note, _heard(OTHER), replace_text=False)
    dialog = _dialog(qtbot, space)
    assert dialog.choice.count() == 2
    assert dialog.choice.itemText(0) == "Whisper small · German"
    assert dialog.choice.itemText(1).startswith("dictation · English · ")
    assert dialog.now.highlighted() == ["mother."]
    assert dialog.heard.highlighted() == ["brother."]
    assert dialog.now.isReadOnly()
    assert dialog.heard.isReadOnly()
    assert journal.entry(note).text == SPOKEN
    with qtbot.waitSignal(dialog.shown):
        dialog.use.click()
    assert journal.entry(note).text == OTHER
    assert (dialog.now.highlighted(), dialog.use.isEnabled()) == ([], False)
    assert len(journal.transcripts(note)) == 2
    with qtbot.waitSignal(dialog.shown):
        dialog.undo.click()
    assert journal.entry(note).text == SPOKEN
    assert not dialog.undo.isVisible()
    with qtbot.waitSignal(dialog.shown):
        dialog.use.click()
    dialog.done_.click()
    assert space.journal.entry.text.toPlainText() == OTHER
    until_done(note)


def test_the_words_are_there_as_they_were_heard(
    qtbot: QtBot, space: Space, note: str, until_done: Callable[[str], None]
) -> None:
    heard = replace(_heard("I paid twenty dollars."), readable="I paid $20.")
    Autocommit(space.app.session.journal).set_transcript(note, heard, replace_text=True)
    dialog = _dialog(qtbot, space)
    assert dialog.heard.toPlainText() == "I paid $20."
    assert dialog.word_for_word.isVisible()
    assert not dialog.use.isEnabled()
    with qtbot.waitSignal(dialog.shown):
        dialog.word_for_word.click()
    assert dialog.heard.toPlainText() == "I paid twenty dollars."
    assert dialog.heard.highlighted() == ["twenty dollars."]
    with qtbot.waitSignal(dialog.shown):
        dialog.use.click()
    assert space.app.entries.get(note).text == "I paid twenty dollars."
    dialog.choice.setCurrentIndex(1)
    assert not dialog.word_for_word.isVisible()
    dialog.done_.click()
    until_done(note)


def test_words_taken_over_can_be_put_back_after_the_dialog_was_closed(
    qtbot: QtBot, space: Space, note: str, until_done: Callable[[str], None]
) -> None:
    space.app.entries.edit(note, text="My own words.")
    until_done(note)
    dialog = _dialog(qtbot, space)
    assert not dialog.undo.isVisible()
    with qtbot.waitSignal(dialog.shown):
        dialog.use.click()
    dialog.done_.click()
    assert space.journal.entry.text.toPlainText() == SPOKEN
    dialog = _dialog(qtbot, space)
    assert dialog.undo.isVisible()
    with qtbot.waitSignal(dialog.shown):
        dialog.undo.click()
    dialog.done_.click()
    assert space.journal.entry.text.toPlainText() == "My own words."
    assert not _dialog(qtbot, space).undo.isVisible()
    until_done(note)


def test_a_transcript_with_the_same_words_changes_nothing(
    qtbot: QtBot, space: Space, note: str
) -> None:
    dialog = _dialog(qtbot, space)
    assert not dialog.use.isEnabled()
    assert dialog.tells.text() == "There are no differences."
    Autocommit(space.app.session.journal).set_transcript(note, _heard(""), replace_text=False)
    dialog.accept()
    dialog = _dialog(qtbot, space)
    assert not dialog.use.isEnabled()  # words are never replaced by none
    dialog.accept()


def test_what_is_typed_is_saved_before_it_is_compared(
    qtbot: QtBot, space: Space, note: str, until_done: Callable[[str], None]
) -> None:
    space.journal.entry.text.insertPlainText("Then ")
    dialog = _dialog(qtbot, space)
    assert dialog.now.toPlainText().startswith("Then ")
    dialog.accept()
    until_done(note)


def test_models_that_cannot_be_listed_are_told(
    qtbot: QtBot, space: Space, note: str, models: TwoModels
) -> None:
    models.broken = True
    with qtbot.waitSignal(space.journal.entry.problem) as told:
        space.journal.entry.heard_by.click()
    assert "cannot be read" in told.args[0].message


def test_settings_offer_speech_models_by_name(qtbot: QtBot, space: Space) -> None:
    space.app.settings = space.app.settings.with_(engine="gone")
    with qtbot.waitSignal(space.settings.speech.shown):
        space.go("settings")
    box = space.settings.speech.engine.model
    offered = [box.itemData(place) for place in range(box.count())]
    assert offered[-2:] == ["moonshine-tiny-en", "gone"]
    assert box.currentText() == "gone (not installed)"
    assert box.currentData() == "gone"  # what is set stays, though it was removed
    place = box.findData("moonshine-tiny-en")
    assert box.itemText(place) == "Moonshine tiny (English), 44 MB"
    box.setCurrentIndex(place)
    box.activated.emit(place)
    assert space.app.settings.engine == "moonshine-tiny-en"


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=30)


@given(WORDS, WORDS, st.sampled_from([" ", "\n", "  \t"]))
def test_what_is_not_marked_is_the_same_on_both_sides(
    one: list[str], other: list[str], blank: str
) -> None:
    texts = " ".join(one), blank.join(other)
    left = []
    for text, spans in zip(texts, differences(*texts), strict=True):
        assert spans == sorted(spans)
        kept = list(text)
        for begin, end in spans:
            assert begin < end <= len(text)
            kept[begin:end] = " " * (end - begin)
        left.append("".join(kept).split())
    assert left[0] == left[1]
    if one == other:
        assert differences(*texts) == ([], [])
