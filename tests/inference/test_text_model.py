"""Text models on disk: what ships works, and what is damaged says so."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from samo_desktop.errors import ModelError
from samo_desktop.inference import catalogue
from samo_desktop.inference.emotion.minilm import MiniLMEmotion
from samo_desktop.inference.summary.minilm import MiniLMEncoder
from samo_desktop.inference.text_model import TextModel, read_config
from tests.support.texts import HOSTILE, SENTENCES


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel(catalogue.sentence_folder())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sentence encoder, to be damaged."""
    return Path(shutil.copytree(catalogue.sentence_folder(), tmp_path / "sentence"))


def _change_config(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    file = folder / "config.json"
    config = json.loads(file.read_text("utf-8"))
    change(config)
    file.write_text(json.dumps(config), "utf-8")


def _refused(folder: Path, kind: Callable[[Path], object] = TextModel) -> ModelError:
    with pytest.raises(ModelError) as caught:
        kind(folder)
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    assert f"'{folder.name}'" in caught.value.message
    return caught.value


def test_a_model_says_its_name_and_version(model: TextModel) -> None:
    assert model.name
    assert model.version
    assert read_config(catalogue.sentence_folder())["licence"]


BATCH = 8


def test_one_by_one_a_texts_neighbours_change_nothing(model: TextModel) -> None:
    alone = np.concatenate([model.run([text]) for text in SENTENCES])
    np.testing.assert_array_equal(model.run(SENTENCES), alone)


def test_rows_of_batches_come_in_the_order_of_the_texts(model: TextModel) -> None:
    """However many batches they make; each is nearest to what it is alone."""
    texts = [f"{sentence} {word}" for word in ("Yes.", "No!") for sentence in SENTENCES]
    assert len(texts) > BATCH
    alone = np.concatenate([model.run([text]) for text in texts])
    together = model.run(texts, batch=BATCH)
    assert together.shape == alone.shape
    assert ((together @ alone.T).argmax(axis=1) == np.arange(len(texts))).mean() >= 0.95


def test_the_same_texts_give_the_same_numbers(model: TextModel) -> None:
    np.testing.assert_array_equal(model.run(SENTENCES), model.run(SENTENCES))


def test_copies_of_a_text_beside_it_change_nothing(model: TextModel) -> None:
    """Without padding and other texts the range of the activations stays what it was."""
    five = model.run([SENTENCES[0]] * 5, batch=5)
    np.testing.assert_allclose(five, model.run([SENTENCES[0]]).repeat(5, axis=0), atol=1e-5)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_gives_numbers(model: TextModel, text: str) -> None:
    assert np.isfinite(model.run([text])).all()


def test_a_megabyte_of_text_is_cut_at_the_longest_that_the_model_reads(model: TextModel) -> None:
    long = "so happy " * 120_000
    start = "so happy " * 1_000
    np.testing.assert_array_equal(model.run([long]), model.run([start]))


def test_a_missing_folder_is_not_installed(tmp_path: Path) -> None:
    assert "not installed" in _refused(tmp_path / "emotion").message


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_damage(copy: Path, name: str) -> None:
    (copy / name).unlink()
    assert "damaged or incomplete" in _refused(copy).message


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_one_changed_byte_is_damage(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    assert "damaged or incomplete" in _refused(copy).message


def test_truncated_weights_are_damage(copy: Path) -> None:
    weights = copy / "model.onnx"
    weights.write_bytes(weights.read_bytes()[:-1])
    assert "damaged or incomplete" in _refused(copy).message


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_file_of_another_kind_is_damage_even_with_its_checksum(copy: Path, name: str) -> None:
    (copy / name).write_bytes(b"not a model")
    digest = hashlib.sha256(b"not a model").hexdigest()
    _change_config(copy, lambda config: config["files"][name].update(sha256=digest))
    assert "damaged or incomplete" in _refused(copy).message


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"{}", b'"text"', b"\xff\xfe", b'{"name": "x"}'],
    ids=["empty", "half", "list", "null", "no keys", "string", "not UTF-8", "only a name"],
)
def test_a_bad_config_is_damage(copy: Path, content: bytes) -> None:
    (copy / "config.json").write_bytes(content)
    assert "damaged or incomplete" in _refused(copy).message


@pytest.mark.parametrize("key", ["name", "version", "max_length", "pad_token_id", "files"])
def test_a_config_without_what_every_model_says_is_damage(copy: Path, key: str) -> None:
    _change_config(copy, lambda config: config.pop(key))
    assert "damaged or incomplete" in _refused(copy).message


@pytest.mark.parametrize("files", [None, [], {}, {"model.onnx": {}}, {"model.onnx": None}])
def test_a_config_without_checksums_is_damage(copy: Path, files: object) -> None:
    _change_config(copy, lambda config: config.update(files=files))
    assert "damaged or incomplete" in _refused(copy).message


def test_a_config_for_another_engine_is_damage(copy: Path) -> None:
    """The sentence encoder's folder has no labels, and without its dimensions is no encoder."""
    assert "damaged or incomplete" in _refused(copy, MiniLMEmotion).message
    _change_config(copy, lambda config: config.pop("dimensions"))
    assert "damaged or incomplete" in _refused(copy, MiniLMEncoder).message


def test_a_failure_of_the_runtime_is_a_model_error(
    model: TextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def run(self, *_: Any) -> NoReturn:
            raise RuntimeError("bad allocation")

    monkeypatch.setattr(model, "_session", Broken())
    with pytest.raises(ModelError, match="failed on this text"):
        model.run(["Hello."])


def test_numbers_that_are_none_are_a_model_error(
    model: TextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def run(self, *_: Any) -> list[Any]:
            return [np.full((1, 384), np.nan, np.float32)]

    monkeypatch.setattr(model, "_session", Broken())
    with pytest.raises(ModelError, match="no usable numbers"):
        model.run(["Hello."])
