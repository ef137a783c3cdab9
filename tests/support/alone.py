"""Changes of a journal that are transactions of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from samo_desktop.store.journal import Journal


class Alone:
    """The methods of a `Transaction`, each in a transaction of its own."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            with self._journal.transaction() as change:
                return getattr(change, name)(*arguments, **named)

        return call
