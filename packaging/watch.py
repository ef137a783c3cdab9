#!/usr/bin/env python3
"""Opens the window on a sample journal, and opens it anew whenever a source file changes.

    packaging/watch.py [--fresh]

The journal, its settings and its models lie in build/watch and stay there; `--fresh` makes them
anew. Ends when the window is closed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = (ROOT / "samo_desktop", ROOT / "resources")
POLL_SECONDS = 0.5
CLOSE_SECONDS = 5.0

State = Mapping[Path, tuple[int, int]]
"""Each file's time of change (ns) and size (bytes)."""


def state_of(folders: Sequence[Path]) -> State:
    """What the files in `folders` are like now, without what Python compiled."""
    found = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if "__pycache__" in path.parts or path.name.startswith("."):
                continue
            try:
                status = path.stat()
            except FileNotFoundError:  # an editor's own file, gone again
                continue
            if path.is_file():
                found[path] = (status.st_mtime_ns, status.st_size)
    return found


def changes(before: State, after: State) -> list[Path]:
    """The files that were added, removed or changed, in order."""
    return sorted({path for path, _ in set(before.items()) ^ set(after.items())})


def watch(
    command: Sequence[str | Path],
    folders: Sequence[Path],
    variables: Mapping[str, str],
    pause: float = POLL_SECONDS,
) -> None:
    """Keeps `command` running, anew after each change in `folders`, until it ends with 0.

    One that fails is not started again before the next change. `pause` is in seconds.
    """
    before = state_of(folders)
    while True:
        window = subprocess.Popen(command, env=variables)
        try:
            closed = _run_until_change(window, folders, before, pause)
        finally:
            _close(window)
        if closed:
            return
        after = _settled(folders, pause)
        names = ", ".join(dict.fromkeys(path.name for path in changes(before, after)))
        print(f"Changed: {names}. The window opens anew.", flush=True)
        before = after


def _run_until_change(
    window: subprocess.Popen[bytes], folders: Sequence[Path], before: State, pause: float
) -> bool:
    """Waits; True if the window was closed by the person, False if a file changed."""
    failed = False
    while state_of(folders) == before:
        status = window.poll()
        if status == 0:
            return True
        if status is not None and not failed:
            failed = True
            print(f"The window ended with {status}. The next change opens it again.", flush=True)
        time.sleep(pause)
    return False


def _settled(folders: Sequence[Path], pause: float) -> State:
    """What the files are like once nothing changes any more: a branch is many files."""
    former = state_of(folders)
    while True:
        time.sleep(pause)
        state = state_of(folders)
        if state == former:
            return state
        former = state


def _close(window: subprocess.Popen[bytes]) -> None:
    window.terminate()
    try:
        window.wait(CLOSE_SECONDS)
    except subprocess.TimeoutExpired:
        window.kill()
        window.wait()


def sample(folder: Path, variables: Mapping[str, str]) -> None:
    """Fills the sample journal at `folder`, if it is not there; half a one is made anew."""
    if folder.exists():
        return
    print("Filling the sample journal; this is done once.", flush=True)
    half = folder.with_name("half")
    shutil.rmtree(half, ignore_errors=True)
    maker = [sys.executable, "-m", "tests.support.sample_journal", str(half)]
    subprocess.run(maker, cwd=ROOT, env=variables, check=True)
    half.rename(folder)


def main() -> None:
    """Fills the journal where it is missing, then watches."""
    parser = argparse.ArgumentParser(description="Opens the window anew after each change.")
    parser.add_argument("--fresh", action="store_true", help="make the sample journal anew")
    place = ROOT / "build" / "watch"
    if parser.parse_args().fresh:
        shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True, exist_ok=True)
    variables = {
        **os.environ,
        "SAMO_SETTINGS": str(place / "settings.toml"),
        "SAMO_MODELS": str(place / "models"),
    }
    journal = place / "journal"
    sample(journal, variables)
    window = [sys.executable, "-m", "samo_desktop", "--journal", str(journal)]
    watch(window, SOURCES, variables)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as error:
        sys.exit(f"The sample journal could not be filled (status {error.returncode}).")
