"""Every colour of the theme can be seen on every ground it is declared to stand on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.gui.style.colours import DARK, HUES, LIGHT, PLAIN, TINTS, Colours, needs
from tests.support.contrast import contrast, over

THEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def shades(colours: Colours, name: str, family: str = "") -> Iterator[tuple[str, QColor]]:
    """The colours that the name of a colour or of a ground stands for, each with its own name."""
    if name in TINTS:
        for each in [family] if family else HUES:
            tint = QColor(HUES[each])
            tint.setAlphaF(colours.tint_alpha[TINTS.index(name)])
            for ground in PLAIN:
                yield f"{each} {name} on {ground}", over(tint, QColor(getattr(colours, ground)))
    else:
        yield name, QColor(getattr(colours, name))


@THEMES
def test_every_colour_can_be_seen_where_it_stands(colours: Colours) -> None:
    weak = []
    measured = 0
    for name, ground, least in needs():
        inks = colours.families if name == "families" else {"": getattr(colours, name)}
        for family, ink in inks.items():
            for where, shade in shades(colours, ground, family):
                measured += 1
                found = contrast(QColor(ink), shade)
                if found < least:
                    weak.append(f"{name} {family} {ink} on {where}: {found:.2f} of {least}")
    assert weak == []
    assert measured > 300


def test_every_colour_says_where_it_stands() -> None:
    for each in fields(Colours):
        stands = any(each.metadata["needs"].values())
        assert stands or each.metadata.get("exempt") or each.name in PLAIN, each.name
    known = {*(each.name for each in fields(Colours)), *TINTS}
    assert {ground for _name, ground, _least in needs()} <= known


@THEMES
def test_what_is_disabled_looks_so(colours: Colours) -> None:
    for ground in (colours.paper, colours.field):
        enabled = contrast(QColor(colours.ink), QColor(ground))
        assert contrast(QColor(colours.faint), QColor(ground)) < enabled / 3
        assert contrast(QColor(colours.line), QColor(ground)) < 1.6


# Machado, Oliveira and Fernandes (2009): linear RGB as people with no red, green or blue cones
# see it.
_SEEN_BY = (
    np.eye(3),
    np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
)
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, seen_by: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB of a colour as somebody sees it."""
    part = np.array(QColor(colour).getRgbF()[:3])  # type: ignore[index]
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    xyz = _TO_XYZ @ np.clip(seen_by @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@THEMES
def test_families_differ_for_everybody(colours: Colours) -> None:
    assert set(colours.families) == set(FAMILIES) == set(HUES)
    for one, other in combinations(colours.families, 2):
        for seen_by in _SEEN_BY:
            distance = np.linalg.norm(
                lab(colours.families[one], seen_by) - lab(colours.families[other], seen_by)
            )
            assert distance > 10, (one, other, distance)
