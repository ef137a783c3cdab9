"""The Whisper model that ships, among those that a person installs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from samo_desktop import paths
from samo_desktop.domain.generators import result_of
from samo_desktop.errors import ModelError
from samo_desktop.inference.model_store import catalogue, model_catalog
from samo_desktop.inference.model_store.installed import CARD
from samo_desktop.inference.model_store.manager import ModelManager
from samo_desktop.settings import Settings
from tests.support.whisper_model import make_whisper
from training.ship.export import fingerprint

pytestmark = pytest.mark.slow
NAME = "whisper-base"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model of that name, with a card."""
    folder = make_whisper(tmp_path_factory.mktemp("made") / NAME)
    files = {file.name: fingerprint(file) for file in folder.iterdir()}
    card = {"name": NAME, "engine": "whisper", "licence": "MIT", "languages": ["*"], "files": files}
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")
    return folder


@pytest.fixture
def bundled(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """That model, as it ships."""
    monkeypatch.setattr(catalogue, "bundled_speech_folder", lambda: tmp_path / "speech")
    return Path(shutil.copytree(made, tmp_path / "speech" / NAME))


@pytest.fixture
def manager() -> ModelManager:
    return ModelManager(Settings)


def test_what_ships_is_listed_whole_and_has_the_figures_of_the_list() -> None:
    """The real one."""
    status = ModelManager(Settings).status(NAME)
    listed = model_catalog.find(NAME)
    assert (status.state, status.bundled, status.installable) == ("installed", True, False)
    assert (status.licence, status.languages) == ("MIT", ("*",))
    assert (status.memory, status.wer, status.quality) == (listed.memory, listed.wer, "fair")
    assert status.source == f"{listed.repository}@{listed.revision}"


def test_it_is_checked_and_neither_removed_nor_downloaded(
    manager: ModelManager, bundled: Path
) -> None:
    [checked] = result_of(manager.verify(NAME))
    assert (checked.ok, checked.problem) == (True, "")
    with pytest.raises(ModelError, match="part of SAMO and cannot be removed"):
        manager.remove(NAME)
    with pytest.raises(ModelError, match="part of SAMO"):
        result_of(manager.install(NAME))
    assert catalogue.whisper_folders() == [bundled]


def test_damage_is_found_and_says_to_reinstall(manager: ModelManager, bundled: Path) -> None:
    weights = bundled / "model.bin"
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + b"?")
    [checked] = result_of(manager.verify(NAME))
    assert checked.ok is False
    assert checked.problem.endswith("has changed since it was installed. Reinstall SAMO.")
    weights.write_bytes(content[:-1])
    status = manager.status(NAME)
    assert (status.state, status.bundled, status.installable) == ("damaged", True, False)
    assert status.problem.endswith("Reinstall SAMO.")
    assert catalogue.whisper_folders() == []


def test_a_copy_of_ones_own_stands_for_it_until_it_is_removed(
    manager: ModelManager, bundled: Path, made: Path
) -> None:
    own = Path(shutil.copytree(made, paths.user_models_folder() / NAME))
    assert [status.folder for status in manager.all() if status.name == NAME] == [str(own)]
    assert manager.status(NAME).bundled is False
    manager.remove(NAME)
    assert manager.status(NAME).folder == str(bundled)


def test_a_damaged_copy_of_ones_own_can_be_removed_and_is_not_used(
    manager: ModelManager, bundled: Path, made: Path
) -> None:
    own = Path(shutil.copytree(made, paths.user_models_folder() / NAME))
    (own / "config.json").unlink()
    assert catalogue.whisper_folders() == [bundled]
    assert (manager.status(NAME).state, manager.status(NAME).bundled) == ("damaged", False)
    manager.remove(NAME)
    assert manager.status(NAME).state == "installed"
