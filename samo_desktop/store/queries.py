"""Reading entries: filters, and rows of the database as values of the domain."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from samo_desktop.domain.emotion import Analysis, Corrected, Feeling
from samo_desktop.domain.entry import Audio, Entry, EntryRow, State
from samo_desktop.domain.entry_state import Attempt, Standing, standing
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.timeline import MoodTable
from samo_desktop.domain.title import OPENING, title_from, without_mark
from samo_desktop.domain.transcript import Transcript
from samo_desktop.errors import NotFoundError
from samo_desktop.messages import gettext as _
from samo_desktop.store.database import Connection, Row
from samo_desktop.store.filters import where
from samo_desktop.store.jobs import error_from
from samo_desktop.store.values import storable

FIRST_WORDS_LENGTH = 160
ROW_FEELINGS = 3


_WORK = """
    CASE WHEN EXISTS (SELECT 1 FROM jobs WHERE entry = e.number
            AND (state <> 'done' OR error IS NOT NULL))
        THEN (SELECT json_group_array(json_array(step, state, error, of_a_file)) FROM
            (SELECT step, state, error, json_type(options, '$.path') IS NOT NULL AS of_a_file
            FROM jobs WHERE entry = e.number ORDER BY id))
        END AS work
"""
"""The jobs of an entry, from which its state is told; NULL where all of them are done."""
_IDLE = (standing(()), standing((), recording=True))
"""What is told where there is nothing to look at, not recording and recording: most entries."""
_ENTRY = f"""
    SELECT e.*, {_WORK},
        (SELECT text FROM texts WHERE entry = e.number) AS text,
        (SELECT name FROM origins WHERE entry = e.number) AS file_name,
        (SELECT json_group_array(tag) FROM
            (SELECT tag FROM tags WHERE entry = e.number ORDER BY position)) AS tags,
        (SELECT data FROM transcripts WHERE entry = e.number
            ORDER BY number DESC LIMIT 1) AS transcript,
        (SELECT data FROM analyses WHERE entry = e.number) AS analysis,
        (SELECT probabilities FROM unadapted WHERE entry = e.number) AS unadapted,
        (SELECT json_group_array(json_array(label, wanted)) FROM
            (SELECT label, wanted FROM corrections WHERE entry = e.number
            ORDER BY label)) AS corrections
    FROM entries e
"""
_ROW = f"""
    SELECT e.id, e.created_at, e.title, e.recording, e.source, e.audio, {_WORK},
        (SELECT text FROM texts WHERE entry = e.number) AS text,
        (SELECT name FROM origins WHERE entry = e.number) AS file_name,
        (SELECT valence FROM moods WHERE entry = e.number) AS valence,
        (SELECT json_group_array(json_array(label, probability)) FROM
            (SELECT label, probability FROM feelings WHERE entry = e.number
            ORDER BY position LIMIT {ROW_FEELINGS})) AS feelings
    FROM entries e
