"""What is printed: nothing that acts on a terminal, whoever reads it, wherever it goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samo_desktop.cli.output import Screen, printable
from samo_desktop.store.journal import Journal
from tests.cli.conftest import PASSPHRASE, Samo
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

EVIL = "a\x1b]0;title\x07\x9b2J\u202eback\u2066 b\rc\x7f"
ODD = [chr(n) for n in (*range(9), 11, 12, *range(14, 32), *range(127, 160))] + list(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def harmless(text: str) -> bool:
    return not any(character in text for character in ODD) and "\r" not in text.replace("\r\n", "")


def test_each_harmful_character_is_marked() -> None:
    assert printable("".join(ODD)) == "\ufffd" * len(ODD)
    assert printable("\r\n\t\r") == "\r\n\t\ufffd"
    assert printable("naïve 漢字 😀 שלום") == "naïve 漢字 😀 שלום"


@pytest.mark.usefixtures("journal")
def test_no_command_prints_what_acts_on_a_terminal(samo: Samo, tmp_path: Path) -> None:
    entry = samo("write", "-", "--tag", EVIL, "--json", stdin=EVIL).json
    assert entry["text"] == EVIL
    assert samo("edit", entry["id"], "--title", f"{EVIL}\nsecond").code == 0
    examples = tmp_path / "examples.txt"
    examples.write_text("".join(f"I miss the harbour, day {n}.\n" for n in range(6)), "utf-8")
    assert samo("feelings", "add", "x\u202ey", "--examples", examples).code in (0, 1)
    assert samo("draft", "list").code == 0
    for arguments in (
        ("list",),
        ("show", entry["id"]),
        ("show", EVIL),
        ("feelings", "list"),
        ("correct", entry["id"], "--add", EVIL),
        ("feelings", "remove", EVIL),
        ("feelings", "add", "x", "--examples", tmp_path / EVIL),
        ("add", tmp_path / f"{EVIL}.wav"),
        ("transcribe", EVIL, "--model", EVIL),
        ("models", "remove", EVIL),
        ("list", "--since", EVIL),
        ("list", "--journal", EVIL),
        ("list", f"--{EVIL}"),
        (EVIL,),
        ("edit", entry["id"], "--transcribe-with", EVIL),
        ("add", "x.wav", "--language", EVIL),
        ("delete", entry["id"]),
    ):
        result = samo(*arguments)
        assert result.code < 3, arguments
        assert harmless(result.out), arguments
        assert harmless(result.err), arguments
        if arguments == ("list",):
            assert len(result.out.splitlines()) == 1  # a title takes one line


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    journal, _ = Journal.create(tmp_path / "journal", PASSPHRASE)
    for number in range(40):
        Autocommit(journal).add_entry(source="text", text=f"Café ▮ {number} " + "long " * 500)
    journal.close()
    folder = str(tmp_path / "journal")
    return {**os.environ, "SAMO_JOURNAL": folder, "SAMO_PASSPHRASE": PASSPHRASE}


def shell(line: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`samo` as a part of a command line; $SAMO stands for it."""
    known = {**env, "PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(sys.path)}
    line = line.replace("$SAMO", '"$PYTHON" -m samo_desktop.cli.main')
    return subprocess.run(
        ["bash", "-c", line], env=known, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", ["list", "list --json", "--help"])
def test_who_has_read_enough_is_no_error(env: dict[str, str], command: str) -> None:
    done = shell(f"set -o pipefail; $SAMO {command} | head -c 5 >/dev/null", env)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full disk to lend")
@pytest.mark.parametrize("command", ["list", "list --json", "--help", "doctor"])
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_output_that_goes_nowhere_is_told(env: dict[str, str], command: str, where: str) -> None:
    done = shell(f"$SAMO {command} {where}", env)
    assert done.returncode == 1
    assert done.stderr.startswith("The result could not be written (")
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_without_a_place_for_messages_results_come_all_the_same(
    env: dict[str, str], where: str
) -> None:
    done = shell(f"$SAMO list --limit 1 --json {where}", env)
    assert done.returncode == 0
    assert json.loads(done.stdout)["text"].startswith("Café ▮")


def test_what_was_written_is_saved_though_nobody_is_told(env: dict[str, str]) -> None:
    done = shell("echo 'said to nobody' | $SAMO write >&-", env)
    assert done.returncode == 1
    with Journal.open(Path(env["SAMO_JOURNAL"]), PASSPHRASE, write=False) as journal:
        assert journal.entries(limit=1)[0].text == "said to nobody\n"


def test_a_closed_input_is_told(env: dict[str, str]) -> None:
    for command in ("write", "analyse", "analyse --jsonl"):
        done = shell(f"$SAMO {command} <&-", env)
        assert done.returncode == 1
        assert done.stderr.startswith("Nothing to read")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full disk to lend")
def test_a_recovery_key_is_never_lost_with_its_output(env: dict[str, str], tmp_path: Path) -> None:
    new = {**env, "SAMO_JOURNAL": str(tmp_path / "new")}
    done = shell("$SAMO init >/dev/full", new)
    assert done.returncode == 1
    [key] = [line for line in done.stderr.splitlines() if line.startswith("Recovery key: ")]
    Journal.open(tmp_path / "new", key.removeprefix("Recovery key: ")).close()
    closed = {**env, "SAMO_JOURNAL": str(tmp_path / "closed")}
    done = shell("$SAMO init >&-", closed)
    assert done.returncode == 1
    assert "Recovery key: " in done.stderr


@pytest.mark.parametrize(
    "changed",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1"},
    ],
)
def test_old_character_sets_get_question_marks(
    env: dict[str, str], changed: dict[str, str]
) -> None:
    done = shell("$SAMO list --limit 1 | LC_ALL=C tr '\\351' e; $SAMO show ▮ 2>&1", env | changed)
    assert "? 39 long" in done.stdout
    assert "There is no entry" in done.stdout
    assert done.stderr == ""


class Broken:
    """A stream whose disk is full."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")

    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_messages_that_cannot_be_shown_stop_nothing() -> None:
    screen = Screen(Broken(), needed=False)  # type: ignore[arg-type]
    screen.write("lost")
    screen.flush()
    assert not screen.works


@pytest.mark.skipif(os.name == "nt", reason="numbers of files are not given again there")
def test_no_file_takes_the_place_of_a_closed_output(tmp_path: Path) -> None:
    code = (
        "import os, sys; from samo_desktop.cli import main as door\n"
        "def run():\n"
        "    number = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY)\n"
        "    return 0 if number > 2 and sys.stdout is None else 9\n"
        "door.run = run; door.main()"
    )
    command = 'exec "$0" -c "$1" "$2" <&- >&- 2>&-'
    program = ["sh", "-c", command, sys.executable, code, str(tmp_path / "file")]
    assert subprocess.run(program, check=False).returncode == 0
