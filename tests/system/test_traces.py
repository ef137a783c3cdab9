"""Where an error comes from, without what it says."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from samo_desktop.errors import SamoError
from samo_desktop.paths import checked
from samo_desktop.system.traces import FIRST_FRAMES, LAST_FRAMES, MOST_LINES, kind, trace

WORDS = "lighthouse"
"""What no trace may hold: only where it is, is a user's secret."""


def caught(work: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as error:  # noqa: PT011 - whatever it raises
        work()
    return error.value


def fail() -> None:
    secret = WORDS
    raise ValueError(secret)


def fail_from_another() -> None:
    try:
        fail()
    except ValueError as error:
        raise SamoError(WORDS, WORDS) from error


def fail_while_failing() -> None:
    try:
        fail()
    except ValueError:
        raise KeyError(WORDS)  # noqa: B904 - a context without a cause


def fail_at_once() -> None:
    raise ExceptionGroup(WORDS, [caught(fail), ExceptionGroup(WORDS, [caught(fail_from_another)])])


def fail_with_a_note() -> None:
    error = RuntimeError(WORDS)
    error.add_note(WORDS)
    raise error


def fail_forever(depth: int = 0) -> None:
    fail_forever(depth + 1)


def fail_on_a_file() -> None:
    raise FileNotFoundError(errno.ENOENT, WORDS, WORDS)


def fail_to_parse() -> None:
    compile(f"{WORDS} = = 1", WORDS, "exec")


@pytest.mark.parametrize(
    "work",
    [
        fail,
        fail_from_another,
        fail_while_failing,
        fail_at_once,
        fail_with_a_note,
        fail_forever,
        fail_on_a_file,
        fail_to_parse,
        lambda: WORDS.encode().decode("utf-16-be").encode("ascii"),
        lambda: {}[WORDS],
        lambda: int(WORDS),
        lambda: getattr(object(), WORDS),
        lambda: getattr(None, WORDS),
    ],
)
def test_no_trace_holds_what_an_error_says(work: Callable[[], object]) -> None:
    told = trace(caught(work))
    assert WORDS not in told
    assert len(told.splitlines()) <= MOST_LINES


def test_kinds_and_lines_of_the_whole_chain() -> None:
    lines = trace(caught(fail_from_another)).splitlines()
    assert lines[0] == "ValueError"
    assert lines.index("caused") < lines.index("samo_desktop.errors.SamoError")
    assert any(line.endswith(" fail_from_another") and ".py:" in line for line in lines)
    assert "was being handled when came" in trace(caught(fail_while_failing))


def test_each_error_of_a_group_is_told() -> None:
    told = trace(caught(fail_at_once))
    assert told.count("of 2:") == 2
    assert "samo_desktop.errors.SamoError" in told


def test_a_loop_of_causes_ends() -> None:
    one, two = ValueError(WORDS), KeyError(WORDS)
    one.__cause__, two.__cause__ = two, one
    assert trace(one).splitlines() == ["KeyError", "caused", "ValueError"]


def test_the_middle_of_an_endless_recursion_is_left_out() -> None:
    lines = trace(caught(fail_forever)).splitlines()
    assert lines[0] == "RecursionError"
    assert len(lines) == 1 + FIRST_FRAMES + 1 + LAST_FRAMES


def test_a_system_error_has_its_name() -> None:
    assert kind(OSError(errno.ENOSPC, WORDS)) == "OSError [ENOSPC]"
    assert kind(OSError(WORDS)) == "OSError"


def test_files_are_named_from_their_package_on() -> None:
    told = trace(caught(lambda: checked(Path("a\0b"))))
    assert told.splitlines()[0] == "samo_desktop.errors.SamoError"
    assert told.splitlines()[-1].startswith("  samo_desktop/paths.py:")
    assert str(Path(__file__).parent) not in told
