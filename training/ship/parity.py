"""What the PyTorch network says of the challenge set, kept to compare the exported models with.

The tests have no torch: `tests/inference` reads these logits and runs the files that ship.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from training import config
from training.evaluate import challenge

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from training.models.classifier import EmotionClassifier

FILE = config.RESULTS / "parity.json"


def write(network: EmotionClassifier, tokenizer: Tokenizer) -> None:
    """Keep the network's logits [sentences, labels] on the challenge set's sentences."""
    import torch

    rows = []
    for item in challenge.read():
        ids = torch.tensor([tokenizer.encode(item.text).ids])
        with torch.inference_mode():
            logits, _ = network.eval()(ids, torch.ones_like(ids))
        rows.append([round(float(value), 4) for value in logits[0]])
    FILE.write_text(json.dumps(rows) + "\n", encoding="utf-8")


def read() -> tuple[list[str], NDArray[np.float32]]:
    """The sentences and the PyTorch network's logits of them."""
    logits = np.array(json.loads(FILE.read_text(encoding="utf-8")), np.float32)
    return [item.text for item in challenge.read()], logits
