"""Texts typed on a real terminal: whole, kept as drafts, and never begun in vain."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from samo_desktop.store.journal import Journal
from tests.cli.conftest import PASSPHRASE

pytest.importorskip("termios")
from tests.cli.terminal import LISTENS, Terminal

pytestmark = pytest.mark.slow

LONG = "Today was long, and I was glad about most of it. " * 130

Open = Callable[..., Terminal]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    journal, _ = Journal.create(tmp_path / "journal", PASSPHRASE)
    journal.close()
    return tmp_path / "journal"


@pytest.fixture
def env(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "SAMO_JOURNAL": str(folder),
        "SAMO_PASSPHRASE": PASSPHRASE,
        "TERM": "xterm",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


@pytest.fixture
def terminal(env: dict[str, str]) -> Iterator[Open]:
    opened: list[Terminal] = []

    def open_(*arguments: str, **changed: str) -> Terminal:
        opened.append(Terminal(*arguments, env=env | changed))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


def entries(folder: Path) -> list[str]:
    with Journal.open(folder, PASSPHRASE, write=False) as journal:
        return [entry.text for entry in journal.entries()]


def drafts(folder: Path) -> list[str]:
    with Journal.open(folder, PASSPHRASE, write=False) as journal:
        return [draft.text for draft in journal.drafts.all()]


def written(terminal: Open, folder: Path, keys: str | bytes) -> str:
    """The text of the one entry that `keys` make."""
    window = terminal("write")
    window.wait_for(LISTENS)
    window.type(keys)
    assert window.end() == 0, window.shown
    [text] = entries(folder)
    assert drafts(folder) == []
    return text


def test_a_line_of_any_length_is_kept_whole(terminal: Open, folder: Path) -> None:
    assert written(terminal, folder, LONG + "\n\x04") == LONG + "\n"


def test_bad_bytes_are_marked_and_told(terminal: Open, folder: Path) -> None:
    window = terminal("write")
    window.wait_for(LISTENS)
    window.type(b"a caf\xe9 and more\n\x04")
    assert window.end() == 0
    assert "One place in the input is not valid text" in window.shown
    assert entries(folder) == ["a caf\ufffd and more\n"]


def test_keys_edit_the_line(terminal: Open, folder: Path) -> None:
    keys = "\x1b[200~one\r\x04two\ttab\x1b[201~\r\ngrey day\x7f\x7f\x7fsky\x1b[D\n\x04three\n\x04"
    assert written(terminal, folder, keys) == "one\n\x04two\ttab\ngrey sky\nthree\n"


@pytest.mark.parametrize("number", [None, signal.SIGTERM], ids=str)
def test_stopping_keeps_a_draft(terminal: Open, folder: Path, number: int | None) -> None:
    window = terminal("write", "--tag", "sea")
    window.wait_for(LISTENS)
    window.type("I was by the sea\nand half a")
    if number is None:
        window.type("\x03")
        assert window.end() == 1
    else:
        window.wait_for("half a")
        assert window.kill(number) == 1
    assert "kept as a draft" in window.shown
    assert entries(folder) == []
    assert drafts(folder) == ["I was by the sea\nand half a"]

    again = terminal("write")
    again.wait_for(LISTENS)
    assert "There is an unsaved draft from" in again.shown
    assert "I was by the sea" in again.shown
    again.type("\x03")
    assert again.end() == 1
    assert "Nothing was typed" in again.shown

    saving = terminal("draft", "save", "--json")
    assert saving.end() == 0
    assert drafts(folder) == []
    with Journal.open(folder, PASSPHRASE, write=False) as journal:
        [entry] = journal.entries()
    assert (entry.text, entry.tags) == ("I was by the sea\nand half a", ("sea",))


def test_a_draft_outlives_a_kill(terminal: Open, folder: Path) -> None:
    window = terminal("write")
    window.wait_for(LISTENS)
    window.type("lost at sea?")
    window._until(lambda: bool(drafts(folder)), "no draft was kept")
    assert window.kill(signal.SIGKILL) == -signal.SIGKILL
    assert drafts(folder) == ["lost at sea?"]
    stored = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    assert b"lost at sea" not in stored


def test_a_window_that_is_closed_leaves_a_draft(terminal: Open, folder: Path) -> None:
    window = terminal("write")
    window.wait_for(LISTENS)
    window.type("typed, then closed")
    window.wait_for("then closed")
    window.close()
    window.end()
    assert drafts(folder) == ["typed, then closed"]
    assert entries(folder) == []


@pytest.mark.parametrize("why", ["held", "passphrase", "none"])
def test_what_stands_in_the_way_is_told_before_a_word_is_typed(
    terminal: Open, folder: Path, why: str
) -> None:
    changed = {
        "passphrase": {"SAMO_PASSPHRASE": "wrong"},
        "none": {"SAMO_JOURNAL": str(folder.parent / "none")},
    }.get(why, {})
    with Journal.open(folder, PASSPHRASE, write=why == "held"):
        window = terminal("write", **changed)
        assert window.end() == 1
    assert LISTENS not in window.shown


def test_nobody_takes_the_journal_while_one_types(terminal: Open, folder: Path) -> None:
    first = terminal("write")
    first.wait_for(LISTENS)
    second = terminal("write")
    assert second.end() == 1
    assert "Another program is using this journal" in second.shown
    first.type("still here\n\x04")
    assert first.end() == 0
    assert entries(folder) == ["still here\n"]


def test_wrong_settings_stop_nobody(terminal: Open, folder: Path, env: dict[str, str]) -> None:
    Path(env["SAMO_SETTINGS"]).write_text('theme = "blue"', "utf-8")
    window = terminal("write")
    window.wait_for(LISTENS)
    assert window.shown.count("The setting theme cannot be 'blue'") == 1
    window.type("written all the same\n\x04")
    assert window.end() == 0
    assert entries(folder) == ["written all the same\n"]


def test_editing_keeps_a_draft_too(terminal: Open, folder: Path) -> None:
    written(terminal, folder, "before\n\x04")
    with Journal.open(folder, PASSPHRASE, write=False) as journal:
        [entry] = journal.entries()
    window = terminal("edit", entry.id, "--text", "-")
    window.wait_for(LISTENS)
    window.type("after\x03")
    assert window.end() == 1
    assert entries(folder) == ["before\n"]
    assert terminal("draft", "save").end() == 0
    assert entries(folder) == ["after"]
    assert drafts(folder) == []


def test_a_text_to_analyse_may_be_as_long(terminal: Open) -> None:
    window = terminal("analyse", "--json")
    window.wait_for(LISTENS)
    window.type(LONG + "the end\n\x04")
    assert window.end() == 0
    assert window.shown.count('"text"') > 100
    assert "the end" in window.shown[window.shown.index('{"feelings"') :]


def test_the_terminal_is_given_back_as_it_was(terminal: Open, folder: Path) -> None:
    import termios

    window = terminal("write")
    before = termios.tcgetattr(window.fd)
    window.wait_for(LISTENS)
    assert not termios.tcgetattr(window.fd)[3] & termios.ICANON
    window.type("x\n\x04")
    window.wait_for("feelings")
    assert termios.tcgetattr(window.fd) == before
    assert window.end() == 0


@pytest.mark.parametrize("content", ["utf-16", "utf-8-sig"])
def test_a_pipe_is_read_whatever_wrote_it(env: dict[str, str], folder: Path, content: str) -> None:
    text = "Ein schöner Tag\n" * 2
    done = subprocess.run(
        [sys.executable, "-m", "samo_desktop.cli.main", "write", "--json"],
        input=text.encode(content),
        env=env,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    assert json.loads(done.stdout)["text"] == text
    assert entries(folder) == [text]


def test_a_pipe_that_is_cut_off_leaves_a_draft(env: dict[str, str], folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "samo_desktop.cli.main", "write"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=env,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdin
    assert process.stderr
    process.stdin.write(b"dictated so far")
    process.stdin.flush()
    while not drafts(folder):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert b"kept as a draft" in process.stderr.read()
    process.stdin.close()
    process.stderr.close()
    assert process.wait() == 1
    assert drafts(folder) == ["dictated so far"]
