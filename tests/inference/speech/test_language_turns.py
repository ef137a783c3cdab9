"""Where a speaker goes on in another language."""

from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.language_turns import turns
from samo_desktop.inference.speech.speech_segmenter import Phrase


def _phrase(*parts: tuple[float, float]) -> Phrase:
    """Seconds, and what is in them; the phrase begins at 10 s and has a pause between each."""
    samples = np.concatenate([np.full(round(s * SAMPLE_RATE), x, np.float32) for s, x in parts])
    ends = np.cumsum([seconds for seconds, _ in parts])[:-1]
    return Phrase(10.0, samples, 0.9, tuple(float(end) for end in ends))


def _language(samples: Samples) -> str:
    """What most of it is in: 1 English, 2 Spanish, 0 neither."""
    return {1.0: "en", 2.0: "es"}.get(float(np.median(samples)), "")


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([(4, 1)], [(4, "en")]),
        ([(4, 1), (5, 1)], [(9, "en")]),
        ([(4, 1), (5, 2)], [(4, "en"), (5, "es")]),
        ([(4, 1), (5, 2), (4, 1)], [(4, "en"), (5, "es"), (4, "en")]),
        ([(4, 0), (5, 2), (4, 0)], [(13, "es")]),
        ([(2, 1), (2, 2), (5, 2)], [(9, "es")]),
        ([(4, 1), (1, 2)], [(5, "en")]),
        ([(4, 0)], [(4, "")]),
    ],
)
def test_a_phrase_is_cut_where_another_language_begins(
    parts: list[tuple[float, float]], found: list[tuple[float, str]]
) -> None:
    phrase = _phrase(*parts)
    stretches = turns(phrase, _language)
    assert [(len(p.samples) / SAMPLE_RATE, code) for p, code in stretches] == found
    assert np.array_equal(np.concatenate([p.samples for p, _ in stretches]), phrase.samples)
    assert stretches[0][0].start == 10.0
    assert stretches[-1][0].end == pytest.approx(phrase.end)
