"""The process that listens is watched: whatever becomes of it, recording goes on or says why."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samo_desktop import paths
from samo_desktop.capture import supervisor
from samo_desktop.capture.spool import follow, parts, read_parts
from samo_desktop.capture.supervisor import Process, RecordingTarget, SupervisedRecorder
from samo_desktop.domain.standing import Standing
from samo_desktop.errors import DeviceError, SamoError
from samo_desktop.system.log import WordlessFormatter
from tests.conftest import ExpectedErrors

from .sounds import wait_until
from .test_sealed import KEY

pytestmark = pytest.mark.slow

RATE = 8000

PRELUDE = """
import json, os, sys, threading, time
from pathlib import Path
import numpy as np
from samo_desktop.capture.recorder_process import Line, Order

line = Line()
line.tell(ready=True)
threading.Thread(target=line.listen, daemon=True).start()
first = line.lines.get()
if not first:
    os._exit(0)
order = Order(**json.loads(first))
middle = Path(order.path).name.split(".")[1]
part = int(middle) if middle.isdecimal() else 0
spool = order.spool(8000)

def state(seconds, **more):
    found = {"seconds": seconds, "level": 0.5, "paused": False, "overflows": part + 1}
    line.tell(**found | {"quiet": 0.0, "problem": None} | more)

def say(blocks):
    for _ in range(blocks):
        spool.append(np.full(800, part, np.int16))
    state(spool.seconds)

def until_told(answer=None):
    while (said := line.lines.get()) not in (b"stop", b""):
        answer(said)
    spool.close()
    line.tell(ended=spool.seconds, problem=None)
    sys.stdout.flush()
    os._exit(0)
"""


@pytest.fixture
def listens(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a process with this code in the place of the one that listens."""

    def put(code: str) -> None:
        command = [sys.executable, "-W", "error", "-c", PRELUDE + code]
        monkeypatch.setattr(paths, "capture_command", lambda: command)

    return put


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., SupervisedRecorder]]:
    made: list[SupervisedRecorder] = []

    def recorder(device: str = "", spare: Process | None = None) -> SupervisedRecorder:
        target = RecordingTarget(tmp_path, "abc", KEY, datetime.now(UTC))
        made.append(SupervisedRecorder(target, device, spare))
        return made[-1]

    yield recorder
    for each in made:
        each.stop()
        spare = each.give_spare()
        if spare:
            spare.end()


def kept(folder: Path) -> list[int]:
    """The part of each tenth of a second that was kept."""
    _, blocks = read_parts(parts(folder, "abc"), KEY)
    return [int(part) for _, block in blocks for part in np.unique(block)]


def test_a_recording_without_an_incident(
    tmp_path: Path, listens: Callable[[str], None], make: Callable[..., SupervisedRecorder]
) -> None:
    listens('line.tell(started="A"); say(3); until_told()')
    recorder = make(spare=Process())
    recorder.start()
    wait_until(lambda: recorder.seconds > 0)
    assert (recorder.device_name, recorder.level, recorder.part) == ("A", 0.5, 0)
    assert not recorder.ended(0)
    assert recorder.stop() == recorder.stop() == pytest.approx(0.3)
    assert recorder.stopped
    assert recorder.ended(0)
    assert kept(tmp_path) == [0, 0, 0]


def test_a_process_that_dies_is_followed_by_another(
    tmp_path: Path, listens: Callable[[str], None], make: Callable[..., SupervisedRecorder]
) -> None:
    listens("""
line.tell(started="A")
say(2)
if part < 2:
    os.kill(os.getpid(), 9)
until_told()
""")
    recorder = make()
    recorder.start()
    wait_until(lambda: recorder.part == 2 and recorder.seconds > 0.55)
    assert recorder.ended(1)
    assert not recorder.ended(2)
    assert recorder.overflows == 1 + 2 + 3, "those of all processes together"
    assert recorder.stop() == pytest.approx(0.6)
    assert kept(tmp_path) == [0, 0, 1, 1, 2, 2]


