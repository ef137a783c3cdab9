"""Bytes as text."""

from __future__ import annotations

import locale

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.system.plaintext import decode, decode_strictly

TEXT = st.text(st.characters(exclude_categories=["Cs"])).filter(
    lambda t: not t.startswith(("\ufeff", "\0"))  # UTF-16's mark and a NUL are UTF-32's mark
)


@given(TEXT, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_a_mark_says_how_to_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, 0)


@pytest.mark.parametrize("order", ["le", "be"])
def test_either_order_of_bytes(order: str) -> None:
    assert decode("\ufeffé".encode(f"utf-16-{order}")) == ("é", 0)


@given(st.binary())
def test_nothing_is_refused(content: bytes) -> None:
    text, bad = decode(content)
    text.encode()
    if bad:
        assert "\ufffd" in text
        with pytest.raises(ValueError, match="no text"):
            decode_strictly(content)


def test_bad_bytes_are_counted_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "utf-8")
    assert decode(b"a\xffb\xfec") == ("a\ufffdb\ufffdc", 2)
    assert decode("a\ufffdb".encode()) == ("a\ufffdb", 0)
    assert decode("\ufffd".encode() + b"\xff") == ("\ufffd\ufffd", 1)


@pytest.mark.parametrize("name", ["ANSI_X3.4-1968", "utf-8", "no such thing"])
def test_without_an_older_character_set_the_rest_is_kept(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: name)
    assert decode(b"caf\xe9") == ("caf\ufffd", 1)


def test_an_older_system_has_a_character_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getencoding", lambda: "ISO-8859-1")
    assert decode(b"caf\xe9") == ("café", 0)
    assert decode("café".encode()) == ("café", 0)
