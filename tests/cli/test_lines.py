"""What keys do to lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.cli.lines import PASTE_BEGINS, PASTE_ENDS, Lines


def typed(keys: bytes, size: int | None = None) -> Lines:
    """Lines after `keys`, which come in pieces of `size` bytes."""
    lines = Lines()
    size = size or max(len(keys), 1)
    for start in range(0, len(keys), size):
        lines.feed(keys[start : start + size], more=start + size < len(keys))
    return lines


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("grey day\x7f\x7f\x7fsky\n\x04", "grey sky\n"),
        ("a wet grey\x17blue\n\x04", "a wet blue\n"),
        ("gone\x15here\n\x04", "here\n"),
        ("caf\u00e9\x7fe\n\x04", "cafe\n"),
        ("one\r\ntwo\rthree\n\x04", "one\ntwo\nthree\n"),
        ("no line break at the end\x04\x04", "no line break at the end"),
        ("one\n\x04two\n\x04", "one\ntwo\n"),
        ("le\x1b[D\x1b[Cft\x1bOP\n\x04", "left\n"),
        ("\x1b[200~one\r\x04two\ttab\x1b[201~\n\x04", "one\n\x04two\ttab\n"),
        ("tab\there\n\x04", "tab\there\n"),
        ("e\u0301\x7fx\n\x04", "x\n"),
        ("\x7f\x17\x15a\n\x04", "a\n"),
        ("\x1bhello\n\x04", "hello\n"),
        ("\x04", ""),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, None])
def test_keys_edit_the_line(keys: str, text: str, size: int | None) -> None:
    lines = typed(keys.encode(), size)
    assert lines.content.decode() == text
    assert lines.ended


@given(st.binary(max_size=60), st.integers(1, 60))
def test_a_paste_is_kept_byte_for_byte_however_it_comes(content: bytes, size: int) -> None:
    plain = content.replace(b"\x1b", b"").replace(b"\r", b"")
    lines = typed(PASTE_BEGINS + plain + PASTE_ENDS, size)
    assert lines.content == plain
    assert not lines.ended


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40), st.integers(1, 9))
def test_what_is_shown_is_what_was_typed(text: str, size: int) -> None:
    lines, shown = Lines(), ""
    keys = text.encode()
    for start in range(0, len(keys), size):
        shown += lines.feed(keys[start : start + size])
    assert (shown, lines.content) == (text, keys)


@given(st.binary(max_size=80))
def test_nothing_that_is_typed_acts_on_the_terminal(keys: bytes) -> None:
    shown = Lines().feed(keys)
    drawn = shown.replace("\r\n", "").replace("\b \b", "").replace("\r\x1b[K", "")
    assert not any(character < " " and character != "\t" for character in drawn)


def test_control_d_before_it_listened_comes_as_nul() -> None:
    lines = Lines()
    lines.feed(b"ahead\n\0", ahead=True)
    assert lines.ended
    lines = Lines()
    lines.feed(b"a\n\0b", ahead=False)
    assert (lines.content, lines.ended) == (b"a\nb", False)


def test_a_line_of_an_old_terminal_is_erased_by_its_characters() -> None:
    lines = Lines("iso8859-1")
    lines.feed(b"caf\xe9\x7fe")
    assert lines.content == b"cafe"
    shown = Lines("iso8859-1").feed(b"\xe9")
    assert shown == "é"
