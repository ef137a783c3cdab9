"""`samo` run inside the test's own process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from samo_desktop.cli.main import run

PASSPHRASE = "correct horse battery"


@dataclass
class Result:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON lines on stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


class Terminal:
    """Standard input where somebody can be asked."""

    def isatty(self) -> bool:
        return True


Samo = Callable[..., Result]


@pytest.fixture(autouse=True)
def _quick_hearing(no_bundled_whisper: None) -> None:
    """What is said is heard by Moonshine, which takes a third of Whisper's time."""


@pytest.fixture
def samo(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Samo:
    """Runs a command: samo("list", "--json"); `stdin` is text or bytes."""

    def call(*arguments: str | Path, stdin: str | bytes = b"") -> Result:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Result(code, printed.out, printed.err)

    return call


@pytest.fixture
def journal(samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An encrypted journal that every command of the test uses."""
    folder = tmp_path / "journal"
    monkeypatch.setenv("SAMO_JOURNAL", str(folder))
    monkeypatch.setenv("SAMO_PASSPHRASE", PASSPHRASE)
    assert samo("init").code == 0
    return folder
