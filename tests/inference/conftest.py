"""Models and sounds that the tests of inference share."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from faster_whisper.audio import decode_audio

from samo_desktop import paths
from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.moonshine import Moonshine
from tests.support.whisper_model import Script, make_whisper

SAMPLE = paths.resources_folder() / "sample"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reaches for the network fails the test."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise AssertionError("a model reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="session")
def voice_note() -> Samples:
    """The sample's voice note: about twelve seconds, four sentences."""
    return np.asarray(decode_audio(str(SAMPLE / "voice.ogg"), SAMPLE_RATE), np.float32)


@pytest.fixture(scope="session")
def voice_words() -> str:
    """What is said in the sample's voice note."""
    return (SAMPLE / "voice.txt").read_text("utf-8")


Speak = Callable[[str], Samples]


@pytest.fixture(scope="session")
def speak(tmp_path_factory: pytest.TempPathFactory) -> Speak:
    """Makes speech of a text, with flite's best voice."""
    flite = shutil.which("flite")
    if flite is None:
        pytest.skip("flite, which speaks for this test, is not installed")
    file = tmp_path_factory.mktemp("speech") / "said.wav"

    def said(words: str) -> Samples:
        command = [flite, "-voice", "slt", "-t", words, "-o", str(file)]
        subprocess.run(command, check=True, timeout=60)
        return np.asarray(decode_audio(str(file), SAMPLE_RATE), np.float32)

    return said


@pytest.fixture(scope="session")
def numbers_note(speak: Speak) -> Samples:
    """ "We met at ten past four. It took me twenty five minutes to walk home.", spoken by flite."""
    return speak("We met at ten past four. It took me twenty five minutes to walk home.")


@pytest.fixture(scope="session")
def moonshine() -> Moonshine:
    """The bundled speech model."""
    return Moonshine()


@pytest.fixture(scope="session")
def whisper_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Whisper model that hears German in everything."""
    return make_whisper(tmp_path_factory.mktemp("models") / "scripted", Script("de"))


@pytest.fixture
def whisper_copy(whisper_folder: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(whisper_folder, tmp_path / "damaged"))
