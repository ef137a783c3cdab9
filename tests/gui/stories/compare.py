"""What changed between two folders of pictures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

Pixels = NDArray[np.uint8]

MARK = np.array([230, 0, 120], np.uint8)
GAP = 8


@dataclass(frozen=True)
class Change:
    """A picture that is new, gone, or differs in `share` (0..1) of its pixels."""

    name: str
    what: str
    share: float


def compare(old: Path, new: Path, names: Iterable[str], out: Path) -> list[Change]:
    """Which of the pictures `names` are not in `new` as in `old`, those that changed most first.

    Each that changed is written to `out` beside the old one and the difference, which is marked.
    """
    changes = []
    for name in set(names):
        if not (old / name).exists() or not (new / name).exists():
            changes.append(Change(name, "new" if (new / name).exists() else "gone", 1.0))
            continue
        before, after = _same_size(read(old / name), read(new / name))
        differs = (before != after).any(axis=2)
        if differs.any():
            changes.append(Change(name, "changed", float(differs.mean())))
            out.mkdir(parents=True, exist_ok=True)
            write(_side_by_side(before, after, differs), out / name)
    return sorted(changes, key=lambda change: (-change.share, change.name))


def table(changes: Sequence[Change], pictures: int) -> str:
    """The changes as lines of text, with the share of the pixels that changed."""
    if not changes:
        return f"{pictures} pictures, all as before."
    width = max(len(change.name) for change in changes)
    lines = [
        f"{change.name:<{width}}  "
        + (f"{change.share:8.3%}" if change.what == "changed" else f"{change.what:>8}")
        for change in changes
    ]
    return "\n".join([*lines, f"{pictures} pictures, {len(changes)} not as before."])


def read(path: Path) -> Pixels:
    """The pixels [height, width, 3] of a picture. Raises ValueError if it is none."""
    image = QImage(str(path))
    if image.isNull():
        raise ValueError(f"{path} is no picture")
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def write(pixels: Pixels, path: Path) -> None:
    """Writes the pixels [height, width, 3] as a picture. Raises OSError."""
    height, width, _ = pixels.shape
    data = np.ascontiguousarray(pixels)
    image = QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    if not image.save(str(path)):
        raise OSError(f"{path} could not be written")


def _same_size(*pictures: Pixels) -> list[Pixels]:
    """The pictures with white to the right and below, as large as the largest."""
    height, width = (max(picture.shape[axis] for picture in pictures) for axis in (0, 1))
    return [
        np.pad(
            picture,
            ((0, height - picture.shape[0]), (0, width - picture.shape[1]), (0, 0)),
            constant_values=255,
        )
        for picture in pictures
    ]


def _side_by_side(before: Pixels, after: Pixels, differs: NDArray[np.bool_]) -> Pixels:
    """The old picture, the new one, and the new one pale with what differs marked."""
    marked = (192 + after // 4).astype(np.uint8)
    marked[differs] = MARK
    gap = np.full((len(before), GAP, 3), 128, np.uint8)
    return np.concatenate([before, gap, after, gap, marked], axis=1)
