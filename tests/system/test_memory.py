"""Memory that was freed, given back to the system."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator

import pytest

from samo_desktop.system import memory


@pytest.fixture(autouse=True)
def unknown_library() -> Iterator[None]:
    """Each test finds out anew which C library there is."""
    memory._malloc_trim.cache_clear()
    yield
    memory._malloc_trim.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's")
def test_what_was_freed_between_what_is_used_goes_back() -> None:
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    blocks = [libc.malloc(ctypes.c_size_t(64_000)) for _ in range(500)]
    for block in blocks[::2]:
        libc.free(block)
    try:
        assert memory.give_back()
    finally:
        for block in blocks[1::2]:
            libc.free(block)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_see_to_it_themselves(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert not memory.give_back()


def test_another_c_library_gives_nothing_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: object())
    assert not memory.give_back()
