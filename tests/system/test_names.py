"""Names as a sentence can show them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.system.names import MOST, printable, shortened


@given(st.text(), st.integers(1, 100))
def test_any_name_can_be_shown(name: str, most: int) -> None:
    shown = printable(name, most)
    assert shown.isprintable()
    assert len(shown) <= most
    if name.isprintable() and len(name) <= most:
        assert shown == name


def test_what_is_left_out_is_told() -> None:
    assert shortened("a" * MOST) == "a" * MOST
    assert shortened("a" * (MOST + 1)) == "a" * (MOST - 1) + "…"
    assert printable("a\x1b[2Jb\u202e\udcff") == "a\ufffd[2Jb\ufffd\ufffd"
