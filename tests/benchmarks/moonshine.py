"""What Moonshine costs beside its network alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.inference.speech.moonshine import Moonshine

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
