"""write, show, list, edit, delete."""

from __future__ import annotations

from pathlib import Path

import pytest

from samo_desktop.domain.emotion import LABELS
from tests.cli.conftest import Samo

ENTRY_KEYS = {
    "id",
    "created_at",
    "title",
    "text",
    "source",
    "tags",
    "state",
    "audio",
    "transcript",
    "analysis",
    "error",
    "date_source",
}


@pytest.mark.usefixtures("journal")
def test_write_gives_an_analysed_entry(samo: Samo) -> None:
    result = samo(
        "write", "I got the job!", "--at", "2026-03-01T18:30+01:00", "--tag", "work", "--json"
    )
    assert result.code == 0
    entry = result.json
    assert set(entry) == ENTRY_KEYS
    assert entry["created_at"] == "2026-03-01T18:30:00+01:00"
    assert entry["tags"] == ["work"]
    assert (entry["source"], entry["state"], entry["audio"]) == ("text", "done", None)
    assert entry["analysis"]["sentences"][0]["text"] == "I got the job!"
    assert set(entry["analysis"]["probabilities"]) >= set(LABELS)
    assert samo("show", entry["id"][:4], "--json").json == entry


@pytest.mark.usefixtures("journal")
def test_the_global_options_may_stand_before_or_after_the_command(samo: Samo) -> None:
    before = samo("--json", "write", "A day.")
    after = samo("write", "A day.", "--json")
    assert before.json["text"] == after.json["text"] == "A day."


@pytest.mark.usefixtures("journal")
def test_write_reads_standard_input(samo: Samo) -> None:
    text = "Ñandú 😀 مرحبا\nsecond line"
    assert samo("write", "-", "--json", stdin=text).json["text"] == text
    assert samo("write", "--json", stdin="x y").json["text"] == "x y"


@pytest.mark.usefixtures("journal")
def test_list_is_newest_first_filtered_and_without_sentences(samo: Samo) -> None:
    for day, text, tag in ((1, "I am so happy!", "a"), (2, "I hate this.", "b"), (3, "Rain.", "a")):
        assert samo("write", text, "--at", f"2026-03-0{day}", "--tag", tag).code == 0
    everything = samo("list", "--json").lines
    assert [e["text"] for e in everything] == ["Rain.", "I hate this.", "I am so happy!"]
    assert "sentences" not in everything[0]["analysis"]
    assert [e["text"] for e in samo("list", "--tag", "a", "--json").lines] == [
        "Rain.",
        "I am so happy!",
    ]
    assert [e["text"] for e in samo("list", "--since", "2026-03-03", "--json").lines] == ["Rain."]
    assert len(samo("list", "--until", "2026-03-03", "--json").lines) == 2
    assert [e["text"] for e in samo("list", "--limit", "1", "--offset", "1", "--json").lines] == [
        "I hate this."
    ]
    feeling = everything[2]["analysis"]["feelings"][0]["label"]
    assert "I am so happy!" in [
        e["text"] for e in samo("list", "--feeling", feeling, "--json").lines
    ]


@pytest.mark.usefixtures("journal")
def test_an_empty_list_is_no_error(samo: Samo) -> None:
    result = samo("list", "--json")
    assert (result.code, result.out) == (0, "")


@pytest.mark.usefixtures("journal")
def test_edit_analyses_again(samo: Samo) -> None:
    before = samo("write", "I am so happy!", "--json").json
    after = samo("edit", before["id"], "--text", "I hate this.", "--title", "A day", "--json").json
    assert (after["id"], after["title"], after["text"]) == (before["id"], "A day", "I hate this.")
    assert after["analysis"]["valence"] < before["analysis"]["valence"]
    assert samo("edit", before["id"], "--tag", "x", "--json").json["tags"] == ["x"]
    assert samo("edit", before["id"], "--no-tags", "--json").json["tags"] == []
    assert samo("edit", before["id"]).code == 1


@pytest.mark.usefixtures("journal")
def test_delete_is_for_good(samo: Samo) -> None:
    entry = samo("write", "A day.", "--json").json
    assert samo("delete", entry["id"], "--json").json["id"] == entry["id"]
    assert samo("list", "--json").out == ""
    assert samo("show", entry["id"]).code == 1


def test_nothing_of_an_entry_can_be_read_in_the_folder(samo: Samo, journal: Path) -> None:
    words = ["marzipan", "lighthouse", "Bartholomew"]
    text = "I saw a marzipan lighthouse with Bartholomew."
    entry = samo("write", text, "--tag", "marzipan", "--json").json
    assert samo("edit", entry["id"], "--title", "lighthouse").code == 0
    files = [file for file in journal.rglob("*") if file.is_file()]
    assert files
    for file in files:
        content = file.read_bytes()
        assert not [w for w in words if w.encode() in content or w.encode("utf-16le") in content]


@pytest.mark.parametrize("text", ["", "   \n\t "])
@pytest.mark.usefixtures("journal")
def test_an_empty_text_is_refused(samo: Samo, text: str) -> None:
    result = samo("write", text)
    assert result.code == 1
    assert "empty" in result.err


@pytest.mark.usefixtures("journal")
def test_odd_texts_become_entries(samo: Samo) -> None:
    for text in (
        "😀😀",
        "12:30",
        "שלום עולם, מה שלומך היום?",
        "a" * 5000,
    ):
        entry = samo("write", "-", "--json", stdin=text).json
        assert (entry["state"], entry["text"]) == ("done", text)
    spanish = (
        "Hoy fui al mercado con mi madre y compramos pan, queso y unas flores para la mesa. "
        "Por la tarde estuve muy cansada, pero contenta de haber hablado con ella."
    )
    notes = samo("write", "-", "--json", stdin=spanish).json
    assert notes["analysis"]["feelings"] == []
    assert "'es'" in notes["analysis"]["notes"][0]
    assert samo("write", "😀", "--json").json["analysis"]["notes"]


@pytest.mark.usefixtures("journal")
def test_a_megabyte_of_text(samo: Samo) -> None:
    text = "We walked along the sea and I was glad. " * 3000
    entry = samo("write", "-", "--json", stdin=text).json
    assert entry["text"] == text
    assert entry["state"] == "done"


@pytest.mark.usefixtures("journal")
def test_bytes_that_are_no_text(samo: Samo) -> None:
    result = samo("write", "-", stdin=b"\xff\xfe\x00")
    assert result.code == 1
    assert "UTF-8" in result.err


@pytest.mark.usefixtures("journal")
def test_wrong_usage_is_told_apart(samo: Samo) -> None:
    assert samo("write", "x", "--at", "yesterday").code == 2
    assert samo("list", "--limit", "many").code == 2
    assert samo("frobnicate").code == 2
    assert samo("list", "--nope").code == 2
