"""Ctrl+C for child processes of tests.

A suite that a script started in the background has SIGINT ignored, and so would its children:
they begin with `LISTEN`, which undoes what they inherited.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

LISTEN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"


def command(code: str) -> list[str]:
    """Python running `code`, which SIGINT interrupts."""
    return [sys.executable, "-c", LISTEN + code]


@contextmanager
def ignored() -> Iterator[None]:
    """As in the background of a script: what is started meanwhile ignores SIGINT."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
