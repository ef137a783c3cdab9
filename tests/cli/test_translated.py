"""Every line that a command prints comes from the catalogue."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest

from samo_desktop.cli.commands import samo
from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from samo_desktop.languages import NAMES as LANGUAGES
from tests.support import pseudo
from tests.support.sound import write_wav

pytestmark = pytest.mark.slow

Command = tuple[list[str], str]

NAMES = [
    r"(?:Distil-)?Whisper(?: tiny| base| small| medium| large| v3| turbo)*",
    *("Moonshine tiny", "SAMO feelings", "MiniLM", "English"),
    *("SAMO", "Linux", "Python", "x86_64", "aarch64", "MIT", "Apache-2.0", "Qt", "Moonshine"),
    *("distil-[a-z0-9.-]+", "all-minilm[a-z0-9.-]*", *sorted(LANGUAGES), "required"),
    *(f"{model}[a-z0-9._-]*" for model in ("whisper", "moonshine", "minilm", "extractive")),
    *("onnxruntime", "ms", "s", "p50"),
]
"""Products, models, languages, units, which no catalogue of ours holds; and a word of click's."""


def commands(group: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The paths of all commands."""
    found = [path]
    for name, command in group.commands.items() if isinstance(group, click.Group) else ():
        found += commands(command, (*path, name))
    return found


def command_at(path: tuple[str, ...]) -> click.Command:
    """The command of that path."""
    command: click.Command = samo
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


PATHS = commands(samo)
COMMANDS = sorted({name for path in PATHS for name in path})
CHOICES = sorted(
    {
        str(choice)
        for path in PATHS
        for option in command_at(path).params
        if isinstance(option.type, click.Choice)
        for choice in option.type.choices
    }
)
WORDS = [*NAMES, *CHOICES, *LABELS, *JOURNAL_LABELS, *COMMANDS, "samo"]
IDENTIFIERS = re.compile(
    "|".join(
        [
            r"--?[a-z][a-z-]*",  # options
            r"\[[A-Z]+\]|[A-Z]{2,}[A-Z_.]*",  # what stands for an argument
            r"/[\w./-]+",  # paths
            r"[0-9a-f]{6,}",  # entries
            rf"(?<!\w)(?:{'|'.join(WORDS)})(?!\w)",
        ]
    )
)


def unread(printed: str) -> list[str]:
    """The words that did not come from the catalogue."""
    rest = IDENTIFIERS.sub(" ", pseudo.untranslated(printed))
    return re.findall(r"[^\W\d_]{2,}", rest)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo.install(tmp_path_factory.mktemp("language"))


def run(folder: Path, work: Path, given: list[Command]) -> list[dict[str, Any]]:
    """What each command printed."""
    order = work / "order.json"
    order.write_text(json.dumps(given), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.translated_commands", folder, order],
        env={**os.environ, "COLUMNS": "200", "TERMINAL_WIDTH": "200"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def check(told: list[dict[str, Any]], allowed: str = "") -> None:
    words = set(re.findall(r"[^\W\d_]{2,}", allowed))
    found = {
        " ".join(one["arguments"]): left
        for one in told
        if (left := [word for word in unread(one["printed"]) if word not in words])
    }
    assert found == {}


def test_the_help_of_every_command(folder: Path, tmp_path: Path) -> None:
    told = run(folder, tmp_path, [([*path, "--help"], "") for path in PATHS])
    assert all("⟦" in one["printed"] for one in told)
    check(told)


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_a_help_ends_with_its_sentence(path: tuple[str, ...]) -> None:
    assert (command_at(path).help or "").rstrip().endswith(".")


def test_what_commands_say(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMO_JOURNAL", str(tmp_path / "journal"))
    sound, examples = tmp_path / "voice.wav", tmp_path / "examples.txt"
    write_wav(sound, np.zeros(16_000, np.float32))
    examples.write_text("".join(f"The sea is calm on day {n} there.\n" for n in range(12)))
    text = "Quick brown foxes. They jumped over lazy dogs. Nobody was angry afterwards."
    told = run(
        folder,
        tmp_path,
        [
            (["list"], ""),
            (["init", "--no-encryption"], ""),
            (["init", "--no-encryption"], ""),
            (["list"], ""),
            (["list", "--deleted"], ""),
            (["draft", "list"], ""),
            (["draft", "save"], ""),
            (["write", text, "--tag", "fox", "--at", "2026-03-01"], ""),
            (["write", "-"], "Nobody was lazy."),
            (["write", " "], ""),
            (["list"], ""),
            (["show", "zzz"], ""),
            (["show"], ""),
            (["add", str(sound)], ""),
            (["add", str(sound)], ""),
            (["add", str(examples), str(tmp_path)], ""),
            (["analyse", text], ""),
            (["analyse", "--jsonl", "-"], "{]"),
            (["transcribe", str(sound)], ""),
            (["timeline"], ""),
            (["timeline", "--by", "year"], ""),
            (["feelings", "list"], ""),
            (["feelings", "add", "seaside", "--examples", str(examples)], ""),
            (["feelings", "list"], ""),
            (["feelings", "remove", "seaside"], ""),
            (["feelings", "remove", "seaside"], ""),
            (["feelings", "reset"], ""),
            (["feelings", "reliability"], ""),
            (["models", "list"], ""),
            (["models", "verify", "nowhere"], ""),
            (["models", "remove", "nowhere"], ""),
            (["models", "import", str(examples)], ""),
            (["recovery-key"], ""),
            (["edit", "zzz"], ""),
            (["edit", "zzz", "--language", "de"], ""),
            (["list", "--since", "yesterday"], ""),
            (["list", "--limit", "many"], ""),
            (["record", "--seconds", "0"], ""),
            (["doctor"], ""),
            (["nowhere"], ""),
            (["--nowhere"], ""),
        ],
    )
    spoken = "German Spanish French Portuguese"  # what languages are called is no text of ours
    words = "fox zzz nowhere many yesterday seaside voice wav examples txt"
    check(told, f"{text} {words} {spoken} {tmp_path}")
