from __future__ import annotations

from typing import Any

from training.report import speech_card
from training.ship import speech


def found(rate: float) -> dict[str, Any]:
    shape = {"clips": 5, "words": 100, "languages_right": 4}
    return {**shape, "rate": rate, "low": rate / 2, "high": rate * 2}


def test_the_card_says_which_languages_are_good_and_beside_what() -> None:
    rates = {"en": found(0.05), "de": found(0.15), "fr": found(0.3)}
    cost = {"load_seconds": 0.5, "of_real_time": 0.19, "peak_mb": 388}
    measured = {
        "int8": rates,
        "fp16": rates,
        "moonshine": {"en": found(0.19)},
        "cost": {"int8": cost, "fp16": cost},
    }
    text = speech_card.text(speech.shipped(), measured)
    assert "good (10 at most): English;" in text
    assert "fair (20 at most): German;" in text
    assert "worse: French." in text
    english = next(line for line in text.splitlines() if line.startswith("| English"))
    assert english.count("0.050 (0.025 to 0.100)") == 2
    assert english.endswith("| 4 of 5 | 0.190 (0.095 to 0.380) |")
    assert speech.shipped()["original_sha256"] in text
