"""What a story is, and the views it is drawn in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.gui.stories.studio import Studio

SIZE = (1240, 820)


@dataclass(frozen=True)
class View:
    """How a window is looked at: its theme, the size of its type, and its own in pixels."""

    theme: str
    scale: float = 1.0
    size: tuple[int, int] = SIZE

    def __str__(self) -> str:
        """As in the name of a picture: "dark", "light-150", "dark-150-1280x800"."""
        scale = f"-{round(self.scale * 100)}" if self.scale != 1.0 else ""
        size = f"-{self.size[0]}x{self.size[1]}" if self.size != SIZE else ""
        return self.theme + scale + size


def views(*scales: float) -> tuple[View, ...]:
    """Both themes, with type of each of `scales`."""
    return tuple(View(theme, scale) for theme in ("light", "dark") for scale in scales)


USUAL = views(1.0)
LARGE = views(1.5)
BOTH_SCALES = views(1.0, 1.5)
SIZES = tuple(
    View(theme, scale, size)
    for theme in ("light", "dark")
    for scale, size in ((1.0, (1280, 800)), (1.0, (800, 560)), (1.5, (1280, 800)))
)

SMALL_AND_LARGE = (
    *USUAL,
    *(
        View(theme, scale, size)
        for theme, scale, size in (
            ("light", 1.0, (800, 500)),
            ("light", 2.0, (800, 500)),
            ("dark", 1.5, (1024, 700)),
            ("light", 2.0, (1920, 1080)),
        )
    ),
)
"""Both themes, and the extremes of window and type."""


@dataclass(frozen=True)
class Story:
    """`tell` takes the pictures, in each of `views`; `name` is "place.story"."""

    name: str
    tell: Callable[[Studio], None]
    views: tuple[View, ...] = USUAL
