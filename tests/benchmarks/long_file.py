"""What a long file costs: `python -m tests.benchmarks.long_file HOURS ENGINE`."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.models import Models
from tests.benchmarks.accuracy import data_folder
from tests.support.sound import encode_opus

RATE = 24_000


def figures(hours: float, engine: str) -> dict[str, float]:
    """Of a file of so many hours: "real time", its share of it that the words take; "processor",
    the same in processor time; "MB over idle" and "MB", at the most; "standstill", the longest of
    progress, in seconds."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.long_file", str(hours), engine],
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def note(hours: float) -> Iterator[NDArray[np.int16]]:
    """The clips of $SAMO_DATA again and again, or else the sample note, with pauses between.

    What says the same twice in half a minute is heard twice, since it may be a loop: of the sample
    note, words take three times as long as of what people say.
    """
    data = data_folder()
    clips = sorted((data / "speech").glob("**/*-0*.*")) if data else [Path(sample_voice_note())]
    once = [
        (np.concatenate([*decode(clip, RATE), np.zeros(RATE // 2)]) * 32767).astype(np.int16)
        for clip in clips
    ]
    left = hours * 3600 * RATE
    for block in cycle(once):
        yield block
        left -= len(block)
        if left <= 0:
            return


def hear(hours: float, engine: str) -> dict[str, float]:
    """Makes the file, then hears it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.opus"
        with path.open("wb") as file:
            seconds = encode_opus(note(hours), RATE, file)
        model = Models().speech(SpeechOptions(engine))
        idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        worked, told = time.process_time(), [time.perf_counter()]
        result_of(model.transcribe(decode(path)), lambda _: told.append(time.perf_counter()))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return {
            "real time": (told[-1] - told[0]) / seconds,
            "processor": (time.process_time() - worked) / seconds,
            "MB": peak / 1024,
            "MB over idle": (peak - idle) / 1024,
            "standstill": max(after - before for before, after in pairwise(told)),
        }


if __name__ == "__main__":
    print(json.dumps(hear(float(sys.argv[1]), sys.argv[2])))
