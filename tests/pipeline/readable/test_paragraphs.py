"""Paragraphs where somebody paused long, and nowhere else."""

from __future__ import annotations

from samo_desktop.domain.transcript import Segment, Transcript, Word
from samo_desktop.pipeline.readable import readable

SENTENCE = "We walked along the river for the whole afternoon."


def spoken(*parts: tuple[float, str], language: str = "en", words: bool = False) -> Transcript:
    """A transcript of segments, each after a pause of so many seconds; .4 s a word."""
    now, segments = 0.0, []
    for pause, text in parts:
        start = now = now + pause
        each = []
        for word in text.split():
            each.append(Word(now, now + 0.4, word))
            now += 0.4
        segments.append(Segment(start, now, text, None, tuple(each) if words else ()))
    text = " ".join(part for _, part in parts)
    return Transcript(text, language, "test", "test", tuple(segments), now, 0.1)


def paragraphs(*parts: tuple[float, str]) -> list[str]:
    found = [readable(spoken(*parts, words=words)).split("\n\n") for words in (False, True)]
    assert found[0] == found[1]
    return found[0]


def test_a_long_pause_begins_a_paragraph() -> None:
    parts = [(0.5, SENTENCE), (0.6, SENTENCE), (3.0, SENTENCE), (0.5, SENTENCE)]
    assert paragraphs(*parts) == [f"{SENTENCE} {SENTENCE}"] * 2


def test_short_pauses_begin_none() -> None:
    assert len(paragraphs(*[(1.9, SENTENCE)] * 6)) == 1


def test_somebody_who_always_pauses_long_gets_no_paragraph_a_sentence() -> None:
    slow = [(2.4, SENTENCE)] * 5
    assert len(paragraphs(*slow)) == 1
    assert len(paragraphs(*slow, (7.0, SENTENCE), *slow)) == 2


def test_two_thoughts_far_apart_are_two_paragraphs() -> None:
    assert len(paragraphs((0.0, SENTENCE), (5.0, SENTENCE))) == 2


def test_no_paragraph_within_a_sentence() -> None:
    assert len(paragraphs((0.5, SENTENCE), (0.5, "We went all the way to"), (6.0, SENTENCE))) == 1


def test_no_paragraph_of_three_words() -> None:
    parts = [(0.5, SENTENCE), (4.0, "It was fine."), (4.0, SENTENCE)]
    assert paragraphs(*parts) == [SENTENCE, f"It was fine. {SENTENCE}"]
    assert len(paragraphs((0.5, SENTENCE), (4.0, "It was fine."))) == 1
    assert len(paragraphs((0.5, "It was fine."), (4.0, SENTENCE))) == 1


def test_long_speech_without_pauses_is_divided_at_its_longest() -> None:
    fast = [(0.3, SENTENCE)] * 14
    found = paragraphs(*fast, (1.1, SENTENCE), *fast)
    assert [len(part.split()) for part in found] == [126, 135]


def test_long_speech_without_times_is_divided_too() -> None:
    text = f"{SENTENCE} " * 100
    found = readable(Transcript(text, "en", "test", "test", (), 400.0, 1.0)).split("\n\n")
    assert all(40 <= len(part.split()) <= 180 for part in found)
    assert " ".join(found).split() == text.split()


def test_long_speech_without_marks_stays_whole() -> None:
    text = "and so we went on " * 100
    assert readable(Transcript(text, "en", "test", "test", (), 400.0, 1.0)).split() == text.split()


def test_an_ordinal_ends_no_paragraph() -> None:
    parts = [
        (0.5, "Ich war den ganzen Tag zu Hause, und es war der 3."),
        (6.0, "Juni, an dem wir immer an den See gefahren sind."),
    ]
    assert "\n\n" not in readable(spoken(*parts, language="de"))


def test_nothing_heard_is_no_text() -> None:
    assert readable(Transcript("", "en", "test", "test", (), 1.0, 0.1)) == ""
