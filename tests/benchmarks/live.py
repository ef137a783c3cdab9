"""A recording under way: what listening costs, and how soon all is there when one stops.

The live part runs in a process of its own, since PortAudio reads the settings of its microphone
once: `python -m tests.benchmarks.live SECONDS WAV ENGINE`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

from samo_desktop.app import App
from samo_desktop.capture.decode import decode
from samo_desktop.domain.events import Event, JobEnded, Spoken
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.support import pulse
from tests.support.pulse import PulseMicrophone
from tests.support.sound import ogg_to_wav, write_wav

RATE = 24_000
FIRST_WORD_ENDS = 0.5
"""Seconds into the sample note at which "Today" has been said."""
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def processor_seconds(pid: int) -> float:
    """Processor time of a process so far, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def figures(seconds: float, engine: str) -> dict[str, float] | None:
    """Seconds to words and to feelings after a live recording of so many `seconds`.

    "first" is how long after it was said the first word was told, its model loaded meanwhile;
    "capture" is the share of a core that the listening process took. None without a sound server.
    """
    if pulse.missing():
        return None
    with tempfile.TemporaryDirectory() as name, PulseMicrophone() as microphone:
        wav = Path(name) / "speech.wav"
        note = np.concatenate([*decode(Path(sample_voice_note()), RATE), np.zeros(RATE // 2)])
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            for _ in range(int(np.ceil(seconds * RATE / len(note)))):
                file.writeframes((note * 32767).astype("<i2").tobytes())
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.live", str(seconds), str(wav), engine],
            env=microphone.env,
            stdout=subprocess.PIPE,
            check=True,
        )
        found: dict[str, float] = json.loads(done.stdout)
        return found


def window_blocked(imported: int = 0) -> float:
    """Milliseconds that the window's thread was blocked at the most while a note was recorded.

    Meanwhile so many voice notes are `imported`, and as many entries written and read.
    """
    with tempfile.TemporaryDirectory() as name, PulseMicrophone() as microphone:
        folder = Path(name)
        Journal.create(folder / "journal", None)[0].close()
        window = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.gui.recording.speak_into_window",
                folder / "journal",
                folder / "window.png",
                *(_copy(folder, number) for number in range(imported)),
            ],
            env={**microphone.env, "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert window.stdout is not None
        window.stdout.readline()
        microphone.play(ogg_to_wav(sample_voice_note(), folder))
        out, _ = window.communicate("stop\n")
        return float(json.loads(out)["blocked"])


def _copy(folder: Path, number: int) -> Path:
    """A sound file like no other: the sample note, a little longer each time."""
    note = np.concatenate([*decode(Path(sample_voice_note())), np.zeros(1600 * number)])
    return write_wav(folder / f"{number}.wav", note)


def record(seconds: float, wav: str, engine: str) -> dict[str, float]:
    """Records what is played from `wav` and takes the times after Stop."""
    with tempfile.TemporaryDirectory() as folder:
        journal, _ = Journal.create(Path(folder) / "journal", None)
        app = App(journal, Settings(engine=engine, languages=("en",)))
        app.session.models.emotion()
        app.session.models.summariser().summarise(["Warm."], np.ones(1, np.float32))
        ended: dict[str, float] = {}
        told: list[float] = []

        def hear(event: Event) -> None:
            if isinstance(event, JobEnded):
                ended.setdefault(event.step, time.perf_counter())
            if isinstance(event, Spoken) and (event.words or event.draft):
                told.append(time.perf_counter())

        app.subscribe(hear)
        app.start()
        app.recordings.prepare()
        recording = app.recordings.start()
        pid = recording.recorder.pid
        assert pid is not None
        before = processor_seconds(pid)
        played = time.perf_counter()
        playing = subprocess.Popen(["paplay", f"--device={pulse.SINK}", wav])
        time.sleep(seconds)
        capture = (processor_seconds(pid) - before) / seconds
        stopped = time.perf_counter()
        recording.stop()
        playing.terminate()
        playing.wait()
        wait(lambda: "keep" in ended)
        found = {
            "words": ended["transcribe"] - stopped,
            "feelings": ended["summarise"] - stopped,
            "first": told[0] - played - FIRST_WORD_ENDS,
            "capture": capture,
            "overflows": float(recording.recorder.overflows),
            "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        app.close()
        return found


def wait(holds: Callable[[], bool]) -> None:
    """Returns when it does."""
    while not holds():
        time.sleep(0.01)


if __name__ == "__main__":
    print(json.dumps(record(float(sys.argv[1]), *sys.argv[2:])))
