"""The settings, section by section, and the dialogs that they open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QScrollArea

from samo_desktop.domain.models import Installing
from samo_desktop.domain.own_words import Offer
from samo_desktop.gui.settings.reliability import ReliabilityDialog
from samo_desktop.services.feelings import Reliability
from tests.gui.space import Space
from tests.gui.stories.corrected import corrected_journal
from tests.gui.stories.protected import PASSPHRASE, protected_journal
from tests.gui.stories.story import BOTH_SCALES, SIZES, Story, View
from tests.gui.stories.studio import Studio

EXTREMES = (View("light", 2.0, (800, 560)), View("light", 1.0, (1920, 1080)))
"""Where there is hardly room, and where there is much."""


def settings_of(studio: Studio, space: Space) -> QScrollArea:
    """Goes to the settings, and waits until all of them are there; returns what scrolls them."""
    space.go("settings")
    studio.wait(lambda: "whisper-tiny" in space.settings.models.rows)
    studio.settle()
    area = space.settings.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    return area


def first(studio: Studio) -> None:
    """What one sees first."""
    settings_of(studio, studio.opened(studio.sample()))
    studio.shoot("first")


def feelings(studio: Studio) -> None:
    """The settings about feelings, the form for an own one, and the reliability curve."""
    space, _ = corrected_journal(studio)
    part = space.settings.feelings
    settings_of(studio, space).ensureWidgetVisible(part.add, 0, 200)
    studio.shoot("feelings")
    part.open_dialog()
    assert part.dialog is not None
    studio.shoot("own-feeling", part.dialog)
    part.dialog.name.setText("homesick")
    part.dialog.examples.setPlainText("I miss the sea.\nFar from home again.")
    part.dialog.save.click()
    studio.shoot("own-feeling-refused", part.dialog)
    part.dialog.reject()
    part.show_reliability.click()
    studio.shoot("reliability", part.reliability)
    part.reliability.accept()
    part.forget.click()
    studio.shoot("forgotten")
    part.remember.click()
    part._remove(space.app.feelings.own()[0].name)
    studio.shoot("own-removed")
    few = ReliabilityDialog(space.window())
    few.show_reliability(Reliability((), (), 0))
    few.open()
    studio.shoot("reliability-none", few)
    few.accept()


def models(studio: Studio) -> None:
    """The models: all not installed, one being downloaded, one half here, one damaged."""
    space = studio.opened(studio.sample())
    part = space.settings.models
    area = settings_of(studio, space)
    area.verticalScrollBar().setValue(part.y() - 60)
    studio.shoot("models")
    changes: dict[str, dict[str, Any]] = {
        "whisper-base": {"state": "installed", "folder": "x"},
        "whisper-small": {"state": "partial", "fetched": 200_000_000},
        "distil-small.en": {
            "state": "damaged",
            "folder": "x",
            "problem": "model.bin is not what it was when it was installed.",
        },
    }
    part._show([replace(m, **changes.get(m.name, {})) for m in space.app.models.all()])
    part._begin("whisper-medium")
    part._moved(Installing("whisper-medium", "fetching", 658_000_000, 1_530_571_735), 125.0)
    part.rows["whisper-base"]._ask(True)
    part._tell("The connection to huggingface.co was lost. The download can be resumed: try again.")
    studio.settle()
    area.verticalScrollBar().setValue(part.y() - 60)
    studio.shoot("models-working")
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    studio.shoot("models-end")


def journal(studio: Studio) -> None:
    """The settings of the journal, and a new recovery key."""
    space, _ = protected_journal(studio)
    bar = settings_of(studio, space).verticalScrollBar()
    bar.setValue(space.settings.journal.y() - 60)
    studio.shoot("journal")
    space.settings.journal.new_key.click()
    key = space.settings.journal.key_dialog
    assert key is not None
    studio.shoot("new-key", key)
    key.secret.setText(PASSPHRASE)
    key.make.click()
    studio.wait(lambda: bool(key.panel.key.text()))
    studio.shoot("new-key-shown", key)
    key.panel.copy.click()
    key.panel.go_on.click()


def words(studio: Studio) -> None:
    """The user's own words: none, some, many, and one that is offered."""
    space = studio.opened(studio.sample())
    part, area = space.settings.words, settings_of(studio, space)
    area.verticalScrollBar().setValue(part.y() - 60)
    studio.shoot("words-none")
    space.app.own_words.add(["Maëlys", "Sintra", "Doctor Okonkwo", "sertraline"])
    part._show((space.app.own_words.all(), [Offer("Ljubljana", 3)]))
    part.list.setCurrentRow(1)
    studio.settle()
    area.verticalScrollBar().setValue(part.y() - 60)
    studio.shoot("words")
    part._show(([f"Donaudampfschifffahrt {n}" for n in range(40)], []))
    studio.settle()
    area.verticalScrollBar().setValue(part.y() - 60)
    studio.shoot("words-many")


def languages(studio: Studio) -> None:
    """Some languages, one more, a model that does not know them, and one that is not there."""
    space = studio.opened(studio.sample())
    area = settings_of(studio, space)
    speech, change = space.settings.speech, space.workspace.context.change_settings
    bar, top = area.verticalScrollBar(), speech.y() - 20
    change(languages=("en", "de", "ht", "nn"))
    studio.settle()
    bar.setValue(top)
    studio.shoot("languages")
    speech.languages.more.click()
    assert speech.languages.picker is not None
    studio.shoot("languages-another", over=speech.languages.picker)
    speech.languages.picker.search.setText("englisch")
    studio.shoot("languages-not-there", over=speech.languages.picker)
    speech.languages.picker.close()
    change(engine="moonshine-tiny-en")
    studio.settle()
    bar.setValue(top)
    studio.shoot("languages-moonshine")
    change(engine="whisper:whisper-medium")
    studio.settle()
    studio.shoot("languages-not-installed")
    change(engine="quick", languages=("en",))
    studio.settle()
    studio.shoot("languages-quick")


STORIES = (
    Story("settings.first", first, (*BOTH_SCALES, *EXTREMES)),
    Story("settings.languages", languages, (*BOTH_SCALES, *EXTREMES)),
    Story("settings.words", words, BOTH_SCALES),
    Story("settings.feelings", feelings, BOTH_SCALES),
    Story("settings.models", models, BOTH_SCALES),
    Story("settings.journal", journal, SIZES),
)
