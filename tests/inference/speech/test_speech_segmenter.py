"""Phrases: in order, apart from each other, and all that was said."""

from __future__ import annotations

import math
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.inference.ports import SAMPLE_RATE, Samples
from samo_desktop.inference.speech.speech_segmenter import (
    MIN_SPEECH_SECONDS,
    PAD_SECONDS,
    SPEECH_GOES_ON,
    SPEECH_STARTS,
    WINDOW,
    WINDOW_SECONDS,
    Pauses,
    Phrase,
    PhraseCutter,
    VoiceActivity,
    cut,
)

pytestmark = pytest.mark.slow

RUNS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.24, SPEECH_GOES_ON, 0.3, SPEECH_STARTS, 0.6, 0.99]),
        st.integers(1, 40),
    ),
    max_size=14,
)
SHORT_PAUSES = st.builds(
    Pauses,
    long=st.floats(0.1, 1.0),
    short=st.floats(0.05, 0.3),
    enough=st.floats(0.3, 2.0),
    limit=st.floats(1.1, 2.5),
)


def _probabilities(runs: list[tuple[float, int]]) -> list[float]:
    return [probability for probability, count in runs for _ in range(count)]


def _source(windows: int) -> Samples:
    return np.arange(windows * WINDOW, dtype=np.float32)


def _phrases(probabilities: list[float], pauses: Pauses) -> list[Phrase]:
    cutter = PhraseCutter(pauses)
    windows = _source(len(probabilities)).reshape(-1, WINDOW)
    found = [cutter.push(w, p) for w, p in zip(windows, probabilities, strict=True)]
    return [phrase for phrase in (*found, cutter.flush()) if phrase]


def _place(phrase: Phrase) -> tuple[int, int]:
    start = round(phrase.start * SAMPLE_RATE)
    return start, start + len(phrase.samples)


def _steady_speech(probabilities: list[float]) -> list[tuple[int, int]]:
    """Runs of windows over the higher threshold that are long enough to count as speech."""
    runs, start = [], 0
    for end in range(1, len(probabilities) + 1):
        if end < len(probabilities) and (
            (probabilities[end] >= SPEECH_STARTS) == (probabilities[start] >= SPEECH_STARTS)
        ):
            continue
        if (
            probabilities[start] >= SPEECH_STARTS
            and (end - start) * WINDOW_SECONDS >= MIN_SPEECH_SECONDS
        ):
            runs.append((start, end))
        start = end
    return runs


def _each(samples: Samples, sizes: list[int]) -> list[Samples]:
    blocks, at, turn = [], 0, 0
    while at < len(samples):
        blocks.append(samples[at : at + sizes[turn % len(sizes)]])
        at += len(blocks[-1])
        turn += 1
    return blocks


def _places(samples: Samples, sizes: list[int]) -> list[tuple[int, int]]:
    return [_place(phrase) for _, phrase in cut(_each(samples, sizes)) if phrase]


@given(RUNS, SHORT_PAUSES)
def test_phrases_are_ordered_disjoint_and_pieces_of_the_recording(
    runs: list[tuple[float, int]], pauses: Pauses
) -> None:
    probabilities = _probabilities(runs)
    source = _source(len(probabilities))
    phrases = _phrases(probabilities, pauses)
    for phrase in phrases:
        start, end = _place(phrase)
        np.testing.assert_array_equal(phrase.samples, source[start:end])
        assert phrase.end == pytest.approx(end / SAMPLE_RATE)
    assert all(a.end <= b.start + 1e-9 for a, b in pairwise(phrases))


@given(RUNS, SHORT_PAUSES)
def test_no_phrase_is_empty_or_longer_than_the_limit(
    runs: list[tuple[float, int]], pauses: Pauses
) -> None:
    most = math.ceil(pauses.limit / WINDOW_SECONDS) * WINDOW
    for phrase in _phrases(_probabilities(runs), pauses):
        assert 0 < len(phrase.samples) <= most


