"""Text models on disk: what ships works, and what is damaged says so."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from samo_desktop.domain.emotion import LABELS
from samo_desktop.errors import ModelError
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.summary.minilm import MiniLMEncoder
from samo_desktop.inference.text_model import TextModel, read_config
from tests.support.texts import HOSTILE, SENTENCES
from tests.support.tiny_text_model import make_tiny

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model() -> TextModel:
    return _encoder(catalogue.sentence_folder())


def _encoder(folder: Path) -> TextModel:
    return TextModel(folder, ["embeddings"])


def _fresh(model: TextModel, texts: Sequence[str]) -> NDArray[np.float32]:
    """What the model says when it remembers nothing."""
    model.cache.clear()
    return model.run(texts)[0]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the sentence encoder, to be damaged."""
    return Path(shutil.copytree(catalogue.sentence_folder(), tmp_path / "sentence"))


def _change_config(folder: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    file = folder / "config.json"
    config = json.loads(file.read_text("utf-8"))
    change(config)
    file.write_text(json.dumps(config), "utf-8")


def _refused(folder: Path, kind: Callable[[Path], object] = _encoder) -> ModelError:
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


def test_a_texts_neighbours_change_nothing(model: TextModel) -> None:
    """Beside others, many or few, in any order: not in the last digit."""
    alone = np.concatenate([_fresh(model, [text]) for text in SENTENCES])
    np.testing.assert_array_equal(_fresh(model, SENTENCES), alone)
    np.testing.assert_array_equal(_fresh(model, SENTENCES[:2]), alone[:2])
    np.testing.assert_array_equal(_fresh(model, SENTENCES[::-1]), alone[::-1])


@settings(max_examples=10, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8), st.randoms())
def test_permuted_texts_give_permuted_rows(
    model: TextModel, texts: list[str], random: random.Random
) -> None:
    order = random.sample(range(len(texts)), len(texts))
    rows = _fresh(model, texts)
    permuted = _fresh(model, [texts[at] for at in order])
    np.testing.assert_array_equal(permuted, rows[order])


def test_a_text_read_before_is_not_run_again(
    model: TextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = model.run(SENTENCES)[0]
    monkeypatch.setattr(model, "_session", None)
    again = model.run([*SENTENCES[3:], SENTENCES[0]])[0]
    np.testing.assert_array_equal(again, np.concatenate([first[3:], first[:1]]))
    model.cache.clear()
    with pytest.raises(ModelError):
        model.run(SENTENCES[:1])


def test_no_texts_give_no_rows(model: TextModel) -> None:
    assert model.run([])[0].shape == (0, 384)


def test_what_is_tokenised_once_serves_every_model_with_the_same_tokenizer(
    model: TextModel, tmp_path: Path
) -> None:
    emotion = TextModel(catalogue.emotion_folder(), ["logits", "embedding"])
    assert emotion.tokeniser is model.tokeniser
    texts = emotion.tokenise(SENTENCES)
    assert texts == list(SENTENCES)
    assert all(ours is theirs for ours, theirs in zip(model.tokenise(texts), texts, strict=True))
    other = TextModel(make_tiny(tmp_path / "tiny", LABELS), ["logits"])
    assert other.tokenise(texts)[0].ids != texts[0].ids


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_gives_numbers(model: TextModel, text: str) -> None:
    assert np.isfinite(_fresh(model, [text])).all()


def test_a_megabyte_of_text_is_cut_at_the_longest_that_the_model_reads(model: TextModel) -> None:
    long = "so happy " * 120_000
    start = "so happy " * 1_000
    np.testing.assert_array_equal(_fresh(model, [long]), _fresh(model, [start]))


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


@pytest.mark.parametrize("key", ["name", "version", "max_length", "files"])
def test_a_config_without_what_every_model_says_is_damage(copy: Path, key: str) -> None:
    _change_config(copy, lambda config: config.pop(key))
    assert "damaged or incomplete" in _refused(copy).message


@pytest.mark.parametrize("files", [None, [], {}, {"model.onnx": {}}, {"model.onnx": None}])
def test_a_config_without_checksums_is_damage(copy: Path, files: object) -> None:
    _change_config(copy, lambda config: config.update(files=files))
    assert "damaged or incomplete" in _refused(copy).message


def test_a_file_of_another_model_is_damage(copy: Path) -> None:
    shutil.copyfile(catalogue.emotion_folder() / "model.onnx", copy / "model.onnx")
    assert "damaged or incomplete" in _refused(copy).message


def test_a_model_without_the_output_is_damage() -> None:
    _refused(catalogue.sentence_folder(), lambda folder: TextModel(folder, ["logits"]))


def test_a_config_for_another_engine_is_damage(copy: Path) -> None:
    """The sentence encoder's folder has no labels, and without its dimensions is no encoder."""
    assert "damaged or incomplete" in _refused(copy, EncoderEmotion).message
    _change_config(copy, lambda config: config.pop("dimensions"))
    assert "damaged or incomplete" in _refused(copy, MiniLMEncoder).message


def test_a_failure_of_the_runtime_is_a_model_error(
    model: TextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def run(self, *_: Any) -> NoReturn:
            raise RuntimeError("bad allocation")

    model.cache.clear()
    monkeypatch.setattr(model, "_session", Broken())
    with pytest.raises(ModelError, match="failed on this text"):
        model.run(["Hello."])


def test_numbers_that_are_none_are_a_model_error(
    model: TextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def run(self, *_: Any) -> list[Any]:
            return [np.full((1, 384), np.nan, np.float32)]

    model.cache.clear()
    monkeypatch.setattr(model, "_session", Broken())
    with pytest.raises(ModelError, match="no usable result"):
        model.run(["Hello."])
