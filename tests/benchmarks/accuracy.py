"""How right: the words of the speech clips, the feelings of GoEmotions' test split."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import jiwer
import numpy as np

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.inference.speech.moonshine import Moonshine
from training.evaluate.word_normaliser import normalised

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path | None:
    """$SAMO_DATA, or ../shared/data beside the checkout; None if neither is there."""
    folder = Path(os.environ.get("SAMO_DATA", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def joined_live(data: Path) -> tuple[float, int]:
    """All clips as one long recording, heard as a microphone gives it: the word error rate, and
    how many words stand twice in a row that were said once."""
    speech = data / "speech"
    with (speech / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        expected = {row["file"]: row["text"] for row in csv.DictReader(file, delimiter="\t")}
    sound = np.concatenate([block for name in expected for block in decode(speech / name)])
    blocks = (sound[at : at + 1600] for at in range(0, len(sound), 1600))
    heard = normalised(result_of(Moonshine().transcribe(blocks, live=True)).text)
    said = normalised(" ".join(expected.values()))
    doubled = _doubled(heard) - _doubled(said)
    return float(jiwer.wer(said, heard)), len(doubled)


def _doubled(text: str) -> set[str]:
    return {word for word, following in pairwise(text.split()) if word == following}


def macro_f1(data: Path) -> tuple[float, float]:
    """Macro F1 over 28 labels of the test split: on the model's card, and by `samo analyse`."""
    config = json.loads((ROOT / "models" / "emotion" / "config.json").read_text("utf-8"))
    labels = (data / "goemotions" / "labels.txt").read_text("utf-8").split()
    texts, truth = [], []
    with (data / "goemotions" / "test.tsv").open(encoding="utf-8", newline="") as file:
        for text, numbers, _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            texts.append(text)
            truth.append([str(i) in numbers.split(",") for i in range(len(labels))])
    done = subprocess.run(
        [sys.executable, "-m", "samo_desktop.cli.main", "analyse", "--jsonl"],
        input="\n".join(json.dumps(text) for text in texts),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    found = np.zeros((len(texts), len(labels)), bool)
    for row, line in enumerate(done.stdout.splitlines()):
        for feeling in json.loads(line)["feelings"]:
            if feeling["label"] in labels:  # GoEmotions knows nothing of the journal's own
                found[row, labels.index(feeling["label"])] = True
    true = np.array(truth)
    hits = (found & true).sum(0)
    f1 = 2 * hits / np.maximum(found.sum(0) + true.sum(0), 1)
    return float(config["metrics"]["macro_f1"]), float(f1.mean())
