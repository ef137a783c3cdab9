"""Changing entries. Each function is a part of the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from samo_desktop.domain.calendar import local
from samo_desktop.domain.emotion import Analysis, MadeSummary
from samo_desktop.domain.entry import Audio, DateSource, Source
from samo_desktop.domain.tags import fold_tag, parse_tags
from samo_desktop.domain.transcript import Transcript
from samo_desktop.domain.typed import with_words
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.store.database import Connection, IntegrityError
from samo_desktop.store.queries import corrected, given_analysis, pack_doubles
from samo_desktop.store.values import microseconds, storable


def add(
    connection: Connection,
    entry_id: str,
    at: datetime,
    source: Source,
    title: str,
    text: str,
    date_source: DateSource,
) -> int:
    """A new entry; returns its number. Raises SamoError if its id is taken."""
    at = local(at)
    place = (entry_id, at.isoformat(), microseconds(at))
    try:
        cursor = connection.execute(
            """INSERT INTO entries
            (id, created_at, created_utc, source, title, date_source)
            VALUES (?, ?, ?, ?, ?, ?)""",
            (*place, source, storable(title).strip(), date_source),
        )
    except IntegrityError as error:
        raise SamoError(
            _("There is already an entry {id}.").format(id=entry_id), _("Use another id.")
        ) from error
    entry = int(cursor.lastrowid)
    connection.execute("INSERT INTO texts (entry, text) VALUES (?, ?)", (entry, storable(text)))
    return entry


def set_text(connection: Connection, entry: int, text: str, beside: str | None) -> None:
    """The user's own words; the same words as before are no edit.

    They were typed `beside` the words of a transcript ("" for none, None for the newest): words
    that have been heard since are put with them.
    """
    text = storable(text)
    if beside is not None:
        text = with_words(text, storable(beside), heard(connection, entry))
    connection.execute(
        "UPDATE texts SET text = ?1, edited = 1 WHERE entry = ?2 AND text <> ?1", (text, entry)
    )


def heard(connection: Connection, entry: int) -> str:
    """The words of the newest transcript as they were written down; "" if there is none."""
    found = connection.execute(
        "SELECT data FROM transcripts WHERE entry = ? ORDER BY number DESC LIMIT 1", (entry,)
    ).fetchone()
    if not found:
        return ""
    data = json.loads(found[0])
    return storable(data.get("readable") or data["text"])


def set_title(connection: Connection, entry: int, title: str) -> None:
    """The user's own title; an empty one leaves it to the text."""
    _set(connection, entry, title=storable(title).strip())


def set_time(connection: Connection, entry: int, at: datetime) -> None:
    """When the entry was made, as the user says."""
    at = local(at)
    when = {"created_at": at.isoformat(), "created_utc": microseconds(at)}
    _set(connection, entry, **when, date_source="user")


def set_tags(connection: Connection, entry: int, tags: Iterable[str]) -> None:
    """The tags in their order, as `parse_tags` reads them."""
    unique = parse_tags(map(storable, tags))
    connection.execute("DELETE FROM tags WHERE entry = ?", (entry,))
    connection.executemany(
        "INSERT INTO tags (entry, position, tag, folded) VALUES (?, ?, ?, ?)",
        [(entry, place, tag, fold_tag(tag)) for place, tag in enumerate(unique)],
    )


def set_recording(connection: Connection, entry: int, *, recording: bool) -> None:
    """Whether the entry is being recorded."""
    _set(connection, entry, recording=int(recording))


def set_audio(connection: Connection, entry: int, audio: Audio) -> None:
    """What its sound is."""
    _set(connection, entry, audio=json.dumps([audio.seconds, audio.sample_rate, audio.sha256]))


def set_origin(connection: Connection, entry: int, sha256: str, name: str = "") -> None:
    """Which file its sound came from; what is known already stays."""
    origin = (entry, sha256, storable(name))
    connection.execute("INSERT OR IGNORE INTO origins VALUES (?, ?, ?)", origin)


def replace_origin(connection: Connection, entry: int, sha256: str) -> None:
    """Which file its sound came from, in place of what is known; its name stays."""
    connection.execute(
        """INSERT INTO origins VALUES (?, ?, '')
        ON CONFLICT (entry) DO UPDATE SET sha256 = excluded.sha256""",
        (entry, sha256),
    )


