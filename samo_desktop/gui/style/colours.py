"""The colours of both themes. Each says what it stands on and how clearly it has to be seen there.

A test goes through all of them, so a new colour cannot be added without being measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

TEXT = 4.5
"""Contrast that text needs (WCAG 2.2, 1.4.3)."""
MARK = 3.0
"""Contrast that icons, borders, bars and the focus ring need (WCAG 2.2, 1.4.11)."""

PLAIN = ("paper", "rail", "raised", "field", "hover", "selected")
TINTS = ("tint", "strong_tint")
"""A family's hue over each of the plain grounds, as `Colours.tint_alpha` has it."""

HUES: Mapping[str, str] = MappingProxyType(
    {
        "joy": "#e69f00",
        "surprise": "#56b4e9",
        "sadness": "#0072b2",
        "fear": "#cc79a7",
        "anger": "#d55e00",
        "disgust": "#009e73",
        "neutral": "#8f8a82",
    }
)
"""Colour-blind-safe hues by Okabe and Ito, for tints; neutral is a grey."""


def _ground() -> Any:
    return field(metadata={"needs": {}})


def _text(*grounds: str, mark_on: tuple[str, ...] = ()) -> Any:
    return field(metadata={"needs": {TEXT: grounds, MARK: mark_on}})


def _mark(*grounds: str) -> Any:
    return field(metadata={"needs": {MARK: grounds}})


def _exempt(why: str) -> Any:
    return field(metadata={"needs": {}, "exempt": why})


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What each colour is for, and what it stands on."""

    paper: str = _ground()
    rail: str = _ground()
    raised: str = _ground()
    field: str = _ground()
    hover: str = _ground()
    selected: str = _ground()
    ink: str = _text(*PLAIN, *TINTS)
    muted: str = _text(*PLAIN)
    faint: str = _exempt("what is disabled")
    line: str = _exempt("hairlines, which only decorate")
    border: str = _mark(*PLAIN)
    scroll: str = _mark(*PLAIN)
    accent: str = _text(*PLAIN, mark_on=TINTS)
    accent_hover: str = _mark(*PLAIN)
    on_accent: str = _text("accent", "accent_hover")
    red: str = _mark(*PLAIN)
    red_hover: str = _mark("rail")
    on_red: str = _text("red", "red_hover")
    families: Mapping[str, str] = _mark(*PLAIN, *TINTS)
    """The hues made darker, or lighter, for icons and drawings."""
    tint_alpha: tuple[float, float] = _exempt("the opacity of a tint and of a strong one")

    def tokens(self) -> dict[str, str]:
        """The plain colours by their names."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, str)}


def needs() -> Iterator[tuple[str, str, float]]:
    """Each colour with each ground it stands on and the contrast that it needs there."""
    for each in fields(Colours):
        for contrast, grounds in each.metadata["needs"].items():
            for ground in grounds:
                yield each.name, ground, contrast


LIGHT = Colours(
    paper="#faf7f2",
    rail="#f3eee6",
    raised="#fffdf9",
    field="#fffdf9",
    ink="#1f1b16",
    muted="#655e54",
    faint="#a39b8e",
    line="#e0d8ca",
    border="#857b6b",
    hover="#ece5d9",
    selected="#e9e2d5",
    scroll="#857b6b",
    accent="#43508c",
    accent_hover="#35407a",
    on_accent="#ffffff",
    red="#b3261e",
    red_hover="#991e17",
    on_red="#ffffff",
    families=MappingProxyType(
        {
            "joy": "#926500",
            "surprise": "#1674a9",
            "sadness": "#004f86",
            "fear": "#933a6f",
            "anger": "#8f2f00",
            "disgust": "#004a37",
            "neutral": "#6b6760",
        }
    ),
    tint_alpha=(0.16, 0.36),
)
DARK = Colours(
    paper="#1b1916",
    rail="#151311",
    raised="#26231f",
    field="#211f1b",
    ink="#ece6dc",
    muted="#aaa194",
    faint="#6e675d",
    line="#383430",
    border="#81796d",
    hover="#2a2723",
    selected="#302c27",
    scroll="#81796d",
    accent="#aeb8f0",
    accent_hover="#c3cbf7",
    on_accent="#1b1916",
    red="#ce463c",
    red_hover="#b93a31",
    on_red="#ffffff",
    families=MappingProxyType(
        {
            "joy": "#ffbf33",
            "surprise": "#8fd0f5",
            "sadness": "#2ea3f2",
            "fear": "#ecc4dc",
            "anger": "#ff7f24",
            "disgust": "#00dba4",
            "neutral": "#a29d96",
        }
    ),
    tint_alpha=(0.20, 0.36),
)
