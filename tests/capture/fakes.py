"""Fake devices, in the place of PortAudio."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from samo_desktop.capture import portaudio
from samo_desktop.errors import DeviceError

GONE = DeviceError("The device is gone.", "Plug it in.")


class FakeDevice:
    """One microphone and one loudspeaker of 8000 samples a second."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = 0
        self.opened = 0
        self.running = False
        self.mono_works = True
        self.broken = False
        """Whether opening and starting fail."""
        self.heard: list[NDArray[np.float32]] = []
        """What the loudspeaker played."""
        self.before_write: Callable[[], None] = lambda: None
        self.latency = 0.0
        self._callback: Any = None
        for name in ("open_input", "open_output", "start", "stop", "close", "write"):
            monkeypatch.setattr(portaudio, name, getattr(self, name))
        monkeypatch.setattr(portaudio, "find", self.find)

    def find(self, kind: str, name: str) -> dict[str, Any]:
        return {"index": 0, "name": "fake", "default_samplerate": 8000.0, "max_input_channels": 2}

    def open_input(self, device: dict[str, Any], channels: int, callback: Any) -> Any:
        if channels == 1 and not self.mono_works:
            raise GONE
        self._callback = callback
        return self.open_output(device)

    def open_output(self, device: dict[str, Any]) -> Any:
        if self.broken:
            raise GONE
        assert not self.open, "the device is open twice"
        self.open += 1
        self.opened += 1
        return self

    def start(self, stream: Any, kind: str) -> None:
        if self.broken:
            raise GONE
        self.running = True

    def stop(self, stream: Any, kind: str, *, drain: bool = False) -> None:
        self.running = False

    def close(self, stream: Any, kind: str) -> None:
        self.open -= 1

    def write(self, stream: Any, samples: NDArray[np.float32]) -> None:
        self.before_write()
        if self.broken:
            raise GONE
        self.heard.append(samples.copy())

    def say(self, samples: NDArray[np.int16], *, overflow: bool = False) -> None:
        """What PortAudio would do with sound."""
        assert self.running
        status = SimpleNamespace(input_overflow=overflow)
        self._callback(memoryview(samples.tobytes()), len(samples), None, status)
