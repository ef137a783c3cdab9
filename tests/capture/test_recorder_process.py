"""The process that listens: what it answers, with a fake device in the place of PortAudio."""

from __future__ import annotations

import queue
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samo_desktop.capture.recorder_process import Order, record

from .fakes import FakeDevice
from .sounds import wait_until
from .spools import read_spool
from .test_sealed import KEY


class Line:
    """Both ends of the pipe."""

    def __init__(self) -> None:
        self.lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.told: list[dict[str, Any]] = []

    def tell(self, **values: Any) -> None:
        self.told.append(values)

    def answers(self, *names: str) -> list[str]:
        return [name for said in self.told for name in names if name in said]


@pytest.fixture
def order(tmp_path: Path) -> Order:
    path = str(tmp_path / "abc.spool")
    return Order(path, KEY.hex(), "abc", datetime.now(UTC).isoformat(), "")


def test_each_command_has_one_answer(
    tmp_path: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, line = FakeDevice(monkeypatch), Line()
    working = threading.Thread(target=record, args=(order, line))
    working.start()
    wait_until(lambda: bool(line.answers("started")))
    device.say(np.full(800, 5, np.int16))
    line.lines.put(b"pause")
    wait_until(lambda: line.answers("did") == ["did"])
    device.broken = True
    line.lines.put(b"resume")
    wait_until(lambda: bool(line.answers("refused")))
    device.broken = False
    line.lines.put(b"resume")
    wait_until(lambda: line.answers("did", "refused") == ["did", "refused", "did"])
    line.lines.put(b"")  # the program is gone
    working.join()
    assert line.told[-1]["ended"] == pytest.approx(0.1)
    assert line.answers("did", "refused") == ["did", "refused", "did"]
    info, blocks = read_spool(tmp_path / "abc.spool", KEY)
    assert info.sample_rate == 8000
    assert sum(len(block) for block in blocks) == 800


def test_what_cannot_begin_is_told_and_leaves_nothing(
    tmp_path: Path, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    FakeDevice(monkeypatch).broken = True
    line = Line()
    record(order, line)  # type: ignore[arg-type]
    assert [list(said) for said in line.told] == [["failed"]]
    assert line.told[0]["failed"][0] == "DeviceError"
    assert not list(tmp_path.iterdir())
