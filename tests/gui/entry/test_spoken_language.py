"""The language of a voice note: shown, and mended by choosing another."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.transcript import LANGUAGE_UNCERTAIN, Heard, Segment, Transcript
from samo_desktop.gui.operations import settings
from samo_desktop.gui.operations.transcripts import mend_language
from samo_desktop.inference.model_store.catalogue import InstalledModel
from samo_desktop.inference.models import ANY_SPEECH, Models
from tests.gui.fakes import Dictation, FakeModels, TestServices
from tests.gui.space import Space

pytestmark = pytest.mark.slow

WORDS = {"en": "See tense fish ear.", "de": "Sie denken viel hier."}


class Bilingual(Dictation):
    """Hears the language that is known, else English, which it is not sure of."""

    def transcribe(
        self, blocks: Iterable[NDArray[np.float32]], **options: Any
    ) -> Generator[Heard, None, Transcript]:
        for _block in blocks:
            yield Heard(0.1)
        known = options["languages"]
        language = known[0] if len(known) == 1 else "en"
        text = WORDS.get(language, language)
        notes = () if len(known) == 1 else (LANGUAGE_UNCERTAIN,)
        segment = Segment(0.0, 4.0, text)
        return Transcript(
            text, language, self.engine, self.name, (segment,), 12.4, 1.0, notes=notes
        )


class BilingualModels(FakeModels):
    """One model of many languages, and one of English alone."""

    def __init__(self) -> None:
        super().__init__()
        self.dictation = Bilingual()
        self.asked: list[str] = []

    def speech_models(self) -> list[InstalledModel]:
        place = Path("somewhere")
        return [
            InstalledModel("whisper-base", "1", "speech", "whisper", place, 1, "MIT"),
            InstalledModel(
                *("moonshine-tiny-en", "1", "speech", "moonshine", place, 1, "", ("en",))
            ),
        ]

    def speech(self, options: SpeechOptions = ANY_SPEECH) -> Dictation:
        self.asked.append(options.engine)
        return self.dictation


@pytest.fixture
def models() -> BilingualModels:
    return BilingualModels()


@pytest.fixture
def services(models: Models) -> TestServices:
    made = TestServices()
    made.models_in_use = models
    return made


def choices(space: Space) -> list[str]:
    spoken = space.journal.entry.spoken
    spoken.click()
    assert spoken.offered is not None
    return [each.text() for each in spoken.offered.actions() if not each.isSeparator()]


def choose(space: Space, name: str) -> None:
    choices(space)
    menu = space.journal.entry.spoken.offered
    assert menu is not None
    next(each for each in menu.actions() if each.text() == name).trigger()
    menu.close()


def test_the_language_is_shown_and_that_it_is_uncertain(space: Space, note: str) -> None:
    spoken = space.journal.entry.spoken
    assert spoken.isVisible()
    assert spoken.text() == "English, uncertain"
    assert spoken.accessibleName() == "Spoken language: English, uncertain"
    space.journal.open(space.app.entries.write("No sound.").id)
    assert not spoken.isVisible()


def test_the_menu_has_the_languages_that_one_speaks(space: Space, note: str) -> None:
    five = ["English", "French", "German", "Portuguese", "Spanish", "Other…"]
    assert set(five) <= set(choices(space))
    space.runner.run(settings.change(languages=("de", "it")))
    assert choices(space) == ["English", "German", "Italian", "Other…"]


def test_choosing_one_transcribes_again_and_undo_goes_back(
    space: Space, note: str, until_done: Callable[[str], None]
) -> None:
    page = space.journal.entry
    choose(space, "German")
    until_done(note)
    assert page.text.toPlainText() == WORDS["de"]
    assert page.spoken.text() == "German"
    space.actions_["undo"].trigger()
    until_done(note)
    assert page.text.toPlainText() == WORDS["en"]
    assert page.spoken.text() == "English, uncertain"
    heard = [each.language for each in space.app.entries.transcripts(note)]
    assert heard == ["de", "en"], "both are kept, and the newest is the one that is shown"
    space.actions_["redo"].trigger()
    until_done(note)
    assert page.text.toPlainText() == WORDS["de"]


def test_what_was_edited_stays(
    qtbot: QtBot, space: Space, note: str, until_done: Callable[[str], None]
) -> None:
    page = space.journal.entry
    page.text.setFocus()
    page.text.selectAll()
    qtbot.keyClicks(page.text, "My own words.")
    choose(space, "German")
    until_done(note)
    assert page.text.toPlainText() == "My own words."
    assert page.spoken.text() == "German"
    space.actions_["undo"].trigger()
    until_done(note)
    assert space.app.entries.get(note).text == "My own words."
    assert page.spoken.text() == "English, uncertain"


def test_any_other_language_can_be_searched_for(
    space: Space, note: str, until_done: Callable[[str], None]
) -> None:
    choose(space, "Other…")
    picker = space.journal.entry.spoken.picker
    assert picker is not None
    picker.picked.emit("it")
    picker.close()
    until_done(note)
    assert space.journal.entry.spoken.text() == "Italian"


def test_the_same_language_is_heard_again_only_where_it_was_a_guess(
    space: Space, note: str, until_done: Callable[[str], None]
) -> None:
    choose(space, "English")
    until_done(note)
    assert space.journal.entry.spoken.text() == "English"
    choose(space, "English")
    assert len(space.app.entries.transcripts(note)) == 2


def test_a_model_of_another_language_gives_way(
    qtbot: QtBot,
    space: Space,
    note: str,
    models: BilingualModels,
    until_done: Callable[[str], None],
) -> None:
    space.app.settings = replace(space.app.settings, engine="moonshine")
    assert space.app.models.engine_for("en") == "moonshine"
    space.runner.run(mend_language(note, "de"))
    qtbot.waitUntil(lambda: models.asked[-1] == "auto", timeout=20_000)
    until_done(note)


def test_while_words_are_heard_it_cannot_be_changed(space: Space, note: str) -> None:
    page = space.journal.entry
    assert page.entry is not None
    page.spoken.show_entry(replace(page.entry, state="analysing"))
    assert not page.spoken.isEnabled()
