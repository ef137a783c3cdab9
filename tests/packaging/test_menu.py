"""packaging/linux/add-to-menu: the entry starts the program wherever its folder lies."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

PACKAGING = Path(__file__).resolve().parents[2] / "packaging" / "linux"
_ESCAPES = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a menu of Linux")


def bundle(folder: Path) -> Path:
    """A folder with what add-to-menu needs of the bundle."""
    (folder / "share").mkdir(parents=True)
    shutil.copy(PACKAGING / "add-to-menu", folder)
    shutil.copy(PACKAGING / "samo-desktop.desktop", folder / "share")
    (folder / "share" / "samo-desktop.svg").write_text("<svg/>")
    program = folder / "samo-desktop"
    program.write_text("#!/bin/sh\necho started\n")
    program.chmod(0o755)
    return folder


def add(folder: Path, home: Path) -> subprocess.CompletedProcess[bytes]:
    """Runs the folder's add-to-menu."""
    return subprocess.run(
        [folder / "add-to-menu"],
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
        capture_output=True,
        check=False,
    )


def command(entry: Path) -> list[str]:
    """The command of a menu entry, taken apart as the Desktop Entry Specification says."""
    [value] = re.findall(r"^Exec=(.*)$", entry.read_text("utf-8"), re.MULTILINE)
    value = re.sub(r"\\(.)", lambda found: _ESCAPES[found[1]], value)
    words = re.findall(r'"((?:[^"`$\\]|\\["`$\\])*)"(?: |$)|([A-Za-z-]+)(?: |$)', value)
    whole = "".join(re.findall(r'"(?:[^"`$\\]|\\["`$\\])*"(?: |$)|[A-Za-z-]+(?: |$)', value))
    assert whole == value, "nothing but quoted words and plain ones"
    plain = [re.sub(r"\\(.)", r"\1", quoted) or bare for quoted, bare in words]
    assert not re.search(r"(?<!%)%(?:%%)*(?!%)", "".join(plain)), "no field codes"
    return [word.replace("%%", "%") for word in plain]


names = st.text(
    st.characters(exclude_characters="/", exclude_categories=["Cs", "Cc"])
    | st.sampled_from("\n\t\r"),
    min_size=1,
    max_size=40,
).filter(lambda name: name not in (".", ".."))


@settings(max_examples=30)
@given(names)
@example("My programs")
@example('a "quoted" name')
@example("50 % off")
@example("back\\slash \\n and $HOME and `id` and $(id)")
@example("'; touch x; '")
@example("Käthes Bücher – 日記")
@example("a=b")
@example("-n")
@example(" ends in a new line\n")
@example("tab\tand\rreturn")
def test_the_entry_starts_the_program(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    home = tmp_path_factory.mktemp("home")
    folder = bundle(home / name)
    added = add(folder, home)
    assert added.returncode == 0, added.stderr
    entry = home / ".local" / "share" / "applications" / "samo-desktop.desktop"
    words = command(entry)
    assert words[-1] == str(folder / "samo-desktop")
    assert "=" not in words[0]
    done = subprocess.run(words, capture_output=True, check=True)
    assert done.stdout == b"started\n"
    if validate := shutil.which("desktop-file-validate"):
        told = subprocess.run([validate, entry], capture_output=True, text=True, check=False)
        assert told.stdout == ""
    shutil.rmtree(home)


@pytest.mark.parametrize("name", [b"caf\xe9", b"a bell\a", b"\x7f"])
def test_a_name_that_no_entry_can_hold_is_refused(tmp_path: Path, name: bytes) -> None:
    folder = bundle(tmp_path / os.fsdecode(name))
    refused = add(folder, tmp_path)
    assert refused.returncode == 1
    assert b"Rename the folder" in refused.stderr
    assert not (tmp_path / ".local").exists()
