"""docs/decisions: the index lists each record, and those that belong together name each other."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"
NAME = re.compile(r"(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md")
ROW = re.compile(r"^\| \[(\d+)\]\(([^)]+)\) \| (.+?) \| (.+?) \|$", re.MULTILINE)
OVERTURNS = re.compile(r"^Overturns (?:a part of )?\[(\d+)\]", re.MULTILINE)
OVERTURNED = re.compile(r"^Overturned (?:in part )?by \[(\d+)\]", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+)\)")


def records() -> dict[int, Path]:
    """The records by number; a number that is taken twice fails."""
    found: dict[int, Path] = {}
    for path in sorted(FOLDER.glob("*.md")):
        if path.name == "README.md":
            continue
        named = NAME.fullmatch(path.name)
        assert named, f"{path.name} is not named like 0001-a-few-words.md"
        assert int(named[1]) not in found, f"{path.name}: the number is taken"
        found[int(named[1])] = path
    return found


def pairs(pattern: re.Pattern[str]) -> set[tuple[int, int]]:
    """Which record names which others by `pattern`."""
    return {
        (number, int(other))
        for number, path in records().items()
        for other in pattern.findall(path.read_text("utf-8"))
    }


def test_the_index_lists_every_record_in_order() -> None:
    rows = ROW.findall((FOLDER / "README.md").read_text("utf-8"))
    listed = [(int(number), name, question) for number, name, question, _ in rows]
    assert listed == [
        (number, path.name, path.read_text("utf-8").split("\n", 1)[0].removeprefix("# "))
        for number, path in records().items()
    ]


def test_every_record_says_what_was_decided_and_why() -> None:
    for path in records().values():
        text = path.read_text("utf-8")
        assert re.match(r"# .+\?\n\n", text), f"{path.name} does not begin with its question"
        for part in ("Decision: ", "Why: ", "Weighed: "):
            assert re.search(rf"^{part}", text, re.MULTILINE), f"{path.name} lacks {part!r}"


def test_what_is_overturned_and_what_overturns_it_name_each_other() -> None:
    assert pairs(OVERTURNS) == {(new, old) for old, new in pairs(OVERTURNED)}


def test_links_lead_somewhere() -> None:
    for path in FOLDER.glob("*.md"):
        for link in LINK.findall(path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name} links to {link}"
