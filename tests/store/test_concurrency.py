"""Many threads, several programs, and programs that are killed."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from samo_desktop.domain.filter import Filter
from samo_desktop.errors import JournalLockedError, SamoError
from samo_desktop.store.journal import Journal, NewJob
from tests.support.autocommit import Autocommit

from .helpers import CHEAP, PASSPHRASE, analysis, transcript

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def start_writer(folder: Path, name: str, passphrase: str = PASSPHRASE) -> subprocess.Popen[str]:
    writer = ["-W", "error", "-m", "tests.store.writer"]
    command = [sys.executable, *writer, str(folder), passphrase, name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_threads_may_do_anything_at_once(journal: Journal) -> None:
    each, threads = 12, 6

    def work(thread: int) -> None:
        for number in range(each):
            made = Autocommit(journal).add_entry(
                source="voice", text=f"{thread} {number}", tags=["t"], jobs=[NewJob("analyse")]
            )
            Autocommit(journal).set_transcript(made.id, transcript("heard"), replace_text=True)
            Autocommit(journal).set_analysis(made.id, analysis("joy"))
            found = journal.entry(made.id)
            assert (found.text, found.tags) == (f"{thread} {number}\n\nheard", ("t",))
            assert found.analysis is not None
            if job := Autocommit(journal).next_job(["analyse"]):  # perhaps another thread's
                Autocommit(journal).end_job(job.id, "done")
            assert journal.rows(Filter(feeling="joy"), limit=5)
            if number % 4 == 0:
                Autocommit(journal).delete(made.id)
                Autocommit(journal).purge(made.id)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    left = threads * each * 3 // 4
    (moods,) = journal.moods()
    assert journal.count() == journal.count(Filter(feeling="joy")) == len(moods.at) == left


def test_every_read_sees_one_moment(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="text", text="0", tags=["0"])
    stop = threading.Event()

    def change() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            Autocommit(journal).update_entry(made.id, text=str(number), tags=[str(number)])

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(200):
            found = journal.entry(made.id)
            assert found.tags == (found.text,)
    finally:
        stop.set()
        thread.join()


def test_closing_waits_for_what_is_being_written(journal: Journal) -> None:
    acknowledged: list[str] = []

    def write() -> None:
        while True:
            try:
                acknowledged.append(Autocommit(journal).add_entry(source="text").id)
            except SamoError:
                return

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    journal.close()
    for thread in threads:
        thread.join()
    with Journal.open(journal.folder, PASSPHRASE) as opened:
        assert {row.id for row in opened.rows()} == set(acknowledged)


def test_two_programs(folder: Path) -> None:
    Journal.create(folder, PASSPHRASE, cost=CHEAP)[0].close()
    writer = start_writer(folder, "other")
    with writer:
        try:
            assert writer.stdout is not None
            entry_id = writer.stdout.readline().split()[0]
            with pytest.raises(JournalLockedError):
                Journal.open(folder, PASSPHRASE)
            with Journal.open(folder, PASSPHRASE, write=False) as reader:
                assert reader.entry(entry_id).text.startswith("other 0")
                seen = reader.count()
                # What the pipe still holds may be older than that count: read past it.
                for _ in range(seen):
                    writer.stdout.readline()
                assert reader.count() > seen
        finally:
            writer.kill()
    Journal.open(folder, PASSPHRASE).close()


def test_killed_writer_loses_nothing_that_it_acknowledged(folder: Path) -> None:
    Journal.create(folder, PASSPHRASE, cost=CHEAP)[0].close()
    chance = random.Random()
    acknowledged: dict[str, str] = {}
    for life in range(6):
        writer = start_writer(folder, f"life {life}")
        with writer:
            assert writer.stdout is not None
            first = writer.stdout.readline()
            time.sleep(chance.uniform(0, 0.25))
            writer.kill()
            # A last line may be cut; it was not acknowledged then.
            lines = [first, *writer.stdout.read().splitlines(keepends=True)]
        for line in lines:
            if line.endswith("\n"):
                entry_id, number = line.split()
                acknowledged[entry_id] = f"life {life} {number} "
        with Journal.open(folder, PASSPHRASE) as opened:
            found = {entry.id: entry for entry in opened.entries()}
            for entry_id, start in acknowledged.items():
                assert found[entry_id].text.startswith(start)
            assert len(found) <= len(acknowledged) + life + 1
            assert {job.entry_id for job in opened.jobs()} == set(found)
            with opened._pool.reading() as connection:
                checks = ("cipher_integrity_check", "integrity_check", "foreign_key_check")
                problems = [tuple(row) for c in checks for row in connection.execute(f"PRAGMA {c}")]
            assert problems == [("ok",)]
