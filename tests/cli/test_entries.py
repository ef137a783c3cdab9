"""write, show, list, edit, delete, undelete."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import click
import pytest

from samo_desktop.domain.draft import Draft
from samo_desktop.domain.emotion import LABELS
from samo_desktop.store.journal import Journal
from samo_desktop.system.files import disk_full
from tests.cli.conftest import PASSPHRASE, Samo, Terminal

pytestmark = pytest.mark.slow

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
def test_deleted_entries_are_listed_no_more(samo: Samo) -> None:
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
    assert "No text" in result.err


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
    dutch = (
        "Vandaag ging ik met mijn moeder naar de markt en we kochten brood, kaas en bloemen. "
        "In de middag was ik erg moe, maar blij dat ik met haar had gesproken."
    )
    notes = samo("write", "-", "--json", stdin=dutch).json
    assert notes["analysis"]["feelings"] == []
    assert "Dutch" in notes["analysis"]["notes"][0]
    assert samo("write", "😀", "--json").json["analysis"]["notes"]


@pytest.mark.usefixtures("journal")
def test_a_megabyte_of_text(samo: Samo) -> None:
    text = "We walked along the sea and I was glad. " * 3000
    entry = samo("write", "-", "--json", stdin=text).json
    assert entry["text"] == text
    assert entry["state"] == "done"


@pytest.mark.usefixtures("journal")
def test_bytes_that_are_no_text_are_marked_and_told(samo: Samo) -> None:
    result = samo("write", "-", "--json", stdin=b"a caf\xe9 and more")
    assert (result.code, result.json["text"]) == (0, "a caf\ufffd and more")
    assert result.err == "One place in the input is not valid text and was marked with \ufffd.\n"


@pytest.mark.parametrize(
    "text", ["\ufeff", "\u200b\u2060", "\u3164", "\u00a0\u202f", "\u200e\u202a"]
)
@pytest.mark.usefixtures("journal")
def test_what_cannot_be_seen_is_empty(samo: Samo, text: str) -> None:
    for result in (samo("write", text), samo("write", stdin=text)):
        assert result.code == 1
        assert "No text" in result.err
    assert samo("draft", "list").out == ""


@pytest.mark.usefixtures("journal")
def test_tags_are_what_the_window_takes_them_for(samo: Samo) -> None:
    entry = samo("write", "x", "--tag", "#Work, cafe\u0301", "--tag", " work ", "--json").json
    assert entry["tags"] == ["Work", "café"]
    for tag in ("work", "#WORK", "café", "CAFE\u0301"):
        assert [e["id"] for e in samo("list", "--tag", tag, "--json").lines] == [entry["id"]]
    assert samo("list", "--tag", "cafe", "--json").out == ""
    assert samo("list", "--tag", "a, b").code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--limit", "-1"),
        ("list", "--limit", "99999999999999999999"),
        ("list", "--offset", "1" + "0" * 30),
        ("list", "--offset", "nan"),
        ("record", "--seconds", "nan"),
        ("record", "--seconds", "inf"),
        ("record", "--seconds", "1e400"),
        ("record", "--seconds", "-0"),
        ("list", "--journal", "n" * 256),
        ("list", "--passphrase-file", "ä" * 128),
        ("add", "n" * 300),
        ("transcribe", "n" * 300 + ".wav"),
        ("timeline", "--png", "n" * 300),
        ("feelings", "add", "x", "--examples", "n" * 300),
        ("models", "import", "n" * 300),
        ("add", "x.wav", "--language", "Klingon"),
    ],
)
def test_what_is_out_of_range_is_wrong_usage(samo: Samo, arguments: tuple[str, ...]) -> None:
    result = samo(*arguments)
    assert (result.code, result.out) == (2, "")
    assert "Error: Invalid value for" in result.err


@pytest.mark.usefixtures("journal")
def test_wrong_usage_is_told_apart(samo: Samo) -> None:
    assert samo("write", "x", "--at", "yesterday").code == 2
    assert samo("list", "--limit", "many").code == 2
    assert samo("frobnicate").code == 2
    assert samo("list", "--nope").code == 2


def test_deleting_can_be_undone_after_other_commands(samo: Samo, journal: Path) -> None:
    first, second = (samo("write", text, "--json").json["id"] for text in ("One.", "Two."))
    told = samo("delete", first)
    assert told.code == 0
    assert f"samo undelete {first}" in told.err
    assert "30 days" in told.err
    samo("delete", second, "--json")
    assert samo("list", "--json").lines == []
    assert "was deleted" in samo("show", first).err
    listed = samo("list", "--deleted", "--json").lines
    assert [each["id"] for each in listed] == [second, first]
    assert all(each["kept_until"] > each["deleted_at"] for each in listed)
    assert "kept until" in samo("list", "--deleted").out
    back = samo("undelete", first[:10], "--json").json
    assert (back["id"], back["text"], back["state"]) == (first, "One.", "done")
    assert [each["id"] for each in samo("list", "--json").lines] == [first]
    assert samo("undelete", first).code == 1


def test_for_good_is_asked_for(samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, gone = (samo("write", text, "--json").json["id"] for text in ("One.", "Two."))
    refused = samo("delete", kept, "--for-good")
    assert refused.code == 1
    assert "--yes" in refused.err
    assert samo("delete", gone).code == 0
    assert samo("delete", gone, "--for-good", "--yes", "--json").json["id"] == gone
    assert samo("list", "--deleted", "--json").lines == []
    assert samo("undelete", gone).code == 1
    assert [each["id"] for each in samo("list", "--json").lines] == [kept]
    assert samo("delete", kept, "--yes").code == 2
    assert samo("list", "--deleted", "--tag", "x").code == 2


def test_on_a_terminal_a_no_keeps_the_entry(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = samo("write", "One.", "--json").json["id"]
    asked: list[str] = []

    def answer(question: str, **_: object) -> bool:
        asked.append(question)
        raise click.Abort

    monkeypatch.setattr(click, "confirm", answer)
    monkeypatch.setattr("samo_desktop.cli.entries.sys", SimpleNamespace(stdin=Terminal()))
    assert samo("delete", entry, "--for-good").code == 1
    assert "One." in asked[0]
    monkeypatch.setattr(click, "confirm", lambda *_, **__: True)
    assert samo("delete", entry, "--for-good").code == 0
    assert samo("list", "--deleted", "--json").lines == []


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("room", [True, False], ids=["for the draft", "for nothing"])
def test_what_cannot_be_saved_is_kept_or_given_back(
    samo: Samo, monkeypatch: pytest.MonkeyPatch, room: bool
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise disk_full()

    with monkeypatch.context() as patch:
        patch.setattr("samo_desktop.services.entries.EntryService.write", full)
        if not room:
            patch.setattr("samo_desktop.store.drafts.Drafts.keep", full)
        result = samo("write", stdin="precious\nwords")
    assert (result.code, result.out) == (1, "")
    assert "The disk is full" in result.err
    assert ("precious\nwords" in result.err) == (not room)
    assert ("kept as a draft" in result.err) == room
    assert len(samo("draft", "list", "--json").lines) == room
    if room:
        assert samo("draft", "save", "--json").json["text"] == "precious\nwords"


def test_what_is_made_of_a_saved_entry_may_fail_and_the_entry_is_told_as_saved(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise disk_full()

    with monkeypatch.context() as patch:
        patch.setattr("samo_desktop.cli.common.do_work", full)
        result = samo("write", "--json", stdin="precious words")
    assert result.code == 1
    assert result.json["text"] == "precious words"
    assert "The entry is saved" in result.err
    assert "not saved" not in result.err
    assert len(samo("list", "--json").lines) == 1


def test_drafts_are_listed_while_another_program_holds_the_journal(
    samo: Samo, journal: Path
) -> None:
    with Journal.open(journal, PASSPHRASE) as held:
        held.drafts.keep(Draft("half a thought"))
        listed = samo("draft", "list", "--json")
    assert listed.code == 0
    assert [draft["text"] for draft in listed.lines] == ["half a thought"]


@pytest.mark.usefixtures("journal")
def test_without_any_input_nobody_is_asked_and_nothing_deleted(
    samo: Samo, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = samo("write", "A quiet day.", "--json").json
    monkeypatch.setattr("samo_desktop.cli.entries.sys", SimpleNamespace(stdin=None))
    result = samo("delete", "--for-good", entry["id"])
    assert result.code == 1
    assert "needs to be confirmed" in result.err
    assert len(samo("list", "--json").lines) == 1
