from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from samo_desktop.inference.model_store.installed import problem_at_a_glance, read_card
from samo_desktop.inference.speech.whisper import Whisper
from tests.support.whisper_model import make_whisper
from training import config
from training.ship import speech
from training.ship.export import fingerprint

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model in the form in which Whisper base was published."""
    folder = tmp_path_factory.mktemp("original") / "whisper"
    make_whisper(folder, weights="float16")
    tokens = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
    (folder / "vocabulary.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def ship(original: Path) -> dict[str, Any]:
    digest = hashlib.sha256((original / "model.bin").read_bytes()).hexdigest()
    return {**config.shipping()["speech"], "original_sha256": digest}


def test_a_model_is_made_whole_with_its_card(
    original: Path, ship: dict[str, Any], tmp_path: Path
) -> None:
    made = tmp_path / "whisper-base"
    speech.export_speech(ship, original, made)
    assert Whisper(made).name == "whisper-base"
    assert problem_at_a_glance(made) == ""
    card = read_card(made)
    assert card is not None
    assert (card.source, card.licence, card.languages) == (ship["repository"], "MIT", ("*",))
    assert (made / "model.bin").stat().st_size < (original / "model.bin").stat().st_size


def test_parts_in_several_folders_make_the_same(
    original: Path, ship: dict[str, Any], tmp_path: Path
) -> None:
    content = (original / "model.bin").read_bytes()
    for number, part in enumerate((content[:1000], content[1000:]), 1):
        folder = tmp_path / f"part{number}" / "data"
        folder.mkdir(parents=True)
        (folder / f"model.bin.part{number}").write_bytes(part)
        for name in speech.BESIDE:
            (folder / name).write_bytes((original / name).read_bytes())
    speech.export_speech(ship, tmp_path, tmp_path / "made")
    speech.export_speech(ship, original, tmp_path / "direct")
    same = [fingerprint(tmp_path / name / "model.bin") for name in ("made", "direct")]
    assert same[0] == same[1]


def test_other_weights_than_the_original_are_refused(
    original: Path, ship: dict[str, Any], tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="another SHA-256"):
        speech.export_speech({**ship, "original_sha256": "0" * 64}, original, tmp_path / "made")
    assert not (tmp_path / "made").exists()
    with pytest.raises(FileNotFoundError, match=r"no model\.bin"):
        speech.export_speech(ship, tmp_path, tmp_path / "made")


def test_what_ships_is_whole_small_enough_and_what_its_card_says() -> None:
    files = speech.shipped()["files"]
    assert {name: fingerprint(speech.folder() / name) for name in files} == files
    assert sum(file["size"] for file in files.values()) < 85_000_000
