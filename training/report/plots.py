"""The plots as SVG text, drawn by Matplotlib: the same values give the same text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import StringIO
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

COLOURS = ("#0b6e99", "#c2571a", "#5b7f2b")
"""Three colours that differ in lightness too."""
STYLE = {
    "svg.fonttype": "none",
    # Without it, the names of a picture's parts are drawn by lot.
    "svg.hashsalt": "training",
    "figure.figsize": (4.6, 4.0),
    "figure.constrained_layout.use": True,
    "axes.grid": True,
    "axes.titlesize": "medium",
    "grid.color": "#dddddd",
}


@contextmanager
def style() -> Iterator[None]:
    """Matplotlib as it comes, but for `STYLE`, whatever settings lie about."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


def svg(axes: Axes) -> str:
    """The picture that `axes` are in; no date, and no version of what drew it."""
    axes.legend()
    text = StringIO()
    metadata = {"Title": axes.get_title(), "Creator": None, "Date": None}
    axes.figure.savefig(text, format="svg", metadata=metadata)
    return "".join(line.rstrip() + "\n" for line in text.getvalue().splitlines())


@style()
def calibration(curves: Mapping[str, Sequence[Mapping[str, float]]]) -> str:
    """Frequency over probability, "before" with hollow dots and "after" with filled ones."""
    axes = Figure().subplots()
    axes.plot([0.0, 1.0], [0.0, 1.0], "--", color="#333333", linewidth=1.0)
    for key, colour, fill in (("before", COLOURS[1], "white"), ("after", COLOURS[0], COLOURS[0])):
        said = [row["probability"] for row in curves[key]]
        true = [row["frequency"] for row in curves[key]]
        name = f"{key} calibration"
        axes.plot(said, true, "o-", color=colour, markerfacecolor=fill, label=name)
    axes.set(
        title="Does a probability mean what it says?",
        xlabel="probability that the model gives (mean of a bin)",
        ylabel="share of such cases that are true",
    )
    return svg(axes)


@style()
def training_curves(history: Sequence[Mapping[str, Any]], name: str) -> str:
    """Macro F1 on dev, held out, over a run's epochs, a line for each kind of weights."""
    axes = Figure().subplots()
    kinds = dict.fromkeys(row["weights"] for row in history)
    for colour, kind in zip(COLOURS, kinds, strict=False):
        rows = [row for row in history if row["weights"] == kind]
        scores = [row["held_out_macro_f1"] for row in rows]
        label = f"{kind} weights"
        axes.plot([row["epoch"] for row in rows], scores, "o-", color=colour, label=label)
    axes.set(
        title=f"{name}: macro F1 on dev",
        xlabel="epoch",
        ylabel="macro F1, held out",
        xticks=sorted({row["epoch"] for row in history}),
    )
    return svg(axes)


@style()
def speech_frontier(rows: Sequence[Mapping[str, Any]]) -> str:
    """Word error rate over processor time; filled dots are the mean of five languages."""
    axes = Figure(figsize=(6.4, 4.2)).subplots()
    kinds = ((5, "mean of five languages", COLOURS[0]), (1, "English alone", COLOURS[1]))
    for languages, label, colour in kinds:
        chosen = [row for row in rows if row["languages"] == languages]
        spent = [row["of_real_time"] for row in chosen]
        wrong = [row["rate"] for row in chosen]
        axes.plot(spent, wrong, "o", color=colour, label=label)
        for row in chosen:
            at = (row["of_real_time"], row["rate"])
            axes.annotate(row["name"], at, (5, 5), textcoords="offset points", fontsize="small")
    axes.margins(x=0.35, y=0.15)
    axes.set(
        title="Words heard wrongly, and the time they take",
        xlabel="processor time over the length of the sound, two threads",
        ylabel="word error rate",
    )
    axes.set_xlim(left=0.0)
    axes.set_ylim(bottom=0.0)
    return svg(axes)
