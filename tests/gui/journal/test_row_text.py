"""A row says what its entry is, also while there are no words yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from samo_desktop.domain.emotion import Feeling
from samo_desktop.domain.entry import EntryRow, State
from samo_desktop.domain.standing import Standing
from samo_desktop.domain.title import title_from
from samo_desktop.gui.journal import row_text
from samo_desktop.gui.recording import words

TODAY = date(2026, 11, 26)
NOTE = EntryRow(
    id="0" * 12,
    created_at=datetime(2026, 11, 26, 14).astimezone(),
    title="",
    first_words="",
    feelings=(),
    seconds=151.0,
    state="done",
    source="voice",
    valence=None,
)
TEXT = "We walked along the canal until the rain came, and then we ran home laughing all the way."
WRITTEN = replace(
    NOTE, title=title_from(TEXT), first_words=TEXT, seconds=None, source="text", state="done"
)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("waiting", "Queued"),
        ("analysing", "Transcribing…"),
        ("failed", "Problem, Not transcribed"),
        ("done", "No speech found"),
        ("recording", "Recording now"),
    ],
)
def test_a_voice_note_without_words_has_something_to_read(state: State, says: str) -> None:
    row = replace(NOTE, state=state)
    assert row_text.title(row) == "Voice note, 2:31"
    spoken = row_text.spoken(row, TODAY)
    assert spoken.startswith("Today, ")
    assert spoken.endswith(f"Voice note, 2:31, {says}")


def test_a_paused_row_does_not_say_that_it_records() -> None:
    row = replace(NOTE, state="recording", seconds=None)
    assert "Recording now" in row_text.spoken(row, TODAY)
    paused = row_text.spoken(row, TODAY, Standing.PAUSED)
    assert "Recording paused" in paused
    assert "now" not in paused


def test_a_row_agrees_with_the_page_of_its_recording() -> None:
    row = replace(NOTE, state="recording", seconds=None)
    for standing in Standing:
        mark = row_text.mark(row, standing)
        assert mark is not None
        assert mark.text == words.in_row(standing)
    gone = row_text.mark(row, Standing.INTERRUPTED)
    assert gone == row_text.Mark("Microphone disconnected", "warning", "ink")


def test_an_entry_with_words_that_is_worked_on_keeps_them() -> None:
    row = replace(WRITTEN, state="analysing", feelings=(Feeling("joy", 0.9),))
    mark = row_text.mark(row)
    assert mark is not None
    assert mark.text == "Analysing…"
    spoken = row_text.spoken(row, TODAY)
    assert row.title in spoken
    assert "joy" in spoken
    failed = row_text.mark(replace(row, state="failed"))
    assert failed is not None
    assert failed.icon, "not by words in another colour alone"
    assert row_text.mark(WRITTEN) is None


def test_the_words_go_on_where_the_title_ends() -> None:
    title = row_text.title(WRITTEN)
    assert title == WRITTEN.title, "as on the entry's page"
    assert TEXT.startswith(title.rstrip("…"))
    assert TEXT.endswith(row_text.preview(WRITTEN))
    cut = "We walked along the ca…"
    assert row_text.preview(WRITTEN, cut).startswith("canal until the rain")
    own = replace(WRITTEN, title="A wet day")
    assert row_text.preview(own) == TEXT
    assert row_text.preview(own, "A we…") == TEXT
    short = replace(WRITTEN, title="Home.", first_words="Home.")
    assert row_text.preview(short) == ""


def test_a_word_that_is_longer_than_the_row_loses_no_letters() -> None:
    word = "Donaudampfschifffahrtsgesellschaft" * 4
    row = replace(WRITTEN, title=title_from(word), first_words=word)
    shown = word[:9] + "…"
    assert shown[:-1] + row_text.preview(row, shown) == word


@pytest.mark.parametrize(
    ("text", "right"),
    [("היום הלכתי", True), ("«مرحبا» she said", True), ("🎉 12 days", False), ("12, 13", False)],
)
def test_text_lies_where_it_is_read_from(text: str, right: bool) -> None:
    assert row_text.lies_right(text) == right
