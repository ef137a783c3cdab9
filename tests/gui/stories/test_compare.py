"""What counts as a difference between two folders of pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.gui.stories.compare import GAP, MARK, Change, Pixels, compare, read, table, write


def picture(height: int = 20, width: int = 33) -> Pixels:
    """Noise, of a width whose rows are padded in a file."""
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Folders for the old pictures, the new ones, and what differs."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    return old, new, tmp_path / "differences"


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write(picture(), tmp_path / "a.png")
    assert np.array_equal(read(tmp_path / "a.png"), picture())


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    with pytest.raises(ValueError, match="no picture"):
        read(tmp_path / "a.png")
    with pytest.raises(OSError, match="could not be written"):
        write(picture(), tmp_path / "none" / "a.png")


def test_a_changed_pixel_is_found_and_marked(sides: tuple[Path, Path, Path]) -> None:
    old, new, out = sides
    changed = picture()
    changed[3, 5] ^= 1
    write(picture(), old / "a.png")
    write(changed, new / "a.png")
    write(picture(), old / "b.png")
    write(picture(), new / "b.png")
    assert compare(old, new, ["a.png", "b.png"], out) == [Change("a.png", "changed", 1 / 660)]
    assert [path.name for path in out.iterdir()] == ["a.png"]
    beside = read(out / "a.png")
    assert np.array_equal(beside[:, :33], picture())
    assert np.array_equal(beside[:, 33 + GAP : 66 + GAP], changed)
    marked = (beside[:, 66 + 2 * GAP :] == MARK).all(axis=2)
    assert np.argwhere(marked).tolist() == [[3, 5]]


def test_another_size_is_a_difference(sides: tuple[Path, Path, Path]) -> None:
    old, new, out = sides
    write(np.full((10, 10, 3), 200, np.uint8), old / "a.png")
    write(np.full((10, 20, 3), 200, np.uint8), new / "a.png")
    assert compare(old, new, ["a.png"], out) == [Change("a.png", "changed", 0.5)]


def test_pictures_that_are_new_or_gone_are_told(sides: tuple[Path, Path, Path]) -> None:
    old, new, out = sides
    write(picture(), old / "gone.png")
    write(picture(), new / "new.png")
    changes = compare(old, new, ["gone.png", "new.png", "gone.png"], out)
    assert changes == [Change("gone.png", "gone", 1.0), Change("new.png", "new", 1.0)]
    assert not out.exists()


def test_the_table_names_each_with_its_share() -> None:
    changes = [Change("a-long-name.png", "gone", 1.0), Change("b.png", "changed", 0.01234)]
    assert table(changes, 9).splitlines() == [
        "a-long-name.png      gone",
        "b.png              1.234%",
        "9 pictures, 2 not as before.",
    ]
    assert table([], 9) == "9 pictures, all as before."
