"""What is doubtful is heard again, with a decoder that says what the test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.second_hearing import Piece, SecondHearing
from samo_desktop.inference.speech.whisper_decoder import (
    SHORT,
    WHOLE,
    Decoder,
    Encoded,
    Hypothesis,
    Reading,
    TimedWord,
)

SECONDS = 12.0


@dataclass
class Scripted(Decoder):
    """Says what is chosen by how the sound was encoded: padding, and seconds of sound."""

    says: dict[tuple[float, int], tuple[str, float]]
    until: dict[str, float] = field(default_factory=dict)
    """Where the last word of a text ends, if not at the end of the sound."""
    asked: list[tuple[float, int]] = field(default_factory=list)

    def encode(self, samples: Samples, padding: float = WHOLE) -> Encoded:
        seconds = len(samples) / SAMPLE_RATE
        self.asked.append((padding, round(seconds)))
        return Encoded((padding, round(seconds)), seconds)

    def read(
        self, encoded: Encoded, language: str, *, told: Sequence[int] = (), beams: int = 5
    ) -> Reading:
        text, logprob = self.says[encoded.states]
        hypothesis = Hypothesis(text, tuple(range(len(text.split()))), logprob)
        return Reading((hypothesis,), language, 0.0, ended=True)

    def words(self, encoded: Encoded, reading: Reading) -> list[TimedWord]:
        texts = reading.text.split()
        length = self.until.get(reading.text, encoded.seconds) / max(1, len(texts))
        return [
            TimedWord(n * length, (n + 1) * length, f" {text}", 0.9) for n, text in enumerate(texts)
        ]


def _hear(decoder: Scripted) -> list[Piece]:
    sound = np.random.default_rng(0).normal(0, 0.1, int(SECONDS * SAMPLE_RATE)).astype(np.float32)
    sound[6 * SAMPLE_RATE : 6 * SAMPLE_RATE + 3200] = 0.0  # where it is cut in two
    return SecondHearing(decoder, "en").heard(sound, decoder.encode(sound))


SURE = ("eight words that were all of them said here", -0.1)


def test_what_is_sure_is_heard_once() -> None:
    decoder = Scripted({(WHOLE, 12): SURE})
    [piece] = _hear(decoder)
    assert piece.reading.text == SURE[0]
    assert decoder.asked == [(WHOLE, 12)]


@pytest.mark.parametrize(
    ("logprob", "text"), [(-0.41, "a lamb went to the market"), (-2.0, "a lump went to the market")]
)
def test_of_what_is_doubtful_the_texts_are_weighed(logprob: float, text: str) -> None:
    """Each hearing counts alike; of two texts that differ the first stays."""
    readings = {(WHOLE, 12): (text, logprob), (SHORT, 12): ("a lamb went to the market", -0.2)}
    decoder = Scripted(readings)
    [piece] = _hear(decoder)
    assert decoder.asked == [(WHOLE, 12), (SHORT, 12)]
    assert piece.reading.text in {text, "a lamb went to the market"}
    assert piece.words


def test_a_loop_gives_way_to_what_was_said() -> None:
    loop = "and so on " * 12
    decoder = Scripted({(WHOLE, 12): (loop, -0.1), (SHORT, 12): SURE})
    assert [piece.reading.text for piece in _hear(decoder)] == [SURE[0]]


def test_what_was_left_out_is_heard_in_halves() -> None:
    first, second = "we went to the river", "and it was quite cold there"
    decoder = Scripted(
        {(WHOLE, 12): (first, -0.1), (SHORT, 12): (first, -0.1), (WHOLE, 6): (second, -0.2)},
        until={first: 6.0},
    )
    pieces = _hear(decoder)
    assert [piece.reading.text for piece in pieces] == [second, second]
    assert [round(piece.start) for piece in pieces] == [0, 6]


def test_silence_that_the_halves_do_not_fill_changes_nothing() -> None:
    text = "we went to the river"
    says = {(padding, seconds): ("", -0.9) for padding in (WHOLE, SHORT) for seconds in (3, 6)}
    decoder = Scripted({**says, (WHOLE, 12): (text, -0.1), (SHORT, 12): (text, -0.1)}, {text: 6.0})
    assert [piece.reading.text for piece in _hear(decoder)] == [text]


def test_what_it_wrote_without_end_is_a_loop() -> None:
    reading = Reading((Hypothesis("a few words", (1, 2, 3), -0.1),), "en", 0.0, ended=False)
    words: Any = ()
    assert Piece(0.0, Encoded(None, 1.0), reading, words).loops
