"""`evaluate`: the table of goals, measured from the shipped files and the data.

Tells whether the card and RESULTS.md say the same, or, with `write`, writes them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from training import config
from training.evaluate import brighter, challenge, goals, shipped_model
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
    print("Measuring models/ through the program's own path; this takes some minutes.")
    results = measure(source)
    found = goals.complete({**publish.everything(), **results})
    print("\n" + goals.plain(found))
    print("\n" + "\n".join(goals.notes(found)), flush=True)
    if found["fp32"] is None:
        print(
            "The FP32 twin is not here (`python -m training export-emotion` makes it): what INT8 "
            "loses is told from dev, training/report/results/quantisation.json."
        )
    if write:
        for name, values in results.items():
            config.save_result(name, values)
        into_config(found)
        publish.write_all()
        return 0
    agrees = report_agreement(found)
    return 0 if agrees or not check else 1


def measure(source: Path) -> dict[str, Any]:
    """All that the shipped files can be measured on, by the files of report/results/."""
    return {
        "emotion-test": shipped_model.measure(source),
        "challenge": challenge.run(),
        brighter.RESULT: brighter.measure(source),
    }


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
    results = publish.everything()
    if "emotion-test" in results:
        faults = goals.disagreements(measured, goals.complete(results))
        folds = results.get("journal-folds")
        if folds is not None and folds["model"] != measured["model"]:
            faults.append(f"journal-folds.json is of {folds['model']}")
    else:
        faults = ["nothing has been published yet"]
    faults += [
        f"{path} was not written from training/report/results/" for path in publish.out_of_date()
    ]
    if faults:
        print("\nWhat is published does not agree:\n" + "\n".join(f"- {one}" for one in faults))
        return False
    print("\nThe card and RESULTS.md say the same (speed depends on the computer).")
    return True
