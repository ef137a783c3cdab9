"""Corrections and own feelings where models change, and where several read a journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from samo_desktop.app import App
from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.entry import Entry
from samo_desktop.insight.learning import LEAST_CORRECTIONS
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.support.emotion import KeywordEmotion, KeywordModels

HOMESICK = [
    "The harbour lights of home",
    "My harbour is far from here",
    "Far from home and its harbour",
    "Home, the harbour, the far lights",
    "Lights over the harbour at home",
]
GERMAN = "Heute habe ich mit meiner Mutter telefoniert und war danach sehr happy."
ENGLISH = "I was happy today, and we laughed for an hour."


class German(KeywordEmotion):
    """Without statistics to learn own feelings with."""

    name, version = "german", "1"

    def __init__(self) -> None:
        super().__init__()
        self.background = None


class TwoModels(KeywordModels):
    """English and German, of some version."""

    def __init__(self, version: str = "2.2.0") -> None:
        super().__init__()
        self.keywords.name, self.keywords.version = "english", version  # type: ignore[misc]
        self.german = German()

    def emotion(self, language: str | None = None) -> KeywordEmotion | None:
        return self.german if language == "de" else super().emotion(language)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """An App with two quick models."""
    journal, _ = Journal.create(tmp_path / "journal", None)
    with closing(App(journal, Settings(), TwoModels())) as app:
        yield app


def written(app: App, text: str) -> Entry:
    """An entry that was read."""
    entry = app.entries.write(text)
    list(app.finish())
    return app.entries.get(entry.id)


def analysis(app: App, entry: Entry) -> Analysis:
    """Of the entry as it is now."""
    found = app.entries.get(entry.id).analysis
    assert found is not None
    return found


def labels(found: Analysis) -> set[str]:
    """What is shown."""
    return {feeling.label for feeling in found.feelings}


def test_corrections_teach_the_model_that_was_corrected_and_no_other(app: App) -> None:
    for _ in range(LEAST_CORRECTIONS + 3):
        app.feelings.correct(written(app, GERMAN).id, remove=["joy"])
    german, english = (app.session.models.emotion(code) for code in ("de", "en"))
    assert german is not None
    assert english is not None
    assert app.feelings.teachings(german).biases["joy"] < 0
    assert app.feelings.teachings(english).biases == {}
    found, other = analysis(app, written(app, GERMAN)), analysis(app, written(app, ENGLISH))
    assert found.probabilities["joy"] < found.by_the_model["joy"]
    assert other.unadapted == {}


def test_corrections_of_an_entry_that_two_models_read_stay_on_it_and_teach_nobody(app: App) -> None:
    mixed = f"{GERMAN} {ENGLISH}"
    entries = [written(app, mixed) for _ in range(LEAST_CORRECTIONS + 3)]
    for entry in entries:
        app.feelings.correct(entry.id, add=["calm"], remove=["joy"])
    assert all(labels(analysis(app, entry)) >= {"calm"} for entry in entries)
    assert all("joy" not in labels(analysis(app, entry)) for entry in entries)
    for code in ("de", "en"):
        model = app.session.models.emotion(code)
        assert model is not None
        assert app.feelings.teachings(model).biases == {}
    assert app.feelings.corrections()[0] == 2 * len(entries)


def test_own_feelings_are_looked_for_where_they_can_be_learned_and_that_is_said(app: App) -> None:
    assert "own" not in analysis(app, written(app, GERMAN)).caution
    app.feelings.add("homesick", HOMESICK)
    text = "The harbour lights are far from home."
    assert "homesick" in labels(analysis(app, written(app, text)))
    said = analysis(app, written(app, GERMAN)).caution
    assert said.endswith("Your own feelings are not looked for in German.")
    mixed = analysis(app, written(app, f"{text} {GERMAN}"))
    assert "homesick" in labels(mixed)
    assert "homesick" in mixed.probabilities


def test_the_language_of_the_settings_decides_for_short_texts(app: App) -> None:
    assert analysis(app, written(app, "Ok super.")).models["emotion"] == "english@2.2.0"
    app.settings = app.settings.with_(languages=("de",))
    assert analysis(app, written(app, "Ok super.")).models["emotion"] == "german@1"


def test_a_newer_model_leaves_what_was_read_and_corrected_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    journal, _ = Journal.create(folder, None)
    with closing(App(journal, Settings(), TwoModels("2.2.0"))) as before:
        old = written(before, ENGLISH)
        for entry in [old, *(written(before, ENGLISH) for _ in range(LEAST_CORRECTIONS + 3))]:
            before.feelings.correct(entry.id, add=["calm"], remove=["joy"])
        assert analysis(before, written(before, ENGLISH)).unadapted
    with closing(App(Journal.open(folder, None), Settings(), TwoModels("3.0.0"))) as after:
        new = written(after, ENGLISH)
        assert analysis(after, old).models["emotion"] == "english@2.2.0"
        assert analysis(after, new).models["emotion"] == "english@3.0.0"
        assert analysis(after, new).unadapted == {}, "what 2.2.0 was told teaches 3.0.0 nothing"
        kept = labels(analysis(after, old))
        assert "calm" in kept
        assert "joy" not in kept
        [point] = after.timeline.chart().points
        assert point.entries == LEAST_CORRECTIONS + 6
        after.entries.analyse_again(old.id)
        list(after.finish())
        again = analysis(after, old)
        assert again.models["emotion"] == "english@3.0.0"
        assert "calm" in labels(again)
        assert "joy" not in labels(again)
        assert again.corrected is not None
