"""What opening a journal takes is loaded while nobody waits for it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from samo_desktop.gui.shell import main_window
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from samo_desktop.store.vault import Cost
from tests.gui.fakes import TestServices


def test_it_is_loaded_behind_the_page_that_asks_for_the_passphrase(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading: list[threading.Thread] = []
    monkeypatch.setattr(main_window, "LOAD_MS", 1)
    monkeypatch.setattr(
        main_window, "load_places", lambda: loading.append(threading.current_thread())
    )
    services = TestServices()
    services.threads = True
    window = MainWindow(tmp_path / "journal", Settings(), services)
    qtbot.addWidget(window)
    assert not loading
    qtbot.waitUntil(lambda: bool(loading), timeout=5000)
    assert loading[0] is not threading.main_thread()
    window.close()


OPENED = """
import sys
from pathlib import Path
from samo_desktop.gui.runtime.services import Services
from samo_desktop.gui.shell.opening import load_places, started
from samo_desktop.settings import Settings

load_places()
loaded = set(sys.modules)
started(Services().open(Path(sys.argv[1]), "four calm words here", Settings())).close()
print(*(name for name in set(sys.modules) - loaded if name.startswith(("samo_desktop", "numpy"))))
"""


@pytest.mark.slow
def test_nothing_of_an_open_journal_is_left_to_load_then(tmp_path: Path) -> None:
    Journal.create(tmp_path / "journal", "four calm words here", cost=Cost(64, 1, 1))[0].close()
    opened = [sys.executable, "-c", OPENED, str(tmp_path / "journal")]
    done = subprocess.run(opened, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
