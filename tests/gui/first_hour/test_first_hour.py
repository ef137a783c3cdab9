"""The first hour of somebody without a mouse, in the real program, with real models and a voice."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
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

    def entries(self, secret: str) -> list[dict[str, Any]]:
        """What the command line says of the journal, newest first, once the window is closed."""
        command = [sys.executable, "-m", "samo_desktop.cli.main", "list", "--json"]
        done = subprocess.run(
            [*command, "--journal", str(self.journal)],
            env={**self.env, "SAMO_PASSPHRASE": secret},
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
    window.wait_for("Which languages do you speak?")
    window.tab_to("Next")
    window.press("Return")
    window.wait_for("Try your microphone")
    window.tab_to("Test the microphone")
    window.press("Return")
    window.wait_for("Listening")
    person.say("I went for a walk, and the sun came out.")
    window.wait_for("We heard")
    window.tab_to("Next")
    window.press("Return")
    window.wait_for("Step 4 of 4")
    window.tab_to("Open my journal")
    window.press("Return")
    window.wait_for("Your journal is ready")
    return key


def speak(window: Program, person: Person) -> None:
    """Records a voice note with the one key, and waits for its words."""
    window.press("space")
    window.wait_for("Recording now")
    person.say(SPOKEN)
    window.press("space")
    window.wait(lambda seen: heard(seen, "river"), "the words", 60)


def heard(seen: Seen, word: str) -> bool:
    """Whether the text of the entry that is shown has `word`."""
    return any(word in part["value"] for part in seen.find("Text of the entry"))


def rows(seen: Seen) -> list[str]:
    """What the list of entries says of each, from the top."""
    return [part["name"] for part in seen.find(role="ListItem")]


def write(window: Program) -> None:
    """Types an entry, and waits for its feelings."""
    window.press("ctrl+n")
    window.wait(lambda seen: "Text of the entry" in seen.focus["name"], "a place to write")
    window.type(TYPED)
    window.wait(lambda seen: seen.find("gratitude", role="CheckBox"), "its feelings", 60)
    window.wait(lambda seen: "grateful" in rows(seen)[0], "the new entry on top of the list")


def correct(window: Program) -> None:
    """Takes a feeling off, and looks that the keyboard is still near."""
    window.tab_to("amusement")
    window.press("Return")
    window.tab_to("Not this feeling")
    window.press("Return")
    seen = window.wait_for("Amusement was removed")
    assert not seen.find("amusement", role="CheckBox")


def change_date(window: Program) -> None:
    """Gives the entry another day; the list puts it there."""
    window.tab_to("2026", back=True)
    window.press("Return")
    window.wait_for("Date and time")
    window.press("ctrl+a")
    window.type("1 March 2026")
    window.press("Return")
    window.wait_for("The date was changed")
    window.wait(lambda seen: "1 March" in rows(seen)[1], "the entry on its day")


def delete_and_restore(window: Program) -> None:
    """Deletes the entry, and brings it back from where deleted entries are kept."""
    window.tab_to("Entries, newest first", back=True)
    window.press("Delete")
    window.wait_for("The entry was deleted")
    window.wait(lambda seen: len(rows(seen)) == 1, "one entry less")
    window.tab_to("Recently deleted")
    window.press("Return")
    window.wait(lambda seen: seen.find("30 days left"), "the deleted entry")
    window.tab_to("Restore")
    window.press("Return")
    window.press("Escape")
    window.wait(lambda seen: len(rows(seen)) == 2, "the entry again")


def make_another_key(window: Program, old: str) -> str:
    """The key was lost: Settings make another one."""
    window.press("ctrl+comma")
    window.tab_to("Make a new recovery key")
    window.press("Return")
    window.wait_for("Make a new key")
    window.type(PASSPHRASE)
    window.press("Return")
    key = recovery_key(window.wait(recovery_key, "another key"))
    assert key != old
    window.type(key[-5:])
    window.press("Return")
    window.wait(lambda seen: not recovery_key(seen), "the key gone from the screen")
    return key


def quit_while_recording(window: Program, person: Person) -> None:
    """Leaves in the middle of a sentence."""
    window.press("ctrl+1", "ctrl+r")
    window.wait_for("Recording now")
    person.say(LAST)
    window.press("ctrl+q")
    window.wait_for("A recording is running")
    window.tab_to("Stop and quit")
    window.press("Return")
    assert window.ended() == 0


def test_the_first_hour(env: dict[str, str], tmp_path: Path) -> None:
    person = Person(env, tmp_path)
    with person.start() as window:
        lost = begin(window, person)
        speak(window, person)
        write(window)
        correct(window)
        change_date(window)
        delete_and_restore(window)
        key = make_another_key(window, lost)
        quit_while_recording(window, person)
    with person.start() as window:
        window.wait_for("Your journal is locked")
        window.type(lost)
        window.press("Return")
        window.wait_for("isn't right")
        window.press("ctrl+a")
        window.type(PASSPHRASE)
        window.press("Return")
        window.wait(lambda seen: len(rows(seen)) == 3, "every entry")
        window.wait(lambda seen: heard(seen, "sister"), "what was said last", 60)
        window.press("ctrl+q")
        assert window.ended() == 0
    kept = person.entries(key)
    assert [entry["source"] for entry in kept] == ["voice", "voice", "text"]
    assert kept[2]["created_at"].startswith("2026-03-01")
    assert kept[2]["text"] == TYPED
    assert "amusement" not in {feeling["label"] for feeling in kept[2]["analysis"]["feelings"]}
    assert all(entry["state"] == "done" for entry in kept)
