"""Two plots as SVG text, written by hand: nothing to install, and the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 460, 400
LEFT, RIGHT, TOP, BOTTOM = 66, 18, 40, 52
INK, GRID, COLOURS = "#333333", "#dddddd", ("#0b6e99", "#c2571a", "#5b7f2b")
"""Three colours that differ in lightness too."""

Point = tuple[float, float]


@dataclass
class Canvas:
    """Axes over a range of x and y, on which lines, dots and words are drawn."""

    title: str
    x_name: str
    y_name: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    parts: list[str] = field(default_factory=list)

    def x(self, value: float) -> float:
        """Pixels from the left."""
        low, high = self.x_range
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        low, high = self.y_range
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    def line(self, points: Sequence[Point], colour: str, dashed: bool = False) -> None:
        """A line through points."""
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        dashes = ' stroke-dasharray="5 4"' if dashed else ""
        self.parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8"{dashes}/>'
        )

    def dot(self, point: Point, colour: str, hint: str, filled: bool = True) -> None:
        """A dot that tells `hint` where the pointer rests on it."""
        fill = colour if filled else "#ffffff"
        self.parts.append(
            f'<circle cx="{self.x(point[0]):.1f}" cy="{self.y(point[1]):.1f}" r="4" '
            f'fill="{fill}" stroke="{colour}" stroke-width="1.6">'
            f"<title>{escape(hint)}</title></circle>"
        )

    def words(self, x: float, y: float, text: str, anchor: str = "middle", more: str = "") -> None:
        """Text at pixels."""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(text)}</text>'
        )

    def ticks(self, values: Sequence[float], axis: str, write: Callable[[float], str]) -> None:
        """Lines of the grid across, each with its number."""
        for value in values:
            if axis == "x":
                at = self.x(value)
                ends = f'x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"'
                self.words(at, HEIGHT - BOTTOM + 17, write(value))
            else:
                at = self.y(value)
                ends = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"'
                self.words(LEFT - 7, at + 4, write(value), "end")
            self.parts.append(f'<line {ends} stroke="{GRID}"/>')

    def legend(self, entries: Sequence[tuple[str, str]], x: float, y: float) -> None:
        """Names in their colours, one below the other, from these pixels on."""
        for number, (name, colour) in enumerate(entries):
            self.words(x, y + 17 * number, name, "start", f' fill="{colour}" font-weight="bold"')

    def svg(self) -> str:
        """The whole picture."""
        middle = (TOP + HEIGHT - BOTTOM) / 2
        self.words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, self.x_name)
        self.words(15, middle, self.y_name, more=f' transform="rotate(-90 15 {middle:.1f})"')
        self.words(WIDTH / 2, 22, self.title, more=' font-weight="bold"')
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
                f'width="{WIDTH}" height="{HEIGHT}" role="img" font-family="sans-serif" '
                f'font-size="12" fill="{INK}">',
                f"<title>{escape(self.title)}</title>",
                f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
                *self.parts,
                "</svg>\n",
            ]
        )


def calibration(curves: Mapping[str, Sequence[Mapping[str, float]]]) -> str:
    """Frequency over probability, "before" with hollow dots and "after" with filled ones."""
    canvas = Canvas(
        "Does a probability mean what it says?",
        "probability that the model gives (mean of a bin)",
        "share of such cases that are true",
        (0.0, 1.0),
        (0.0, 1.0),
    )
    fifths = [number / 5 for number in range(6)]
    for axis in ("x", "y"):
        canvas.ticks(fifths, axis, lambda value: f"{value:.1f}")
    canvas.line([(0.0, 0.0), (1.0, 1.0)], INK, dashed=True)
    names = {"before": "before calibration", "after": "after"}
    for colour, key in zip(COLOURS[1::-1], names, strict=True):
        points = [(row["probability"], row["frequency"]) for row in curves[key]]
        canvas.line(points, colour)
        for point, row in zip(points, curves[key], strict=True):
            hint = f"{names[key]}: {row['pairs']} cases, {point[0]:.2f} said, {point[1]:.2f} true"
            canvas.dot(point, colour, hint, filled=key == "after")
    canvas.legend(list(zip(names.values(), COLOURS[1::-1], strict=True)), LEFT + 14, TOP + 22)
    return canvas.svg()


def steps(low: float, high: float) -> list[float]:
    """From three to nine round numbers that cover a range."""
    size = next(
        step for step in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2) if high - low <= 8 * step
    )
    first, last = int(low / size), -int(-high / size // 1)
    return [round(number * size, 4) for number in range(first, max(last, first + 1) + 1)]


def training_curves(history: Sequence[Mapping[str, Any]], name: str) -> str:
    """Macro F1 on dev, held out, over a run's epochs, a line for each kind of weights."""
    key = "held_out_macro_f1"
    kinds: dict[str, list[Point]] = {}
    for row in history:
        kinds.setdefault(row["weights"], []).append((float(row["epoch"]), float(row[key])))
    values = [value for points in kinds.values() for _, value in points]
    grid = steps(min(values), max(values))
    last = max(row["epoch"] for row in history)
    canvas = Canvas(
        f"{name}: macro F1 on dev",
        "epoch",
        "macro F1, held out",
        (0.5, last + 0.5),
        (grid[0], grid[-1]),
    )
    canvas.ticks(list(range(1, last + 1)), "x", lambda value: f"{value:.0f}")
    canvas.ticks(grid, "y", lambda value: f"{value:.3f}")
    for colour, (kind, points) in zip(COLOURS, kinds.items(), strict=False):
        canvas.line(points, colour)
        for point in points:
            canvas.dot(point, colour, f"{kind} weights, epoch {point[0]:.0f}: {point[1]:.4f}")
    names = [f"{kind} weights" for kind in kinds]
    canvas.legend(
        list(zip(names, COLOURS, strict=False)), WIDTH - RIGHT - 130, HEIGHT - BOTTOM - 34
    )
    return canvas.svg()


def write(path: Path, text: str) -> None:
    """Write a plot."""
    path.write_text(text, encoding="utf-8")
