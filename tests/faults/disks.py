"""Journals on disks that fill up: `python -m tests.faults.disks`; takes root, for the disks.

Each disk is a tmpfs of some size. On it a journal is made, written in, filled up and deleted from;
what was said to be saved must be there, and what was said to be gone must be gone.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from samo_desktop.errors import DamagedError, SamoError
from samo_desktop.store.jobs import NewJob
from samo_desktop.store.journal import Journal
from samo_desktop.store.vault import Cost
from tests.faults.recording import small_disk
from tests.support.autocommit import Autocommit

CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
SECRET = "plum tree and goat"
KIB = 1024
TEXTS = ("A quiet day.", "words " * 700, "more words " * 3000)


@dataclass
class Figures:
    """How often what happened."""

    refused: int = 0
    made: int = 0
    saved: int = 0
    unsaved: int = 0
    deleted: int = 0
    wrong: list[str] = field(default_factory=list)


def fill(disk: Path) -> None:
    """Leaves no byte free."""
    with (disk / "other").open("ab", buffering=0) as file:
        for size in (64 * KIB, 4 * KIB, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    assert shutil.disk_usage(disk).free == 0


def grow(disk: Path, size: str) -> None:
    """Makes the disk larger."""
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


def try_disk(disk: Path, secret: str | None, figures: Figures) -> None:
    """Makes a journal on a small disk and goes on until it is full and empty again."""
    folder = disk / "journal"
    try:
        Journal.create(folder, secret, cost=CHEAP)[0].close()
    except SamoError as error:
        figures.refused += 1
        if isinstance(error, DamagedError):
            figures.wrong.append(f"making it: {error.message}")
        if Journal.exists(folder):
            Journal.open(folder, secret, write=False).close()
        grow(disk, "8m")
        if not Journal.exists(folder):
            Journal.create(folder, secret, cost=CHEAP)[0].close()
        Journal.open(folder, secret).close()
        return
    figures.made += 1
    kept = write_until_full(folder, secret, figures)
    fill(disk)
    check(folder, secret, kept, figures, "full")
    if (folder / "reserve").exists():
        delete_all(folder, secret, kept, figures)
    (disk / "other").unlink()
    grow(disk, "8m")
    check(folder, secret, kept, figures, "at the end")
    with Journal.open(folder, secret) as journal:
        Autocommit(journal).add_entry(source="text", text="There is room again.")


def write_until_full(folder: Path, secret: str | None, figures: Figures) -> dict[str, str]:
    """Writes, edits and reopens until nothing fits any more; what is in the journal."""
    kept: dict[str, str] = {}
    for turn in range(400):
        try:
            with Journal.open(folder, secret) as journal:
                for text in TEXTS:
                    made = Autocommit(journal).add_entry(
                        source="text", text=text, jobs=[NewJob("analyse")]
                    )
                    kept[made.id] = text
                    Autocommit(journal).cancel_jobs(made.id)
                    figures.saved += 1
                first = next(iter(kept))
                Autocommit(journal).update_entry(first, text=f"Edited {turn}.")
                kept[first] = f"Edited {turn}."
        except SamoError as error:
            figures.unsaved += 1
            if isinstance(error, DamagedError):
                figures.wrong.append(f"writing: {error.message}")
            check(folder, secret, kept, figures, "after a refusal")
            break
    return kept


def delete_all(folder: Path, secret: str | None, kept: dict[str, str], figures: Figures) -> None:
    """Deletes every entry on a full disk, each in a run of its own, filling it up again."""
    for entry_id in list(kept)[:5]:
        try:
            with Journal.open(folder, secret) as journal:
                Autocommit(journal).delete(entry_id)
                Autocommit(journal).purge(entry_id)
        except SamoError as error:
            figures.wrong.append(f"deleting: {error.message}")
            return
        del kept[entry_id]
        figures.deleted += 1
        check(folder, secret, kept, figures, "after deleting")
        if not (folder / "reserve").exists():
            return


def check(
    folder: Path, secret: str | None, kept: dict[str, str], figures: Figures, when: str
) -> None:
    """Compares a journal with what it was said to hold."""
    try:
        with Journal.open(folder, secret, write=False) as journal:
            found = {entry.id: entry.text for entry in journal.entries()}
    except SamoError as error:
        figures.wrong.append(f"{when}, reading: {error.message}")
        return
    if found != kept:
        figures.wrong.append(f"{when}: {len(found)} entries, not {len(kept)}, or others")


def run(sizes: Iterable[int], secrets: Iterable[str | None]) -> Figures | None:
    """Tries disks of these sizes in KiB; None where no disk may be made."""
    figures = Figures()
    for size in sizes:
        for secret in secrets:
            with small_disk(f"{size}k") as disk:
                if disk is None:
                    return None
                os.chmod(disk, 0o700)  # noqa: PTH101 - the same for a mount
                try_disk(disk, secret, figures)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", type=int, default=12, help="KiB between two sizes")
    parser.add_argument("--most", type=int, default=3000, help="KiB of the largest disk")
    asked = parser.parse_args()
    figures = run(range(4, asked.most, asked.step), (None, SECRET))
    print(figures)


if __name__ == "__main__":
    main()
