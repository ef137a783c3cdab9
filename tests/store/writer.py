"""A program that adds entries until it is killed, and says so after each one.

Run with the journal's folder, its passphrase and a name for its entries.
"""

import sys
from pathlib import Path

from samo_desktop.store.journal import Journal, NewJob
from tests.support.autocommit import Autocommit

with Journal.open(Path(sys.argv[1]), sys.argv[2] or None) as journal:
    number = 0
    while True:
        text = f"{sys.argv[3]} {number} " + "words " * (number * 37 % 900)
        entry = Autocommit(journal).add_entry(source="text", text=text, jobs=[NewJob("analyse")])
        if number % 3 == 0:
            Autocommit(journal).update_entry(entry.id, title=f"title {number}", tags=["tag"])
        print(entry.id, number, flush=True)
        number += 1
