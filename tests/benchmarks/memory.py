"""What the window holds: two recordings and a five-minute import, and what it gives back after.

Counted is what the window's process and those that it started hold for themselves (USS), and the
largest share of what they hold together with others, once. The window runs in a process of its own
(`python -m tests.benchmarks.memory JOURNAL SPOKEN IMPORTED SECONDS`), since PortAudio reads the
settings of its microphone once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer, SignalInstance
from PySide6.QtWidgets import QApplication

from samo_desktop.capture.decode import decode
from samo_desktop.domain.events import JobEnded
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.gui.recording.control import PREPARE_MS
from samo_desktop.gui.shell.main_window import MainWindow
from samo_desktop.gui.style.theme import look
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.support import pulse
from tests.support.pulse import PulseMicrophone
from tests.support.sound import write_wav

AFTER_SECONDS = 180
"""How long after its work has ended the window may take to give back what it took for it."""
IMPORTED_SECONDS = 300
RECORDED_SECONDS = 15
LOOK_SECONDS = 0.5


def held(pid: int) -> float:
    """Megabytes that a process and those that it started hold together."""
    found = [_private_and_shared(each) for each in _family(pid)]
    return sum(private for private, _ in found) + max(shared for _, shared in found)


def _family(pid: int) -> list[int]:
    family = [pid]
    for task in Path("/proc").glob(f"{pid}/task/*/children"):
        with suppress(OSError):  # it has ended meanwhile
            for child in task.read_text().split():
                family += _family(int(child))
    return family


def _private_and_shared(pid: int) -> tuple[float, float]:
    kilobytes = {"Private": 0, "Shared": 0}
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            kind, _, rest = line.partition("_")
            if kind in kilobytes and rest.startswith(("Clean:", "Dirty:")):
                kilobytes[kind] += int(rest.split()[1])
    return kilobytes["Private"] / 1024, kilobytes["Shared"] / 1024


def figures(after: float = AFTER_SECONDS, *, told: bool = False) -> dict[str, float] | None:
    """Megabytes: "open" before any work, "peak" at the most, "after" so many seconds after it.

    None without a sound server. With `told`, what is held at each moment is printed.
    """
    if pulse.missing():
        return None
    with tempfile.TemporaryDirectory() as name, PulseMicrophone() as microphone:
        folder = Path(name)
        Journal.create(folder / "journal", None)[0].close()
        spoken = np.concatenate([*decode(Path(sample_voice_note()))])
        times = -(-IMPORTED_SECONDS * 16_000 // len(spoken))
        imported = np.tile(spoken, times)[: IMPORTED_SECONDS * 16_000]
        window = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.benchmarks.memory", folder / "journal"),
                write_wav(folder / "spoken.wav", spoken),
                write_wav(folder / "imported.wav", imported),
                str(after),
            ],
            env={**microphone.env, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            text=True,
        )
        return _watch(window, told)


def _watch(window: subprocess.Popen[str], told: bool) -> dict[str, float]:
    """What a window holds when it says something, and at the most."""
    said: list[str] = []
    assert window.stdout is not None
    reader = threading.Thread(target=lambda: said.extend(iter(window.stdout.readline, "")))  # type: ignore[union-attr]
    reader.start()
    found: dict[str, float] = {"peak": 0.0}
    begun = time.perf_counter()
    while window.poll() is None:
        now = held(window.pid)
        found["peak"] = max(found["peak"], now)
        for line in said[:]:
            found.setdefault(line.strip(), now)
        if told:
            print(f"{time.perf_counter() - begun:6.1f} s {now:7.1f} MB {said[-1:]}", flush=True)
        time.sleep(LOOK_SECONDS)
    reader.join()
    return found


def _wait_for(signal: SignalInstance) -> None:
    loop = QEventLoop()
    signal.connect(loop.quit)
    loop.exec()
    signal.disconnect(loop.quit)


def _pause(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(1000 * seconds), loop.quit)
    loop.exec()


def main(journal: Path, spoken: Path, imported: Path, after: float) -> None:
    """Opens the window, records twice, imports, and waits; says what it has done."""
    app = QApplication(sys.argv[:1])
    look().apply(Settings())
    window = MainWindow(journal, Settings())
    window.show()
    _wait_for(window.opened)
    from tests.gui.space import space_of

    space = space_of(window)
    assert space is not None
    _pause(PREPARE_MS / 1000 + 3)
    print("open", flush=True)
    ended: list[JobEnded] = []
    space.bridge.job_ended.connect(ended.append)
    for number in (1, 2):
        space.actions_["record"].trigger()
        _wait_for(space.recorder.started)
        playing = subprocess.Popen(["paplay", f"--device={pulse.SINK}", spoken])
        _pause(RECORDED_SECONDS)
        playing.wait()
        space.actions_["record"].trigger()
        while sum(event.step == "summarise" for event in ended) < number:
            _wait_for(space.bridge.job_ended)
        print(f"recorded {number}", flush=True)
        _pause(1)
    space.desk.bring_in([imported])
    while sum(event.step == "summarise" for event in ended) < 3:
        _wait_for(space.bridge.job_ended)
    print("imported", flush=True)
    _pause(after)
    print("after", flush=True)
    _pause(2 * LOOK_SECONDS)
    window.close()
    app.quit()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), after=float(sys.argv[4]))
