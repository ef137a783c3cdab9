"""Names of files, as they can be shown."""

from __future__ import annotations

from pathlib import Path


def printable_name(path: Path) -> str:
    """The file's name, not too long, without characters that a terminal would obey."""
    name = "".join(c if c.isprintable() else "?" for c in path.name or str(path))
    return name if len(name) <= 80 else name[:79] + "…"
