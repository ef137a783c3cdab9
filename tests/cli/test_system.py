"""init, doctor, demo, timeline, analyse, and how errors are told."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from samo_desktop import paths, settings
from samo_desktop.cli import commands, figures, system
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.cli.conftest import PASSPHRASE, Samo, Terminal

pytestmark = pytest.mark.slow


def test_init_prints_a_recovery_key_that_opens_the_journal(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE + "\n")
    folder = tmp_path / "journal"
    made = samo("init", "--journal", folder, "--passphrase-file", secret, "--json").json
    assert made["journal"] == str(folder)
    assert made["encrypted"] is True
    monkeypatch.setenv("SAMO_PASSPHRASE", made["recovery_key"])
    assert samo("list", "--journal", folder).code == 0
    monkeypatch.setenv("SAMO_PASSPHRASE", PASSPHRASE)
    assert samo("list", "--journal", folder).code == 0


def test_init_without_encryption_says_so(samo: Samo, tmp_path: Path) -> None:
    result = samo("init", "--no-encryption", "--journal", tmp_path / "j", "--json")
    assert result.json == {
        "journal": str(tmp_path / "j"),
        "encrypted": False,
        "recovery_key": None,
    }
    assert "NOT encrypted" in result.err
    assert samo("list", "--journal", tmp_path / "j").code == 0


def test_what_init_refuses(samo: Samo, journal: Path, tmp_path: Path) -> None:
    assert samo("init").code == 1  # there is one already
    file = tmp_path / "file"
    file.write_text("x")
    assert samo("init", "--journal", file).code == 1
    assert samo("init", "--journal", file / "below").code == 1


@pytest.mark.parametrize("weak", ["", "a", "password", "        ", "12345678", "samo journal"])
def test_init_takes_no_passphrase_that_is_easily_guessed(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weak: str
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(weak + "\n")
    refused = samo("init", "--journal", tmp_path / "j", "--passphrase-file", secret)
    assert (refused.code, refused.out) == (1, "")
    assert "words" in refused.err
    monkeypatch.setenv("SAMO_PASSPHRASE", weak)
    assert samo("init", "--journal", tmp_path / "j").code == 1
    assert not (tmp_path / "j").exists()


def test_on_a_terminal_init_asks_until_the_passphrase_is_good(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["password", "a", PASSPHRASE]
    monkeypatch.setattr(system, "passphrase", lambda *, new: typed.pop(0))
    monkeypatch.setattr(system, "sys", SimpleNamespace(stdin=Terminal(), stdout=sys.stdout))
    made = samo("init", "--journal", tmp_path / "j")
    assert made.code == 0
    assert typed == []
    assert made.err.count("passphrase") == 2
    Journal.open(tmp_path / "j", PASSPHRASE).close()


def test_a_journal_with_a_weak_passphrase_still_opens(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Journal.create(tmp_path / "old", "a")[0].close()
    monkeypatch.setenv("SAMO_PASSPHRASE", "a")
    assert samo("list", "--journal", tmp_path / "old").code == 0


def test_a_new_recovery_key_takes_the_place_of_the_former(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "j"
    monkeypatch.setenv("SAMO_PASSPHRASE", PASSPHRASE)
    first = samo("init", "--journal", folder, "--json").json["recovery_key"]
    with Journal.open(folder, PASSPHRASE, write=False) as journal:
        assert journal.key_saved, "it was printed"
    monkeypatch.setenv("SAMO_PASSPHRASE", "not it at all")
    assert samo("recovery-key", "--journal", folder).code == 1
    monkeypatch.setenv("SAMO_PASSPHRASE", PASSPHRASE)
    made = samo("recovery-key", "--journal", folder)
    assert "no longer works" in made.out
    assert "nobody can open" in made.out
    second = samo("recovery-key", "--journal", folder, "--json").json["recovery_key"]
    assert second not in (first, made.out)
    for key, code in ((first, 1), (second, 0)):
        monkeypatch.setenv("SAMO_PASSPHRASE", key)
        assert samo("list", "--journal", folder).code == code
    samo("init", "--no-encryption", "--journal", tmp_path / "plain")
    assert samo("recovery-key", "--journal", tmp_path / "plain").code == 1


def test_no_passphrase_given(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SAMO_PASSPHRASE")
    result = samo("list")
    assert result.code == 1
    assert "passphrase" in result.err
    assert samo("list", "--passphrase-file", tmp_path / "missing").code == 1


def test_wrong_passphrase(samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMO_PASSPHRASE", "wrong")
    result = samo("list")
    assert result.code == 1
    assert result.out == ""


def test_no_journal_yet(samo: Samo, tmp_path: Path) -> None:
    result = samo("list", "--journal", tmp_path / "nowhere")
    assert result.code == 1
    assert "Make one with" in result.err


def test_two_programs_at_once(samo: Samo, journal: Path) -> None:
    with Journal.open(journal, PASSPHRASE):
        refused = samo("write", "A day.")
        assert refused.code == 1
        assert "nother program" in refused.err
        assert samo("list").code == 0  # reading is fine


def test_a_journal_that_cannot_be_written(samo: Samo, journal: Path) -> None:
    database = journal / "journal.db"
    database.write_bytes(b"not a database" * 100)
    result = samo("list")
    assert result.code == 1
    assert len(result.err.splitlines()) <= 2


@pytest.mark.usefixtures("journal")
def test_timeline(samo: Samo, tmp_path: Path) -> None:
    for day in (1, 8, 20):
        samo("write", "I love this.", "--at", f"2026-03-{day:02}")
    files = {kind: tmp_path / f"chart-{kind}" for kind in ("png", "svg", "csv")}
    wanted = [x for kind, file in files.items() for x in (f"--{kind}", file)]
    result = samo("timeline", "--by", "week", *wanted, "--json")
    assert set(result.json) == {"points", "notes"}
    assert [p["at"] for p in result.json["points"]] == ["2026-02-23", "2026-03-02", "2026-03-16"]
    assert files["png"].read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in files["svg"].read_bytes()
    assert len(files["csv"].read_text().splitlines()) == 4
    assert samo("timeline", "--png", tmp_path / "no" / "chart.png").code == 1
    assert samo("timeline", "--since", "2030-01-01", "--json").json["points"] == []


def test_analyse(samo: Samo) -> None:
    analysis = samo("analyse", "I am so sorry. It was my fault.", "--json").json
    assert set(analysis) == {
        "feelings",
        "probabilities",
        "valence",
        "summary",
        "sentences",
        "models",
        "elapsed",
        "notes",
    }
    assert "remorse" in [f["label"] for f in analysis["feelings"]]
    assert samo("analyse", "").code == 0
    assert "no words" in samo("analyse", "").out


def test_analyse_lines_in_order(samo: Samo) -> None:
    texts = ["I love it.", "", "I hate it!", "It rains. I am bored."]
    lines = [json.dumps(t if i % 2 else {"text": t}) for i, t in enumerate(texts)]
    result = samo("analyse", "--jsonl", stdin="\n".join([*lines, ""]))
    assert len(result.lines) == 4
    assert result.lines[0]["valence"] > 0 > result.lines[2]["valence"]
    assert result.lines[1]["notes"]
    assert len(result.lines[3]["sentences"]) == 2
    bad = samo("analyse", "--jsonl", stdin='"fine"\n{"no": 1}\n')
    assert bad.code == 1
    assert "Line 2" in bad.err


def test_doctor_tells_what_works(samo: Samo) -> None:
    found = samo("doctor", "--json").json["checks"]
    assert {"name", "ok", "detail", "hint"} == set(found[0])
    by_name = {check["name"]: check for check in found}
    assert by_name["speech model"]["ok"]
    assert by_name["feelings model"]["ok"]
    assert not by_name["journal"]["ok"]
    assert all(check["hint"] for check in found if not check["ok"])


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (Settings(engine="moonshine"), "moonshine-tiny-en@0.1.0, for any language"),
        (Settings(engine="quick", languages=("en",)), "moonshine-tiny-en@0.1.0, for English"),
    ],
)
def test_doctor_names_the_speech_model_in_use(samo: Samo, chosen: Settings, says: str) -> None:
    settings.save(chosen, paths.settings_file())
    checks = samo("doctor", "--json").json["checks"]
    assert next(check["detail"] for check in checks if check["name"] == "speech model") == says


def test_demo(samo: Samo) -> None:
    result = samo("demo", "--json")
    assert result.code == 0
    assert result.json["entry"]["state"] == "done"
    assert Path(result.json["chart"]).read_bytes().startswith(b"\x89PNG")


def test_ctrl_c_that_another_error_tells_of_is_no_bug(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise ImportError("cut short") from error

    monkeypatch.setattr(Journal, "entries", broken)
    result = samo("list")
    assert result.code == 1
    assert "Stopped." in result.err


def test_importing_the_command_line_loads_no_window_and_no_model() -> None:
    code = (
        "import sys, samo_desktop.cli.commands;"
        "print([m for m in ('PySide6','onnxruntime','faster_whisper','sqlite_utils','matplotlib',"
        "'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_version_and_help(samo: Samo) -> None:
    assert samo("--version").out.startswith("samo")
    listed = samo("--help").out
    for name in commands.samo.commands:
        assert name in listed


def test_bench_tells_each_figure_as_soon_as_it_is_measured(
    samo: Samo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    def measure(settings: object, say: object, tell: Callable[[Any], None]) -> Any:
        found = [{"name": name, "value": 1.0, "unit": "s"} for name in ("first", "second")]
        for figure in found:
            tell(figure)
            told.append(capsys.readouterr().out)
        return {"figures": found, "models": {}}

    monkeypatch.setattr(figures, "measure", measure)
    assert samo("bench").code == 0
    assert told == ["first: 1 s\n", "second: 1 s\n"]
    assert len(samo("bench", "--json").json["figures"]) == 2
    assert told[2:] == ["", ""], "one document, at the end"
