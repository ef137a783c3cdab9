"""Settings: models are listed, downloaded, cancelled, imported, checked and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from samo_desktop import paths
from samo_desktop.domain.models import InstallationPace, Installing, ModelStatus
from samo_desktop.gui.settings.model_row import details, facts, going, pace, purpose, standing
from samo_desktop.gui.settings.models import ModelsSection
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.inference.model_store import catalogue, downloads, hub, model_catalog
from tests.gui.conftest import Waiting
from tests.gui.fakes import TestServices
from tests.gui.space import Space
from tests.support.hub_server import FakeHub, Trouble, write_list
from tests.support.whisper_model import make_whisper

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_bundled_whisper")]

NAME = "whisper-test"


@pytest.fixture
def services() -> TestServices:
    """Work is done on threads, as in the program."""
    made = TestServices()
    made.threads = True
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model that loads."""
    return make_whisper(tmp_path_factory.mktemp("made") / "my-whisper")


@pytest.fixture
def server(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A server that has the only model of the list."""
    files = {file.name: file.read_bytes() for file in made.iterdir()}
    listed = write_list(tmp_path / "list.toml", files, NAME)
    monkeypatch.setattr(model_catalog, "manifest", lambda: listed)
    monkeypatch.setattr(downloads, "WAITS", (0.0,))
    monkeypatch.setattr(hub, "STALL_SECONDS", 2.0)
    with FakeHub(files).running() as running:
        yield running


@pytest.fixture
def section(qtbot: QtBot, server: FakeHub, space: Space) -> ModelsSection:
    """The part of the settings, once it shows the models."""
    part = space.settings.models
    with qtbot.waitSignal(part.shown):
        space.go("settings")
    type_address(qtbot, part, server.url)
    return part


def type_address(qtbot: QtBot, part: ModelsSection, text: str) -> None:
    part.mirror.setText(text)
    part.mirror.editingFinished.emit()
    qtbot.waitUntil(lambda: part.context.settings.model_mirror == text)


def click(qtbot: QtBot, which: QPushButton) -> None:
    """Clicks a button as soon as a person could."""
    qtbot.waitUntil(lambda: which.isVisible() and which.isEnabled() and which.width() > 0)
    qtbot.mouseClick(which, Qt.MouseButton.LeftButton)


def until_state(qtbot: QtBot, part: ModelsSection, state: str, name: str = NAME) -> None:
    """Waits until nothing is being done and the list shows a state."""

    def holds() -> bool:
        return not part.work.busy and name in part.rows and part.rows[name].status.state == state

    if not holds():
        with qtbot.waitSignal(part.shown, check_params_cb=holds, timeout=20_000):
            pass


def test_the_list_says_what_a_person_wants_to_know(section: ModelsSection) -> None:
    assert {NAME, "moonshine-tiny-en", "samo-emotion-minilm"} <= section.rows.keys()
    row = section.rows[NAME]
    texts = " ".join(label.text() for label in row.findChildren(QLabel))
    for wanted in (
        NAME,
        "Many languages",
        "MB",
        "MIT",
        "of memory",
        "Good",
        "about 4 words in 100 wrong",
        "Faster than you speak.",
    ):
        assert wanted in texts
    assert row.state.text() == "Not installed"
    assert not row.download.isHidden()
    assert "MB" in row.download.text()
    assert NAME in row.download.accessibleName()
    assert row.remove.isHidden()
    bundled = section.rows["moonshine-tiny-en"]
    assert bundled.remove.isHidden()
    assert bundled.download.isHidden()
    assert bundled.state.text() == "Included"
    everything = " ".join(label.text() for label in section.findChildren(QLabel))
    assert "SAMO goes online only when you download a model" in everything
    assert "Moonshine tiny (English)" in everything
    assert "moonshine-tiny-en" not in everything
    tips = {label.toolTip() for label in bundled.findChildren(QLabel)}
    assert any(tip.startswith("Technical name: moonshine-tiny-en\n") for tip in tips)
    shown = [row.status.kind for row in section.rows.values()]
    assert shown == sorted(shown, key=["speech", "emotion", "sentence"].index)
    assert next(iter(section.rows)) == "moonshine-tiny-en"


def test_a_model_is_downloaded_checked_and_removed(
    qtbot: QtBot, section: ModelsSection, space: Space, window: MainWindow, server: FakeHub
) -> None:
    seen: list[Installing] = []
    section.work.moved.connect(lambda event, _left: seen.append(event))
    with qtbot.waitSignal(section.context.runner.changed):
        click(qtbot, section.rows[NAME].download)
        assert not section.rows[NAME].cancel.isHidden()
        assert not section.folder.isEnabled()
    until_state(qtbot, section, "installed")
    assert {"fetching", "checking"} <= {event.phase for event in seen}
    assert section.notice.text() == f"{NAME} is installed."
    assert section.folder.isEnabled()
    row = section.rows[NAME]
    assert row.download.isHidden()
    assert row.state.text() == "Installed"
    assert [folder.name for folder in catalogue.whisper_folders()] == [NAME]
    assert window.settings.model_mirror == server.url
    with qtbot.waitSignal(section.shown):
        click(qtbot, row.verify)
    assert section.notice.text().startswith("No file has changed")
    until_state(qtbot, section, "installed")
    row = section.rows[NAME]
    click(qtbot, row.remove)
    assert "frees" in row.state.text()
    click(qtbot, row.keep)
    assert row.state.text() == "Installed"
    click(qtbot, row.remove)
    click(qtbot, row.sure)
    until_state(qtbot, section, "available")
    assert catalogue.whisper_folders() == []


def test_a_download_is_cancelled_and_gone_on_with(
    qtbot: QtBot, section: ModelsSection, server: FakeHub, until: Waiting
) -> None:
    server.troubles = [Trouble(stall_after=50_000, only="model.bin")]
    row = section.rows[NAME]
    fetched: list[Installing] = []
    section.work.moved.connect(
        lambda event, _left: fetched.append(event) if event.phase == "fetching" else None
    )
    click(qtbot, row.download)
    until(section.work.moved, lambda: bool(fetched))
    click(qtbot, row.cancel)
    assert row.state.text() == "Stopping…"
    server.free.set()
    until_state(qtbot, section, "partial")
    assert "can be resumed" in section.notice.text()
    row = section.rows[NAME]
    assert "downloaded" in row.state.text()
    assert row.download.text().startswith("Resume")
    assert not row.remove.isHidden()
    click(qtbot, row.download)
    until_state(qtbot, section, "installed")


def test_what_goes_wrong_is_told_beside_the_list(
    qtbot: QtBot, section: ModelsSection, server: FakeHub
) -> None:
    server.always = Trouble(status=404)
    with qtbot.waitSignal(section.shown):
        click(qtbot, section.rows[NAME].download)
    assert "does not have" in section.notice.text()
    assert not section.notice.isHidden()
    until_state(qtbot, section, "available")
    type_address(qtbot, section, "no address")
    with qtbot.waitSignal(section.work.ended):
        click(qtbot, section.rows[NAME].download)
    assert "address of the model server" in section.notice.text()


def test_a_model_is_imported_and_a_damaged_one_found(
    qtbot: QtBot, section: ModelsSection, made: Path, server: FakeHub
) -> None:
    with qtbot.waitSignal(section.context.runner.changed, timeout=20_000):
        section.take(made)
    until_state(qtbot, section, "installed")  # known by its checksum
    assert server.asked == []
    weights = paths.user_models_folder() / NAME / "model.bin"  # never the one that ships
    data = bytearray(weights.read_bytes())
    data[1000] ^= 1
    weights.write_bytes(data)
    with qtbot.waitSignal(section.shown):
        click(qtbot, section.check_all)
    assert f"{NAME} is damaged and no longer used" in section.notice.text()
    until_state(qtbot, section, "damaged")
    assert "Damaged" in section.rows[NAME].state.text()
    assert not section.rows[NAME].download.isHidden()
    with qtbot.waitSignal(section.work.ended):
        section.take(made / "config.json")
    assert "not a folder or archive" in section.notice.text()


def test_closing_the_window_meanwhile_keeps_what_was_got(
    qtbot: QtBot, section: ModelsSection, window: MainWindow, server: FakeHub, until: Waiting
) -> None:
    server.always = Trouble(stall_after=50_000, only="model.bin")
    seen: list[str] = []
    section.work.moved.connect(lambda event, _left: seen.append(event.phase))
    click(qtbot, section.rows[NAME].download)
    until(section.work.moved, lambda: "fetching" in seen)
    window.close()
    assert catalogue.whisper_folders() == []


def status(**more: object) -> ModelStatus:
    return ModelStatus("a", "speech", "whisper", "available", 1_500_000_000, "MIT", **more)  # type: ignore[arg-type]


def test_the_words() -> None:
    assert standing(status()) == "Not installed"
    assert "English" in facts(status(languages=("en",)))
    assert facts(status(languages=("en",))).startswith("English only")
    assert purpose(status()) == ""
    fast = status(quality="plain", wer=7.6, wer_of="a set", speed=1.0)
    assert purpose(fast) == (
        "Basic accuracy: about 8 words in 100 wrong. Much faster than you speak."
    )
    assert "7.6 words in 100 wrong: a set" in details(fast)
    assert pace(1.8) == "About half the speed of your voice."
    half = Installing("a", "fetching", 43, 100)
    assert going(half, None) == "Downloading 43 %"
    assert going(half, 30) == "Downloading 43 %, less than a minute left"
    assert going(half, 125) == "Downloading 43 %, 2 min left"
    assert going(half, 9000) == "Downloading 43 %, 2.5 h left"
    assert going(Installing("a", "asking"), None) == "Contacting the server…"


def test_how_long_it_will_take_comes_from_the_last_half_minute() -> None:
    pace = InstallationPace()
    assert pace.seconds_left(Installing("a", "fetching", 0, 1000), 0.0) is None
    assert pace.seconds_left(Installing("a", "fetching", 10, 1000), 0.5) is None
    assert pace.seconds_left(Installing("a", "fetching", 100, 1000), 2.0) == pytest.approx(18.0)
    assert pace.seconds_left(Installing("a", "waiting", 100, 1000), 3.0) is None
    assert pace.seconds_left(Installing("a", "checking", 0, 1000), 4.0) is None
    slow = InstallationPace()
    for second in range(100):
        done = min(second, 50) * 10 + max(0, second - 50)
        left = slow.seconds_left(Installing("a", "fetching", done, 1000), float(second))
    assert left == pytest.approx(1000 - done)


def test_a_bug_while_installing_ends_it_and_is_raised(
    qtbot: QtBot, section: ModelsSection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[Installing]:
        raise RuntimeError("a bug")
        yield

    monkeypatch.setattr(section._service, "install", broken)
    with qtbot.captureExceptions() as raised:
        click(qtbot, section.rows[NAME].download)
        until_state(qtbot, section, "available")
        qtbot.waitUntil(lambda: bool(raised))
    assert [kind for kind, *_ in raised] == [RuntimeError]
    assert "went wrong" in section.notice.text()
    assert section.folder.isEnabled()
    assert section.rows[NAME].download.isEnabled()
