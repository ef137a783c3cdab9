"""The whole way through a real sound server: spoken, recorded, stored and played."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.pulse import PulseMicrophone, missing

from .sounds import chirp, likeness, write
from .spools import read_spool
from .test_sealed import KEY

pytestmark = pytest.mark.slow

COMMON = """
import sys, time, threading
from datetime import UTC, datetime
from pathlib import Path
from samo_desktop.capture import microphone, portaudio
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter

def until(condition):
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)

def tell(word):
    print(word, flush=True)
    sys.stdin.readline()

def make_spool(rate):
    info = SpoolInfo("abc", datetime.now(UTC), rate)
    return SpoolWriter(Path(sys.argv[1]), bytes(range(32)), info)

recorder = microphone.Recorder(make_spool)
"""


@pytest.fixture
def pulse() -> Iterator[PulseMicrophone]:
    if missing():
        pytest.skip(missing())
    with PulseMicrophone() as microphone:
        yield microphone


class Child:
    """A process with the microphone; it and the test tell each other when to go on."""

    def __init__(self, env: dict[str, str], code: str, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", COMMON + code, *arguments],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, word: str) -> None:
        assert self._process.stdout
        line = self._process.stdout.readline().strip()
        assert line == word, line + self._process.communicate(timeout=240)[1]

    def go_on(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def end(self) -> str:
        out, errors = self._process.communicate(timeout=240)
        assert self._process.returncode == 0, errors
        return out


def test_speech_is_recorded_as_it_was_spoken(tmp_path: Path, pulse: PulseMicrophone) -> None:
    write(tmp_path / "said.wav", chirp(44100, 1.5)[None], 44100, "pcm_s16le", "wav")
    child = Child(
        pulse.env,
        """
assert [d.default for d in microphone.devices()] == [True]
microphone.check()
recorder.start()
until(lambda: recorder.seconds > 0)
tell("speak")
until(lambda: recorder.level == 0)
recorder.pause()
seconds = recorder.seconds
recorder.resume()
until(lambda: recorder.seconds > seconds + 0.2)
print(recorder.stop(), recorder.overflows, threading.active_count(), portaudio._streams)
""",
        str(tmp_path / "a.spool"),
    )
    child.wait_for("speak")
    pulse.play(tmp_path / "said.wav")
    child.go_on()
    seconds, _overflows, threads, streams = child.end().split()
    assert (threads, streams) == ("1", "0")
    info, blocks = read_spool(tmp_path / "a.spool", KEY)
    sound = np.concatenate(list(blocks)).astype(np.float32) / 32768
    assert len(sound) / info.sample_rate == pytest.approx(float(seconds))
    begin = int(np.argmax(np.abs(sound) > 0.01))
    said = sound[begin : begin + round(1.5 * info.sample_rate)]
    assert likeness(said, chirp(info.sample_rate, 1.5), info.sample_rate) > 0.9


def test_silence_and_a_pulled_plug_are_told(tmp_path: Path, pulse: PulseMicrophone) -> None:
    write(tmp_path / "said.wav", chirp(44100, 1)[None], 44100, "pcm_s16le", "wav")
    child = Child(
        pulse.env,
        """
recorder.start()
until(lambda: "muted" in str(recorder.problem))
print("muted", flush=True)
until(lambda: recorder.problem is None)
tell("heard")
until(lambda: "stopped sending" in str(recorder.problem))
print(recorder.stop())
""",
        str(tmp_path / "a.spool"),
    )
    child.wait_for("muted")
    pulse.play(tmp_path / "said.wav")
    child.wait_for("heard")
    pulse.unplug()
    child.go_on()
    seconds = float(child.end())
    info, blocks = read_spool(tmp_path / "a.spool", KEY)
    assert sum(map(len, blocks)) / info.sample_rate == pytest.approx(seconds)
    assert seconds > 2


def test_what_is_played_can_be_heard_and_the_program_can_end_meanwhile(
    tmp_path: Path, pulse: PulseMicrophone
) -> None:
    child = Child(
        pulse.env,
        """
import io
import numpy as np
from samo_desktop.capture.encode import encoding
from samo_desktop.capture.playback import Player, check
from samo_desktop.domain.generators import result_of
wave = 16000 * np.sin(2 * np.pi * 440 * np.arange(48000) / 48000)
opus = io.BytesIO()
result_of(encoding([wave.astype(np.int16)], 48000, opus))
check()
recorder.start()
ended = threading.Event()
player = Player(lambda: io.BytesIO(opus.getvalue()), 1.0, ended.set)
player.play()
assert ended.wait(90) and player.problem is None, player.problem
until(lambda: recorder.level == 0)
player.play()
until(lambda: player.position > 0.2)
""",
        str(tmp_path / "a.spool"),
    )
    assert child.end() == ""
    info, blocks = read_spool(tmp_path / "a.spool", KEY)
    sound = np.concatenate(list(blocks))
    loud = np.abs(sound.astype(np.int32)) > 3000
    assert loud.sum() / info.sample_rate > 0.8
    begin = int(np.argmax(loud))
    spectrum = np.abs(np.fft.rfft(sound[begin : begin + info.sample_rate // 2]))
    assert 2 * int(np.argmax(spectrum)) == pytest.approx(440, abs=6)


def test_whatever_this_machine_has_an_answer_is_given(tmp_path: Path) -> None:
    code = """
from samo_desktop.capture import playback
from samo_desktop.errors import DeviceError
if not microphone.devices():
    try:
        microphone.check()
    except DeviceError as error:
        assert error.message and error.hint
    else:
        raise AssertionError("there is a microphone after all")
for check in (lambda: microphone.check("no such microphone"), playback.check):
    try:
        check()
    except DeviceError as error:
        assert error.message and error.hint
"""
    assert Child(dict(os.environ), code, str(tmp_path / "a.spool")).end() == ""
