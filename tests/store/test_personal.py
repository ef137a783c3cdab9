"""Corrections and own feelings: noted, undone, forgotten, and followed by lists and filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.domain.emotion import Corrected
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.personal import OwnFeeling, Verdict
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.store.journal import Journal
from tests.support.autocommit import Autocommit

from .helpers import PASSPHRASE, analysis, words_in_files

MODEL = "fake@1"
LABELS = ("joy", "sadness", "neutral", "homesick")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def analysed(journal: Journal, *labels: str, text: str = "words") -> Entry:
    """An entry that the model gave these feelings."""
    entry = Autocommit(journal).add_entry(source="text", text=text)
    Autocommit(journal).set_analysis(entry.id, analysis(*labels, text=text))
    return journal.entry(entry.id)


def shown(journal: Journal, entry_id: str) -> list[str]:
    """The feelings of an entry, which page, list and filter must agree on."""
    entry = journal.entry(entry_id)
    assert entry.analysis is not None
    labels = [feeling.label for feeling in entry.analysis.feelings]
    (row,) = (row for row in journal.rows() if row.id == entry_id)
    assert [feeling.label for feeling in row.feelings] == labels[:3]
    for label in LABELS:
        found = {found.id for found in journal.entries(Filter(feeling=label))}
        assert (entry_id in found) == (label in labels)
    return labels


def test_lists_and_filters_follow_a_correction(journal: Journal) -> None:
    entry = analysed(journal, "joy")
    Autocommit(journal).correct(entry.id, {"joy": False, "sadness": True, "homesick": True})
    assert shown(journal, entry.id) == ["sadness", "homesick"]
    after = journal.entry(entry.id).analysis
    assert after is not None
    assert after.corrected == Corrected(("homesick", "sadness"), ("joy",))
    assert [feeling.probability for feeling in after.feelings] == [0.5, 0]
    assert after.to_json()["corrected"]["removed"] == ["joy"]
    assert entry.analysis is not None
    assert "corrected" not in entry.analysis.to_json()


def test_a_correction_stays_after_a_new_analysis(journal: Journal) -> None:
    entry = analysed(journal, "joy")
    Autocommit(journal).correct(entry.id, {"joy": False, "sadness": True})
    Autocommit(journal).set_analysis(entry.id, analysis("joy", "neutral"))
    assert shown(journal, entry.id) == ["neutral", "sadness"]
    Autocommit(journal).uncorrect(entry.id)
    assert shown(journal, entry.id) == ["joy", "neutral"]


def test_a_corrected_analysis_is_not_stored_as_the_models(journal: Journal) -> None:
    entry = analysed(journal, "joy")
    Autocommit(journal).correct(entry.id, {"sadness": True})
    corrected = journal.entry(entry.id).analysis
    assert corrected is not None
    with pytest.raises(ValueError, match="without the corrections"):
        Autocommit(journal).set_analysis(entry.id, corrected)


WANTED = st.dictionaries(st.sampled_from(LABELS), st.booleans())


@pytest.mark.slow
@settings(max_examples=25)
@given(st.lists(WANTED, max_size=4), st.lists(st.sampled_from(LABELS), max_size=2, unique=True))
def test_correcting_and_undoing_gives_the_entry_back(
    shared: Journal, said: list[Mapping[str, bool]], given_labels: list[str]
) -> None:
    before = analysed(shared, *given_labels)
    for wanted in said:
        Autocommit(shared).correct(before.id, wanted)
        once = shared.entry(before.id)
        Autocommit(shared).correct(before.id, wanted)
        assert shared.entry(before.id) == once
        labels = shown(shared, before.id)
        assert all((label in labels) == yes for label, yes in wanted.items())
    labels = {label for wanted in said for label in wanted}
    assert Autocommit(shared).uncorrect(before.id) == len(labels)
    assert shared.entry(before.id) == before
    assert shown(shared, before.id) == given_labels
    assert Autocommit(shared).uncorrect(before.id) == 0
    Autocommit(shared).delete(before.id)
    Autocommit(shared).purge(before.id)


def test_one_correction_can_be_taken_back_alone(journal: Journal) -> None:
    entry = analysed(journal, "joy")
    Autocommit(journal).correct(entry.id, {"joy": False, "sadness": True})
    assert Autocommit(journal).uncorrect(entry.id, ["joy", "neutral"]) == 1
    assert shown(journal, entry.id) == ["joy", "sadness"]


def test_what_cannot_be_corrected_says_so(journal: Journal) -> None:
    entry = Autocommit(journal).add_entry(source="text", text="words")
    with pytest.raises(SamoError, match="not been analysed yet"):
        Autocommit(journal).correct(entry.id, {"joy": True})
    with pytest.raises(NotFoundError):
        Autocommit(journal).correct("0" * 12, {"joy": True})
    assert Autocommit(journal).uncorrect(entry.id) == 0


def test_what_was_said_and_what_was_left_teaches_the_model_that_spoke(journal: Journal) -> None:
    entry = analysed(journal, "joy", "neutral")
    analysed(journal, "joy")  # not corrected: teaches nothing
    Autocommit(journal).correct(entry.id, {"joy": False, "homesick": True})
    assert journal.personal.verdicts(MODEL) == [
        Verdict("joy", 0.125, False),
        Verdict("sadness", 0.5, False, explicit=False),
        Verdict("neutral", 0.375, True, explicit=False),
    ]
    assert journal.personal.verdicts("fake@2") == []
    assert journal.personal.total() == (2, 2)
    assert journal.personal.counts(MODEL) == {"joy": 1}


def test_what_was_corrected_last_teaches_where_there_is_much(journal: Journal) -> None:
    entries = [analysed(journal, "joy") for _ in range(4)]
    for entry, label in zip(entries, ("joy", "sadness", "joy", "neutral"), strict=True):
        Autocommit(journal).correct(entry.id, {label: False})
    latest = journal.personal.verdicts(MODEL, entries=2)
    assert [v.label for v in latest if v.explicit] == ["joy", "neutral"]
    assert len(latest) == 6
    assert journal.personal.counts(MODEL) == {"joy": 2, "neutral": 1, "sadness": 1}


def test_an_entry_read_by_another_model_since_teaches_only_what_was_said(journal: Journal) -> None:
    entry = analysed(journal, "joy")
    Autocommit(journal).correct(entry.id, {"joy": False})
    newer = replace(analysis("joy"), models={"emotion": "fake@2"})
    Autocommit(journal).set_analysis(entry.id, newer)
    assert journal.personal.verdicts(MODEL) == [Verdict("joy", 0.125, False)]
    assert journal.personal.verdicts("fake@2") == []


def test_evidence_is_of_before_anything_was_learned(journal: Journal) -> None:
    entry = Autocommit(journal).add_entry(source="text", text="words")
    before = {"joy": 0.75, "sadness": 0.25, "neutral": 0.5}
    Autocommit(journal).set_analysis(entry.id, replace(analysis("joy"), unadapted=before))
    read = journal.entry(entry.id).analysis
    assert read is not None
    assert (read.unadapted, read.by_the_model) == (before, before)
    assert "unadapted" not in read.to_json()
    Autocommit(journal).correct(entry.id, {"joy": False})
    assert Verdict("joy", 0.75, False) in journal.personal.verdicts(MODEL)
    Autocommit(journal).set_analysis(entry.id, analysis("joy"))
    again = journal.entry(entry.id).analysis
    assert again is not None
    assert again.by_the_model == again.probabilities


def test_forgetting_keeps_corrections_on_their_entries_and_can_be_undone(journal: Journal) -> None:
    first, second = analysed(journal, "joy"), analysed(journal, "joy")
    Autocommit(journal).correct(first.id, {"joy": False})
    assert Autocommit(journal).forget() == 1
    assert Autocommit(journal).forget() == 0
    assert journal.personal.verdicts(MODEL) == []
    assert shown(journal, first.id) == []
    Autocommit(journal).correct(second.id, {"joy": False})
    assert journal.personal.counts(MODEL) == {"joy": 1}
    assert journal.personal.total() == (2, 1)
    assert Autocommit(journal).remember() == 1
    assert Autocommit(journal).remember() == 0
    assert journal.personal.counts(MODEL) == {"joy": 2}


def test_a_deleted_entry_teaches_nothing_and_takes_its_corrections(journal: Journal) -> None:
    entry = analysed(journal, "joy")
    Autocommit(journal).correct(entry.id, {"joy": False})
    Autocommit(journal).delete(entry.id)
    assert journal.personal.verdicts(MODEL) == []
    assert journal.personal.total() == (0, 0)
    Autocommit(journal).undelete(entry.id)
    assert shown(journal, entry.id) == []
    Autocommit(journal).delete(entry.id)
    Autocommit(journal).purge()
    with journal._pool.reading() as connection:
        assert connection.execute("SELECT count(*) FROM corrections").fetchone()[0] == 0


def test_own_feelings_come_back_as_they_were(journal: Journal) -> None:
    homesick = OwnFeeling("Homesick", ("I miss the sea.", "Fern \ud800weh."), NOON)
    Autocommit(journal).add_own(homesick)
    Autocommit(journal).add_own(OwnFeeling("restless", ("I pace.",), NOON + timedelta(days=1)))
    found = journal.personal.own_feelings()
    assert [feeling.name for feeling in found] == ["Homesick", "restless"]
    assert found[0].examples == ("I miss the sea.", "Fern \ufffdweh.")
    assert found[0].created_at == NOON
    with pytest.raises(SamoError, match="already"):
        Autocommit(journal).add_own(replace(homesick, name="homeSICK"))
    removed = Autocommit(journal).remove_own(" HOMESICK")
    assert removed == found[0]
    with pytest.raises(NotFoundError):
        Autocommit(journal).remove_own("homesick")
    Autocommit(journal).add_own(removed)
    assert journal.personal.own_feelings() == found


def test_an_own_feeling_made_anew_learns_nothing_from_before(journal: Journal) -> None:
    entry = Autocommit(journal).add_entry(source="text", text="words")
    given_by_model = replace(analysis("joy"), unadapted={"homesick": 0.5})
    Autocommit(journal).set_analysis(entry.id, given_by_model)
    Autocommit(journal).correct(entry.id, {"homesick": False})
    assert journal.personal.counts(MODEL) == {"homesick": 1}
    later = datetime.now(UTC) + timedelta(minutes=1)
    Autocommit(journal).add_own(OwnFeeling("homesick", ("I miss the sea.",), later))
    assert journal.personal.counts(MODEL) == {}


def test_examples_and_corrections_cannot_be_read_in_the_folder(journal: Journal) -> None:
    entry = analysed(journal, "joy")
    Autocommit(journal).add_own(OwnFeeling("saudade", ("A marzipan lighthouse.",), NOON))
    Autocommit(journal).correct(entry.id, {"saudade": True})
    assert words_in_files(journal.folder, ["saudade", "marzipan", "lighthouse"]) == set()


def test_a_reader_sees_corrections_and_changes_none(journal: Journal, folder: Path) -> None:
    entry = analysed(journal, "joy")
    Autocommit(journal).correct(entry.id, {"joy": False})
    with Journal.open(folder, PASSPHRASE, write=False) as reader:
        assert reader.entry(entry.id) == journal.entry(entry.id)
        with pytest.raises(SamoError):
            Autocommit(reader).uncorrect(entry.id)
