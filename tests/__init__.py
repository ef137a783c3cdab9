"""Tests and benchmarks."""

import samo_desktop  # noqa: F401 - before any library that would report to its maker
