"""Experiments' files."""

from __future__ import annotations

from pathlib import Path

import pytest

from training import config


def test_every_file_is_an_experiment_or_an_ensemble() -> None:
    found = config.names()
    assert {"minilm", "shipped", "teachers", "screen"} <= set(found)
    for name in found:
        if config.is_ensemble(name):
            members = config.load_ensemble(name).members
            assert set(members) <= set(found)
        else:
            experiment = config.load(name)
            assert experiment.name == name
            assert {experiment.baseline, experiment.start, experiment.ensemble} <= {"", *found}


def test_what_ships_has_a_file_of_its_own() -> None:
    assert set(config.shipping()) == {"emotion", "emotion-languages", "sentence", "speech"}


def test_a_file_changes_only_what_it_says() -> None:
    screen, focal = config.load("screen"), config.load("screen-focal")
    changed = {key for key, value in focal.as_dict().items() if value != screen.as_dict()[key]}
    assert changed == {"name", "what", "baseline", "loss", "class_weights"}


def test_an_unknown_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.toml").write_text('members = ["a"]\ncolour = "red"\n', encoding="utf-8")
    monkeypatch.setattr(config, "CONFIGS", tmp_path)
    with pytest.raises(ValueError, match="colour"):
        config.load_ensemble("wrong")


def test_without_data_it_says_where_they_belong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMO_DATA", str(tmp_path / "none"))
    with pytest.raises(SystemExit, match="SAMO_DATA"):
        config.data_folder()
