"""What a user taught the program about feelings: corrections, and feelings of their own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MIN_EXAMPLES, MAX_EXAMPLES = 5, 200
"""How many examples a feeling of one's own has: fewer say too little, more say nothing new."""
MAX_EXAMPLE_CHARACTERS = 2000
MAX_NAME_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class OwnFeeling:
    """A feeling that the user added: its name, sentences that express it, and when it was made."""

    name: str
    examples: tuple[str, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a feeling belongs to an entry (`wanted`), and the model's `probability` for it.

    `probability` is from before anything learned was applied. `explicit` ones the user said; others
    were left as they stood on an entry that the user corrected, which is a weak agreement.
    """

    label: str
    probability: float
    wanted: bool
    explicit: bool = True


def distinct_examples(lines: Iterable[str]) -> tuple[str, ...]:
    """`lines` with single spaces, without blank and repeated ones, in their order."""
    return tuple(dict.fromkeys(line for raw in lines if (line := " ".join(raw.split()))))


def same_name(name: str) -> str:
    """What two names of a feeling have in common that differ only in case or in their spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
