"""An entry's page: player, feelings, date, transcripts; a very long entry and a short one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from samo_desktop.app import App
from samo_desktop.domain.transcript import LANGUAGE_UNCERTAIN, Segment, Transcript, Word
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.model_store.catalogue import InstalledModel
from samo_desktop.messages import gettext as _
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeModels
from tests.gui.stories.corrected import corrected_journal
from tests.gui.stories.protected import LONG_WORD, protected_journal
from tests.gui.stories.story import BOTH_SCALES, SIZES, Story, View
from tests.gui.stories.studio import Studio
from tests.support.autocommit import Autocommit
from tests.support.emotion import KeywordEmotion


def player(studio: Studio) -> None:
    """A voice note at rest, in the middle, in a narrow window, and before its wave is known."""
    space = studio.opened(studio.sample())
    page = space.journal.entry
    studio.wait(lambda: page.text.hearable and max(page.player.waveform.bars) > 0)
    studio.shoot("player")
    page.player.seek(6.3)
    page.player.waveform.setFocus()
    studio.shoot("player-middle")
    menu = page.player.speed.menu()
    menu.popup(page.player.speed.mapToGlobal(page.player.speed.rect().bottomLeft()))
    studio.shoot("player-speed", menu)
    menu.close()
    assert studio.window is not None
    studio.window.resize(800, 560)
    studio.shoot("player-narrow")
    page.player.waveform.show_wave(None)
    studio.shoot("player-no-wave")


def correcting(studio: Studio) -> None:
    """How an entry moved, a feeling that is taken off, one that is added, none to add."""
    space, moved = corrected_journal(studio)
    page = space.journal.entry
    space.journal.open(moved)
    studio.shoot("arc")
    page.feelings.chips[0].click()
    studio.shoot("chip-chosen")
    page.feelings.change.click()
    studio.shoot("chip-off")
    page.feelings.choose("nostalgic")
    studio.shoot("chip-said")
    page.feelings.add.click()
    picker = page.correcting.picker
    assert picker is not None
    studio.shoot("add-menu", picker)
    picker.search.setText("xy")
    studio.shoot("add-menu-none", picker)
    picker.close()


EDGES = (
    View("light", 1.0, (2560, 1440)),
    View("light", 2.0, (800, 500)),
    View("dark", 2.0, (1280, 800)),
)
"""The largest window, the smallest, and large type."""


class SpeechModels(FakeModels):
    """Two speech models are installed."""

    def speech_models(self) -> list[InstalledModel]:
        folder = Path("models")
        return [
            InstalledModel("whisper-small", "1", "speech", "whisper", folder, 244_000_000, "MIT"),
            InstalledModel(
                *("moonshine-tiny-en", "1", "speech", "moonshine", folder, 44_000_000, "", ("en",))
            ),
        ]


def transcripts(studio: Studio) -> None:
    """Who could write a note down again, and what was heard beside the text, long and none."""
    folder, services = studio.folder(), studio.services()
    models = SpeechModels("I called my mother. I was nervous. I am relieved now, and I slept.")
    services.models_in_use = models
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), models)
    note = app.entries.add_file(sample_voice_note()).id
    for _ in app.finish():
        pass
    for text in ("", "I called my brother, he was nervous. I am relieved now, and slept. " * 40):
        other = Transcript(text, "de", "whisper", "whisper-small", (), 12.4, 3.1)
        Autocommit(journal).set_transcript(note, other, replace_text=False)
    app.close()
    heard_by = studio.opened(folder, services).journal.entry.heard_by
    heard_by.click()
    studio.wait(lambda: heard_by.offered is not None)
    studio.shoot("write-again", heard_by.offered)
    heard_by.offered.close()
    heard_by.compare()
    for place, name in enumerate(("long", "none", "same")):
        heard_by.dialog.choice.setCurrentIndex(place)
        studio.shoot(f"heard-{name}", heard_by.dialog)
    heard_by.dialog.choice.setCurrentIndex(0)
    heard_by.dialog.use.click()
    studio.shoot("heard-used", heard_by.dialog)
    heard_by.dialog.reject()


def doubts(studio: Studio) -> None:
    """Words that may be wrong, one that is selected, all checked; the language, and its menu."""
    folder, services = studio.folder(), studio.services()
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), services.models_in_use)
    note = app.entries.add_file(sample_voice_note()).id
    for _ in app.finish():
        pass
    said = (
        "Gestern war ich mit Jelena am Leuchtturm von Kampen. Wir haben lange über ihre Arbeit "
        "gesprochen, und über Tamoxifen, das sie jetzt nimmt."
    )
    heard = _unsure(said, {"Jelena", "Kampen", "Tamoxifen"})
    Autocommit(journal).set_transcript(note, heard, replace_text=True)
    app.close()
    space = studio.opened(folder, services)
    page = space.journal.entry
    space.journal.show_entry(note)
    studio.wait(lambda: len(page.doubts.marks) == 3)
    studio.shoot("doubts")
    page.doubts._go_round(forward=True)
    page.player.stop()
    studio.shoot("doubts-selected")
    page.doubts.toggle()
    studio.shoot("doubts-hidden")
    page.doubts.toggle()
    page.spoken.click()
    studio.shoot("language-menu", page.spoken.offered)
    page.spoken.offered.close()
    for _time in range(3):
        page.doubts._go_round(forward=True)
        page.doubts.accept()
    page.player.stop()
    studio.shoot("doubts-checked")


def _unsure(said: str, unsure: set[str]) -> Transcript:
    """German, perhaps; a word a half second."""
    words = tuple(
        Word(n / 2, n / 2 + 0.4, word, 0.2 if word.strip(".,") in unsure else 0.95)
        for n, word in enumerate(said.split())
    )
    segment = Segment(0.0, len(words) / 2, said, 0.9, words)
    return Transcript(
        *(
            said,
            "de",
            "whisper",
            "whisper-base",
            (segment,),
            12.4,
            3.1,
            None,
            (_(LANGUAGE_UNCERTAIN),),
        )
    )


def dated(studio: Studio) -> None:
    """A date and where it is from, one that is mended, and words typed beside those heard."""
    space, note = protected_journal(studio)
    page = space.journal.entry
    space.journal.show_entry(note)
    assert page.entry is not None
    page._show(replace(page.entry, date_source="name"), fresh=True)
    studio.shoot("dated-typed-heard")
    acts = space.journal.acts
    acts.change_date()
    studio.shoot("date", acts.dating)
    acts.dating.day.setText("31/02/2025")
    acts.dating.save.click()
    studio.shoot("date-refused", acts.dating)
    acts.dating.reject()


def extremes(studio: Studio) -> None:
    """A very long entry with a long title and many tags, and a very short one."""
    folder = studio.folder()
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), studio.models)
    long = " ".join(
        [
            "I am happy and furious and scared and grateful, and I laughed and cried and forgot.",
            f"A word like {LONG_WORD} must not push the page apart.",
        ]
        * 60
    )
    app.entries.write("No.", tags=("short",))
    entry = app.entries.write(long, tags=tuple(f"a rather long tag number {n}" for n in range(8)))
    app.entries.edit(
        entry.id, title="A title that goes on and on, because its writer could not stop " * 3
    )
    for _ in app.finish():
        pass
    app.close()
    space = studio.opened(folder)
    space.journal.panes.show_page()
    studio.shoot("long")
    bar = space.journal.entry.scroller.verticalScrollBar()
    bar.setValue(bar.maximum())
    studio.shoot("long-end")
    row = space.journal.model.row(1)
    assert row is not None
    space.journal.open(row.id)
    studio.shoot("short")


def words(studio: Studio) -> None:
    """A title that is suggested, and live words that wait for the entry's own."""
    space = studio.opened(studio.sample())
    page = space.journal.entry
    space.journal.panes.show_page()
    page.title.setFocus()
    studio.shoot("title-suggested")
    coming = Autocommit(space.app.session.journal).add_entry(source="voice")
    space.journal.open(coming.id)
    page._show(replace(coming, state="analysing"), fresh=True)
    page.expect(coming.id, "so today I called my mother on the way home and I was nervous " * 3)
    studio.shoot("words-coming")