@given(RUNS, SHORT_PAUSES)
def test_all_steady_speech_is_in_some_phrase(runs: list[tuple[float, int]], pauses: Pauses) -> None:
    probabilities = _probabilities(runs)
    kept = np.zeros(len(probabilities), bool)
    for phrase in _phrases(probabilities, pauses):
        start, end = _place(phrase)
        kept[start // WINDOW : end // WINDOW] = True
    for start, end in _steady_speech(probabilities):
        assert kept[start:end].all()


def test_a_word_cut_at_the_limit_keeps_its_end() -> None:
    speech = [0.9] * 24 + [0.5] + [0.9] * 3
    pauses = Pauses(long=0.3, short=0.3, enough=5.0, limit=28 * WINDOW_SECONDS)
    first, rest = _phrases(speech + [0.0] * 20, pauses)
    assert _place(first) == (0, 25 * WINDOW)
    assert _place(rest)[0] == 25 * WINDOW
    assert _place(rest)[1] >= 28 * WINDOW


@given(RUNS, SHORT_PAUSES)
def test_each_phrase_holds_speech_and_ends_soon_after_it(
    runs: list[tuple[float, int]], pauses: Pauses
) -> None:
    probabilities = _probabilities(runs)
    pad = round(PAD_SECONDS / WINDOW_SECONDS)
    cut_off = pauses.limit / WINDOW_SECONDS * 3 // 4  # a phrase as long may end anywhere
    for phrase in _phrases(probabilities, pauses):
        start, end = (sample // WINDOW for sample in _place(phrase))
        spoken = np.array(probabilities[start:end]) >= SPEECH_GOES_ON
        assert spoken.any()
        assert end - start >= cut_off or spoken[-1 - pad :].any()


def test_a_click_is_no_phrase() -> None:
    click = round(MIN_SPEECH_SECONDS / WINDOW_SECONDS) - 1
    assert _phrases([0.0] * 50 + [0.9] * click + [0.0] * 100, Pauses()) == []


def test_pads_are_kept_around_speech() -> None:
    [phrase] = _phrases([0.0] * 50 + [0.9] * 20 + [0.0] * 100, Pauses())
    pad = round(PAD_SECONDS / WINDOW_SECONDS)
    assert _place(phrase) == ((50 - pad) * WINDOW, (70 + pad) * WINDOW)


def test_a_short_pause_ends_a_phrase_only_once_it_is_long_enough() -> None:
    pause, word = [0.0] * 20, [0.9] * 40
    assert len(_phrases(word + pause + word, Pauses(enough=15.0))) == 1
    assert len(_phrases(word + pause + word, Pauses(enough=1.0))) == 2


@pytest.mark.parametrize("end", [[0.9], [0.9] * 3, [SPEECH_GOES_ON] * 10])
def test_what_is_said_just_behind_a_cut_is_kept_however_short_or_soft(end: list[float]) -> None:
    until_limit = [0.9] * 27 + [0.5]  # the quietest moment is the last before the limit
    pauses = Pauses(long=0.3, short=0.3, enough=5.0, limit=28 * WINDOW_SECONDS)
    first, rest = _phrases(until_limit + end + [0.0] * 20, pauses)
    assert _place(first)[1] == _place(rest)[0]
    assert _place(rest)[1] >= (28 + len(end)) * WINDOW


def test_without_pauses_speech_is_cut_at_the_quietest_moment_of_the_last_quarter() -> None:
    steady = [0.9] * 1000
    steady[700], steady[100] = (
        0.5,
        0.3,
    )  # 28 s are 875 windows, and their last quarter begins at 656
    first, second = _phrases(steady, Pauses())
    assert _place(first) == (0, 701 * WINDOW)
    assert _place(second) == (701 * WINDOW, 1000 * WINDOW)


def test_memory_holds_one_phrase_however_long_the_recording_is() -> None:
    cutter = PhraseCutter()
    phrase_bytes = Pauses().limit * SAMPLE_RATE * 4
    tracemalloc.start()
    try:
        for _ in range(20_000):  # more than ten minutes without a pause
            cutter.push(np.zeros(WINDOW, np.float32), 0.9)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * phrase_bytes


@pytest.fixture(scope="module")
def places(voice_note: Samples) -> list[tuple[int, int]]:
    """Where the phrases of the voice note lie if it comes in one block."""
    return _places(voice_note, [len(voice_note)])


@settings(max_examples=6)
@given(sizes=st.lists(st.integers(300, 50_000), min_size=1, max_size=4))
def test_the_size_of_blocks_changes_no_phrase(
    voice_note: Samples, places: list[tuple[int, int]], sizes: list[int]
) -> None:
    assert _places(voice_note, sizes) == places


def test_a_recording_gives_its_phrases_where_they_are(voice_note: Samples) -> None:
    silence = np.zeros(3 * SAMPLE_RATE, np.float32)
    recording = np.concatenate([silence, voice_note, silence, voice_note])
    phrases = [phrase for _, phrase in cut(_each(recording, [SAMPLE_RATE])) if phrase]
    assert len(phrases) == 2
    for phrase in phrases:
        start, end = _place(phrase)
        np.testing.assert_array_equal(phrase.samples, recording[start:end])
    assert phrases[0].start == pytest.approx(3, abs=0.5)
    assert phrases[1].start == pytest.approx(6 + len(voice_note) / SAMPLE_RATE, abs=0.5)
    assert phrases[1].end <= len(recording) / SAMPLE_RATE


@pytest.mark.parametrize("length", [0, 1, 511, 512, 513])
def test_the_seconds_taken_are_those_of_the_recording(length: int) -> None:
    pairs = list(cut([np.zeros(length, np.float32)]))
    assert pairs[-1] == (length / SAMPLE_RATE, None)
    assert all(phrase is None for _, phrase in pairs)


def test_each_block_is_a_point_of_progress(voice_note: Samples) -> None:
    blocks = _each(voice_note, [SAMPLE_RATE])
    seconds = [taken for taken, _ in cut(blocks)]
    assert seconds == sorted(seconds)
    assert len(seconds) >= len(blocks)


def test_a_recording_does_not_depend_on_the_one_before(voice_note: Samples) -> None:
    windows = voice_note[: 100 * WINDOW].reshape(-1, WINDOW)
    activity = VoiceActivity()
    first = activity.probabilities(windows)
    activity.reset()
    np.testing.assert_array_equal(first, activity.probabilities(windows))


def test_a_recording_cut_off_in_a_word_ends_with_its_last_sample(voice_note: Samples) -> None:
    recording = voice_note[: 2 * SAMPLE_RATE + 100]  # no whole number of windows
    start, end = _places(recording, [SAMPLE_RATE])[-1]
    assert start < end == len(recording)


@given(st.integers(1, 3 * SAMPLE_RATE))
def test_the_halves_of_a_phrase_are_all_of_it(length: int) -> None:
    phrase = Phrase(2.5, np.random.default_rng(length).random(length, np.float32), 0.9)
    first, second = phrase.halves()
    np.testing.assert_array_equal(np.concatenate([first.samples, second.samples]), phrase.samples)
    assert (first.start, first.surest, second.surest) == (phrase.start, 0.9, 0.9)
    assert second.start == pytest.approx(first.end)
    assert second.end == pytest.approx(phrase.end)


def test_a_phrase_is_halved_where_it_is_quiet() -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, 4 * SAMPLE_RATE).astype(np.float32)
    samples[40_000:44_000] = 0.0
    assert len(Phrase(0.0, samples).halves()[0].samples) == pytest.approx(42_000, abs=2_000)


def test_a_phrase_tells_how_sure_its_surest_window_is() -> None:
    probabilities = [0.0] * 10 + [0.5] * 20 + [0.7] + [0.5] * 20 + [0.0] * 80
    [phrase] = _phrases(probabilities, Pauses())
    assert phrase.surest == 0.7
