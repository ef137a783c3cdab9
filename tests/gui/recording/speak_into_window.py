"""A person at the window: presses Record, is told when to stop, and reads what appears.

Run by test_voice_note.py in a process of its own, since PortAudio reads the microphone's settings
once. Says "recording" on stdout, stops when a line comes on stdin, then prints what the window
shows as JSON.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from samo_desktop.domain.events import JobEnded
from samo_desktop.gui.operations import entries
from samo_desktop.gui.recording.control import PREPARE_MS
from samo_desktop.gui.runtime.post import Post
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from tests.gui.space import Space, space_of

EVERY_MS = 5


def wait_for(signal: SignalInstance) -> None:
    """Lets the window live until it says so; whoever started this process has the patience."""
    loop = QEventLoop()
    signal.connect(loop.quit)
    loop.exec()
    signal.disconnect(loop.quit)


class Heartbeat(QTimer):
    """How long, in milliseconds, the window's thread was kept from its next event at the most."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.timeout.connect(self._beat)
        self.start(EVERY_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1000.0 * (now - self._last) - EVERY_MS)
        self._last = now


def press(space: Space) -> None:
    """The Record button, with the mouse."""
    QTest.mouseClick(space.dock.record, Qt.MouseButton.LeftButton)


def wait_until_read(space: Space, entry_id: str) -> None:
    """Until feelings and summary of the entry are there, and shown."""
    loop = QEventLoop()

    def ended(event: JobEnded) -> None:
        if event.entry_id == entry_id and (event.step == "summarise" or event.state != "done"):
            loop.quit()

    space.bridge.job_ended.connect(ended)
    loop.exec()
    while space.journal.entry.entry is None or space.journal.entry.entry.state != "done":
        wait_for(space.journal.refreshed)


def keep_busy(space: Space, sounds: list[Path]) -> None:
    """Imports `sounds`, and writes as many entries, which are all read behind the window."""
    space.desk.bring_in(sounds)
    for number in range(len(sounds)):
        space.runner.run(entries.write(f"Day {number}: I was nervous, then proud and relieved."))


def main(folder: Path, picture: Path, sounds: list[Path]) -> None:
    """Prints the text, language, chips, summary and chart points of a note that was spoken.

    While it is spoken, `sounds` are imported and as many entries written.
    """
    app = QApplication(sys.argv[:1])
    look().apply(Settings())
    window = MainWindow(folder, Settings())
    window.show()
    if window.workspace is None:
        wait_for(window.opened)
    space = space_of(window)
    assert space is not None
    while not space.dock.record.isEnabled():
        wait_for(space.recorder.unavailable)
    # What the window does by itself at its start is over before most people record.
    prepared = QEventLoop()
    QTimer.singleShot(PREPARE_MS + 1500, prepared.quit)
    prepared.exec()

    press(space)
    wait_for(space.recorder.started)
    entry_id = space.recorder.entry_id
    post = Post()

    live: list[str] = []
    pulse = Heartbeat()

    def stop() -> None:
        pulse.stop()
        live.append(space.journal.recording_page.spoken.toPlainText())
        press(space)

    def on_line() -> None:
        sys.stdin.readline()
        post(stop)

    threading.Thread(target=on_line, daemon=True).start()
    keep_busy(space, sounds)
    print("recording", flush=True)
    wait_for(space.recorder.stopped)
    wait_until_read(space, entry_id)

    shown: dict[str, Any] = {
        "while recording": live[0],
        "blocked": pulse.longest,
        "text": space.journal.entry.text.toPlainText(),
        "language": space.journal.entry.entry.transcript.language,
        "feelings": [chip.feeling.label for chip in space.journal.entry.feelings.chips],
        "summary": space.journal.entry.summary.text(),
    }
    window.grab().save(str(picture))
    space.actions_["timeline"].trigger()
    wait_for(space.timeline.ready)
    chart = space.timeline.chart  # None where no feelings are read, as in Spanish
    shown["points"] = len(chart._dots.getData()[0]) if chart else 0
    window.close()
    print(json.dumps(shown), flush=True)
    app.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(name) for name in sys.argv[3:]])