def add_transcript(
    connection: Connection, entry: int, transcript: Transcript, *, replace_text: bool
) -> None:
    """One more transcript; its words are put into the text beside what the user typed.

    It takes the place of a provisional one.
    """
    before = heard(connection, entry)
    connection.execute(
        "DELETE FROM transcripts WHERE entry = ? AND json_extract(data, '$.provisional')", (entry,)
    )
    connection.execute(
        "INSERT INTO transcripts (entry, data) VALUES (?, ?)",
        (entry, json.dumps(transcript.to_json(whole=True))),
    )
    if replace_text:
        (text,) = connection.execute("SELECT text FROM texts WHERE entry = ?", (entry,)).fetchone()
        connection.execute(
            "UPDATE texts SET text = ? WHERE entry = ?",
            (with_words(text, before, storable(transcript.written)), entry),
        )


def replace_newest_transcript(connection: Connection, entry: int, transcript: Transcript) -> None:
    """Puts `transcript` in the place of the newest one; the text stays as it is."""
    connection.execute(
        "UPDATE transcripts SET data = ?2 WHERE number = "
        "(SELECT max(number) FROM transcripts WHERE entry = ?1)",
        (entry, json.dumps(transcript.to_json(whole=True))),
    )


def remove_transcript(connection: Connection, entry: int, place: int) -> None:
    """Removes the transcript at a place (0 is the oldest); the text stays as it is."""
    connection.execute(
        "DELETE FROM transcripts WHERE number = "
        "(SELECT number FROM transcripts WHERE entry = ? ORDER BY number LIMIT 1 OFFSET ?)",
        (entry, place),
    )


def set_analysis(connection: Connection, entry: int, analysis: Analysis) -> None:
    """The analysis as the models gave it, in place of a former one; corrections stay."""
    if analysis.corrected is not None:
        raise ValueError("an analysis is stored without the corrections of its entry")
    data = analysis.to_json(whole=True)
    for table in ("analyses", "moods", "unadapted"):
        connection.execute(f"DELETE FROM {table} WHERE entry = ?", (entry,))
    connection.execute(
        "INSERT INTO analyses (entry, data) VALUES (?, ?)", (entry, json.dumps(data))
    )
    if probabilities := data["probabilities"]:
        connection.execute(
            "INSERT INTO moods (entry, valence, label_set, probabilities) VALUES (?, ?, ?, ?)",
            (
                *(entry, data["valence"], _label_set(connection, list(probabilities))),
                pack_doubles(probabilities.values()),
            ),
        )
    if analysis.unadapted:
        connection.execute(
            "INSERT INTO unadapted (entry, probabilities) VALUES (?, ?)",
            (entry, json.dumps({k: round(v, 5) for k, v in analysis.unadapted.items()})),
        )
    set_feelings(connection, entry, analysis)


def set_summary(connection: Connection, entry: int, made: MadeSummary) -> None:
    """The summary of the stored analysis, in place of a former one; without one, nothing."""
    if (analysis := given_analysis(connection, entry)) is None:
        return
    data = json.dumps(analysis.with_summary(made).to_json(whole=True))
    connection.execute("UPDATE analyses SET data = ? WHERE entry = ?", (data, entry))


def set_feelings(connection: Connection, entry: int, analysis: Analysis) -> None:
    """Which feelings lists and filters see: those of `analysis`, as the user corrected them."""
    shown = analysis.with_corrections(corrected(connection, entry)).feelings
    connection.execute("DELETE FROM feelings WHERE entry = ?", (entry,))
    connection.executemany(
        "INSERT INTO feelings (entry, position, label, probability) VALUES (?, ?, ?, ?)",
        [(entry, place, f.label, round(f.probability, 5)) for place, f in enumerate(shown)],
    )


def _label_set(connection: Connection, labels: list[str]) -> int:
    """The number of this order of labels, which is kept once for all moods."""
    text = json.dumps(labels)
    connection.execute("INSERT OR IGNORE INTO label_sets (labels) VALUES (?)", (text,))
    found = connection.execute("SELECT number FROM label_sets WHERE labels = ?", (text,))
    return int(found.fetchone()[0])


def _set(connection: Connection, entry: int, **columns: Any) -> None:
    assignments = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(
        f"UPDATE entries SET {assignments} WHERE number = ?", (*columns.values(), entry)
    )