def test_a_process_that_hangs_is_ended(
    tmp_path: Path,
    listens: Callable[[str], None],
    make: Callable[..., SupervisedRecorder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "SILENT_SECONDS", 0.3)
    listens("""
line.tell(started="A")
say(2)
while part == 0:
    time.sleep(1)
while line.lines.empty():
    state(spool.seconds)
    time.sleep(0.05)
until_told()
""")
    recorder = make()
    recorder.start()
    wait_until(lambda: recorder.part == 1 and recorder.seconds > 0.35)
    recorder.stop()
    assert kept(tmp_path) == [0, 0, 1, 1]


def test_until_the_microphone_is_back_there_is_a_problem(
    tmp_path: Path,
    listens: Callable[[str], None],
    make: Callable[..., SupervisedRecorder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "RETRY_SECONDS", 0.05)
    flag = tmp_path / "plugged in"
    flag.touch()
    listens(f"""
if not Path({str(flag)!r}).exists():
    spool.close()
    os.unlink(order.path)
    line.tell(failed=["DeviceError", "There is No microphone.", "Plug one in."])
    os._exit(0)
line.tell(started=order.device or "default")
say(1)
while Path({str(flag)!r}).exists() and line.lines.empty():
    time.sleep(0.01)
if line.lines.empty():
    line.tell(ended=spool.seconds, lost=True)
    os._exit(0)
until_told()
""")
    recorder = make("Desk")
    recorder.start()
    wait_until(lambda: recorder.seconds > 0)
    flag.unlink()
    wait_until(lambda: recorder.standing is Standing.INTERRUPTED)
    assert isinstance(recorder.problem, DeviceError)
    assert recorder.problem.message == "The microphone was disconnected."
    assert "saved" in recorder.problem.hint
    assert recorder.seconds == pytest.approx(0.1)
    flag.touch()
    wait_until(lambda: recorder.seconds > 0.15)
    wait_until(lambda: recorder.standing is Standing.RECORDING)
    assert "disconnected" not in str(recorder.problem)
    recorder.stop()
    assert kept(tmp_path)[0] == 0
    assert len(kept(tmp_path)) == 2


def test_when_the_chosen_microphone_stays_away_the_default_one_is_used(
    listens: Callable[[str], None],
    make: Callable[..., SupervisedRecorder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "RETRY_SECONDS", 0.05)
    listens("""
if part and order.device:
    spool.close()
    os.unlink(order.path)
    line.tell(failed=["DeviceError", "The microphone is not there.", ""])
    os._exit(0)
line.tell(started=order.device or "Built-in")
say(1)
if not part:
    os._exit(0)
until_told()
""")
    recorder = make("Desk")
    recorder.start()
    wait_until(lambda: recorder.device_name == "Built-in")
    wait_until(lambda: "“Built-in” is used instead" in str(recorder.problem))
    recorder.stop()


def test_pausing_and_going_on(
    listens: Callable[[str], None], make: Callable[..., SupervisedRecorder]
) -> None:
    listens("""
line.tell(started="A")
turns = []
def answer(said):
    turns.append(said)
    if said == b"resume" and turns.count(b"resume") == 1:
        line.tell(refused=["DeviceError", "The microphone is gone.", "Plug it in."])
    else:
        state(spool.seconds, did=said.decode())
until_told(answer)
""")
    recorder = make()
    recorder.pause()
    recorder.resume()
    recorder.start()
    recorder.pause()
    recorder.pause()
    assert recorder.paused
    with pytest.raises(DeviceError, match="gone"):
        recorder.resume()
    assert recorder.paused
    recorder.resume()
    assert not recorder.paused
    recorder.stop()


@pytest.mark.parametrize("paused", [True, False])
def test_what_was_wanted_holds_for_a_process_that_is_begun_meanwhile(
    listens: Callable[[str], None],
    make: Callable[..., SupervisedRecorder],
    monkeypatch: pytest.MonkeyPatch,
    paused: bool,
) -> None:
    """The first process dies of the command; the next one is to do as it was told."""
    monkeypatch.setattr(supervisor, "RETRY_SECONDS", 0.05)
    listens(f"""
line.tell(started="A")
now = False
def answer(said):
    global now
    if part == 0 and said == {b"pause" if paused else b"resume"!r}:
        os.kill(os.getpid(), 9)
    now = said == b"pause"
    state(spool.seconds, did=said.decode(), paused=now)
def tell():
    while True:
        state(spool.seconds, paused=now)
        time.sleep(0.05)
threading.Thread(target=tell, daemon=True).start()
until_told(answer)
""")
    recorder = make()
    recorder.start()
    recorder.pause()
    if not paused:
        recorder.resume()
    wait_until(lambda: recorder.part == 1 and recorder.pid is not None)
    told: list[bool | None] = []
    take = recorder._take

    def look(said: dict[str, Any]) -> None:
        told.append(said.get("paused"))
        take(said)

    monkeypatch.setattr(recorder, "_take", look)
    wait_until(lambda: told[-3:] == [paused] * 3)
    assert recorder.paused == paused
    recorder.stop()


def test_a_part_that_a_failed_process_left_is_not_in_the_way(
    tmp_path: Path,
    listens: Callable[[str], None],
    make: Callable[..., SupervisedRecorder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "RETRY_SECONDS", 0.05)
    listens("""
if part == 1:
    os.kill(os.getpid(), 9)  # it has made its file, and never said that it began
line.tell(started="A")
say(2)
if part == 0:
    os.kill(os.getpid(), 9)
until_told()
""")
    recorder = make()
    recorder.start()
    wait_until(lambda: recorder.part == 2 and recorder.seconds > 0.35)
    recorder.stop()
    assert kept(tmp_path) == [0, 0, 2, 2]
    over: list[int] = []
    found = follow(tmp_path, "abc", KEY, recorder.ended, lambda: over.append(1))
    assert [int(block[0]) for _, block in found] == [0, 0, 2, 2]


def test_an_end_that_was_not_told_is_a_failure(
    listens: Callable[[str], None], make: Callable[..., SupervisedRecorder]
) -> None:
    listens("""
line.tell(started="A")
line.lines.get()
os.kill(os.getpid(), 9)
""")
    recorder = make()
    recorder.start()
    assert recorder.failure is None
    recorder.stop()
    assert "may be missing" in str(recorder.failure)


@pytest.mark.parametrize("spared", [True, False])
def test_a_recording_that_cannot_begin_raises_what_was_told(
    listens: Callable[[str], None], make: Callable[..., SupervisedRecorder], spared: bool
) -> None:
    listens('line.tell(failed=["DeviceError", "There is No microphone.", "Plug one in."])')
    recorder = make(spare=Process() if spared else None)
    with pytest.raises(DeviceError, match="No microphone") as told:
        recorder.start()
    assert told.value.hint == "Plug one in."
    assert recorder.stop() == 0


def test_a_bug_in_the_process_is_logged_without_what_it_says(
    monkeypatch: pytest.MonkeyPatch,
    make: Callable[..., SupervisedRecorder],
    expected_errors: ExpectedErrors,
) -> None:
    code = """
from samo_desktop.capture import recorder_process
def broken(*_):
    raise ZeroDivisionError("my secret")
recorder_process.record = broken
recorder_process.main()
"""
    monkeypatch.setattr(paths, "capture_command", lambda: [sys.executable, "-c", code])
    with pytest.raises(SamoError, match="ZeroDivisionError"):
        make().start()
    told = WordlessFormatter().format(expected_errors[0])
    assert "ZeroDivisionError" in told
    assert "samo_desktop/capture/recorder_process.py:" in told
    assert "secret" not in told


def test_a_process_that_says_nothing_is_told(
    listens: Callable[[str], None],
    make: Callable[..., SupervisedRecorder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "START_SECONDS", 0.5)
    listens("time.sleep(60)")
    with pytest.raises(DeviceError, match="not responding"):
        make().start()


def test_a_spare_that_has_died_is_no_spare(
    listens: Callable[[str], None], make: Callable[..., SupervisedRecorder]
) -> None:
    listens('line.tell(started="A"); say(1); until_told()')
    spare = Process()
    spare.kill()
    wait_until(lambda: not spare.alive)
    recorder = make(spare=spare)
    recorder.start()
    wait_until(lambda: recorder.seconds > 0)
    recorder.stop()
    other = recorder.give_spare()
    assert other is not None
    assert other.alive
    other.end()
    assert not other.alive


def test_the_longest_recording_ends_and_says_so(
    listens: Callable[[str], None],
    make: Callable[..., SupervisedRecorder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "MOST_SECONDS", 0.25)
    listens('line.tell(started="A"); say(3); until_told()')
    recorder = make()
    recorder.start()
    wait_until(lambda: recorder.stopped)
    assert "was stopped" in str(recorder.problem)
    assert recorder.stop() == pytest.approx(0.3)


def test_what_could_not_be_kept_is_told_after_the_end(
    listens: Callable[[str], None], make: Callable[..., SupervisedRecorder]
) -> None:
    listens("""
line.tell(started="A")
line.lines.get()
line.tell(ended=0.0, problem=["SamoError", "The disk is full.", "Make room."])
os._exit(0)
""")
    recorder = make()
    recorder.start()
    recorder.stop()
    assert isinstance(recorder.problem, SamoError)
    assert "full" in str(recorder.problem)


def test_little_room_on_the_disk_is_told(
    listens: Callable[[str], None], make: Callable[..., SupervisedRecorder]
) -> None:
    listens('line.tell(started="A"); state(0.0, free=123_000_000); until_told()')
    recorder = make()
    recorder.start()
    wait_until(lambda: "123 MB" in str(recorder.problem))
    recorder.stop()


def test_a_process_whose_program_is_gone_ends(tmp_path: Path) -> None:
    process = Process()
    began = time.monotonic()
    process.end(20.0)
    assert not process.alive
    assert time.monotonic() - began < 20.0, "it was not killed: it saw the end of its input"


def test_the_listener_inherits_no_secret_and_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shutil.py").write_text("open('was run', 'w')\nraise SystemExit(9)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMO_PASSPHRASE", "correct horse battery")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    process = supervisor.Process()
    try:
        assert process.messages.get(timeout=20) == {"ready": True}
        if sys.platform.startswith("linux"):
            own = Path("/proc", str(process.pid))
            variables = own.joinpath("environ").read_bytes().split(b"\0")
            assert b"PULSE_SERVER=unix:/nowhere" in variables
            assert not [v for v in variables if v.startswith((b"SAMO_", b"PYTHON", b"LD_"))]
            assert own.joinpath("cwd").resolve() == paths.bundle_folder()
    finally:
        process.end()
    assert not (tmp_path / "was run").exists()