"""
_NEWEST = "ORDER BY e.created_utc DESC, e.number DESC LIMIT ? OFFSET ?"


def entry(connection: Connection, number: int) -> Entry:
    """The entry of that number, which must be there."""
    return _entry(connection.execute(f"{_ENTRY} WHERE e.number = ?", (number,)).fetchone())


def entries(connection: Connection, which: Filter, limit: int | None, offset: int) -> list[Entry]:
    """Whole entries, newest first."""
    condition, values = where(which)
    page = (-1 if limit is None else limit, offset)
    return [
        _entry(row)
        for row in connection.execute(f"{_ENTRY} {condition} {_NEWEST}", (*values, *page))
    ]


def rows(connection: Connection, which: Filter, limit: int | None, offset: int) -> list[EntryRow]:
    """What a list shows of entries, newest first."""
    condition, values = where(which)
    page = (-1 if limit is None else limit, offset)
    return [
        _row(row) for row in connection.execute(f"{_ROW} {condition} {_NEWEST}", (*values, *page))
    ]


def count(connection: Connection, which: Filter) -> int:
    """How many entries there are."""
    condition, values = where(which)
    found = connection.execute(f"SELECT count(*) FROM entries e {condition}", values).fetchone()
    return int(found[0])


def moods(connection: Connection, which: Filter) -> list[MoodTable]:
    """What the timeline needs of each analysed entry, a table for each set of labels."""
    condition, values = where(which)
    # All of them are read in the order in which they lie: six times as fast as by date.
    order = "" if which.since or which.until else "NOT INDEXED"
    found = connection.execute(
        f"""SELECT m.label_set, e.created_at, m.valence, m.probabilities
        FROM entries e {order} CROSS JOIN moods m ON m.entry = e.number {condition}""",
        values,
    ).fetchall()
    label_sets = connection.execute("SELECT number, labels FROM label_sets").fetchall()
    labels = {number: tuple(json.loads(names)) for number, names in label_sets}
    found.sort(key=itemgetter(0))
    return [
        _mood_table(labels[number], list(rows)) for number, rows in groupby(found, itemgetter(0))
    ]


def _mood_table(labels: tuple[str, ...], rows: list[Row]) -> MoodTable:
    _label_set, at, valence, packed = zip(*rows, strict=True)
    return MoodTable(labels, at, valence, _doubles(b"".join(packed)))


def pack_doubles(values: Iterable[float]) -> bytes:
    """`values` as little-endian doubles."""
    return _little_endian(array("d", values)).tobytes()


def _doubles(packed: bytes) -> array[float]:
    return _little_endian(array("d", packed))


def _little_endian(values: array[float]) -> array[float]:
    """`values` from the processor's order of bytes to the database's, or back."""
    if sys.byteorder == "big":
        values.byteswap()
    return values


def transcripts(connection: Connection, entry: int) -> list[Transcript]:
    """Every transcript of the entry of that number, oldest first."""
    found = connection.execute(
        "SELECT data FROM transcripts WHERE entry = ? ORDER BY number", (entry,)
    )
    return [Transcript.from_json(json.loads(row["data"])) for row in found]


def given_analysis(connection: Connection, entry: int) -> Analysis | None:
    """What the models said of the entry of that number, without the user's corrections."""
    found = connection.execute(
        """SELECT data, (SELECT probabilities FROM unadapted u WHERE u.entry = a.entry)
        FROM analyses a WHERE entry = ?""",
        (entry,),
    ).fetchone()
    return _analysis(*found) if found else None


def corrected(connection: Connection, entry: int) -> Corrected:
    """What the user said of the feelings of the entry of that number."""
    found = connection.execute(
        "SELECT label, wanted FROM corrections WHERE entry = ? ORDER BY label", (entry,)
    )
    return _corrected([tuple(row) for row in found])


def _corrected(said: Iterable[tuple[str, int]]) -> Corrected:
    said = list(said)
    return Corrected(
        tuple(label for label, wanted in said if wanted),
        tuple(label for label, wanted in said if not wanted),
    )


def _analysis(data: str, unadapted: str | None) -> Analysis:
    analysis = Analysis.from_json(json.loads(data))
    return replace(analysis, unadapted=json.loads(unadapted)) if unadapted else analysis


def from_file(connection: Connection, sha256: str) -> int | None:
    """The number of the newest visible entry whose sound came from a file with this SHA-256."""
    found = connection.execute(
        """SELECT e.number FROM origins o JOIN entries e ON e.number = o.entry
        WHERE o.sha256 = ? AND e.deleted_utc IS NULL ORDER BY e.number DESC LIMIT 1""",
        (sha256,),
    ).fetchone()
    return int(found[0]) if found else None


def find(connection: Connection, prefix: str, *, hidden: bool = False) -> int:
    """The number of the one entry, visible or hidden, whose id is or alone begins with `prefix`.

    Raises NotFoundError for none and for several.
    """
    start = storable(prefix).strip().lower()
    found = _beginning(connection, start, hidden)
    if not start or not found:
        if start and _beginning(connection, start, not hidden):
            raise _is_deleted(start) if not hidden else _is_not_deleted(start)
        raise _no_entry(start)
    if len(found) > 1 and found[0]["id"] != start:
        raise NotFoundError(
            _("Several entries begin with {id}.").format(id=repr(start)),
            _("Type more of the entry's id."),
        )
    return int(found[0]["number"])


