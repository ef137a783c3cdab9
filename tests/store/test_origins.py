"""Knowing a file again by its bytes."""

from __future__ import annotations

from samo_desktop.domain.entry import Audio
from samo_desktop.store.journal import Journal
from tests.support.autocommit import Autocommit

FILM, SOUND = "ab" * 32, "cd" * 32


def test_an_entry_is_found_by_the_file_it_came_from(journal: Journal) -> None:
    assert journal.from_file(FILM) is None
    made = Autocommit(journal).add_entry(source="voice", origin=FILM)
    assert journal.from_file(FILM) == made
    Autocommit(journal).set_audio(made.id, Audio(1.0, 16_000, SOUND))
    assert journal.from_file(FILM) == journal.entry(made.id)
    assert journal.from_file(SOUND) is None  # only the sound of a film was stored


def test_a_recording_is_known_by_what_was_stored_of_it(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    Autocommit(journal).set_audio(made.id, Audio(1.0, 16_000, SOUND))
    assert journal.from_file(SOUND) == journal.entry(made.id)


def test_the_newest_is_found_and_hidden_ones_are_not(journal: Journal) -> None:
    first = Autocommit(journal).add_entry(source="voice", origin=FILM)
    second = Autocommit(journal).add_entry(source="voice", origin=FILM)
    assert journal.from_file(FILM) == second
    Autocommit(journal).delete(second.id)
    assert journal.from_file(FILM) == first
    Autocommit(journal).delete(first.id)
    assert journal.from_file(FILM) is None
    Autocommit(journal).purge()
    assert journal.from_file(FILM) is None


def test_a_file_can_turn_out_to_be_another(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice", origin=FILM)
    Autocommit(journal).set_origin(made.id, SOUND)
    assert journal.from_file(FILM) is None
    assert journal.from_file(SOUND) == made


def test_the_name_of_the_file_stays_and_stands_in_for_a_title(journal: Journal) -> None:
    store = Autocommit(journal)
    made = store.add_entry(source="voice", origin=FILM, file_name="PTT-20250304-WA0003.opus")
    assert (made.title, made.file_name) == ("PTT-20250304-WA0003.opus",) * 2
    assert journal.rows()[0].title == "PTT-20250304-WA0003.opus"
    store.set_origin(made.id, "ef" * 32)
    store.set_audio(made.id, Audio(1.0, 16_000, SOUND))
    store.update_entry(made.id, text="I went for a walk.")
    entry = journal.entry(made.id)
    assert (entry.title, entry.file_name) == ("I went for a walk.", "PTT-20250304-WA0003.opus")
    assert journal.rows()[0].title == "I went for a walk."


def test_an_entry_of_here_has_no_file(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    Autocommit(journal).set_audio(made.id, Audio(1.0, 16_000, SOUND))
    entry = journal.entry(made.id)
    assert (entry.title, entry.file_name) == ("", "")
