"""A screen without a mouse: keys go to the program as from a keyboard, and it is looked at."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

PATIENCE = 30.0
"""Seconds that anything may take on a busy computer."""
MOST_TABS = 80
"""More presses of Tab than any page has things to reach."""
SIZE = "1280x800x24"


def missing() -> str:
    """Why there can be no such screen here; "" if there can."""
    lacking = [tool for tool in ("Xvfb", "openbox", "xdotool") if not shutil.which(tool)]
    return f"{', '.join(lacking)} not installed" if lacking else ""


class Screen:
    """A context manager: an X server of its own, and a window manager that gives windows the focus.

    `env` leads programs to it.
    """

    def __enter__(self) -> Screen:
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"],
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._running = [server]
        os.close(writing)
        with os.fdopen(reading) as told:
            ready, _, _ = select.select([told], [], [], PATIENCE)
            number = told.readline().strip() if ready else ""
        if not number:
            self._end()
            raise RuntimeError("Xvfb does not start.")
        self.env = {"DISPLAY": f":{number}"}
        self._running.append(
            subprocess.Popen(
                ["openbox", "--config-file", os.devnull],
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        return self

    def _end(self) -> None:
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._end()


class Seen:
    """What is on the screen now, as a screen reader tells it."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.parts: list[dict[str, Any]] = list(told["parts"])
        self.focus: dict[str, str] = told["focus"]
        self.active: str = told["active"]

    def find(self, name: str = "", *, role: str = "") -> list[dict[str, Any]]:
        """The parts whose name contains `name`, of that role."""
        return [
            part
            for part in self.parts
            if name.lower() in part["name"].lower() and role in ("", part["role"])
        ]

    def says(self, text: str) -> bool:
        """Whether a name or a value on the screen contains `text`."""
        wanted = text.lower()
        return any(
            wanted in part[of].lower() for part in self.parts for of in ("name", "value", "says")
        )

    def __str__(self) -> str:
        told = [
            f"{part['role']}: {part['name']!r} {part['value'][:80]!r}"
            for part in self.parts
            if part["name"] or part["value"]
        ]
        return f"focus {self.focus}\n" + "\n".join(told)


class Program:
    """A context manager: the program's window, in a process of its own."""

    def __init__(self, env: Mapping[str, str], arguments: Sequence[str], folder: Path) -> None:
        self._env, self._arguments, self._folder = dict(env), list(arguments), folder

    def __enter__(self) -> Program:
        with (self._folder / "stderr").open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.gui.first_hour.probe", *self._arguments],
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    # ---- looking

    def look(self) -> Seen:
        """What is on the screen now."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("look\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready, "the window does not answer"
        line = self.process.stdout.readline()
        assert line, f"the window is gone: {(self._folder / 'stderr').read_text()}"
        return Seen(json.loads(line))

    def wait(self, until: Callable[[Seen], object], what: str, seconds: float = PATIENCE) -> Seen:
        """Looks until `until` holds, and returns what was seen then."""
        end = time.monotonic() + seconds
        while True:
            seen = self.look()
            if until(seen):
                return seen
            assert time.monotonic() < end, f"not seen: {what}\n{seen}"
            time.sleep(0.1)

    def wait_for(self, text: str, seconds: float = PATIENCE) -> Seen:
        """Waits until the screen says `text`."""
        return self.wait(lambda seen: seen.says(text), text, seconds)

    # ---- keys

    def press(self, *keys: str) -> None:
        """Presses keys, named as X does: "Tab", "ctrl+r"."""
        self._xdotool("key", "--delay", "30", *keys)

    def type(self, text: str) -> None:
        """Types a text."""
        self._xdotool("type", "--delay", "12", text)

    def _xdotool(self, *command: str) -> None:
        subprocess.run(["xdotool", *command], env=self._env, check=True, timeout=PATIENCE)

    def tab_to(self, name: str, *, back: bool = False) -> Seen:
        """Presses Tab (or Shift+Tab) until what has the focus is called `name`."""
        passed = []
        for _ in range(MOST_TABS):
            seen = self.look()
            if name.lower() in seen.focus["name"].lower():
                return seen
            passed.append(seen.focus["name"] or seen.focus["class"])
            self.press("shift+Tab" if back else "Tab")
        raise AssertionError(f"Tab never comes to {name!r}; it came by {passed}")

    def ended(self) -> int:
        """Waits for the program to end, and returns its exit status."""
        return self.process.wait(PATIENCE)
