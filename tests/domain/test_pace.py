"""How long the rest will take."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samo_desktop.domain.events import Progress
from samo_desktop.domain.pace import ListeningPace, in_minutes, seconds_a_minute, too_slow
from samo_desktop.domain.transcript import Transcript


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def listen(
    pace: ListeningPace, clock: Clock, entry: str, rate: float, until: float, of: float
) -> None:
    """Hears an entry of length `of` at `rate` up to `until` seconds, a point every ten."""
    heard = 0.0
    pace.take(Progress(entry, "transcribe", 0.0))
    while heard < until:
        step = min(10.0, until - heard)
        heard += step
        clock.now += step / rate
        pace.take(Progress(entry, "transcribe", heard / of))


@given(rate=st.floats(0.2, 200.0), length=st.floats(600, 10_000), share=st.floats(0.2, 0.9))
def test_an_even_rate_is_found_and_the_rest_reckoned(
    rate: float, length: float, share: float
) -> None:
    clock = Clock()
    pace = ListeningPace(clock)
    pace.expect({"a": length, "b": 300.0})
    listen(pace, clock, "a", rate, length * share, length)
    assume(not 1.9 < length * share / rate < 2.2)
    if length * share / rate < 2.0:
        assert pace.seconds_left() is None
        return
    assert pace.rate == pytest.approx(rate, rel=1e-6)
    assert pace.seconds_left() == pytest.approx((length * (1 - share) + 300) / rate, rel=1e-6)


def test_nothing_is_said_before_there_is_anything_to_go_by() -> None:
    clock = Clock()
    pace = ListeningPace(clock)
    assert pace.seconds_left() is None
    pace.expect({"a": 600.0})
    assert pace.seconds_left() is None
    pace.take(Progress("a", "keep", 0.5))
    pace.take(Progress("a", "transcribe", None))
    clock.now += 50
    pace.take(Progress("a", "analyse", 0.5))
    assert pace.seconds_left() is None


def test_it_follows_a_change_of_speed() -> None:
    clock = Clock()
    pace = ListeningPace(clock)
    pace.expect({"a": 10_000.0})
    listen(pace, clock, "a", 10.0, 3000.0, 10_000.0)
    assert pace.rate == pytest.approx(10.0)
    heard = 3000.0
    while heard < 4000.0:  # now half as fast, for 200 s
        heard += 10
        clock.now += 2
        pace.take(Progress("a", "transcribe", heard / 10_000))
    assert pace.rate is not None
    assert 5.0 < pace.rate < 5.6


def test_it_goes_down_between_two_points_but_never_below_nothing() -> None:
    clock = Clock()
    pace = ListeningPace(clock)
    pace.expect({"a": 1000.0})
    listen(pace, clock, "a", 10.0, 500.0, 1000.0)
    assert pace.seconds_left() == pytest.approx(50)
    clock.now += 20
    assert pace.seconds_left() == pytest.approx(30)
    clock.now += 500
    assert pace.seconds_left() == 0


def test_time_in_which_nothing_waited_is_not_time_spent_listening() -> None:
    clock = Clock()
    pace = ListeningPace(clock)
    pace.expect({"a": 500.0})
    listen(pace, clock, "a", 10.0, 500.0, 500.0)
    pace.expect({})
    assert pace.seconds_left() is None
    clock.now += 3600
    pace.expect({"b": 500.0})
    listen(pace, clock, "b", 10.0, 250.0, 500.0)
    assert pace.rate == pytest.approx(10.0)
    assert pace.seconds_left() == pytest.approx(25)


def test_time_between_two_entries_of_a_queue_counts() -> None:
    clock = Clock()
    pace = ListeningPace(clock)
    pace.expect({"a": 100.0, "b": 100.0})
    listen(pace, clock, "a", 10.0, 100.0, 100.0)
    pace.expect({"b": 100.0})
    assert pace.sound_left == 100.0
    assert pace.seconds_left() == pytest.approx(10)


def test_entries_that_begin_again_or_are_not_expected_do_no_harm() -> None:
    clock = Clock()
    pace = ListeningPace(clock)
    pace.expect({"a": 500.0})
    listen(pace, clock, "a", 10.0, 250.0, 500.0)
    pace.take(Progress("elsewhere", "transcribe", 0.9))
    clock.now += 1
    pace.take(Progress("a", "transcribe", 0.0))  # cancelled, and tried again
    assert pace.rate == pytest.approx(10.0)
    assert pace.sound_left == 500.0


@given(st.floats(0, 1e6))
def test_minutes_are_near_what_they_stand_for(seconds: float) -> None:
    hours, minutes = in_minutes(seconds)
    assert 0 <= minutes < 60
    said = hours * 3600 + minutes * 60
    assert abs(said - seconds) <= (45 if seconds < 45 else 30 if seconds < 570 else 150)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, (0, 0)), (44, (0, 0)), (46, (0, 1)), (150, (0, 2)), (754, (0, 15)), (3590, (1, 0))],
)
def test_minutes(seconds: float, said: tuple[int, int]) -> None:
    assert in_minutes(seconds) == said


def test_how_long_each_model_takes_for_a_minute() -> None:
    def heard(model: str, seconds: float, elapsed: float) -> Transcript:
        return Transcript("", "en", "whisper", model, (), seconds, elapsed)

    heard_lately = [heard("a", 20, 2), heard("b", 60, 30), heard("a", 40, 7), heard("c", 59, 9)]
    assert seconds_a_minute(heard_lately) == {"a": 9.0, "b": 30.0}
    assert seconds_a_minute([]) == {}


def test_a_model_that_speech_outruns_is_too_slow() -> None:
    assert too_slow({"large": 61.0, "base": 12.0, "just": 60.0}) == {"large"}
