"""Deleted entries: kept for thirty days, whatever the clock does, then gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from samo_desktop.domain.entry import KEPT_DAYS
from samo_desktop.errors import NotFoundError
from samo_desktop.store import transaction as module
from samo_desktop.store.journal import Journal
from tests.support.autocommit import Autocommit

from .helpers import PASSPHRASE

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Clock(datetime):
    """A clock that the test sets."""

    at = NOW

    @classmethod
    def now(cls, tz: object = None) -> datetime:
        return cls.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    """What the journal takes for the time."""
    monkeypatch.setattr(module, "datetime", Clock)
    monkeypatch.setattr(Clock, "at", NOW)
    return Clock


def deleted(journal: Journal) -> str:
    """The id of a voice note that was deleted now."""
    made = Autocommit(journal).add_entry(source="voice", text="gone")
    journal.audio_path(made.id).write_bytes(b"sound")
    Autocommit(journal).delete(made.id)
    return made.id


def test_thirty_days_then_nothing_is_left(journal: Journal, clock: type[Clock]) -> None:
    entry_id = deleted(journal)
    clock.at = NOW + KEPT_DAYS * DAY - timedelta(minutes=1)
    assert journal.purge_overdue() == []
    assert journal.audio_path(entry_id).exists()
    [found] = journal.deleted()
    assert (found.entry.id, found.entry.text) == (entry_id, "gone")
    assert found.until - found.at == KEPT_DAYS * DAY
    clock.at = NOW + KEPT_DAYS * DAY
    assert journal.purge_overdue() == [entry_id]
    assert journal.deleted() == []
    assert not journal.audio_path(entry_id).exists()


def test_a_clock_that_was_ahead_purges_nothing_early(journal: Journal, clock: type[Clock]) -> None:
    clock.at = NOW + 4000 * DAY
    entry_id = deleted(journal)
    clock.at = NOW
    assert journal.purge_overdue() == []
    [found] = journal.deleted()
    assert found.at == NOW
    clock.at = NOW + 29 * DAY
    assert journal.purge_overdue() == []
    clock.at = NOW + 30 * DAY
    assert journal.purge_overdue() == [entry_id]


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 2, tzinfo=UTC), NOW - 3650 * DAY])
def test_a_clock_that_was_behind_when_it_was_deleted(
    journal: Journal, clock: type[Clock], wrong: datetime
) -> None:
    clock.at = wrong
    entry_id = deleted(journal)
    for days in (0, 1, 29):
        clock.at = NOW + days * DAY
        assert journal.purge_overdue() == []
    clock.at = NOW + 31 * DAY
    assert journal.purge_overdue() == [entry_id]


def test_a_clock_that_goes_wrong_while_it_is_kept(journal: Journal, clock: type[Clock]) -> None:
    entry_id = deleted(journal)
    leaps = (
        NOW + 10 * DAY,  # ten days went by
        NOW + 5000 * DAY,  # wrong
        NOW + 11 * DAY,  # right again
        datetime(1970, 1, 1, 5, tzinfo=UTC),
        NOW + 12 * DAY,
    )
    for at in leaps:
        clock.at = at
        assert journal.purge_overdue() == []
        assert len(journal.deleted()) == 1
    clock.at = NOW + 45 * DAY
    assert journal.purge_overdue() == [entry_id]


def test_the_last_deleted_comes_first_and_each_can_come_back(
    journal: Journal, clock: type[Clock]
) -> None:
    first = deleted(journal)
    clock.at = NOW + DAY
    second = deleted(journal)
    assert [each.entry.id for each in journal.deleted()] == [second, first]
    assert journal.count_deleted() == 2
    assert journal.deleted_entry(first[:11]).id == first
    Autocommit(journal).undelete(second)
    assert [each.entry.id for each in journal.deleted()] == [first]
    with pytest.raises(NotFoundError, match="not deleted"):
        journal.deleted_entry(second)
    with pytest.raises(NotFoundError, match="no entry"):
        journal.deleted_entry("0" * 13)
    with pytest.raises(NotFoundError, match="was deleted"):
        journal.entry(first)


def test_deleted_entries_outlive_a_restart(journal: Journal) -> None:
    entry_id = deleted(journal)
    journal.close()
    with Journal.open(journal.folder, PASSPHRASE) as again:
        assert again.purge_overdue() == []
        Autocommit(again).undelete(entry_id)
        assert again.entry(entry_id).text == "gone"


def test_without_deleted_entries_nothing_is_written(plain: Journal) -> None:
    """On a full disk a journal can still be opened and closed."""
    before = plain._pool
    with before.reading() as connection:
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        assert plain.purge_overdue() == []
        assert connection.execute("SELECT count(*) FROM facts").fetchone()[0] == 0
        assert connection.execute("PRAGMA data_version").fetchone()[0] == version


def test_as_json(journal: Journal) -> None:
    deleted(journal)
    shown = journal.deleted()[0].to_json()
    assert shown["text"] == "gone"
    kept = datetime.fromisoformat(shown["kept_until"]) - datetime.fromisoformat(shown["deleted_at"])
    assert kept == KEPT_DAYS * DAY
