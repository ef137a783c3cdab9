"""The migration that mends stuck entries, on databases as the former program left them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from samo_desktop.domain.entry import Entry, EntryError
from samo_desktop.store import queries
from samo_desktop.store.database import Connection, connect
from samo_desktop.store.jobs import error_json
from samo_desktop.store.migrations import MIGRATIONS, migrate
from samo_desktop.store.state_from_jobs import state_from_jobs

from .helpers import analysis, transcript

FORMER = MIGRATIONS[: MIGRATIONS.index(state_from_jobs)]
PLAN = ["keep", "transcribe", "analyse"]
BROKEN = EntryError("transcribe", "The model is missing.", "Install it.")
UNREADABLE = EntryError("keep", "This recording is damaged.", "Its file stays.")
CANCELLED = EntryError("transcribe", "This was cancelled.", "Choose Try again to go on.")
LOST = EntryError("keep", "The last 2 s are missing.", "All the rest is kept.")


class Former:
    """A journal's database as the former program kept it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._numbers = count(1)
        migrate(connection, FORMER)

    def entry(
        self,
        state: str,
        *,
        source: str = "text",
        error: EntryError | None = None,
        text: str = "I walked.",
        edited: bool = False,
        said: str | None = None,
        heard: str | None = None,
        sound: bool = False,
        hidden: bool = False,
        jobs: tuple[tuple[Any, ...], ...] = (),
    ) -> int:
        """An entry, and its jobs as (step, state, error, options)."""
        number = next(self._numbers)
        at = f"2026-01-01T00:00:{number:02}+00:00"
        values = (number, f"{number:012x}", at, number, number if hidden else None, source)
        self.connection.execute(
            """INSERT INTO entries (number, id, created_at, created_utc, deleted_utc, source, state,
            audio, error, title) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')""",
            (*values, state, '[1.5, 16000, "ab"]' if sound else None, error_json(error)),
        )
        self._insert("texts", number, int(edited), text)
        if heard is not None:
            data = json.dumps(transcript(heard).to_json(whole=True))
            self.connection.execute(
                "INSERT INTO transcripts (entry, data) VALUES (?, ?)", (number, data)
            )
        if said is not None:
            self._insert("analyses", number, json.dumps(analysis("joy", text=said).to_json()))
        for step, ended, *more in jobs:
            told, options = [*more, None, None][:2]
            self.connection.execute(
                "INSERT INTO jobs (entry, step, state, options, error) VALUES (?, ?, ?, ?, ?)",
                (number, step, ended, json.dumps(options or {}), error_json(told)),
            )
        return number

    def _insert(self, table: str, *values: object) -> None:
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)


@pytest.fixture
def former(tmp_path: Path) -> Iterator[Former]:
    path = tmp_path / "journal.db"
    path.touch()
    with closing(connect(path, None)) as connection:
        yield Former(connection)


def now(former: Former, number: int) -> Entry:
    """The entry as the program has it after the migration."""
    migrate(former.connection)
    return queries.entry(former.connection, number)


def waiting(former: Former, number: int) -> list[tuple[str, str]]:
    """The steps that wait, in their order, and their options."""
    found = former.connection.execute(
        "SELECT step, options FROM jobs WHERE entry = ? AND state = 'queued' ORDER BY id", (number,)
    )
    return [tuple(row) for row in found]


@pytest.mark.parametrize(
    ("state", "error", "jobs"),
    [
        ("done", None, ()),
        ("done", None, [(step, "done") for step in PLAN]),
        ("done", LOST, [("keep", "done", LOST), ("transcribe", "done"), ("analyse", "done")]),
        ("failed", BROKEN, [("keep", "done"), ("transcribe", "failed", BROKEN)]),
        ("failed", BROKEN, [("transcribe", "failed", BROKEN), ("analyse", "cancelled")]),
        # What was noted on the entry alone.
        ("failed", BROKEN, ()),
        ("failed", UNREADABLE, [(step, "cancelled") for step in PLAN]),
        ("failed", BROKEN, [("transcribe", "done"), ("analyse", "done")]),
        ("done", LOST, [("keep", "done"), ("analyse", "done")]),
        # An entry that was done whatever had stopped before: its text was written by hand.
        ("done", None, [("keep", "failed", LOST), ("analyse", "done")]),
        ("done", None, [("transcribe", "failed", BROKEN), ("analyse", "done")]),
    ],
)
def test_what_was_noted_is_told_as_before(
    former: Former, state: str, error: EntryError | None, jobs: list[tuple[Any, ...]]
) -> None:
    number = former.entry(state, source="voice", error=error, said="I walked.", jobs=tuple(jobs))
    found = now(former, number)
    assert (found.state, found.error) == (state, error)
    assert waiting(former, number) == []


