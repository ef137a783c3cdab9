"""What the bundled speech model costs beside its network alone, and on a file of two hours.

The long file runs in a process of its own (`python -m tests.benchmarks.moonshine HOURS`), whose
memory is measured.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.inference.speech.moonshine import Moonshine
from tests.support.sound import encode_opus

RUNS = 7


def median(action: Callable[[], object]) -> float:
    """Median seconds, after one run to warm up."""
    times = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return statistics.median(times[1:])


def ratios() -> dict[str, float]:
    """Of real time on ten seconds of speech, and times the network's own time for the same."""
    model = Moonshine()
    samples = np.concatenate(list(decode(Path(sample_voice_note()))))[: 10 * SAMPLE_RATE]
    ours = median(lambda: result_of(model.transcribe(iter([samples]))))
    direct = median(lambda: model._model.read(samples))
    return {"real time": ours * SAMPLE_RATE / len(samples), "direct": ours / direct}


def long_file(hours: float) -> dict[str, float]:
    """A file of so many hours: share of real time, peak memory over idle, longest standstill."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.moonshine", str(hours)],
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def note(hours: float) -> Iterator[NDArray[np.int16]]:
    """The sample note again and again, with a pause between."""
    once = np.concatenate([*decode(Path(sample_voice_note()), 24_000), np.zeros(12_000)])
    block = (once * 32767).astype(np.int16)
    for _ in range(round(hours * 3600 * 24_000 / len(block))):
        yield block


def hear(hours: float) -> dict[str, float]:
    """Makes the file, then hears it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.opus"
        with path.open("wb") as file:
            seconds = encode_opus(note(hours), 24_000, file)
        model = Moonshine()
        idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told = [time.perf_counter()]
        result_of(model.transcribe(decode(path)), lambda _: told.append(time.perf_counter()))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {
            "real time": (told[-1] - told[0]) / seconds,
            "MB": (peak - idle) / 1024,
            "standstill": max(after - before for before, after in pairwise(told)),
        }


if __name__ == "__main__":
    print(json.dumps(hear(float(sys.argv[1]))))
