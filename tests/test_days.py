"""One rule for what a day is: writing, listing, filtering and the chart agree on it."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samo_desktop.domain.calendar import local, written
from samo_desktop.domain.filter import Filter
from samo_desktop.insight.timeline import timeline
from samo_desktop.store.journal import Journal
from tests.conftest import Move
from tests.store.helpers import analysis
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

SKIPPED_WHOLE = {
    date(2011, 12, 30),  # Samoa and Tokelau
    date(1993, 8, 21),  # Kwajalein
    date(1994, 12, 31),  # the Line and Phoenix Islands; 1995-01-01 by other sources
    date(1995, 1, 1),
    date(1844, 12, 31),  # Manila
}


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    """A journal that the examples share."""
    made, _ = Journal.create(tmp_path_factory.mktemp("days") / "journal", None)
    with made:
        yield made


def clocks() -> st.SearchStrategy[datetime]:
    """Any time, and often one of a day at whose midnight some clock changes."""
    changing = [date(2026, 4, 24), date(2026, 9, 6), date(2026, 3, 29), date(2011, 12, 31)]
    return st.one_of(
        st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),
        st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
        st.builds(datetime.combine, st.sampled_from(changing), st.times()),
        st.builds(datetime.combine, st.sampled_from(changing), st.just(time())),
    )


ZONES = st.one_of(
    st.sampled_from(["Africa/Cairo", "America/Santiago", "Pacific/Apia", "Australia/Lord_Howe"]),
    st.sampled_from(sorted(zoneinfo.available_timezones())),
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=ZONES, clock=clocks())
def test_an_entry_is_of_the_day_that_was_meant(
    zone: Move, journal: Journal, name: str, clock: datetime
) -> None:
    zone(name)
    day = clock.date()
    made = Autocommit(journal).add_entry(source="text", text="x", at=local(clock))
    Autocommit(journal).set_analysis(made.id, analysis("joy"))
    shown = made.created_at.date()
    assert shown == day or (day in SKIPPED_WHOLE and shown > day)
    assert written(made.created_at).startswith(shown.isoformat())
    zone("America/St_Johns")  # wherever it is read later
    since = datetime.combine(shown, time())
    until = since + timedelta(days=1)
    assert [row.created_at.date() for row in journal.rows(Filter(since=since, until=until))] == [
        shown
    ]
    assert journal.rows(Filter(since=until)) == journal.rows(Filter(until=since)) == []
    (point,) = timeline(journal.moods(since, until)).points
    assert (point.at, point.entries) == (shown, 1)
    Autocommit(journal).delete(made.id)
    Autocommit(journal).purge()


def test_a_traveller_finds_each_entry_on_its_own_day(zone: Move, tmp_path: Path) -> None:
    """Written in Tokyo on the 1st and, after a flight over the date line, on the 1st once more."""
    made, _ = Journal.create(tmp_path / "journal", None)
    with made as journal:
        zone("Asia/Tokyo")
        Autocommit(journal).add_entry(source="text", text="Tokyo", at=datetime(2026, 3, 1, 8))
        Autocommit(journal).add_entry(
            source="text", text="next morning", at=datetime(2026, 3, 2, 6)
        )
        zone("Pacific/Honolulu")
        Autocommit(journal).add_entry(source="text", text="Honolulu", at=datetime(2026, 3, 1, 20))
        first = {"since": datetime(2026, 3, 1), "until": datetime(2026, 3, 2)}
        assert [e.text for e in journal.entries(Filter(**first))] == ["Honolulu", "Tokyo"]
        assert [e.text for e in journal.entries()] == ["Honolulu", "next morning", "Tokyo"]
