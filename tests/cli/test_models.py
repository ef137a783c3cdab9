"""samo models: list, download, verify, import, remove."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from samo_desktop import paths, settings
from samo_desktop.inference.model_store import downloads, model_catalog
from samo_desktop.settings import Settings
from tests.cli.conftest import Samo
from tests.support import interrupt
from tests.support.hub_server import FakeHub, Trouble, write_list
from tests.support.whisper_model import make_whisper

pytestmark = pytest.mark.slow

NAME = "whisper-test"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model that loads."""
    return make_whisper(tmp_path_factory.mktemp("made") / "my-whisper")


@pytest.fixture
def server(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A server with that model, which the settings name as the mirror."""
    files = {file.name: file.read_bytes() for file in made.iterdir()}
    listed = write_list(tmp_path / "list.toml", files, NAME)
    monkeypatch.setattr(model_catalog, "manifest", lambda: listed)
    monkeypatch.setattr(downloads, "WAITS", (0.0,))
    with FakeHub(files).running() as running:
        settings.save(Settings(model_mirror=running.url), paths.settings_file())
        yield running


def states(samo: Samo) -> dict[str, Any]:
    return {line["name"]: line["state"] for line in samo("models", "list", "--json").lines}


def test_the_life_of_a_model(samo: Samo, server: FakeHub) -> None:
    assert states(samo)[NAME] == "available"
    got = samo("models", "download", NAME, "--json")
    assert got.code == 0
    (line,) = got.lines
    assert (line["name"], line["state"]) == (NAME, "installed")
    assert Path(line["folder"]).is_dir()
    assert "\r" not in got.err  # no progress where there is no terminal
    assert states(samo)[NAME] == "installed"
    again = samo("models", "download", NAME)
    assert again.code == 1
    assert "already" in again.err
    assert len(again.err.splitlines()) == 2
    checked = samo("models", "verify", "--json")
    assert checked.code == 0
    assert {"name": NAME, "ok": True, "problem": ""} in checked.lines
    assert samo("models", "remove", NAME, "--json").lines == [{"name": NAME, "state": "available"}]
    assert not Path(line["folder"]).exists()
    assert samo("models", "remove", NAME).code == 1


def test_an_interrupted_download_is_listed_and_gone_on_with(samo: Samo, server: FakeHub) -> None:
    server.always = Trouble(close_after=50_000)
    failed = samo("models", "download", NAME)
    assert failed.code == 1
    assert "can be resumed" in failed.err
    assert failed.out == ""
    assert states(samo)[NAME] == "partial"
    assert "downloaded" in samo("models", "list").out
    assert samo("models", "verify", NAME).code == 1
    server.always = None
    assert samo("models", "download", NAME).code == 0
    assert states(samo)[NAME] == "installed"


def test_what_an_interrupted_download_left_can_be_removed(samo: Samo, server: FakeHub) -> None:
    server.always = Trouble(close_after=50_000)
    samo("models", "download", NAME)
    assert samo("models", "remove", NAME).code == 0
    assert states(samo)[NAME] == "available"


def test_a_damaged_model_is_found_and_told(samo: Samo, server: FakeHub) -> None:
    folder = Path(samo("models", "download", NAME, "--json").lines[0]["folder"])
    data = bytearray((folder / "model.bin").read_bytes())
    data[99] ^= 1
    (folder / "model.bin").write_bytes(data)
    found = samo("models", "verify", NAME, "--json")
    assert found.code == 1
    assert found.lines[0]["ok"] is False
    assert NAME in found.err
    assert states(samo)[NAME] == "damaged"
    assert samo("models", "download", NAME).code == 0  # a damaged one is replaced
    assert states(samo)[NAME] == "installed"


def test_import_needs_no_server(samo: Samo, made: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", made)
    got = samo("models", "import", archive, "--json")
    assert got.code == 0
    assert got.lines[0]["name"] == "packed"
    assert samo("models", "import", made).code == 0
    assert {"packed", "my-whisper"} <= states(samo).keys()
    assert samo("models", "import", tmp_path / "nowhere").code == 1
    assert "whisper models: " in samo("doctor").out


def test_list_for_people_and_programs(samo: Samo) -> None:
    lines = samo("models", "list", "--json").lines
    assert {"whisper-small", "moonshine-tiny-en", "samo-emotion-minilm"} <= {
        line["name"] for line in lines
    }
    text = samo("models", "list").out
    for name in (
        "whisper-large-v3-turbo",
        "included",
        "Whisper large v3 turbo",
        "many languages",
        "Good in Spanish and English.",
        "German 11",
        "In every language it makes fewer mistakes than Whisper base",
        "English",
        "MIT",
        "memory",
    ):
        assert name in text
    assert "takes 5.9 times as long as Whisper tiny" in text
    assert " 1 times" not in text


def test_what_is_refused(samo: Samo) -> None:
    for arguments in (
        ("download", "no-such"),
        ("download", "moonshine-tiny-en"),
        ("remove", "moonshine-tiny-en"),
        ("verify", "no-such"),
    ):
        result = samo("models", *arguments)
        assert result.code == 1, arguments
        assert 1 <= len(result.err.splitlines()) <= 3
    assert samo("models", "download").code == 2


def test_ctrl_c_keeps_what_was_got(server: FakeHub, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("signals are others there")
    server.always = Trouble(stall_after=60_000, only="model.bin")
    code = (
        "import sys; from pathlib import Path;"
        "from samo_desktop.inference.model_store import model_catalog;"
        f"model_catalog.manifest = lambda: Path({str(tmp_path / 'list.toml')!r});"
        "from samo_desktop.cli.main import run;"
        f"sys.exit(run(['models', 'download', {NAME!r}]))"
    )
    with interrupt.ignored():
        started = subprocess.Popen(
            interrupt.command(code), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    staging = Path(os.environ["SAMO_MODELS"]) / f".installing-{NAME}"
    end = time.monotonic() + 60
    while not any(f.name.endswith(".part") and f.stat().st_size for f in parts(staging)):
        assert time.monotonic() < end, "nothing came"
        assert started.poll() is None, started.communicate()
        time.sleep(0.05)
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 1
    assert "Traceback" not in said
    assert "Stopped" in said
    assert any(f.name.endswith(".part") for f in parts(staging))


def parts(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
