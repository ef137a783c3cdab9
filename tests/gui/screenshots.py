"""Pictures of every screen and state: `python -m tests.gui.screenshots build/screenshots`.

Uses the sample journal, and the models that ship where they are installed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import math

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QFont, QFontDatabase, QPainter
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from samo_desktop.app import App
from samo_desktop.domain.entry import Audio, EntryError
from samo_desktop.domain.events import Progress
from samo_desktop.domain.models import Installing
from samo_desktop.domain.transcript import Transcript
from samo_desktop.errors import DeviceError, JournalLockedError, ModelError
from samo_desktop.exchange.sample import sample_entries, sample_voice_note
from samo_desktop.gui.settings.reliability import ReliabilityDialog
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.shell.workspace import Workspace
from samo_desktop.gui.style.theme import look
from samo_desktop.inference.model_store.catalogue import InstalledModel
from samo_desktop.inference.models import Models
from samo_desktop.pipeline.feelings import Reliability
from samo_desktop.settings import Settings
from samo_desktop.store.jobs import NewJob
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeModels, TestDoors
from tests.support.work import ended

SIZE = (1240, 820)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@dataclass
class Studio:
    """Where the pictures are taken."""

    app: QApplication
    out: Path
    work: Path
    models: Models
    window: MainWindow | None = None

    def wait(self, until: Callable[[], bool], seconds: float = 20.0) -> None:
        """Lets the program work until something holds."""
        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self.app.processEvents()
            time.sleep(0.005)

    def settle(self) -> None:
        """Lets drawings and fades end."""
        end = time.monotonic() + 0.45
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def shoot(self, name: str, over: QWidget | None = None) -> None:
        """Takes a picture of the window, with a menu or dialog `over` it."""
        assert self.window is not None
        self.settle()
        picture = self.window.grab()
        if over is not None:
            painter = QPainter(picture)
            place = self.window.mapFromGlobal(over.mapToGlobal(QPoint(0, 0)))
            painter.drawPixmap(place, over.grab())
            painter.end()
        picture.save(str(self.out / f"{name}.png"))
        print(name)

    def open(self, folder: Path, chosen: Settings, doors: TestDoors) -> MainWindow:
        """A window on the journal in `folder`."""
        self.close()
        look().apply(chosen)
        window = MainWindow(folder, chosen, doors)
        window.resize(*SIZE)
        window.show()
        self.window = window
        return window

    def opened(self, folder: Path, chosen: Settings, doors: TestDoors | None = None) -> MainWindow:
        """A window whose journal is open."""
        window = self.open(folder, chosen, doors or self.doors())
        self.wait(lambda: window.workspace is not None)
        self.settle()
        return window

    def doors(self, microphone: str | None = "Desk microphone") -> TestDoors:
        """Doors that use the models in use here."""
        doors = TestDoors(microphone)
        doors.models_in_use = self.models
        return doors

    def close(self) -> None:
        """Closes the window."""
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
            QCoreApplication.sendPostedEvents()


def best_models() -> Models:
    """The models that ship, or quick ones where they are not installed."""
    try:
        real = Models()
        real.emotion(), real.summariser()
    except ModelError:
        print("The models that ship are not here; keywords stand in for them.")
        return FakeModels()
    return real


def fill(folder: Path, models: Models) -> None:
    """A sample journal, read."""
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), models)
    for sample in sample_entries():
        app.write(sample.text, at=sample.at, tags=sample.tags)
    app.add_file(sample_voice_note(), at=datetime.now().astimezone() - timedelta(hours=1))
    for _ in app.finish():
        pass
    app.close()


def take_everyday(studio: Studio, sample: Path, theme: str) -> None:
    """The places of an everyday journal."""
    window = studio.opened(sample, Settings(theme=theme))
    space = window.workspace
    assert space is not None
    studio.shoot(f"{theme}-journal-voice")
    row = space.journal.model.row(4)
    assert row is not None
    space.journal.open(row.id)
    studio.shoot(f"{theme}-journal-written")
    chips = space.journal.entry.feelings.chips
    if chips:
        chips[0].click()
        studio.shoot(f"{theme}-journal-chip")
    space.journal.list.setFocus()
    space.go("timeline")
    studio.wait(lambda: space.timeline.chart is not None)
    studio.shoot(f"{theme}-timeline-week")
    space.timeline.bins["day"].click()
    studio.settle()
    assert space.timeline.chart is not None
    space.timeline.chart._mark(5)
    studio.shoot(f"{theme}-timeline-day")
    space.go("settings")
    studio.settle()
    studio.shoot(f"{theme}-settings")


def take_player(studio: Studio, sample: Path, theme: str, scale: float = 1.0) -> None:
    """A voice note at rest, in the middle, in a narrow window, and before its wave is known."""
    size = f"{theme}-{round(scale * 100)}"
    window = studio.opened(sample, Settings(theme=theme, text_scale=scale))
    space = window.workspace
    assert space is not None
    page = space.journal.entry
    studio.wait(lambda: page.text.hearable and max(page.player.waveform.bars) > 0)
    studio.shoot(f"{size}-player")
    page.player.seek(6.3)
    page.player.waveform.setFocus()
    studio.shoot(f"{size}-player-middle")
    menu = page.player.speed.menu()
    menu.popup(page.player.speed.mapToGlobal(page.player.speed.rect().bottomLeft()))
    studio.shoot(f"{size}-player-speed", menu)
    menu.close()
    window.resize(800, 560)
    studio.shoot(f"{size}-player-narrow")
    page.player.waveform.show_wave(None)
    studio.shoot(f"{size}-player-no-wave")


def take_states(studio: Studio, sample: Path, theme: str) -> None:
    """Working, failed, silent, deleted, filtered, a new page."""
    window = studio.opened(sample, Settings(theme=theme))
    space = window.workspace
    assert space is not None
    journal, page = space.app.journal, space.journal
    rows = [row for n in range(6) if (row := page.model.row(n)) is not None]
    page.open(rows[1].id)
    space.deleting.delete()
    studio.shoot(f"{theme}-deleted-undo")
    space.deleting.undo()
    voice = rows[0].id
    journal.enqueue(voice, NewJob("transcribe"))
    journal.next_job(["transcribe"])
    page.refresh()
    page.open(voice)
    page.show_progress(Progress(voice, "transcribe", 0.4))
    space.dock.show_working("2 entries are being read…")
    studio.shoot(f"{theme}-working")
    error = EntryError(
        "analyse", "The feelings model is missing.", "Install it again, then press Try again."
    )
    ended(journal, voice, "failed", error)
    page.refresh()
    studio.shoot(f"{theme}-failed")
    silent = journal.add_entry(source="voice").id
    journal.set_audio(silent, Audio(12.4, 48_000, "0" * 64))
    heard = Transcript("", "en", "moonshine", "tiny", (), 12.4, 0.4)
    journal.set_transcript(silent, heard, replace_text=True)
    page.refresh()
    page.open(silent)
    studio.shoot(f"{theme}-no-words")
    space.write()
    studio.shoot(f"{theme}-new-page")
    space.strip._choose(70, 78)
    studio.shoot(f"{theme}-filtered")


def take_correcting(studio: Studio, theme: str, scale: float = 1.0) -> None:
    """Taking a feeling off, adding one, an own one with a long name, and how an entry moved."""
    size = f"{theme}-{round(scale * 100)}"
    folder = studio.work / f"correcting-{size}"
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), studio.models)
    for day in range(12):
        app.write(f"I was happy, and we danced and laughed with friends, day {day}. I am proud.")
    moved = app.write(
        "I cried and I was scared. I miss her, and I was so sad. The bus came late. "
        "Then a letter came, and I was relieved. We danced and I was happy. I am thankful."
    )
    for _ in app.finish():
        pass
    for row in journal.rows()[1:]:
        app.correct(row.id, remove=["joy"], add=["tired"])
    name = "longing for the harbour of my home town"
    app.feelings.add(name, [f"I long for the harbour lights of home, {n}." for n in "abcdefghij"])
    app.correct(moved.id, add=[name, "nostalgic"])
    app.close()
    window = studio.opened(folder, Settings(theme=theme, text_scale=scale))
    space = window.workspace
    assert space is not None
    page = space.journal.entry
    space.journal.open(moved.id)
    studio.shoot(f"{size}-arc")
    page.feelings.chips[0].click()
    studio.shoot(f"{size}-chip-chosen")
    page.feelings.change.click()
    studio.shoot(f"{size}-chip-off")
    page.feelings.choose("nostalgic")
    studio.shoot(f"{size}-chip-said")
    page.feelings.add.click()
    studio.shoot(f"{size}-add-menu", page.correcting.picker)
    assert page.correcting.picker is not None
    page.correcting.picker.search.setText("xy")
    studio.shoot(f"{size}-add-menu-none", page.correcting.picker)
    page.correcting.picker.close()
    take_feeling_settings(studio, space, size)


def take_feeling_settings(studio: Studio, space: Workspace, size: str) -> None:
    """The settings about feelings, the form for an own one, and the reliability curve."""
    part = space.settings.feelings
    space.go("settings")
    studio.settle()
    area = space.settings.findChild(QScrollArea)
    area.ensureWidgetVisible(part.add, 0, 200)
    studio.shoot(f"{size}-settings-feelings")
    part.open_dialog()
    assert part.dialog is not None
    studio.shoot(f"{size}-own-feeling", part.dialog)
    part.dialog.name.setText("homesick")
    part.dialog.examples.setPlainText("I miss the sea.\nFar from home again.")
    part.dialog.save.click()
    studio.shoot(f"{size}-own-feeling-refused", part.dialog)
    part.dialog.reject()
    part.show_reliability.click()
    studio.shoot(f"{size}-reliability", part.reliability)
    part.reliability.accept()
    part.forget.click()
    studio.shoot(f"{size}-settings-forgotten")
    part.remember.click()
    part._remove(space.app.feelings.own()[0].name)
    studio.shoot(f"{size}-settings-own-removed")
    few = ReliabilityDialog(space.window())
    few.show_reliability(Reliability((), (), 0))
    few.open()
    studio.shoot(f"{size}-reliability-none", few)
    few.accept()


class SpeechModels(FakeModels):
    """Two speech models are installed."""

    def speech_models(self) -> list[InstalledModel]:
        folder = Path("models")
        return [
            InstalledModel("whisper-small", "1", "speech", "whisper", folder, 244_000_000, "MIT"),
            InstalledModel("moonshine-tiny-en", "1", "speech", "moonshine", folder, 44_000_000, ""),
        ]


def take_transcripts(studio: Studio, theme: str, scale: float = 1.0) -> None:
    """Who could write a note down again, and what was heard beside the text, long and none."""
    size = f"{theme}-{round(scale * 100)}"
    folder = studio.work / f"transcripts-{size}"
    models = SpeechModels("I called my mother. I was nervous. I am relieved now, and I slept.")
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), models)
    note = app.add_file(sample_voice_note()).id
    for _ in app.finish():
        pass
    for text in ("", "I called my brother, he was nervous. I am relieved now, and slept. " * 40):
        other = Transcript(text, "de", "whisper", "whisper-small", (), 12.4, 3.1)
        journal.set_transcript(note, other, replace_text=False)
    app.close()
    doors = studio.doors()
    doors.models_in_use = models
    window = studio.opened(folder, Settings(theme=theme, text_scale=scale), doors)
    assert window.workspace is not None
    heard_by = window.workspace.journal.entry.heard_by
    heard_by.click()
    studio.wait(lambda: heard_by.offered is not None)
    studio.shoot(f"{size}-write-again", heard_by.offered)
    heard_by.offered.close()
    heard_by.compare()
    for place, name in enumerate(("long", "none", "same")):
        heard_by.dialog.choice.setCurrentIndex(place)
        studio.shoot(f"{size}-heard-{name}", heard_by.dialog)
    heard_by.dialog.choice.setCurrentIndex(0)
    heard_by.dialog.use.click()
    studio.shoot(f"{size}-heard-used", heard_by.dialog)
    heard_by.dialog.reject()


def take_models(studio: Studio, sample: Path, theme: str, scale: float = 1.0) -> None:
    """The models: all not installed, one being downloaded, one half here, one damaged."""
    size = f"{theme}-{round(scale * 100)}"
    space = studio.opened(sample, Settings(theme=theme, text_scale=scale)).workspace
    assert space is not None
    part = space.settings.models
    space.go("settings")
    studio.wait(lambda: "whisper-tiny" in part.rows)
    area = space.settings.findChild(QScrollArea)
    studio.settle()
    area.verticalScrollBar().setValue(part.y() - 60)
    studio.shoot(f"{size}-models")
    models = [
        replace(m, state="installed", folder="x") if m.name == "whisper-base" else m
        for m in space.app.list_models()
    ]
    changes: dict[str, Any] = {
        "whisper-small": {"state": "partial", "fetched": 200_000_000},
        "distil-small.en": {
            "state": "damaged",
            "folder": "x",
            "problem": "model.bin is not what it was when it was installed.",
        },
    }
    part._show([replace(m, **changes.get(m.name, {})) for m in models])
    part._begin("whisper-medium")
    part._moved(Installing("whisper-medium", "fetching", 658_000_000, 1_530_571_735), 125.0)
    part.rows["whisper-base"]._ask(True)
    part._tell("The connection to huggingface.co was lost. What was got is kept: try again.")
    studio.settle()
    area.verticalScrollBar().setValue(part.y() - 60)
    studio.shoot(f"{size}-models-working")
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    studio.shoot(f"{size}-models-end")


def take_recording(studio: Studio, sample: Path, theme: str) -> None:
    """Recording, paused, and with a problem."""
    from tests.gui.fakes import FakeRecording

    window = studio.opened(sample, Settings(theme=theme))
    space = window.workspace
    assert space is not None
    entry = space.app.journal.add_entry(source="voice", recording=True)
    recording = FakeRecording(space.app, entry.id)
    space.app.start_recording = lambda device=None: recording  # type: ignore[method-assign]
    space.recorder.toggle()
    studio.wait(lambda: bool(space.recorder.entry_id))
    page = space.journal.recording_page
    for tick in range(160):
        recording.recorder.seconds = 11 + tick / 20
        level = abs(math.sin(tick / 4) * math.sin(tick / 13)) ** 2
        page.tell(recording.recorder.seconds, level, paused=False, problem=None)
    studio.shoot(f"{theme}-recording")
    page.spoken.add("I called my mother today, after two weeks.", "We talked about the")
    studio.shoot(f"{theme}-recording-words")
    page.spoken.add("It was good to hear her voice. " * 40, "And then")
    studio.shoot(f"{theme}-recording-many-words")
    space.recorder.pause_or_resume()
    studio.shoot(f"{theme}-recording-paused")
    recording.recorder.paused = False
    recording.recorder.problem = DeviceError(
        "Nothing has come from the microphone for a second.",
        "What you said so far is kept; check that it is plugged in.",
    )
    studio.shoot(f"{theme}-recording-problem")
    space.recorder.finish()
    space.app.journal.delete(entry.id)


def take_first_run(studio: Studio, theme: str) -> None:
    """Welcome, recovery key, the empty journal, unlocking."""
    folder = studio.work / f"new-{theme}"
    window = studio.open(folder, Settings(theme=theme), studio.doors(None))
    studio.shoot(f"{theme}-welcome")
    welcome = window.page
    welcome.without.setChecked(True)
    studio.shoot(f"{theme}-welcome-without")
    welcome.without.setChecked(False)
    welcome.first.setText("password")
    welcome.shown.setChecked(True)
    welcome.begin.click()
    studio.shoot(f"{theme}-welcome-weak")
    welcome.shown.setChecked(False)
    welcome.first.setText("plum tree and goat")
    welcome.second.setText("plum tree and goat")
    made: list[bool] = []
    window.key_shown.connect(lambda: made.append(True))
    welcome.begin.click()
    studio.wait(lambda: bool(made))
    studio.shoot(f"{theme}-recovery-key")
    window.close()
    studio.shoot(f"{theme}-recovery-key-closing")
    window.page.panel.copy.click()
    studio.shoot(f"{theme}-recovery-key-copied")
    window.page.panel.go_on.click()
    studio.shoot(f"{theme}-empty-no-microphone")
    window = studio.open(folder, Settings(theme=theme), studio.doors())
    studio.shoot(f"{theme}-locked")
    said: list[object] = []
    window.refused.connect(said.append)
    window.page.secret.setText("not it")
    window.page.open.click()
    studio.wait(lambda: bool(said))
    studio.shoot(f"{theme}-locked-wrong")
    window.page.failed(
        JournalLockedError(
            "Another program has this journal open.", "Close it there, then try again."
        )
    )
    studio.shoot(f"{theme}-locked-other")


def take_trust(studio: Studio, theme: str, scale: float, size: tuple[int, int]) -> None:
    """Deleted entries, a date and where it is from, typed and heard words, a new recovery key."""
    name = f"{theme}-{round(scale * 100)}-{size[0]}"
    folder = studio.work / f"trust-{name}"
    doors = studio.doors()
    app, _ = doors.create(folder, "plum tree and goat", Settings())
    app.journal.set_key_saved(saved=True)
    texts = ("The call with my mother went well.", "Too tired to write.", "A walk by the canal.")
    for n, text in enumerate((*texts, f"A word like {LONG_WORD}, and then it goes on for long.")):
        app.write(text, at=datetime.now().astimezone() - timedelta(days=n, hours=n))
    note = app.add_file(sample_voice_note(), at=datetime(2025, 3, 4, 10, 14).astimezone())
    app.edit(note.id, text="My own note, typed while it was still being transcribed.")
    for _ in app.finish():
        pass
    app.close()
    window = studio.open(folder, Settings(theme=theme, text_scale=scale), doors)
    window.resize(*size)
    window.page.secret.setText("plum tree and goat")
    window.page.open.click()
    studio.wait(lambda: window.workspace is not None)
    space = window.workspace
    assert space is not None
    page = space.journal.entry
    space.journal.open(note.id)
    assert page.entry is not None
    page._show(replace(page.entry, date_source="name"), fresh=True)
    studio.shoot(f"{name}-dated-typed-heard")
    page.change_date()
    studio.shoot(f"{name}-date", page.dating)
    page.dating.day.setText("31/02/2025")
    page.dating.save.click()
    studio.shoot(f"{name}-date-refused", page.dating)
    page.dating.reject()
    for _ in range(4):
        space.journal.open_newest()
        space.deleting.delete()
    studio.shoot(f"{name}-deleted-several")
    space.deleting.show_deleted()
    dialog = space.deleting.dialog
    assert dialog is not None
    studio.shoot(f"{name}-deleted", dialog)
    dialog.purge.click()
    studio.shoot(f"{name}-deleted-question", dialog)
    dialog.keep.click()
    dialog.restore.click()
    studio.shoot(f"{name}-deleted-restored", dialog)
    dialog.list.selectAll()
    dialog.restore.click()
    studio.shoot(f"{name}-deleted-none", dialog)
    dialog.accept()
    space.go("settings")
    studio.settle()
    area = space.settings.findChild(QScrollArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    studio.shoot(f"{name}-settings-journal")
    space.settings.new_key.click()
    key = space.settings.key_dialog
    assert key is not None
    studio.shoot(f"{name}-new-key", key)
    key.secret.setText("plum tree and goat")
    key.make.click()
    studio.wait(lambda: bool(key.panel.key.text()))
    studio.shoot(f"{name}-new-key-shown", key)
    key.panel.copy.click()
    key.panel.go_on.click()


def take_extremes(studio: Studio, theme: str) -> None:
    """Very long, very short, and large type."""
    folder = studio.work / f"extreme-{theme}"
    journal, _ = Journal.create(folder, None)
    app = App(journal, Settings(), studio.models)
    long = " ".join(
        [
            "I am happy and furious and scared and grateful, and I laughed and cried and forgot.",
            f"A word like {LONG_WORD} must not push the page apart.",
        ]
        * 60
    )
    app.write("No.", tags=("short",))
    entry = app.write(long, tags=tuple(f"a rather long tag number {n}" for n in range(8)))
    app.edit(entry.id, title="A title that goes on and on, because its writer could not stop " * 3)
    for _ in app.finish():
        pass
    app.close()
    for scale, name in ((1.0, "100"), (1.5, "150")):
        window = studio.opened(folder, Settings(theme=theme, text_scale=scale))
        studio.shoot(f"{theme}-long-{name}")
        space = window.workspace
        assert space is not None
        row = space.journal.model.row(1)
        assert row is not None
        space.journal.open(row.id)
        studio.shoot(f"{theme}-short-{name}")


def take_large(studio: Studio, sample: Path, theme: str) -> None:
    """Everyday places at 150 per cent."""
    window = studio.opened(sample, Settings(theme=theme, text_scale=1.5))
    space = window.workspace
    assert space is not None
    studio.shoot(f"{theme}-journal-150")
    space.go("timeline")
    studio.wait(lambda: space.timeline.chart is not None)
    studio.shoot(f"{theme}-timeline-150")
    space.go("settings")
    studio.shoot(f"{theme}-settings-150")
    window.resize(800, 560)
    space.go("journal")
    studio.shoot(f"{theme}-small-150")
    studio.open(studio.work / "none", Settings(theme=theme, text_scale=1.5), studio.doors())
    studio.shoot(f"{theme}-welcome-150")


def main(out: Path) -> None:
    """Takes all pictures into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(["samo-desktop"])
    assert isinstance(app, QApplication)
    for family in ("Noto Sans", "Cantarell", "Inter", "DejaVu Sans"):
        if family in QFontDatabase.families():
            app.setFont(QFont(family, 10))
            break
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SAMO_SETTINGS"] = str(Path(folder) / "settings.toml")
        os.environ["SAMO_MODELS"] = str(Path(folder) / "models")
        studio = Studio(app, out, Path(folder), best_models())
        sample = Path(folder) / "sample"
        fill(sample, studio.models)
        for theme in ("light", "dark"):
            take_everyday(studio, sample, theme)
            take_player(studio, sample, theme)
            take_player(studio, sample, theme, 1.5)
            take_recording(studio, sample, theme)
            take_first_run(studio, theme)
            take_extremes(studio, theme)
            take_large(studio, sample, theme)
            for scale, size in ((1.0, (1280, 800)), (1.0, (800, 560)), (1.5, (1280, 800))):
                take_trust(studio, theme, scale, size)
            take_correcting(studio, theme)
            take_correcting(studio, theme, 1.5)
            take_models(studio, sample, theme)
            take_models(studio, sample, theme, 1.5)
            take_transcripts(studio, theme)
            take_transcripts(studio, theme, 1.5)
            states = Path(folder) / f"states-{theme}"
            fill(states, studio.models)
            take_states(studio, states, theme)
        studio.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
