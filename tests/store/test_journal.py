"""Entries: what goes in comes out, in order, found again, and gone when removed."""

from __future__ import annotations

import json
import random
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from samo_desktop.domain.entry import Audio, EntryError
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.tags import fold_tag, parse_tags
from samo_desktop.domain.title import title_from, without_mark
from samo_desktop.domain.transcript import Segment, Transcript, Word
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.store.journal import Journal, NewJob
from tests.conftest import Move
from tests.support.autocommit import Autocommit
from tests.support.work import ended

from .helpers import analysis, plain_sql, transcript, words_in_files

UNKNOWN = "0" * 12
offsets = st.integers(-86399, 86399).map(lambda seconds: timezone(timedelta(seconds=seconds)))
texts = st.text()
plain_texts = st.text(st.characters(exclude_categories=["Cs"]))


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2024, 1, day, hour, tzinfo=UTC)


@settings(deadline=None)
@given(text=plain_texts, title=plain_texts)
@example(text="\x00NUL\x00 \U0001f469\u200d\U0001f680 שלום مرحبا\u202e", title="")
@example(text="\u2028\n \x85 first line\r\nsecond", title=" ")
@example(text="x" * 239 + " " * 400 + "y", title="")
def test_text_comes_back_as_it_was(shared: Journal, text: str, title: str) -> None:
    made = Autocommit(shared).add_entry(source="text", text=text, title=title)
    found = shared.entry(made.id)
    assert found == made
    assert found.text == text
    assert found.title == (title.strip() or title_from(text))


@settings(deadline=None, max_examples=50)
@given(text=texts, title=texts)
@example(text="# 0", title="")
@example(text="- [ ] > call home", title="")
def test_a_list_shows_the_title_of_the_entry(shared: Journal, text: str, title: str) -> None:
    made = Autocommit(shared).add_entry(source="text", text=text, title=title, at=datetime.now(UTC))
    (row,) = shared.rows(limit=1)
    assert (row.id, row.title) == (made.id, made.title)
    words = without_mark(made.text).split()
    assert words[:1] == row.first_words.split()[:1] or len(row.first_words) == 160
    assert "\n" not in row.first_words


def test_half_characters_are_kept_as_signs_of_loss(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(
        source="text", text="a\ud83dz\udcff", title="\udfff", tags=["\ud800 x"]
    )
    assert (made.text, made.title, made.tags) == ("a\ufffdz\ufffd", "\ufffd", ("\ufffd x",))
    assert Autocommit(journal).update_entry(made.id, text="\ud83d\ude00").text == "\U0001f600"
    assert journal.count(Filter(tag="\ud800 X")) == 1
    assert journal.count(Filter(feeling="\ud800")) == 0


@settings(deadline=None)
@given(moment=st.datetimes(timezones=offsets))
@example(moment=datetime.min.replace(tzinfo=timezone(timedelta(hours=14))))
@example(moment=datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))))
def test_dates_come_back_with_their_offset(shared: Journal, moment: datetime) -> None:
    found = shared.entry(Autocommit(shared).add_entry(source="text", at=moment).id)
    assert found.created_at == moment
    assert found.created_at.utcoffset() == moment.utcoffset()


@given(moment=st.datetimes())
@settings(deadline=None)
@example(moment=datetime.min)
@example(moment=datetime.max)
@example(moment=datetime(1931, 5, 17))
def test_naive_dates_are_local(shared: Journal, moment: datetime) -> None:
    found = Autocommit(shared).add_entry(source="text", at=moment).created_at
    assert found.utcoffset() is not None
    assert found.replace(tzinfo=None) == moment


@settings(deadline=None, max_examples=50)
@given(tags=st.lists(texts))
@example(tags=[" Work", "work ", "", "Straße", "STRASSE", "e\u0301", "\u00e9", "\x00", 'a"b'])
def test_tags_keep_their_order_and_are_unique(shared: Journal, tags: list[str]) -> None:
    made = Autocommit(shared).add_entry(source="text", tags=tags)
    assert shared.entry(made.id).tags == made.tags
    assert list(made.tags) == list(dict.fromkeys(made.tags))
    assert all(tag.strip() == tag for tag in made.tags)
    for tag in parse_tags(tags):
        if fold_tag(tag.upper()) != fold_tag(tag):
            continue  # such as the dotless i, whose capital is that of another letter
        assert any(made.id == e.id for e in shared.entries(Filter(tag=tag.upper())))