class TwoLanguages(FakeModels):
    """Feelings in German are read by a model of their own."""

    def emotion(self, language: str | None = None) -> KeywordEmotion | None:
        return super().emotion(None if language == "de" else language)


def languages(studio: Studio) -> None:
    """Feelings in German: how sure they are; a part that nobody can read; its note."""
    folder, services = studio.folder(), studio.services()
    services.models_in_use = TwoLanguages()
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), services.models_in_use)
    german = (
        "Heute habe ich lange mit meiner Mutter telefoniert. Danach war ich sehr happy und bin "
        "noch am Wasser entlang gelaufen."
    )
    mixed = app.entries.write(
        f"{german} I cried when I was home again. Ik was de hele dag moe en verdrietig."
    )
    plain = app.entries.write(german)
    for _ in app.finish():
        pass
    app.close()
    space = studio.opened(folder, services)
    space.journal.panes.show_page()
    page = space.journal.entry
    space.journal.show_entry(plain.id)
    studio.shoot("german")
    page.feelings.chips[0].click()
    studio.shoot("german-chosen")
    space.journal.show_entry(mixed.id)
    studio.shoot("mixed")


STORIES = (
    Story("entry.player", player, BOTH_SCALES),
    Story("entry.correcting", correcting, BOTH_SCALES),
    Story("entry.transcripts", transcripts, BOTH_SCALES),
    Story("entry.doubts", doubts, BOTH_SCALES),
    Story("entry.dated", dated, SIZES),
    Story("entry.extremes", extremes, BOTH_SCALES),
    Story("entry.words", words, EDGES),
    Story("entry.languages", languages, BOTH_SCALES),
)
