"""What a model said of texts it has read, so that no text is read twice. Holds no text."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

Rows = tuple[NDArray[np.float32], ...]
"""One text's row of each output of a model."""

LIMIT = 2048
"""Texts that are remembered: of two outputs of 32 and 384 numbers, 4 bytes each, 3.5 MB at most."""


class ResultsCache:
    """The results of the last `limit` texts that were asked for, by their SHA-256. Thread-safe.

    Only hashes and numbers are kept, in memory, and gone with the program.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._rows: OrderedDict[bytes, Rows] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._rows)

    @staticmethod
    def key(text: str) -> bytes:
        """SHA-256 of `text`, which may hold lone surrogates."""
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()

    def get(self, key: bytes) -> Rows | None:
        """What was kept under `key`."""
        with self._lock:
            rows = self._rows.get(key)
            if rows is not None:
                self._rows.move_to_end(key)
            return rows

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._rows.clear()

    def put(self, key: bytes, rows: Rows) -> None:
        """Keep `rows`; the longest unasked-for make room."""
        with self._lock:
            self._rows[key] = rows
            self._rows.move_to_end(key)
            while len(self._rows) > self._limit:
                self._rows.popitem(last=False)
