"""Made-up logits with a known truth."""

from __future__ import annotations

import numpy as np

from training.data.passages import sigmoid


def skewed(rows: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Logits whose truth follows another scale and bias in each of three labels."""
    rng = np.random.default_rng(2)
    logits = rng.normal(-1, 2, (rows, 3))
    truth = rng.random(logits.shape) < sigmoid(logits * [1.5, 0.6, 1.0] + [0.5, -1.0, 0.0])
    return logits, truth.astype(float)
