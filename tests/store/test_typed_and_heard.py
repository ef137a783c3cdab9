"""Whatever comes first, what was typed and what was heard are both in the text, and once."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from samo_desktop.store.journal import Journal
from tests.support.autocommit import Autocommit

from .helpers import transcript

pytestmark = pytest.mark.slow

words = st.lists(st.sampled_from(["sea", "house", "okay", "I", "rain"]), min_size=3, max_size=6)


class TypedAndHeard(RuleBasedStateMachine):
    """A person types into an entry while models hear its voice note, again and again.

    Every typed word is "t" and a number, every heard one "h", a number and a word, so that each is
    known. (Fewer than three heard words in a line that was typed on count as edited.)
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.journal, _ = Journal.create(Path(self.folder.name) / "j", None)
        self.id = Autocommit(self.journal).add_entry(source="voice").id
        self.number = 0
        self.typed: list[str] = []
        self.heard: list[str] = []
        self.page, self.beside = "", ""
        """What the editor holds, and the words that were in it when it was read."""

    def _next(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    @rule(place=st.sampled_from(["first", "last", "same line"]))
    def type(self, place: str) -> None:
        """A word, above all else, below it, or at the very end; it is not saved yet."""
        word = self._next("t")
        self.typed.append(word)
        if place == "first":
            self.page = f"{word}\n{self.page}"
        else:
            self.page += f"\n{word}" if place == "last" else f" {word}"

    @rule()
    def save(self) -> None:
        saved = Autocommit(self.journal).update_entry(self.id, text=self.page, beside=self.beside)
        self.page, self.beside = saved.text, " ".join(self.heard)

    @rule(said=words)
    def hear(self, said: list[str]) -> None:
        """The first time, or again with another model."""
        self.heard = [self._next("h") + word for word in said]
        Autocommit(self.journal).set_transcript(
            self.id, transcript(" ".join(self.heard)), replace_text=True
        )

    @rule()
    def hear_twice(self) -> None:
        """The program was killed after the words were kept, and the step is done again."""
        if self.heard:
            again = replace(transcript(" ".join(self.heard)), elapsed=0.5)
            Autocommit(self.journal).set_transcript(self.id, again, replace_text=True)

    @rule()
    def crash(self) -> None:
        """What was not saved is gone; the page is read again."""
        self.journal.close()
        self.journal = Journal.open(Path(self.folder.name) / "j")
        self.page, self.beside = self.journal.entry(self.id).text, " ".join(self.heard)
        self.typed = re.findall(r"\bt\d+", self.page)

    @invariant()
    def nothing_is_lost_or_twice(self) -> None:
        saved = Autocommit(self.journal).update_entry(self.id, text=self.page, beside=self.beside)
        self.page, self.beside = saved.text, " ".join(self.heard)
        there = self.journal.entry(self.id).text.split()
        assert sorted(there) == sorted([*self.typed, *self.heard])
        assert self.journal.entry(self.id).text == saved.text

    def teardown(self) -> None:
        self.journal.close()
        self.folder.cleanup()


class StaleTypedAndHeard(TypedAndHeard):
    """The same, but the page is saved only now and then."""

    @invariant()
    def nothing_is_lost_or_twice(self) -> None:
        return

    def teardown(self) -> None:
        super().nothing_is_lost_or_twice()
        super().teardown()


class TestTypedAndHeard(TypedAndHeard.TestCase):
    settings = settings(max_examples=25, stateful_step_count=12, deadline=None)


class TestStaleTypedAndHeard(StaleTypedAndHeard.TestCase):
    settings = settings(max_examples=40, stateful_step_count=15, deadline=None)


def test_an_edited_transcript_stays_the_users(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    Autocommit(journal).set_transcript(made.id, transcript("I herd the sea"), replace_text=True)
    Autocommit(journal).update_entry(made.id, text="I heard the sea", beside="I herd the sea")
    Autocommit(journal).set_transcript(made.id, transcript("I hurt the sea"), replace_text=True)
    assert journal.entry(made.id).text == "I heard the sea"
    assert [each.text for each in journal.transcripts(made.id)] == [
        "I herd the sea",
        "I hurt the sea",
    ]


def test_a_save_that_does_not_say_what_it_was_typed_beside_means_what_it_says(
    journal: Journal,
) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    Autocommit(journal).set_transcript(made.id, transcript("I heard the sea"), replace_text=True)
    assert Autocommit(journal).update_entry(made.id, text="Only this.").text == "Only this."
