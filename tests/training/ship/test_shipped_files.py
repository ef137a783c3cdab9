"""The folders in models/ as they ship."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from training import config
from training.report import publish
from training.ship import speech
from training.ship.export import fingerprint, read_config

pytestmark = pytest.mark.slow

FOLDERS = [config.MODELS / kind for kind in publish.KINDS]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_ships_is_what_the_manifest_says(folder: Any) -> None:
    manifest = tomllib.loads((config.MODELS / "manifest.toml").read_text(encoding="utf-8"))
    (entry,) = [model for model in manifest["model"] if model["folder"] == folder.name]
    values = read_config(folder)
    assert (entry["name"], entry["version"]) == (values["name"], values["version"])
    for file in entry["file"]:
        found = fingerprint(folder / file["name"])
        assert found == {"sha256": file["sha256"], "size": file["size"]}
        assert found == values["files"][file["name"]]


def test_the_speech_model_is_what_the_manifest_says() -> None:
    manifest = tomllib.loads((config.MODELS / "manifest.toml").read_text(encoding="utf-8"))
    [entry] = [model for model in manifest["model"] if model["kind"] == "speech"]
    assert config.MODELS / entry["folder"] == speech.folder()
    for file in entry["file"]:
        found = fingerprint(speech.folder() / file["name"])
        assert found == {"sha256": file["sha256"], "size": file["size"]}


@pytest.mark.parametrize("folder", [*FOLDERS, speech.folder()], ids=lambda folder: str(folder.name))
def test_what_ships_names_no_folder_of_the_machine_it_was_made_on(folder: Any) -> None:
    for path in folder.iterdir():
        assert not re.search(rb"(/home/|/root/|/work/|/tmp/|[A-Z]:\\Users)", path.read_bytes())


def test_the_shipped_tagger_has_goemotions_labels_in_order() -> None:
    values = read_config(config.MODELS / "emotion")
    assert tuple(values["labels"][: len(LABELS)]) == LABELS
    assert set(values["labels"][len(LABELS) :]) <= set(JOURNAL_LABELS)
    assert set(values["thresholds"]) == set(values["labels"])
    assert all(0 < value < 1 for value in values["thresholds"].values())
