"""`evaluate`: the table of goals, measured from the shipped files and the data.

Tells whether the card and RESULTS.md say the same, or, with `write`, writes them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from training import config
from training.evaluate import challenge, goals, shipped_model
from training.report import publish
from training.ship.export import read_config, write_config

SUMMARY = (
    "macro_f1",
    "macro_f1_interval",
    "micro_f1",
    "micro_f1_interval",
    "ece_classwise",
    "rows",
)
NEEDED = (
    "goemotions/labels.txt",
    "goemotions/dev.tsv",
    "goemotions/test.tsv",
    "journal/entries.csv",
)
"""Files of the data that are read."""


def evaluate(write: bool = False, check: bool = False) -> int:
    """Measure, print, and write or compare; 1 without data, and with `check` on any difference."""
    source = data_there()
    if source is None:
        return 1
    print("Measuring models/emotion/ on GoEmotions' test split; this takes some minutes.")
    measured = shipped_model.measure(source)
    print("\n" + goals.plain(measured), flush=True)
    if measured["fp32"] is None:
        print(
            "The FP32 twin is not here (`python -m training export-emotion` makes it): what INT8 "
            "loses is told from dev, training/report/results/quantisation.json."
        )
    if write:
        config.save_result("emotion-test", measured)
        config.save_result("challenge", challenge.run())
        into_config(measured)
        publish.write_all()
        return 0
    agrees = report_agreement(measured)
    return 0 if agrees or not check else 1


def data_there() -> Path | None:
    """The folder with the data; None, and a sentence, if it or a file in it is missing."""
    folder = Path(os.environ.get("SAMO_DATA", config.ROOT.parent / "shared" / "data"))
    missing = [str(folder / name) for name in NEEDED if not (folder / name).is_file()]
    if missing:
        print(
            "The figures cannot be measured: "
            f"{', '.join(missing)} not found. Set SAMO_DATA to the folder that holds goemotions/ "
            "(the published files of GoEmotions) and journal/ (Lemotif's entries)."
        )
        return None
    return folder


def into_config(measured: dict[str, Any]) -> None:
    """Put the main figures into models/emotion/config.json."""
    values = read_config(shipped_model.FOLDER)
    test = measured["int8"]["test"]
    values["metrics"] = {"split": "GoEmotions test", **{key: test[key] for key in SUMMARY}}
    if measured["fp32"] is not None:
        values["metrics"]["fp32_macro_f1"] = measured["fp32"]["test"]["macro_f1"]
    write_config(shipped_model.FOLDER, values)


def report_agreement(measured: dict[str, Any]) -> bool:
    """Print whether what is published says the same, and tell."""
    published = publish.measured("emotion-test")
    faults = (
        ["nothing has been published yet"]
        if published is None
        else goals.disagreements(measured, published)
    )
    faults += [
        f"{path} was not written from training/report/results/" for path in publish.out_of_date()
    ]
    if faults:
        print("\nWhat is published does not agree:\n" + "\n".join(f"- {one}" for one in faults))
        return False
    print("\nThe card and RESULTS.md say the same (speed depends on the computer).")
    return True
