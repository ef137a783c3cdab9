"""Long work is a generator of events that ends in exactly one result: how to run one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")


def result_of(work: Generator[A, None, T], each: Callable[[A], Any] = lambda _: None) -> T:
    """Runs `work` to its end, calls `each` with what it yields, and returns its result."""
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            result: T = end.value
            return result
        each(event)


def relay(work: Generator[A, None, T], to: Callable[[A], B]) -> Generator[B, None, T]:
    """`work` with what it yields put through `to`, for `result = yield from relay(...)`."""
    while True:
        try:
            event = next(work)
        except StopIteration as end:
            result: T = end.value
            return result
        yield to(event)
