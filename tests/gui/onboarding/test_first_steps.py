"""The first run once the journal is made: microphone, models, and the empty journal."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from samo_desktop.domain.models import Installing, ModelStatus
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.errors import DeviceError, ModelError
from samo_desktop.gui.onboarding import first_languages, first_microphone, first_steps
from samo_desktop.gui.onboarding.first_steps import FirstSteps
from samo_desktop.gui.onboarding.sample_page import SamplePage
from samo_desktop.gui.onboarding.unlock import UnlockPage
from samo_desktop.gui.onboarding.welcome import WelcomePage
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.store.journal import Journal
from tests.gui.fakes import TestServices, trial
from tests.gui.space import space_of

Open = Callable[[Path], MainWindow]


@pytest.fixture
def services() -> TestServices:
    """Work is done at once: waiting is not the subject here."""
    return TestServices()


@pytest.fixture
def steps(open_window: Open, tmp_path: Path) -> FirstSteps:
    """The test of the microphone in the first run."""
    window = open_window(tmp_path / "new")
    page = window.page
    assert isinstance(page, WelcomePage)
    page.without.setChecked(True)
    page.begin.click()
    assert isinstance(window.page, FirstSteps)
    assert window.page.currentWidget() is window.page.languages
    window.page.next[first_steps.LANGUAGES].click()
    assert window.page.currentWidget() is window.page.microphone
    return window.page


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


def press(qtbot: QtBot, steps: FirstSteps) -> None:
    """Presses what has the keyboard."""
    focused = steps.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, Qt.Key.Key_Return)


def test_each_step_can_be_left_out_and_gone_back_to(qtbot: QtBot, steps: FirstSteps) -> None:
    window = steps.window()
    assert isinstance(window, MainWindow)
    steps.next[first_steps.MICROPHONE].setFocus()
    press(qtbot, steps)
    assert steps.currentWidget() is steps.models
    for expected in (steps.microphone, steps.languages, steps.made):
        steps.findChild(QPushButton, f"back_{steps.currentIndex() + 1}").click()
        assert steps.currentWidget() is expected
    for _step in steps.sheets:
        steps.next[steps.currentIndex()].click()
    assert window.workspace is not None
    assert window.page is window.workspace


@pytest.mark.parametrize("step", [0, 1, 2])
def test_the_rest_can_be_left_out(steps: FirstSteps, step: int) -> None:
    window = steps.window()
    assert isinstance(window, MainWindow)
    steps.show_step(step)
    steps.findChild(QPushButton, f"skip_{step + 1}").click()
    assert window.page is window.workspace


# ---- the languages


@pytest.mark.parametrize(
    ("named", "chosen"),
    [("de_AT.UTF-8", ("de", "en")), ("C.UTF-8", ("en",)), ("sv_SE:fi", ("sv", "fi", "en"))],
)
def test_the_languages_of_the_system_and_english_are_preselected(
    monkeypatch: pytest.MonkeyPatch, named: str, chosen: tuple[str, ...]
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", named)
    assert first_languages.preselected() == chosen


@pytest.fixture
def spoken(open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FirstSteps:
    """The languages in the first run of a German."""
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    window = open_window(tmp_path / "new")
    assert isinstance(window.page, WelcomePage)
    window.page.without.setChecked(True)
    window.page.begin.click()
    assert isinstance(window.page, FirstSteps)
    return window.page


def test_the_chosen_languages_are_kept_and_the_microphone_is_tried_in_them(
    spoken: FirstSteps, services: TestServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = spoken.test.context
    assert spoken.spoken.languages.codes() == ("en", "de")
    spoken.spoken.languages.boxes["en"].click()
    spoken.spoken.languages.add("sv")
    assert context.settings.languages == (), "nothing is kept before Next"
    spoken.next[first_steps.LANGUAGES].click()
    assert context.settings.languages == ("de", "sv")
    asked: list[SpeechOptions] = []
    speech = context.app.session.models.speech
    monkeypatch.setattr(
        context.app.session.models, "speech", lambda chosen: asked.append(chosen) or speech()
    )
    services.trial = trial(seconds=3.0)
    for _press in range(2):
        spoken.test.test.click()
    assert [options.languages for options in asked] == [("de", "sv")]


def test_who_skips_the_languages_has_chosen_none(spoken: FirstSteps) -> None:
    context = spoken.test.context
    spoken.findChild(QPushButton, f"skip_{first_steps.LANGUAGES + 1}").click()
    assert context.settings.languages == ()


def test_no_language_stands_for_any(spoken: FirstSteps) -> None:
    languages = spoken.spoken.languages
    for code in languages.codes():
        languages.boxes[code].click()
    assert languages.says.text().startswith("Any language")
    spoken.next[first_steps.LANGUAGES].click()
    assert spoken.test.context.settings.languages == ()


# ---- the microphone


def test_one_sentence_is_read_back_and_nothing_of_it_is_kept(
    qtbot: QtBot, steps: FirstSteps, services: TestServices, tmp_path: Path
) -> None:
    services.trial = trial(seconds=3.0)
    before = files_in(tmp_path)
    test = steps.test
    assert steps.focusWidget() is test.test
    press(qtbot, steps)
    assert test.test.text() == "Stop"
    test._measure()
    assert "Nothing of this test is kept" in test.hears.text()
    press(qtbot, steps)
    assert "mother" in test.heard.text()
    test.load()
    assert test.hears.text() == "We heard:", "the list of microphones is opened, and that is all"
    assert test.play.isVisible()
    assert files_in(tmp_path) == before
    steps.show_step(first_steps.MODELS)
    assert test._sound is None
    assert test.heard.text() == ""
    assert space_of(steps.window()).app.entries.count() == 0  # type: ignore[arg-type]


def test_it_ends_by_itself(steps: FirstSteps, services: TestServices) -> None:
    services.trial = trial(seconds=first_microphone.LONGEST_SECONDS)
    steps.test.test.click()
    steps.test._measure()
    assert not steps.test.test.isChecked()
    assert "mother" in steps.test.heard.text()


def test_silence_is_told_from_speech_without_words(
    steps: FirstSteps, services: TestServices
) -> None:
    test = steps.test
    services.trial = trial(peak=0)
    for _press in range(2):
        test.test.click()
    assert "No sound came" in test.hears.text()
    services.trial = trial(
        problem=DeviceError("The microphone may be muted.", "Unmute it."), peak=0
    )
    test.test.click()
    test._measure()
    assert "may be muted" in test.hears.text()
    test.test.click()
    assert test.hears.text() == "The microphone may be muted. Unmute it."
    assert test.heard.text() == ""


def test_speech_without_words_is_said(
    steps: FirstSteps, services: TestServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = steps.test.context.app
    monkeypatch.setattr(app.microphone_test, "words", lambda _sound: "")
    for _press in range(2):
        steps.test.test.click()
    assert "no words" in steps.test.hears.text()


def test_a_model_that_fails_is_said_and_the_test_can_be_tried_again(
    steps: FirstSteps, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_sound: object) -> str:
        raise ModelError("The model is damaged.", "Install it again.")

    app = steps.test.context.app
    monkeypatch.setattr(app.microphone_test, "words", broken)
    for _press in range(2):
        steps.test.test.click()
    assert steps.test.hears.text() == "The model is damaged. Install it again."
    assert steps.test.test.isEnabled()


def test_without_a_microphone_one_can_look_again_or_go_on(
    steps: FirstSteps, services: TestServices
) -> None:
    test = steps.test
    services.microphone = None
    steps.show_step(first_steps.MICROPHONE)
    assert not test.test.isEnabled()
    assert "No microphone was found" in test.hears.text()
    assert steps.focusWidget() is test.again
    services.microphone = "Desk microphone"
    test.again.click()
    assert test.test.isEnabled()
    assert test.again.isHidden()


def test_a_microphone_that_cannot_be_opened_is_said(
    steps: FirstSteps, services: TestServices
) -> None:
    test = steps.test
    services.microphone = None
    test.test.click()
    assert "No microphone" in test.hears.text()
    assert not test.test.isChecked()
    assert test.test.text() == "Try again"


def test_closing_in_the_middle_of_the_test_gives_the_microphone_back(
    steps: FirstSteps, services: TestServices, tmp_path: Path
) -> None:
    window, stopped = steps.window(), []
    made = trial()
    services.trial = type(made)(
        level=made.level,
        stop=lambda: stopped.append(True),
        seconds=made.seconds,
        problem=made.problem,
        sound=made.sound,
    )
    steps.test.test.click()
    assert window.close()
    assert stopped
    Journal.open(tmp_path / "new").close()  # JournalLockedError if it were still open


def test_the_next_start_goes_on_with_the_journal(
    steps: FirstSteps, open_window: Open, tmp_path: Path
) -> None:
    steps.window().close()
    assert open_window(tmp_path / "new").workspace is not None


# ---- the models


def test_what_is_installed_and_what_can_be_is_listed(steps: FirstSteps) -> None:
    steps.show_step(first_steps.MODELS)
    rows = steps.speech.rows
    assert {row.status.kind for row in rows.values()} == {"speech"}
    bundled = [row for row in rows.values() if row.status.bundled]
    assert bundled
    assert bundled[0].download.isHidden()
    assert any(not row.download.isHidden() for row in rows.values())
    assert all(row.verify.isHidden() and row.remove.isHidden() for row in rows.values())


def test_nothing_is_downloaded_unless_it_is_asked_for(
    steps: FirstSteps, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def install(name: str) -> Generator[Installing, None, ModelStatus]:
        asked.append(name)
        yield Installing(name, "fetching", 1, 2)
        return steps.speech.context.app.models.status(name)

    monkeypatch.setattr(steps.speech.context.app.models, "install", install)
    steps.show_step(first_steps.MODELS)
    assert not asked
    name = next(name for name, row in steps.speech.rows.items() if row.status.installable)
    steps.speech.rows[name].download.click()
    assert asked == [name]
    assert steps.next[first_steps.MODELS].text() == "Open my journal"


# ---- the empty journal, and the sample


@pytest.fixture
def empty(steps: FirstSteps) -> MainWindow:
    """The empty journal after the first run."""
    window = steps.window()
    assert isinstance(window, MainWindow)
    steps.show_step(len(steps.sheets))
    return window


def test_an_empty_journal_invites(empty: MainWindow) -> None:
    space = space_of(empty)
    invitation = space.journal.invitation
    assert invitation.isVisible()
    invitation.findChild(QPushButton, "write_button").click()
    assert space.journal.entry.isVisible()
    space.app.entries.write("A first entry.")
    space.journal.refresh()
    assert invitation.isHidden()


def test_the_sample_journal_is_marked_and_easily_left(empty: MainWindow, tmp_path: Path) -> None:
    space = space_of(empty)
    own = space.app.journal.folder
    space.journal.invitation.sample.click()
    page = empty.page
    assert isinstance(page, SamplePage)
    assert "sample" in empty.windowTitle()
    sample = space_of(empty).app
    assert sample.journal.folder != own
    assert sample.entries.count() > 20
    assert not any(entry.file_name for entry in sample.entries.all()), "nobody imported them"
    assert empty.folder == own
    page.leave.click()
    assert space_of(empty).app.journal.folder == own
    assert space_of(empty).app.entries.count() == 0
    assert empty.windowTitle() == "SAMO"


def test_the_sample_journal_is_made_anew(empty: MainWindow) -> None:
    counts = []
    for _time in range(2):
        assert empty.open_sample()
        app = space_of(empty).app
        counts.append(app.entries.count())
        app.entries.write("Something of mine.")
        assert empty.lock(), "locking leads back as well"
    assert counts[0] == counts[1]


def test_a_sample_that_cannot_be_made_leads_back(
    empty: MainWindow, services: TestServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_chosen: object) -> None:
        raise DeviceError("The disk is full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr(services, "open_sample", full)
        empty.open_sample()
    page = empty.page
    assert isinstance(page, UnlockPage)
    assert "disk is full" in page.problem.text()
    page.open.click()
    assert empty.page is empty.workspace
