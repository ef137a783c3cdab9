"""A text that is being typed and is not saved yet."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from samo_desktop.domain import calendar

Purpose = Literal["entry", "edit", "examples"]
"""What the text is to become: a new entry, the text of the entry `target`, or the examples of the
feeling `target`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed so far, and what it is to become.

    `id` is 12 hexadecimal digits, and the id of the entry if it becomes a new one: so that a draft
    whose entry is there already can be told. `begun` is aware; `at` is the date asked for.
    """

    text: str = ""
    purpose: Purpose = "entry"
    target: str = ""
    tags: tuple[str, ...] = ()
    at: datetime | None = None
    begun: datetime = field(default_factory=calendar.now)
    id: str = field(default_factory=lambda: secrets.token_hex(6))

    def to_json(self) -> dict[str, Any]:
        """The draft as JSON-ready values."""
        return {
            "id": self.id,
            "begun": self.begun.isoformat(timespec="seconds"),
            "text": self.text,
            "purpose": self.purpose,
            "target": self.target,
            "tags": list(self.tags),
            "at": self.at and self.at.isoformat(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Draft:
        """The draft that `to_json` gave. Raises KeyError, TypeError or ValueError for another."""
        return cls(
            text=str(data["text"]),
            purpose=data["purpose"],
            target=str(data["target"]),
            tags=tuple(map(str, data["tags"])),
            at=datetime.fromisoformat(data["at"]) if data["at"] else None,
            begun=datetime.fromisoformat(data["begun"]),
            id=str(data["id"]),
        )