def _beginning(connection: Connection, start: str, hidden: bool) -> list[Row]:
    """Up to two entries whose ids begin with `start`."""
    which = "NOT NULL" if hidden else "NULL"
    found = connection.execute(
        f"""SELECT id, number FROM entries WHERE id >= ? AND id < ?
        AND deleted_utc IS {which} ORDER BY id LIMIT 2""",
        (start, start + "g"),
    )
    return list(found)


def number(connection: Connection, entry_id: str, *, hidden: bool | None = None) -> int:
    """The number of the entry of that id, by default hidden or not. Raises NotFoundError."""
    found = connection.execute(
        "SELECT number, deleted_utc IS NOT NULL FROM entries WHERE id = ?", (storable(entry_id),)
    ).fetchone()
    if found is None or hidden not in (None, bool(found[1])):
        raise _no_entry(entry_id)
    return int(found[0])


def state(connection: Connection, entry_id: str) -> State | None:
    """How far the entry of that id is, hidden or not; None if there is none."""
    found = connection.execute(
        f"SELECT e.recording, {_WORK} FROM entries e WHERE e.id = ?", (storable(entry_id),)
    ).fetchone()
    return _standing(found).state if found else None


def tags(connection: Connection) -> list[str]:
    """The tags of all entries, the most used first, each as it was spelled last."""
    rows = connection.execute(
        """SELECT tag, MAX(entry) FROM tags JOIN entries e ON e.number = entry
        WHERE e.deleted_utc IS NULL GROUP BY folded ORDER BY COUNT(*) DESC, folded"""
    )
    return [tag for tag, _newest in rows]


def _is_deleted(entry_id: str) -> NotFoundError:
    return NotFoundError(
        _("The entry {id} was deleted.").format(id=repr(entry_id)), _("Restore it first.")
    )


def _is_not_deleted(entry_id: str) -> NotFoundError:
    return NotFoundError(
        _("The entry {id} is not deleted.").format(id=repr(entry_id)), _("There is nothing to do.")
    )


def _no_entry(entry_id: str) -> NotFoundError:
    return NotFoundError(
        _("There is no entry {id}.").format(id=repr(entry_id)),
        _("See the list of entries for their ids."),
    )


def _entry(row: Row) -> Entry:
    transcript, analysis = row["transcript"], None
    if row["analysis"]:
        corrected = _corrected(json.loads(row["corrections"]))
        analysis = _analysis(row["analysis"], row["unadapted"]).with_corrections(corrected)
    state, error = _standing(row)
    return Entry(
        id=row["id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        title=row["title"] or title_from(row["text"]) or row["file_name"] or "",
        text=row["text"],
        source=row["source"],
        tags=tuple(json.loads(row["tags"])),
        state=state,
        audio=_audio(row["audio"]),
        transcript=Transcript.from_json(json.loads(transcript)) if transcript else None,
        analysis=analysis,
        error=error,
        date_source=row["date_source"],
        titled=bool(row["title"]),
        file_name=row["file_name"] or "",
    )


def _row(row: Row) -> EntryRow:
    opening = row["text"].lstrip()[: max(FIRST_WORDS_LENGTH * 8, OPENING)]
    audio = _audio(row["audio"])
    return EntryRow(
        id=row["id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        title=row["title"] or title_from(opening) or row["file_name"] or "",
        first_words=" ".join(without_mark(opening).split())[:FIRST_WORDS_LENGTH],
        feelings=tuple(Feeling(*pair) for pair in json.loads(row["feelings"])),
        seconds=audio.seconds if audio else None,
        state=_standing(row).state,
        source=row["source"],
        valence=row["valence"],
    )


def _audio(stored: str | None) -> Audio | None:
    return Audio(*json.loads(stored)) if stored else None


def _standing(row: Row) -> Standing:
    """How far an entry is, of its `recording` and `work`."""
    work = row["work"]
    if work is None:
        return _IDLE[row["recording"]]
    attempts = [
        Attempt(step, state, error_from(error), bool(of_a_file))
        for step, state, error, of_a_file in json.loads(work)
    ]
    return standing(attempts, recording=bool(row["recording"]))


def recording(connection: Connection) -> list[str]:
    """Ids of the entries that are being recorded, hidden ones left out."""
    rows = connection.execute("SELECT id FROM entries WHERE recording AND deleted_utc IS NULL")
    return [row["id"] for row in rows]
