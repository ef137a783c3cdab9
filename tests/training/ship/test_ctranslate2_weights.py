from __future__ import annotations

from pathlib import Path

import ctranslate2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.support.whisper_model import make_whisper
from training.ship import ctranslate2_weights as weights

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small Whisper model as CTranslate2 itself writes one."""
    folder = tmp_path_factory.mktemp("made") / "whisper"
    return make_whisper(folder, weights="float16")


def test_what_is_read_and_written_again_is_the_same_file(original: Path, tmp_path: Path) -> None:
    weights.write(weights.read(original / "model.bin"), tmp_path / "again.bin")
    assert (tmp_path / "again.bin").read_bytes() == (original / "model.bin").read_bytes()


def test_ctranslate2_loads_what_was_made_int8_and_hears_the_same(
    original: Path, tmp_path: Path
) -> None:
    made = weights.in_int8(weights.read(original / "model.bin"))
    weights.write(made, tmp_path / "model.bin")
    for name in ("config.json", "vocabulary.json"):
        (tmp_path / name).write_bytes((original / name).read_bytes())
    sound = np.random.default_rng(0).standard_normal((1, 80, 3000)).astype(np.float32)
    states = []
    for folder in (original, tmp_path):
        model = ctranslate2.models.Whisper(str(folder), compute_type="int8")
        assert model.compute_type in ("int8", "int8_float32")
        states.append(np.array(model.encode(ctranslate2.StorageView.from_array(sound))))
    np.testing.assert_array_equal(states[0], states[1])


def test_matrices_become_int8_with_a_scale_for_each_row_and_all_else_stays(original: Path) -> None:
    before = weights.read(original / "model.bin")
    after = weights.in_int8(before)
    matrices = {n for n, v in before.arrays.items() if n.endswith("/weight") and v.ndim == 2}
    assert matrices
    for name, values in before.arrays.items():
        found = after.arrays[name]
        assert found.shape == values.shape
        if name not in matrices:
            assert found.dtype == values.dtype
            continue
        scale = after.arrays[f"{name}_scale"]
        assert (found.dtype, scale.shape) == (np.int8, values.shape[:1])
        back = found.astype(np.float32) / scale[:, None]
        half = 0.5 / scale[:, None]
        assert np.all(np.abs(back - values.astype(np.float32)) <= half * 1.001)
    assert after.arrays.keys() - before.arrays.keys() == {f"{name}_scale" for name in matrices}


def test_names_that_stand_for_a_matrix_stand_for_its_scale_too() -> None:
    matrix = np.ones((2, 3), np.float16)
    made = weights.in_int8(weights.Weights("W", 3, {"a/weight": matrix}, {"b/weight": "a/weight"}))
    assert made.aliases == {"b/weight": "a/weight", "b/weight_scale": "a/weight_scale"}


def test_a_row_of_zeros_stays_one() -> None:
    values, scale = weights.per_row(np.array([[0, 0], [1, -2]], np.float16))
    assert values.tolist() == [[0, 0], [64, -127]]
    assert scale.tolist() == [1.0, 63.5]


@given(arrays(np.float16, (3, 5), elements=st.floats(-100, 100, width=16)))
def test_the_greatest_of_each_row_is_127(matrix: np.ndarray) -> None:
    values, scale = weights.per_row(matrix)
    assert np.all(np.isfinite(scale))
    for row, made in zip(matrix, values, strict=True):
        assert np.abs(made).max() == (127 if np.any(row) else 0)


def test_other_files_are_refused(original: Path, tmp_path: Path) -> None:
    content = (original / "model.bin").read_bytes()
    with pytest.raises(ValueError, match="version 5"):
        weights.parsed(b"\5\0\0\0" + content[4:])
    with pytest.raises(ValueError, match="more in the file"):
        weights.parsed(content + b"\0")
