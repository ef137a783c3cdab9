"""What INT8 costs the speech model: error rates by language, speed and memory, beside FP16."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.inference.speech.whisper import Whisper
from training import config
from training.evaluate import word_errors
from training.ship import speech

MOONSHINE_KNOWS = ("en",)
FILES = (*speech.BESIDE, speech.WEIGHTS)


def run(original: Path) -> None:
    """Measures the shipped model and its `original` on the clips in speech/languages."""
    clips = word_errors.read_clips(config.data_folder() / "speech" / "languages")
    english = [clip for clip in clips if clip.language in MOONSHINE_KNOWS]
    heard = {
        "int8": word_errors.hear(clips),
        "fp16": _hear_with(original, clips),
        "moonshine": word_errors.hear(english, "moonshine"),
    }
    measured: dict[str, Any] = {
        name: {language: asdict(rate) for language, rate in word_errors.by_language(each).items()}
        for name, each in heard.items()
    }
    folders = {"int8": speech.folder(), "fp16": original}
    measured["cost"] = {name: _cost(folder, clips) for name, folder in folders.items()}
    config.save_result("speech", measured)


def _hear_with(original: Path, clips: list[word_errors.Clip]) -> list[word_errors.Heard]:
    """What the program makes of `clips` with the original in place of the shipped model."""
    with tempfile.TemporaryDirectory() as models:
        place = Path(models) / speech.folder().name
        place.mkdir()
        for name in FILES:
            (place / name).symlink_to((original / name).resolve())
        return word_errors.hear(clips, env={"SAMO_MODELS": models})


def _cost(folder: Path, clips: list[word_errors.Clip]) -> dict[str, float]:
    """Loads the model and hears `clips` in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "training.studies.speech", folder, *(clip.file for clip in clips)],
        env=os.environ,
        cwd=config.ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def cost(folder: Path, files: list[Path]) -> dict[str, float]:
    """Processor time over the sound's length, seconds to load, and peak memory in MB."""
    begun = time.process_time()
    model = Whisper(folder)
    loaded = time.process_time()
    seconds = 0.0
    for file in files:
        blocks = list(decode(file))
        seconds += sum(map(len, blocks)) / SAMPLE_RATE
        result_of(model.transcribe(iter(blocks)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "load_seconds": round(loaded - begun, 3),
        "of_real_time": round((time.process_time() - loaded) / seconds, 4),
        "peak_mb": peak,
    }


if __name__ == "__main__":
    print(json.dumps(cost(Path(sys.argv[1]), list(map(Path, sys.argv[2:])))))