def test_entries_come_newest_first_whatever_their_zone(journal: Journal) -> None:
    zone = timezone(timedelta(hours=9))
    times = [at(2), at(1), datetime(2024, 1, 2, 20, tzinfo=zone), at(3)]
    ids = [Autocommit(journal).add_entry(source="text", at=time).id for time in times]
    newest = [ids[3], ids[0], ids[2], ids[1]]
    assert [entry.id for entry in journal.entries()] == newest
    assert [row.id for row in journal.rows(limit=2, offset=1)] == newest[1:3]
    assert [entry.id for entry in journal.entries(offset=3)] == newest[3:]
    assert journal.entries(offset=9) == []


def test_filters(journal: Journal) -> None:
    for day, (label, tag) in enumerate(
        [("joy", "Work"), ("sadness", "work"), ("joy", "home"), ("fear", "")], start=1
    ):
        made = Autocommit(journal).add_entry(source="text", at=at(day), tags=[tag])
        Autocommit(journal).set_analysis(made.id, analysis(label, "neutral"))

    def days(**which: object) -> list[int]:
        found = [entry.created_at.day for entry in journal.entries(Filter(**which))]
        assert [row.created_at.day for row in journal.rows(Filter(**which))] == found
        assert journal.count(Filter(**which)) == len(found)
        return found

    assert days() == [4, 3, 2, 1]
    assert days(since=at(2), until=at(4)) == [3, 2]
    assert days(feeling="joy") == [3, 1]
    assert days(feeling="neutral", tag="WORK") == [2, 1]
    assert days(feeling="joy", tag="work", since=at(2)) == []
    assert days(tag="") == days(feeling="") == days(feeling="%") == []
    clock = at(3).replace(tzinfo=None)
    assert days(since=clock) == [4, 3]
    assert days(until=clock) == [2, 1]


@pytest.mark.slow
@settings(max_examples=60)
@given(
    clocks=st.lists(
        st.one_of(
            st.datetimes(),
            st.datetimes(datetime(2026, 2, 28), datetime(2026, 3, 3)),
            st.datetimes(datetime(2026, 3, 1), datetime(2026, 3, 1, 0, 0, 1)),
        ),
        min_size=2,
        max_size=6,
    ),
    zones=st.lists(offsets, min_size=6, max_size=6),
)
def test_a_naive_bound_is_compared_with_each_entrys_own_clock(
    shared: Journal, clocks: list[datetime], zones: list[timezone]
) -> None:
    bound, *clocks = clocks
    bound = bound.replace(tzinfo=None)
    made = [
        Autocommit(shared).add_entry(source="text", at=clock.replace(tzinfo=offset))
        for clock, offset in zip(clocks, zones, strict=False)
    ]
    ids = {entry.id for entry in made}
    later = {e.id for e in made if e.created_at.replace(tzinfo=None) >= bound}
    assert {row.id for row in shared.rows(Filter(since=bound))} & ids == later
    assert {row.id for row in shared.rows(Filter(until=bound))} & ids == ids - later
    moment = bound.replace(tzinfo=zones[-1])
    later = {e.id for e in made if e.created_at >= moment}
    assert {row.id for row in shared.rows(Filter(since=moment))} & ids == later
    assert {row.id for row in shared.rows(Filter(until=moment))} & ids == ids - later
    for entry in made:
        Autocommit(shared).delete(entry.id)
    Autocommit(shared).purge()


def test_other_changes_leave_an_entrys_time_and_place(journal: Journal, zone: Move) -> None:
    zone("Asia/Tokyo")
    made = Autocommit(journal).add_entry(source="text", text="in Tokyo", at=datetime(2026, 3, 1, 9))
    assert made.created_at.isoformat() == "2026-03-01T09:00:00+09:00"
    zone("Europe/Berlin")
    Autocommit(journal).update_entry(made.id, text="still of Tokyo", title="Tokyo", tags=["trip"])
    found = journal.entry(made.id)
    assert found.created_at.isoformat() == "2026-03-01T09:00:00+09:00"
    Autocommit(journal).update_entry(made.id, at=datetime(2026, 3, 2, 9))
    changed = journal.entry(made.id)
    assert changed.created_at.isoformat() == "2026-03-02T09:00:00+01:00"
    assert (changed.text, changed.title, changed.tags) == ("still of Tokyo", "Tokyo", ("trip",))


