"""kill -9 while `samo` records or adds: the next start recovers the sound and ends the work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from samo_desktop.exchange.sample import sample_voice_note
from tests.cli.conftest import PASSPHRASE
from tests.support import pulse
from tests.support.pulse import PulseMicrophone
from tests.support.sound import ogg_to_wav

pytestmark = pytest.mark.slow

PATIENCE = 180  # seconds; only a failing test waits so long

Environment = dict[str, str]


def command(*arguments: str | Path) -> list[str]:
    """`samo` in a process of its own."""
    return [sys.executable, "-m", "samo_desktop.cli.main", *map(str, arguments)]


def samo(env: Environment, *arguments: str | Path) -> str:
    """Runs `samo` to its end; its standard output."""
    done = subprocess.run(
        command(*arguments), env=env, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_until(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
    """Returns as soon as `ready`; fails if the process ends before."""
    for _ in range(PATIENCE * 50):
        if ready():
            return
        try:
            process.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError("it ended, or was too slow, before it could be killed")


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9."""
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def env(journal: Path) -> Environment:
    found = {**os.environ, "SAMO_JOURNAL": str(journal), "SAMO_PASSPHRASE": PASSPHRASE}
    samo(found, "init")
    return found


@pytest.mark.parametrize("moment", ["as soon as it began", "when the sound is kept"])
def test_killed_while_it_adds(env: Environment, journal: Path, moment: str) -> None:
    def ready() -> bool:
        kept = list((journal / "audio").glob("*.samo"))
        database = (journal / "journal.db-wal").exists()
        return bool(kept) if moment != "as soon as it began" else database

    process = subprocess.Popen(
        command("add", "--again", sample_voice_note(), sample_voice_note()),
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(process, ready)
    kill(process)

    entries = [json.loads(line) for line in samo(env, "list", "--json").splitlines()]
    if moment != "as soon as it began":
        assert len(entries) == 2
    for entry in entries:
        assert entry["state"] == "done"
        assert entry["text"]
        assert entry["analysis"]["feelings"]


def test_killed_while_it_records(journal: Path, tmp_path: Path) -> None:
    if reason := pulse.missing():
        assert not os.environ.get("SAMO_REQUIRE_PULSE"), reason
        pytest.skip(reason)
    with PulseMicrophone() as microphone:
        env = {
            **microphone.env,
            "SAMO_JOURNAL": str(journal),
            "SAMO_PASSPHRASE": PASSPHRASE,
        }
        samo(env, "init")
        process = subprocess.Popen(
            command("record"),
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        spools = journal / "recording"
        wait_until(process, lambda: any(f.stat().st_size > 10_000 for f in spools.glob("*")))
        microphone.play(ogg_to_wav(sample_voice_note(), tmp_path))
        kill(process)

        found = subprocess.run(
            command("list", "--json"), env=env, capture_output=True, text=True, check=True
        )
    assert "Recovered 1 interrupted recording" in found.stderr
    [entry] = [json.loads(line) for line in found.stdout.splitlines()]
    assert entry["state"] == "done"
    assert entry["audio"]["seconds"] > 8
    assert len(entry["text"].split()) > 15
    assert not list(spools.glob("*.spool"))
