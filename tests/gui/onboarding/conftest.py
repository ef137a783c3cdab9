"""Opening a journal takes its time here, as it does in the program."""

from __future__ import annotations

import pytest

from tests.gui.fakes import TestServices


@pytest.fixture
def services() -> TestServices:
    """Work is done on threads."""
    made = TestServices()
    made.threads = True
    return made
