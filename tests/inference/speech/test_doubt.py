"""What becomes of words that a model was unsure of."""

from __future__ import annotations

import numpy as np
import pytest

from samo_desktop.domain.transcript import Segment, Word
from samo_desktop.inference.speech.doubt import (
    NOT_UNDERSTOOD,
    PARTLY_UNDERSTOOD,
    UNCERTAIN,
    Left,
    Passage,
    Sureness,
    checked,
    is_noise,
    is_silence,
    judged,
    left_out,
    words_of,
)

SURE, UNSURE = Sureness(-4.0, 40), Sureness(-44.0, 40)


def _passage(start: float, sureness: Sureness = SURE, left: Left = "") -> Passage:
    return Passage(start, (Segment(start, start + 1, "words"),), sureness, left)


def test_a_token_counts_once_however_often_a_loop_repeats_it() -> None:
    loop = [5, 6, 7] * 10
    logprobs = np.array([-2.0] * 3 + [-0.01] * 27, np.float32)
    sureness = Sureness.of(loop, logprobs)
    assert sureness.tokens <= 6
    assert sureness.total / sureness.tokens < -1
    assert Sureness.of([], np.array([-0.5], np.float32)) == Sureness()


def test_few_tokens_are_not_judged_as_strictly() -> None:
    assert Sureness(-40.0, 40).below(-0.6)
    assert not Sureness(-4.0, 4).below(-0.6)
    assert not Sureness().below(-0.6)


def test_a_recording_that_was_not_understood_has_no_words_and_a_note() -> None:
    passages = [_passage(0, UNSURE), _passage(20, UNSURE, "unclear")]
    assert judged(passages, sure=False) == ([], (NOT_UNDERSTOOD,))


def test_whoever_says_that_it_is_english_keeps_the_words() -> None:
    passages = [_passage(0, UNSURE), _passage(20, UNSURE, "unclear")]
    kept, notes = judged(passages, sure=True)
    assert kept == passages
    assert notes == (UNCERTAIN, "Words could not be made out at 0:20.")


def test_speech_that_was_understood_needs_no_note() -> None:
    passages = [_passage(0), _passage(9)]
    assert judged(passages, sure=False) == (passages, ())
    assert judged([], sure=False) == ([], ())


def test_one_foreign_sentence_does_not_cost_the_others() -> None:
    passages = [*(_passage(at) for at in range(0, 50, 10)), _passage(60, UNSURE, "unclear")]
    assert judged(passages, sure=False) == (
        passages,
        ("Words could not be made out at 1:00.",),
    )


def test_one_clear_sentence_survives_among_foreign_ones() -> None:
    passages = [*(_passage(at, UNSURE) for at in range(0, 50, 10)), _passage(60)]
    assert judged(passages, sure=False) == ([passages[-1]], (PARTLY_UNDERSTOOD,))


def test_few_words_that_are_rather_unsure_are_kept_with_a_note() -> None:
    passages = [_passage(0, Sureness(-6.0, 6))]
    assert judged(passages, sure=False) == (passages, (UNCERTAIN,))
    assert judged(passages, sure=True) == (passages, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("♪", ""),
        (" ♪ ... ♫", ""),
        ("♪ We sang all night. ♪", "We sang all night."),
        ("At 4.", "At 4."),
    ],
)
def test_note_signs_are_no_words(text: str, words: str) -> None:
    assert words_of(text) == words


def test_few_words_where_no_speech_is_sure_are_noise() -> None:
    heard = Segment(3.0, 5.0, "Thank you for watching.")
    assert checked(heard, 0.7, -0.1) == (None, "noise")
    assert checked(heard, 0.95, -0.1) == (heard, "")
    longer = Segment(3.0, 5.0, "I whisper, for the others sleep.")
    assert checked(longer, 0.7, -0.3) == (longer, "")


def test_a_loop_is_cut_off_and_a_slow_and_sure_repetition_is_kept() -> None:
    words = tuple(Word(n / 10, (n + 1) / 10, "but") for n in range(20))
    loop = Segment(0.0, 2.0, " ".join(["but"] * 20), 0.9, words)
    kept, left = checked(loop, 0.99, -0.1)
    assert left == "unclear"
    assert kept is not None
    assert (kept.text, kept.words) == ("but", words[:1])
    mantra = Segment(0.0, 20.0, " ".join(["I am calm."] * 10), 0.9)
    assert checked(mantra, 0.99, -0.2) == (mantra, "")
    assert checked(mantra, 0.99, -1.0)[1] == "unclear"


@pytest.mark.parametrize(
    ("starts", "named"),
    [
        ([5], "0:05"),
        ([5, 3675], "0:05 and 1:01:15"),
        ([1, 2, 3], "0:01, 0:02 and 0:03"),
        ([1, 2, 3, 4, 5], "0:01, 0:02, 0:03, 0:04 and 1 more place"),
        (list(range(1, 9)), "0:01, 0:02, 0:03, 0:04 and 4 more places"),
    ],
)
def test_places_are_named_or_counted(starts: list[int], named: str) -> None:
    passages = [_passage(start, left="unclear") for start in starts]
    assert left_out(passages) == (f"Words could not be made out at {named}.",)


def test_noise_is_told_apart_from_unclear_words() -> None:
    passages = [_passage(3, left="unclear"), _passage(4, left="noise")]
    assert left_out(passages) == (
        "Words could not be made out at 0:03.",
        "There was noise but no speech at 0:04.",
    )


@pytest.mark.parametrize(
    ("no_speech", "logprob", "expected"),
    [
        (0.73, -1.04, True),  # "Thanks for watching!", of a humming transformer
        (0.89, -0.75, True),  # "you"
        (0.43, -1.82, True),
        (0.16, -1.15, False),  # hardly audible speech
        (0.1, -2.0, False),
        (0.99, -0.1, False),  # what it is sure of was said
    ],
)
def test_words_where_nobody_speaks_are_told_by_both_measures(
    no_speech: float, logprob: float, *, expected: bool
) -> None:
    assert is_silence(no_speech, logprob) is expected


@pytest.mark.parametrize(
    ("words", "surest", "logprob", "expected"),
    [
        (1, 0.8, -0.1, True),
        (4, 0.884, -0.57, True),  # "Thank you for watching.", of laughter
        (1, 0.9, -0.37, False),  # "Hello.", said
        (1, 0.99, -0.92, False),
        (5, 0.8, -0.9, False),
    ],
)
def test_few_words_need_surer_speech(
    words: int, surest: float, logprob: float, *, expected: bool
) -> None:
    assert is_noise(words, surest, logprob) is expected