def test_what_was_cancelled_says_so(former: Former) -> None:
    stopped = former.entry(
        "failed",
        error=CANCELLED,
        jobs=(("keep", "done"), ("transcribe", "cancelled", CANCELLED), ("analyse", "cancelled")),
    )
    never_begun = former.entry(
        "failed", error=CANCELLED, jobs=(("transcribe", "cancelled"), ("analyse", "cancelled"))
    )
    unexplained = former.entry("failed")
    for number in (stopped, never_begun):
        found = now(former, number)
        assert found.state == "failed"
        assert found.error is not None
        assert (found.error.step, found.error.message) == ("transcribe", "This was cancelled.")
    assert now(former, unexplained).state == "failed"


def test_a_recording_under_way_is_one(former: Former) -> None:
    number = former.entry("recording", source="voice")
    assert now(former, number).state == "recording"
    assert queries.recording(former.connection) == [f"{number:012x}"]


def test_a_recording_that_was_deleted_is_stored_when_it_comes_back(former: Former) -> None:
    number = former.entry("recording", source="voice", hidden=True)
    assert now(former, number).state == "waiting"
    steps = [step for step, _options in waiting(former, number)]
    assert steps == ["keep", "transcribe", "analyse", "summarise"]


@pytest.mark.parametrize("state", ["waiting", "analysing"])
@pytest.mark.parametrize("hidden", [False, True])
def test_stuck_entries_get_the_steps_that_they_lack(
    former: Former, state: str, hidden: bool
) -> None:
    path, engine = {"path": "/a.wav"}, {"engine": "whisper"}
    stopped = (
        ("keep", "cancelled", None, path),
        ("transcribe", "cancelled", None, engine),
        ("analyse", "cancelled"),
    )
    written = former.entry(state, hidden=hidden)
    recorded = former.entry(state, source="voice", hidden=hidden, jobs=stopped)
    unheard = former.entry(state, source="voice", sound=True, hidden=hidden)
    unread = former.entry(state, source="voice", sound=True, heard="I walked.", hidden=hidden)
    again = former.entry(
        state, source="voice", sound=True, said="I walked.", hidden=hidden, jobs=(("keep", "done"),)
    )
    migrate(former.connection)
    last = [("analyse", "{}"), ("summarise", "{}")]
    assert waiting(former, written) == last
    assert waiting(former, recorded) == [
        ("keep", json.dumps(path)),
        ("transcribe", json.dumps(engine)),
        *last,
    ]
    assert waiting(former, unheard) == [("transcribe", "{}"), *last]
    assert waiting(former, unread) == last
    assert waiting(former, again) == [("transcribe", "{}"), *last]
    for number in (written, recorded, unheard, unread, again):
        assert queries.entry(former.connection, number).state == "waiting"


@pytest.mark.parametrize("state", ["waiting", "analysing"])
def test_stuck_entries_that_lack_nothing_are_done(former: Former, state: str) -> None:
    number = former.entry(state, said="I walked.", jobs=(("analyse", "done"),))
    assert now(former, number).state == "done"


@pytest.mark.parametrize("state", ["waiting", "analysing", "failed", "done"])
def test_work_that_goes_on_goes_on(former: Former, state: str) -> None:
    jobs = (("keep", "done"), ("transcribe", "running"), ("analyse", "queued"))
    number = former.entry(state, source="voice", jobs=jobs)
    assert now(former, number).state == "analysing"
    assert waiting(former, number) == [("analyse", "{}"), ("summarise", "{}")]


@pytest.mark.parametrize(
    ("text", "said", "edited", "again"),
    [
        ("I walked.", "I walked.", True, False),
        ("I walked. ... ", "I walked.", True, False),
        ("I swam.", "I walked.", True, True),
        ("I walked. I swam.", "I walked.", True, True),
        ("Today I walked.", "I walked.", True, True),
        ("", "I walked.", True, True),
        ("I swam.", "I walked.", False, False),  # a text that nobody changed is of its feelings
    ],
)
def test_feelings_of_another_text_are_named_anew(
    former: Former, text: str, said: str, edited: bool, again: bool
) -> None:
    number = former.entry("done", text=text, said=said, edited=edited, jobs=(("analyse", "done"),))
    assert now(former, number).state == ("waiting" if again else "done")
    steps = [step for step, _options in waiting(former, number)]
    assert steps == (["analyse", "summarise"] if again else [])


def test_an_analysis_that_stopped_is_left_to_the_user(former: Former) -> None:
    error = EntryError("analyse", "The model is missing.", "Install it.")
    number = former.entry(
        "failed",
        error=error,
        text="new",
        said="old",
        edited=True,
        jobs=(("analyse", "failed", error),),
    )
    assert now(former, number).error == error
    assert waiting(former, number) == []
