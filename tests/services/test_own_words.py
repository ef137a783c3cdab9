"""The user's own words: listed, changed, offered, and told to what transcribes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samo_desktop.app import App
from samo_desktop.domain.own_words import MAX_CHARACTERS, MAX_WORDS, Offer, fold
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.store.helpers import PASSPHRASE, transcript
from tests.support.autocommit import Autocommit
from tests.support.emotion import KeywordModels


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """An App with quick models."""
    journal, _ = Journal.create(tmp_path / "journal", None)
    app = App(journal, Settings(), KeywordModels())
    yield app
    app.close()


def spoken(app: App, heard: str, text: str) -> str:
    """The id of a voice note of which `heard` was made `text`."""
    write = Autocommit(app.session.journal)
    entry = write.add_entry(source="voice")
    write.set_transcript(entry.id, transcript(heard), replace_text=True)
    write.update_entry(entry.id, text=text)
    return entry.id


def test_words_are_tidied_and_listed_once(app: App) -> None:
    assert app.own_words.add(["  Mae\u0308lys ", "MAËLYS", "Van  Dyck"]) == ["Maëlys", "Van Dyck"]
    assert app.own_words.add(["maëlys", "Sintra"]) == ["Sintra"]
    assert app.own_words.all() == ["Maëlys", "Van Dyck", "Sintra"]


def test_they_are_told_to_what_transcribes(app: App) -> None:
    assert app.session.speech_options(None, None).words == ()
    app.own_words.add(["Maëlys", "Sintra"])
    assert app.session.speech_options("whisper", "en").words == ("Maëlys", "Sintra")


def test_a_word_is_renamed_at_its_place_and_back(app: App) -> None:
    app.own_words.add(["Maelys", "Sintra"])
    before = app.own_words.rename("MAELYS", "Maëlys")
    assert app.own_words.all() == ["Maëlys", "Sintra"]
    app.own_words.rename("Sintra", "SINTRA")
    assert app.own_words.all() == ["Maëlys", "SINTRA"]
    assert app.own_words.put(before) == ["Maëlys", "SINTRA"]
    assert app.own_words.all() == before
    with pytest.raises(SamoError, match="already listed"):
        app.own_words.rename("Sintra", "maelys")


def test_removed_words_can_be_brought_back_in_order(app: App) -> None:
    app.own_words.add(["Maëlys", "Sintra", "Mochi"])
    before = app.own_words.remove(["sintra", "Maëlys"])
    assert app.own_words.all() == ["Mochi"]
    app.own_words.put(before)
    assert app.own_words.all() == ["Maëlys", "Sintra", "Mochi"]
    with pytest.raises(NotFoundError):
        app.own_words.remove(["Mochi", "Oriel"])
    assert app.own_words.all() == before


@pytest.mark.parametrize("word", ["12", "…", "a\x07b", "x" * (MAX_CHARACTERS + 1), "a b c d e"])
def test_what_is_no_word_is_refused_and_nothing_of_it_kept(app: App, word: str) -> None:
    with pytest.raises(SamoError) as refused:
        app.own_words.add(["Mochi", word])
    assert refused.value.hint
    assert app.own_words.all() == []


def test_no_word_and_too_many(app: App) -> None:
    with pytest.raises(SamoError, match="no word"):
        app.own_words.add([" ", ""])
    names = [f"Name{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(MAX_WORDS)]
    app.own_words.add(names)
    assert app.own_words.add([names[0].upper()]) == []
    with pytest.raises(SamoError, match=str(MAX_WORDS)):
        app.own_words.add(["Oriel"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), min_size=1))
def test_any_letters_come_back_as_they_were_listed(app: App, words: list[str]) -> None:
    app.own_words.put([])
    new = app.own_words.add(words)
    assert app.own_words.all() == new
    assert {fold(word) for word in new} == {fold(word) for word in words}


def test_word_that_was_corrected_twice_is_offered_until_it_is_listed(app: App) -> None:
    first = spoken(app, "I met my lease.", "I met Maëlys.")
    assert app.own_words.offers() == []
    spoken(app, "And miles was there.", "And Maëlys was there.")
    other = spoken(app, "I slept.", "I slept.")
    assert app.own_words.offers() == [Offer("Maëlys", 2)]
    assert app.own_words.offers(first) == [Offer("Maëlys", 2)]
    assert app.own_words.offers(other) == []
    app.own_words.add(["MAËLYS"])
    assert app.own_words.offers() == []


def test_offer_can_be_declined_for_good_and_that_taken_back(app: App) -> None:
    spoken(app, "Centra and Centra.", "Sintra and Sintra.")
    assert [offer.word for offer in app.own_words.offers()] == ["Sintra"]
    app.own_words.decline("SINTRA")
    spoken(app, "In Centra.", "In Sintra.")
    assert app.own_words.offers() == []
    app.own_words.decline("sintra", declined=False)
    assert app.own_words.offers() == [Offer("Sintra", 3)]


def test_listing_a_declined_word_lets_it_be_offered_once_it_is_removed(app: App) -> None:
    spoken(app, "Centra and Centra.", "Sintra and Sintra.")
    app.own_words.decline("Sintra")
    app.own_words.add(["Sintra"])
    app.own_words.remove(["Sintra"])
    assert [offer.word for offer in app.own_words.offers()] == ["Sintra"]


def test_corrections_that_are_gone_count_no_more(app: App) -> None:
    kept = spoken(app, "Centra and Centra.", "Sintra and Sintra.")
    Autocommit(app.session.journal).update_entry(kept, text="Centra and Centra.")
    assert app.own_words.offers() == []
    Autocommit(app.session.journal).update_entry(kept, text="Sintra and Sintra.")
    assert app.own_words.offers()
    app.entries.delete(kept)
    assert app.own_words.offers() == []


def test_words_lie_encrypted_and_can_be_read_where_nothing_can_be_changed(tmp_path: Path) -> None:
    journal, _ = Journal.create(tmp_path / "journal", PASSPHRASE)
    app = App(journal, Settings(), KeywordModels())
    app.own_words.add(["Zephyrine"])
    app.close()
    for path in journal.folder.rglob("*"):
        assert not path.is_file() or b"Zephyrine" not in path.read_bytes()
    reader = App(Journal.open(journal.folder, PASSPHRASE, write=False), Settings(), KeywordModels())
    assert reader.own_words.all() == ["Zephyrine"]
    with pytest.raises(SamoError, match="reading only"):
        reader.own_words.add(["Oriel"])
    reader.close()