def test_offsets_of_seconds_come_back(journal: Journal) -> None:
    at = datetime(1850, 1, 1, 12, tzinfo=timezone(timedelta(minutes=53, seconds=28)))
    made = Autocommit(journal).add_entry(source="text", at=at)
    assert journal.entry(made.id).created_at.isoformat() == "1850-01-01T12:00:00+00:53:28"
    assert datetime.fromisoformat(made.to_json()["created_at"]) == at


def test_row_of_a_voice_note(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice", recording=True)
    (row,) = journal.rows()
    assert (row.title, row.first_words, row.seconds, row.valence) == ("", "", None, None)
    Autocommit(journal).set_audio(made.id, Audio(61.5, 48000, "ab" * 32))
    Autocommit(journal).set_transcript(
        made.id, transcript("the call\nwith my mother"), replace_text=True
    )
    Autocommit(journal).set_analysis(
        made.id, analysis("joy", "relief", "love", "neutral", valence=-0.5)
    )
    with journal.transaction() as change:
        change.set_recording(made.id, recording=False)
    (row,) = journal.rows()
    assert (row.source, row.state, row.seconds, row.valence) == ("voice", "done", 61.5, -0.5)
    assert (row.title, row.first_words) == ("the call", "the call with my mother")
    assert [(f.label, round(f.probability, 3)) for f in row.feelings] == [
        ("joy", 0.9),
        ("relief", 0.8),
        ("love", 0.7),
    ]


def test_what_the_models_said_comes_back(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    heard, said = transcript("words"), analysis("joy", text="words")
    Autocommit(journal).set_audio(made.id, Audio(1 / 3, 16000, "00"))
    Autocommit(journal).set_transcript(made.id, heard, replace_text=True)
    Autocommit(journal).set_analysis(made.id, analysis("fear"))
    Autocommit(journal).set_analysis(made.id, said)
    found = journal.entry(made.id)
    assert (found.audio, found.transcript) == (Audio(1 / 3, 16000, "00"), heard)
    assert found.analysis == said
    assert journal.count(Filter(feeling="fear")) == 0
    (table,) = journal.moods()
    assert (*table.at,) == (made.created_at.isoformat(),)
    assert (*table.valence,) == (said.valence,)
    assert dict(zip(table.labels, table.probabilities, strict=True)) == said.probabilities


def test_analysis_without_words_gives_no_mood(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="text")
    Autocommit(journal).set_analysis(made.id, analysis("joy"))
    nothing = analysis()
    object.__setattr__(nothing, "probabilities", {})
    Autocommit(journal).set_analysis(made.id, nothing)
    assert journal.moods() == []
    assert journal.entry(made.id).analysis == nothing


def test_the_moods_are_those_of_the_time_that_is_asked_for(journal: Journal) -> None:
    for day in (3, 1, 2):
        made = Autocommit(journal).add_entry(source="text", at=at(day))
        Autocommit(journal).set_analysis(made.id, analysis("joy", valence=day / 10))
    Autocommit(journal).add_entry(source="text", at=at(2))
    Autocommit(journal).delete(Autocommit(journal).add_entry(source="text", at=at(2)).id)
    (every,), (some,) = journal.moods(), journal.moods(since=at(2), until=at(3))
    assert (sorted(every.valence), [*some.valence]) == ([0.1, 0.2, 0.3], [0.2])


def test_moods_of_other_labels_are_a_table_of_their_own(journal: Journal) -> None:
    known, own = analysis("joy"), analysis("joy")
    object.__setattr__(own, "probabilities", {**own.probabilities, "homesick": 0.5})
    for said in (known, own, known):
        made = Autocommit(journal).add_entry(source="text")
        Autocommit(journal).set_analysis(made.id, said)
    with_own, without = sorted(journal.moods(), key=lambda table: len(table.at))
    assert (len(with_own.at), with_own.labels[-1]) == (1, "homesick")
    assert (len(without.at), len(without.probabilities)) == (2, 2 * len(known.probabilities))


def test_every_transcript_is_kept_and_the_newest_wins(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    first, second = transcript("first", "small"), transcript("second", "large")
    Autocommit(journal).set_transcript(made.id, first, replace_text=True)
    Autocommit(journal).set_transcript(made.id, second, replace_text=False)
    assert journal.entry(made.id).transcript == second
    assert journal.entry(made.id).text == "first"
    assert journal.transcripts(made.id) == [first, second]


milliseconds = st.integers(0, 10**7).map(lambda number: number / 1000)
confidences = st.none() | st.integers(0, 10**4).map(lambda number: number / 10**4)
said = st.lists(st.builds(Word, milliseconds, milliseconds, texts, confidences), max_size=3)
heard = st.lists(
    st.builds(Segment, milliseconds, milliseconds, texts, confidences, said.map(tuple)), max_size=3
)


@pytest.mark.slow
@given(
    st.builds(
        Transcript,
        *(texts, texts, texts, texts, heard.map(tuple), milliseconds, milliseconds),
        st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)
@settings(max_examples=40)
def test_a_transcript_is_kept_with_its_words_and_when_it_was_made(given: Transcript) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Journal.create(Path(folder) / "journal", None)[0] as journal,
    ):
        made = Autocommit(journal).add_entry(source="voice")
        Autocommit(journal).set_transcript(made.id, given, replace_text=True)
        assert journal.transcripts(made.id) == [given]
        assert journal.entry(made.id).transcript == given


def test_a_transcript_without_words_and_date_is_read(tmp_path: Path) -> None:
    """As versions before words were kept wrote it."""
    with Journal.create(tmp_path / "old", None)[0] as old:
        made = Autocommit(old).add_entry(source="voice")
        Autocommit(old).set_transcript(made.id, transcript("before"), replace_text=True)
    stored = json.dumps(
        {
            **{"text": "old", "language": "en", "engine": "moonshine", "model": "tiny"},
            "segments": [{"start": 0.5, "end": 1.0, "text": "old", "confidence": None}],
            **{"seconds": 1.5, "elapsed": 0.25},
        }
    )
    plain_sql(tmp_path / "old", f"UPDATE transcripts SET data = '{stored}'")
    with Journal.open(tmp_path / "old", write=False) as journal:
        [found] = journal.transcripts(made.id)
    assert found == Transcript(
        *("old", "en", "moonshine", "tiny"), (Segment(0.5, 1.0, "old"),), *(1.5, 0.25, None)
    )


def test_words_of_the_user_win_over_a_transcript(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    Autocommit(journal).update_entry(made.id, text="")  # no change, so no edit
    Autocommit(journal).set_transcript(made.id, transcript("herd"), replace_text=True)
    Autocommit(journal).update_entry(made.id, text="heard")
    Autocommit(journal).set_transcript(made.id, transcript("hurt"), replace_text=True)
    found = journal.entry(made.id)
    assert found.text == "heard"
    assert found.transcript is not None
    assert found.transcript.text == "hurt"


def test_update_changes_what_is_given(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="text", text="one two", tags=["a"], at=at(1))
    changed = Autocommit(journal).update_entry(
        made.id, title=" Mine ", tags=["b", "a"], at=at(2), jobs=[NewJob("analyse")]
    )
    assert (changed.title, changed.tags, changed.created_at) == ("Mine", ("b", "a"), at(2))
    assert changed.text == "one two"
    assert [job.step for job in journal.jobs(made.id)] == ["analyse"]
    again = Autocommit(journal).update_entry(made.id, title="", tags=[])
    assert (again.title, again.tags) == ("one two", ())
    assert journal.entry(made.id) == again


def test_state_and_error(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="text")
    error = EntryError("analyse", "The model is missing.", "Install it.")
    ended(journal, made.id, "failed", error)
    found = journal.entry(made.id)
    assert (found.state, found.error) == ("failed", error)
    ended(journal, made.id, "done", step="analyse")
    assert journal.entry(made.id).error is None


def test_entries_are_found_by_the_beginning_of_their_id(journal: Journal) -> None:
    for entry_id in ("ab0000000000", "ab0000000001", "cd0000000000"):
        Autocommit(journal).add_entry(source="text", entry_id=entry_id)
    assert journal.entry(" CD").id == "cd0000000000"
    assert journal.entry("ab0000000001").id == "ab0000000001"
    with pytest.raises(NotFoundError, match="Several"):
        journal.entry("ab")
    for wrong in ("", " ", "ef", "ab00000000000", "%", "\ud800", "a\x00"):
        with pytest.raises(NotFoundError, match="no entry"):
            journal.entry(wrong)
    Autocommit(journal).delete("ab0000000000")
    assert journal.entry("ab").id == "ab0000000001"


def test_ids_are_distinct_and_checked(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="text")
    assert len(made.id) == 12
    with pytest.raises(SamoError, match="already"):
        Autocommit(journal).add_entry(source="text", entry_id=made.id)
    for wrong in ("../../etc/pass", "AB0000000000", made.id + "\n"):
        with pytest.raises(ValueError, match="not an entry's id"):
            Autocommit(journal).add_entry(source="text", entry_id=wrong)
        with pytest.raises(ValueError, match="not an entry's id"):
            journal.audio_path(wrong)
    assert journal.count() == 1


def test_unknown_entries_are_told(journal: Journal) -> None:
    for call in (
        lambda: Autocommit(journal).update_entry(UNKNOWN, text="x"),
        lambda: Autocommit(journal).set_audio(UNKNOWN, Audio(1, 1, "")),
        lambda: Autocommit(journal).set_transcript(UNKNOWN, transcript("x"), replace_text=True),
        lambda: Autocommit(journal).set_analysis(UNKNOWN, analysis()),
        lambda: journal.transcripts(UNKNOWN),
        lambda: Autocommit(journal).delete(UNKNOWN),
        lambda: Autocommit(journal).undelete(UNKNOWN),
        lambda: Autocommit(journal).purge(UNKNOWN),
        lambda: Autocommit(journal).enqueue(UNKNOWN, NewJob("keep")),
        lambda: journal.jobs(UNKNOWN),
        lambda: Autocommit(journal).cancel_jobs(UNKNOWN),
    ):
        with pytest.raises(NotFoundError) as told:
            call()
        assert told.value.hint


def test_deleting_hides_and_can_be_undone(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(
        source="text", text="x", tags=["t"], jobs=[NewJob("analyse")]
    )
    Autocommit(journal).set_analysis(made.id, analysis("joy"))
    before = journal.entry(made.id)
    Autocommit(journal).delete(made.id)
    assert journal.entries() == journal.rows() == journal.moods() == []
    assert journal.count(Filter(feeling="joy")) == journal.count(Filter(tag="t")) == 0
    assert Autocommit(journal).next_job(["analyse"]) is None
    for call in (journal.entry, Autocommit(journal).delete):
        with pytest.raises(NotFoundError):
            call(made.id)
    Autocommit(journal).undelete(made.id)
    assert journal.entry(made.id) == before
    assert Autocommit(journal).next_job(["analyse"]) is not None
    for call in (Autocommit(journal).undelete, Autocommit(journal).purge):
        with pytest.raises(NotFoundError):
            call(made.id)


def test_purge_removes_hidden_entries_and_their_sound(journal: Journal) -> None:
    kept, gone, later = (
        Autocommit(journal).add_entry(source="voice", jobs=[NewJob("keep")]) for _ in "123"
    )
    paths: dict[str, list[Path]] = {}
    for entry in (kept, gone, later):
        spool = journal.spool_folder / f"{entry.id}.spool"
        paths[entry.id] = [journal.audio_path(entry.id), spool]
        for path in paths[entry.id]:
            path.write_bytes(b"sound")
    assert Autocommit(journal).purge() == []
    Autocommit(journal).delete(gone.id)
    Autocommit(journal).delete(later.id)
    assert Autocommit(journal).purge(gone.id) == [gone.id]
    assert [path.exists() for path in paths[gone.id]] == [False, False]
    assert [path.exists() for path in paths[later.id]] == [True, True]
    assert Autocommit(journal).purge() == [later.id]
    assert [entry.id for entry in journal.entries()] == [kept.id]
    assert [job.entry_id for job in journal.jobs()] == [kept.id]
    assert [path.exists() for path in paths[kept.id]] == [True, True]


def test_crash_in_a_purge_leaves_it_to_be_done_again(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    journal.audio_path(made.id).write_bytes(b"sound")
    Autocommit(journal).delete(made.id)

    def fail(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", fail)
        with pytest.raises(SamoError, match="not allowed"):
            Autocommit(journal).purge()
    assert Autocommit(journal).purge() == [made.id]
    assert not journal.audio_path(made.id).exists()


COPIED = "number-03"


def leave_a_copy(journal: Journal) -> str:
    """A hidden entry whose text, `COPIED`, the database moved to another page of the file.

    Every other entry grows, for which SQLite shares the rows out among more pages.
    """
    ids = [f"{number:012x}" for number in range(12)]
    with journal.transaction() as change:
        for number, entry_id in enumerate(ids):
            change.add_entry(
                source="text", text=f"number-{number:02} {'x' * 900}", title="t", entry_id=entry_id
            )
    for number, entry_id in list(enumerate(ids))[::2]:
        Autocommit(journal).update_entry(entry_id, text=f"number-{number:02} {'x' * 1500}")
    Autocommit(journal).delete(ids[3])
    journal._pool.checkpoint()
    file = (journal.folder / "journal.db").read_bytes()
    assert file.count(COPIED.encode()) > 1, "this layout leaves no copy: choose another one"
    return ids[3]


def fail(*_: object) -> None:
    """What cannot be done on this disk."""
    raise SamoError("The disk failed.", "Try again.")


def test_purged_words_are_in_no_unused_middle_of_a_page(plain: Journal) -> None:
    entry_id = leave_a_copy(plain)
    Autocommit(plain).purge(entry_id)
    assert words_in_files(plain.folder, [COPIED]) == set()
    assert plain.clear_away() == []
    assert plain.count() == 11


def test_what_a_purge_could_not_clear_away_is_made_up_for(
    plain: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id = leave_a_copy(plain)
    with monkeypatch.context() as patched:
        patched.setattr("samo_desktop.store.reserve.Reserve.has_room", lambda *_: False)
        assert Autocommit(plain).purge(entry_id) == [entry_id]
    with monkeypatch.context() as patched:
        patched.setattr("samo_desktop.store.database.Pool.rewrite", fail)
        assert plain.clear_away() == [entry_id]
    with monkeypatch.context() as patched:
        patched.setattr("samo_desktop.store.journal.QUICK", 0)
        assert plain.clear_away() == [entry_id]
        assert words_in_files(plain.folder, [COPIED]) == {COPIED}
        assert plain.clear_away(however_large=True) == [entry_id]
    assert words_in_files(plain.folder, [COPIED]) == set()
    assert plain.clear_away() == []


def test_words_go_once_no_other_program_reads_them(
    plain: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id = leave_a_copy(plain)
    Autocommit(plain).delete(Autocommit(plain).add_entry(source="text", text=COPIED).id)
    plain.close()
    monkeypatch.setattr("samo_desktop.store.database.BUSY_SECONDS", 0.05)
    with Journal.open(plain.folder) as journal:
        with Journal.open(plain.folder, write=False) as other, other._reading() as then:
            assert then.count_deleted() == 2
            Autocommit(journal).purge()
            assert then.deleted_entry(entry_id).text.startswith(COPIED)
        assert len(journal.clear_away()) == 2
        assert words_in_files(plain.folder, [COPIED]) == set()
        assert journal.clear_away() == []


@pytest.mark.slow
def test_purged_words_are_in_no_file(plain: Journal) -> None:
    chance = random.Random(7)
    words: dict[str, list[str]] = {}
    for number in range(120):
        mine = [f"{part}-{number:03}-secret" for part in ("text", "title", "tag", "heard", "said")]
        text = f"{mine[0]} {'filler ' * chance.randrange(2000)} {mine[0]}"
        with plain.transaction() as change:
            made = change.add_entry(source="voice", text=text, title=mine[1], tags=[mine[2]])
            change.set_transcript(made.id, transcript(mine[3] * 9), replace_text=False)
            change.set_analysis(made.id, analysis("joy", text=mine[4]))
        words[made.id] = mine
        for entry_id in chance.sample(sorted(words), min(2, len(words))):
            mine = words[entry_id]
            longer = " longer" * chance.randrange(40)
            with plain.transaction() as change:
                change.update_entry(
                    entry_id, text=mine[0] + longer, title=mine[1] + longer, tags=[mine[2] + longer]
                )
                change.set_transcript(entry_id, transcript(mine[3] + longer), replace_text=False)
                change.set_analysis(entry_id, analysis("joy", text=mine[4] + longer))
    while words:
        doomed = set(chance.sample(sorted(words), (len(words) + 1) // 2))
        gone = [word for entry_id in doomed for word in words[entry_id]]
        kept = [word for entry_id in set(words) - doomed for word in words[entry_id]]
        assert words_in_files(plain.folder, gone + kept) == {*gone, *kept}
        for entry_id in doomed:
            Autocommit(plain).delete(entry_id)
            del words[entry_id]
        assert set(Autocommit(plain).purge()) == doomed
        assert words_in_files(plain.folder, gone) == set()
        assert words_in_files(plain.folder, kept) == set(kept)
