"""The best model is the one with the most weights, whatever their precision and its name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from samo_desktop import paths
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.model_store.weights import weight_count
from samo_desktop.inference.models import Models
from tests.support.whisper_model import Size, make_whisper


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One model in both precisions, and a larger one whose file is smaller than its FP16."""
    root = tmp_path_factory.mktemp("made")
    make_whisper(root / "exact", size=Size(32), weights="float16")
    make_whisper(root / "rounded", size=Size(32), weights="int8")
    make_whisper(root / "larger", size=Size(48), weights="int8")
    return root


def _bytes(folder: Path) -> int:
    return (folder / "model.bin").stat().st_size


def _weights(folder: Path) -> int:
    return weight_count(folder / "model.bin")


def test_precision_changes_the_bytes_and_not_the_weights(made: Path) -> None:
    assert _bytes(made / "rounded") < _bytes(made / "exact")
    assert _weights(made / "rounded") == _weights(made / "exact")


def test_the_bundled_model_is_as_large_as_its_publisher_says() -> None:
    """72.6 million: "base" has 74 million in its paper, with positions that are computed here."""
    [bundled] = catalogue.whisper_folders()
    assert _weights(bundled) == pytest.approx(74e6, rel=0.03)


@pytest.mark.usefixtures("no_bundled_whisper")
def test_the_best_has_more_weights_even_in_a_smaller_file(made: Path) -> None:
    assert _bytes(made / "larger") < _bytes(made / "exact")
    user = paths.user_models_folder()
    named = {"whisper-tiny": "exact", "my voice": "larger", "tiny-int8": "rounded"}
    for name, model in named.items():
        shutil.copytree(made / model, user / name)
    names = [folder.name for folder in catalogue.whisper_folders()]
    assert names == ["my voice", "whisper-tiny", "tiny-int8"]
    models = Models()
    assert models.speech_model(SpeechOptions("auto", ("de",))).name == "my voice"
    assert models.speech_model(SpeechOptions("quick", ("de",))).name == "tiny-int8"


def test_a_file_that_is_replaced_is_counted_again(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "model.bin"
    for model in ("exact", "larger"):
        file.write_bytes((made / model / "model.bin").read_bytes())
        assert weight_count(file) == _weights(made / model)


@pytest.mark.parametrize("length", [0, 3, 40, 5_000])
def test_what_is_no_whole_list_of_weights_counts_its_bytes(
    made: Path, tmp_path: Path, length: int
) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes((made / "exact" / "model.bin").read_bytes()[:length])
    assert weight_count(file) == length


@pytest.mark.parametrize("content", [b"nothing of the kind", b"\6\0\0\0\1\0\0" + b"\xff" * 90])
def test_another_layout_counts_its_bytes(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "model.bin"
    file.write_bytes(content)
    assert weight_count(file) == len(content)
