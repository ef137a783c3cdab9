"""The first hour of somebody who uses no mouse, in the real program, with real models and a voice."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gui.first_hour import desktop
from tests.gui.first_hour.desktop import Program, Screen, Seen
from tests.support import pulse
from tests.support.pulse import PulseMicrophone

pytestmark = pytest.mark.slow

PASSPHRASE = "harbour lantern cello"
SPOKEN = "Today I walked home along the river. I was so happy that the rain had stopped."
LAST = "My sister called me in the evening. I was angry at first."
TYPED = "I am so grateful for my friends. They made me laugh all evening."
KEY = re.compile(r"\b(?:[0-9A-Z]{5}-){3,}[0-9A-Z]{5}\b")


@pytest.fixture
def env(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A screen, a microphone, and a home of the test's own."""
    why = desktop.missing() or pulse.missing() or ("" if shutil.which("flite") else "no flite")
    if why and not os.environ.get("SAMO_REQUIRE_PULSE"):
        pytest.skip(why)
    assert not why, why
    with Screen() as screen, PulseMicrophone() as microphone:
        home = tmp_path / "home"
        home.mkdir()
        yield {
            **microphone.env,
            **screen.env,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "QT_QPA_PLATFORM": "xcb",
            "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
        }


class Person:
    """Someone at the keyboard, with a voice."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.env, self.folder = env, folder
        self.journal = folder / "my journal"

    def start(self) -> Program:
        """The program, as its icon starts it."""
        return Program(self.env, ["--journal", str(self.journal)], self.folder)

    def say(self, words: str) -> None:
        """Speaks into the microphone; returns when all was said."""
        sound = self.folder / "said.wav"
        subprocess.run(["flite", "-voice", "slt", "-t", words, "-o", str(sound)], check=True)
        device = f"--device={pulse.SINK}"
        subprocess.run(["paplay", device, str(sound)], env=self.env, check=True, timeout=60)

    def entries(self) -> list[dict[str, Any]]:
        """What the command line says of the journal, once the window is closed."""
        command = [sys.executable, "-m", "samo_desktop.cli", "--journal", str(self.journal)]
        done = subprocess.run(
            [*command, "--json", "list"],
            env={**self.env, "SAMO_PASSPHRASE": PASSPHRASE},
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return [json.loads(line) for line in done.stdout.splitlines()]


def recovery_key(seen: Seen) -> str:
    """The recovery key that stands on the screen."""
    for part in seen.parts:
        for of in ("value", "name"):
            if found := KEY.search(part[of]):
                return found[0]
    return ""


def begin(window: Program, person: Person) -> str:
    """Makes a journal, tries the microphone; returns the recovery key."""
    window.wait_for("A journal that stays with you")
    window.tab_to("New passphrase")
    window.type(PASSPHRASE)
    window.tab_to("Repeat passphrase")
    window.type(PASSPHRASE)
    window.press("Return")
    key = recovery_key(window.wait(recovery_key, "a recovery key"))
    window.press("space", "Return")
    assert recovery_key(window.look()) == key, "a slip took the key away"
    window.press("BackSpace")
    window.type(key[-5:])
    window.press("Return")
    window.wait_for("Try your microphone")
    window.tab_to("Test the microphone")
    window.press("Return")
    time.sleep(1)
    person.say("I went for a walk, and the sun came out.")
    print(window.wait(lambda seen: seen.says("the sun came out.") and seen.find("heard"), "what was heard"))
    window.tab_to("Next")
    window.press("Return")
    print(window.wait_for("Step 3 of 3"))
    window.tab_to("Start")
    window.press("Return")
    print(window.wait_for("Your journal is ready"))
    return key


def test_the_first_hour(env: dict[str, str], tmp_path: Path) -> None:
    person = Person(env, tmp_path)
    with person.start() as window:
        begin(window, person)
