"""docs/wording.md: every text that a person reads keeps to its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import catalogues

PAGE = Path(__file__).resolve().parents[2] / "docs" / "wording.md"
PATTERN = re.compile(r"`([^`]+)`")
PLACE = re.compile(r"\{[^{}]*\}")
"""What the program puts in: its name in the code is not read by anyone."""


def avoided() -> dict[str, str]:
    """The patterns that no text may match, each with what is said in place of it."""
    words, never = PAGE.read_text("utf-8").split("\n## Never\n")
    rows = [line.strip("| ").split(" | ") for line in words.splitlines() if line.startswith("| ")]
    found = {pattern: row[0] for row in rows for pattern in PATTERN.findall(row[-1])}
    for line in never.splitlines():
        row = line.strip("| ").split(" | ")
        found |= dict.fromkeys(PATTERN.findall(row[0]), row[-1])
    return found


def texts() -> list[tuple[str, str]]:
    """Every text of ours, with the first file that it stands in."""
    found = []
    for message in catalogues.extracted():
        files = [name for name, _line in message.locations if name.startswith("samo_desktop/")]
        each = message.id if isinstance(message.id, tuple) else (message.id,)
        found += [(text, files[0]) for text in each if files and text]
    return found


def compiled(pattern: str) -> re.Pattern[str]:
    """`pattern` as whole words, in whatever case."""
    ends = (r"\b" if pattern[0].isalpha() else "", r"\b" if pattern[-1].isalpha() else "")
    return re.compile(f"{ends[0]}(?:{pattern}){ends[1]}", re.IGNORECASE)


def wrong(text: str, patterns: dict[str, str]) -> list[str]:
    """What of `text` the page advises against, each with what to say instead."""
    read = PLACE.sub("", text)
    return [f"{avoid}: {say}" for avoid, say in patterns.items() if compiled(avoid).search(read)]


@pytest.mark.slow
def test_every_text_keeps_to_the_words() -> None:
    patterns = avoided()
    found = [
        f"{file}: {text!r} ({', '.join(w)})"
        for text, file in texts()
        if (w := wrong(text, patterns))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "What was heard",
        "Bring in recordings",
        "All is well!",
        "Where it lies",
        "The former key no longer works.",
        "Please wait...",
        "Neither a passphrase nor a recovery key of this journal is what was given.",
        "A few words that only you would put together do well.",
        "Your entries will stand here",
        "Found out by the model",
        "As the system",
        "2 times the time",
        "Marked is what the other side does not have.",
        "Said with 50 %: right in 3 of 10.",
        "It knows only English, not 'de'.",
        "Finishing what the last run left.",
    ],
)
def test_what_a_newcomer_stumbled_over_is_found(text: str) -> None:
    assert wrong(text, avoided())


def test_names_in_the_code_are_not_words() -> None:
    assert not wrong("Saved as {film}.", avoided())
