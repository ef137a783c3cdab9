"""`samo analyse` on what is hardly a text: one result, one note or one error, and nothing else."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Samo
from tests.support.texts import HOSTILE

pytestmark = pytest.mark.slow

MILLION = 1_000_000
CONTROL = "".join(map(chr, range(1, 32)))
WORDLESS = {
    "empty": "",
    "white space": " \t\r\n\u2003",
    "no letters": "123 456 !? 😀",
    "control characters": CONTROL,
    "a megabyte of control characters": CONTROL * (MILLION // len(CONTROL)),
    "a megabyte of digits": "12 " * (MILLION // 3),
}
READ = {
    "control characters in words": f"I am glad.{CONTROL}\x1b[2JSo glad.",
    "languages": "I am happy today. Ich bin heute sehr froh. Je suis très contente.",
    "a megabyte of one word": "a" * MILLION,
    "a megabyte of two words": "so happy " * (MILLION // 9),
}


@pytest.mark.parametrize("text", WORDLESS.values(), ids=WORDLESS.keys())
def test_what_has_no_words_gets_one_note(samo: Samo, text: str) -> None:
    result = samo("analyse", stdin=text)
    assert (result.code, result.err) == (0, "")
    assert result.out.count("note: ") == 1
    assert "This text contains no words." in result.out
    found = samo("analyse", "--json", stdin=text).json
    assert (found["feelings"], found["sentences"], len(found["notes"])) == ([], [], 1)


@pytest.mark.parametrize("text", READ.values(), ids=READ.keys())
def test_what_has_words_gets_one_result(samo: Samo, text: str) -> None:
    result = samo("analyse", stdin=text)
    assert (result.code, result.err) == (0, "")
    parts = [line.split(":")[0] for line in result.out.splitlines()]
    assert parts[:3] == ["feelings", "valence", "summary"]
    assert set(parts[3:]) <= {"note"}  # of what is taken for another language than English
    assert not any(ord(character) < 32 and character != "\n" for character in result.out)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_line_of_json_gives_one_line_of_json(samo: Samo, text: str) -> None:
    result = samo("analyse", "--jsonl", stdin=json.dumps(text) + "\n" + '"I am glad."\n')
    assert (result.code, result.err) == (0, "")
    odd, glad = result.lines
    assert odd["notes"] or odd["models"]
    assert glad["valence"] > 0


def test_bytes_that_are_no_text_are_read_as_marks_and_told(samo: Samo) -> None:
    for result in (
        samo("analyse", "--json", stdin=b"I am \xe9 happy."),
        samo("analyse", "I am \udce9 happy.", "--json"),  # what Python makes of such an argument
        samo("analyse", "I am \ud83d happy.", "--json"),
    ):
        assert result.code == 0
        assert result.json["sentences"][0]["text"] == "I am \ufffd happy."
        assert "not valid text" in result.err
    result = samo("analyse", "--jsonl", stdin=b'"I am \xe9 happy."\n')
    assert result.lines[0]["sentences"][0]["text"] == "I am \ufffd happy."
    assert result.err.startswith("Part of line 1 is not valid text")


@pytest.mark.parametrize(
    "line",
    [b"[" * MILLION, b'{"a":' * 100_000, b"\xff\xfe", b"nonsense", b"{}", b'{"text": 1}', b"1e999"],
    ids=["deep", "deep objects", "no UTF-8", "no JSON", "no text", "a number", "infinity"],
)
def test_a_line_that_is_no_text_is_told_by_its_number(samo: Samo, line: bytes) -> None:
    result = samo("analyse", "--jsonl", stdin=b'"I am glad."\n' + line + b"\n")
    assert result.code == 1
    assert result.err.startswith("Line 2 is neither")
    (good,) = result.lines  # what came before it was analysed, as the hint says
    assert good["valence"] > 0


def test_a_summary_for_a_person_moves_no_cursor(samo: Samo) -> None:
    text = "I am glad \x1b]0;title\x07\x9b2J.\r"
    assert "glad �]0;title��2J" in samo("analyse", text).out
    assert (
        samo("analyse", text, "--json").json["sentences"][0]["text"].startswith("I am glad \x1b]")
    )
