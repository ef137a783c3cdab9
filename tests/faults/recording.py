"""What a recording survives: `python -m tests.faults.recording [--kills N] [--seed N]`.

A PulseAudio server of its own is the microphone. Each fault is repeated as often as asked, and the
figures are printed: they are those of docs/reliability.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from samo_desktop.capture.spool import interrupted, read_parts
from tests.faults.recorder import ENTRY, KEY
from tests.support.pulse import PulseMicrophone

PATIENCE = 60.0
TOLD = ("microphone", "stopped sending", "disk is full")


class Recording:
    """A program that records into `folder`."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.recorder", str(folder)],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.pid = self._process.pid
        first = self._read()
        self.began: float = first["started"]

    def state(self) -> dict[str, Any]:
        """How it stands."""
        return self._say("state")

    def until(self, holds: Callable[[dict[str, Any]], bool]) -> float:
        """Waits until its state is so; the seconds that took."""
        began = time.monotonic()
        while not holds(self.state()):
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"it stayed like this: {self.state()}")
            time.sleep(0.02)
        return time.monotonic() - began

    def stop(self) -> float:
        """Ends it; the seconds from its beginning to its end."""
        stopped: float = self._say("stop")["stopped"]
        self.end()
        return stopped - self.began

    def kill(self) -> float:
        """kill -9; the seconds from its beginning to its end."""
        os.kill(self.pid, signal.SIGKILL)
        killed = time.monotonic()
        self.end()
        return killed - self.began

    def kill_child(self) -> None:
        """kill -9 of the process that listens."""
        child = self.state()["child"]
        if child is not None:
            os.kill(child, signal.SIGKILL)

    def end(self) -> None:
        """Waits for its end."""
        self._process.wait(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def kept(self) -> float:
        """Seconds of sound on the disk, as a recovery finds them."""
        parts = interrupted(self.folder).get(ENTRY, [])
        _, blocks = read_parts(parts, KEY)
        return sum(len(block) / rate for rate, block in blocks)

    def _say(self, word: str) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the recording ended by itself")
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def recording(env: dict[str, str]) -> Iterator[Recording]:
    """A recording in a folder of its own, which has begun."""
    with tempfile.TemporaryDirectory() as name:
        made = Recording(env, Path(name))
        try:
            made.until(lambda state: state["seconds"] > 0)
            yield made
        finally:
            if made._process.poll() is None:
                made.kill()


def settled(made: Recording) -> float:
    """Seconds kept once nothing writes any more: the listener outlives its program for a moment."""
    before = -1.0
    while (now := made.kept()) != before:
        before = now
        time.sleep(0.3)
    return now


def kill_programs(env: dict[str, str], times: int, chance: random.Random) -> list[float]:
    """Seconds lost each time that the program was killed."""
    lost = []
    for _ in range(times):
        with recording(env) as made:
            time.sleep(chance.uniform(0.0, 2.0))
            lost.append(max(0.0, made.kill() - settled(made)))
    return lost


def kill_listeners(env: dict[str, str], times: int, chance: random.Random) -> list[float]:
    """Seconds lost each time that the process that listens was killed."""
    with recording(env) as made:
        offset = time.monotonic() - made.began - made.state()["seconds"]
        lost, before = [], 0.0
        for _ in range(times):
            time.sleep(chance.uniform(2.1, 4.0))
            part, at = made.state()["part"], made.state()["seconds"]
            made.kill_child()
            made.until(lambda state, p=part, s=at: state["part"] > p and state["seconds"] > s + 0.3)  # type: ignore[misc]
            state = made.state()
            missing = time.monotonic() - made.began - offset - state["seconds"]
            lost.append(max(0.0, missing - before))
            before = max(before, missing)
        length = made.stop()
        assert made.kept() >= length - offset - before - 1.0, "less is kept than was told"
        return lost


def unplug(env: PulseMicrophone, times: int, chance: random.Random) -> list[dict[str, float]]:
    """The sound server dies and comes back: when it was told, and how soon recording went on."""
    found = []
    with recording(env.env) as made:
        for _ in range(times):
            time.sleep(chance.uniform(0.5, 2.0))
            before = made.state()["seconds"]
            env.unplug()
            told = made.until(lambda state: any(word in state["problem"] for word in TOLD))
            kept = made.state()["seconds"]
            time.sleep(chance.uniform(0.0, 2.0))
            env.plug_in()
            back = made.until(lambda state, k=kept: state["seconds"] > k + 0.3)  # type: ignore[misc]
            found.append({"told": told, "back": back, "kept": kept - before})
        made.stop()
        assert made.kept() > 0
    return found


def two_at_once(env: dict[str, str], seconds: float) -> list[float]:
    """Seconds that two recordings at the same time lost."""
    with recording(env) as one, recording(env) as other:
        time.sleep(seconds)
        return [made.stop() - made.kept() for made in (one, other)]


def full_disk(env: dict[str, str], folder: Path) -> dict[str, float]:
    """On a disk of little room that fills up and is cleared: when it was told, what was lost."""
    made = Recording(env, folder)
    made.until(lambda state: state["seconds"] > 1.0)
    filler = folder / "filler"
    before = made.state()["seconds"]
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    told = made.until(lambda state: "disk is full" in state["problem"])
    time.sleep(2.0)
    filler.unlink()
    back = made.until(
        lambda state: state["seconds"] > before + 3.0 and "full" not in state["problem"]
    )
    length = made.stop()
    return {"told": told, "back": back, "lost": length - made.kept()}


CLOCK = """
import time
_began, _now = time.monotonic(), time.time
time.time = lambda: _now() - (3600.0 if time.monotonic() - _began > 1.5 else 0.0)
"""


def clock_set_back(env: dict[str, str]) -> float:
    """Seconds lost where the clock of both processes is set back by an hour while they record."""
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "sitecustomize.py").write_text(CLOCK)
        path = os.pathsep.join(filter(None, [name, env.get("PYTHONPATH", "")]))
        with recording({**env, "PYTHONPATH": path}) as made:
            time.sleep(4.0)
            problem = made.state()["problem"]
            assert not any(word in problem for word in ("stopped sending", "stopped working")), (
                problem
            )
            return made.stop() - made.kept()


@contextmanager
def small_disk(size: str = "4m") -> Iterator[Path | None]:
    """A folder on a disk of that size; None where one may not be made (it takes root)."""
    with tempfile.TemporaryDirectory() as name:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "samo-test", name],
            capture_output=True,
            check=False,
        )
        if made.returncode:
            yield None
            return
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


def figures(values: list[float]) -> str:
    """Number, median and worst of seconds."""
    return f"{len(values)} times, median {np.median(values):.2f} s, most {max(values):.2f} s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100, help="of each kind of process")
    parser.add_argument("--unplugs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    with PulseMicrophone() as microphone:
        env = microphone.env
        print("two at once, lost:", [round(s, 2) for s in two_at_once(env, 5.0)], flush=True)
        print("clock set back, lost:", round(clock_set_back(env), 2), flush=True)
        found = kill_listeners(env, asked.kills, chance)
        print("listener killed, lost:", figures(found), flush=True)
        print("program killed, lost:", figures(kill_programs(env, asked.kills, chance)), flush=True)
        with small_disk() as folder:
            if folder is None:
                print("full disk: not tried, a small disk may not be mounted here", flush=True)
            else:
                print("full disk:", full_disk(env, folder), flush=True)
        told = unplug(microphone, asked.unplugs, chance)
        for key in ("told", "back"):
            print(f"sound server killed, {key}:", figures([each[key] for each in told]), flush=True)


if __name__ == "__main__":
    main()
