"""The log: what is in it, what never is, and that it is in nobody's way."""

from __future__ import annotations

import ast
import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samo_desktop import __version__, paths
from samo_desktop.system import log, log_file
from tests.conftest import ExpectedErrors

WORDS = "lighthouse keeper"
ours = logging.getLogger("samo_desktop.somewhere")


def written(folder: Path) -> str:
    return log.log_file(folder, log.WINDOW).read_text("utf-8")


def test_a_record_has_its_time_its_origin_and_its_trace(
    tmp_path: Path, expected_errors: ExpectedErrors
) -> None:
    with log.writing(tmp_path, log.WINDOW):
        try:
            raise ValueError(WORDS)
        except ValueError as error:
            ours.error("The step %s of %s failed.", "keep", "0123456789ab", exc_info=error)
    first, line, kind, frame = written(tmp_path).splitlines()
    assert f"SAMO {__version__}" in first
    assert "Python 3." in first
    assert line.endswith("The step keep of 0123456789ab failed.")
    assert f"ERROR samo_desktop.somewhere [{os.getpid()}]" in line
    assert kind == "ValueError"
    assert frame.startswith("  test_log.py:")
    assert WORDS not in written(tmp_path)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (WORDS, "<str>"),
        (Path("/home/anna/diary.wav"), f"<{type(Path()).__name__}>"),
        (ValueError(WORDS), "ValueError"),
        (OSError(28, WORDS), "OSError [ENOSPC]"),
        (KeyError, "KeyError"),
        ([WORDS], "<list>"),
        (3, "3"),
        (None, "None"),
        ("0123456789ab", "0123456789ab"),
        ("a\nb", "<str>"),
    ],
)
def test_arguments_are_numbers_ids_and_names(tmp_path: Path, value: object, shown: str) -> None:
    with log.writing(tmp_path, log.WINDOW):
        ours.warning("It was %s.", value)
    assert written(tmp_path).endswith(f": It was {shown}.\n")


def test_a_sentence_that_does_not_fit_its_arguments_is_kept() -> None:
    for sentence in ("It was %d.", "It was %s and %s."):
        record = ours.makeRecord(ours.name, logging.ERROR, "", 1, sentence, (WORDS,), None)
        assert log.WordlessFormatter().format(record).endswith(sentence)


def test_of_a_library_only_the_origin_is_told(tmp_path: Path) -> None:
    with log.writing(tmp_path, log.WINDOW):
        logging.getLogger("library.part").warning(f"It read {WORDS}.")  # noqa: G004 - as some libraries do
        logging.getLogger("library.part").warning("It read %s.", WORDS)
        logging.getLogger("library.part").info("It went on.")
    *_, first, second = written(tmp_path).splitlines()
    for line in (first, second):
        assert "WARNING library.part" in line
        assert "at test_log:" in line
    assert "read" not in written(tmp_path)


def test_nothing_is_written_where_there_is_nothing_to_tell(tmp_path: Path) -> None:
    with log.writing(tmp_path / "logs", log.COMMANDS, logging.WARNING):
        ours.info("All is well.")
    assert not (tmp_path / "logs").exists()


@pytest.mark.skipif(os.name == "nt", reason="permissions are of POSIX")
def test_the_log_is_private_and_turns_over(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    with log.writing(folder, log.WINDOW):
        for _ in range(3 * log_file.MOST_BYTES // 100):
            ours.info(
                "A sentence that is long enough to fill a file after a while, and then another."
            )
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == [f"{log.WINDOW}.log{end}" for end in ("", ".1", ".2")]
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.stat().st_size <= log_file.MOST_BYTES
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_where_a_file_cannot_be_renamed_the_log_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("another program has it open")

    monkeypatch.setattr(log_file, "MOST_BYTES", 300)
    monkeypatch.setattr(log_file.LogFile, "rotate", refuse)
    with log.writing(tmp_path, log.WINDOW):
        for number in range(20):
            ours.info("Number %d.", number)
    assert "Number 19." in written(tmp_path)


@pytest.mark.parametrize("obstacle", ["a file", "a folder", "no permission", "a pipe", "a link"])
def test_where_no_log_can_be_written_the_program_goes_on(
    tmp_path: Path, obstacle: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    if obstacle == "a file":
        folder.write_text("mine")
    elif obstacle == "a folder":
        (folder / f"{log.WINDOW}.log").mkdir(parents=True)
    elif obstacle == "a pipe":
        folder.mkdir()
        if not hasattr(os, "mkfifo"):
            pytest.skip("no pipes here")
        os.mkfifo(folder / f"{log.WINDOW}.log")
    elif obstacle == "a link":
        folder.mkdir()
        (folder / f"{log.WINDOW}.log").symlink_to(tmp_path / "elsewhere")
    else:
        folder.mkdir(mode=0o500)
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
    with log.writing(folder, log.WINDOW):
        ours.warning("It went wrong.")
    assert not (tmp_path / "elsewhere").exists()
    assert log.last_lines(folder, log.WINDOW, 10) == []
    assert capsys.readouterr() == ("", "")


def test_the_last_lines(tmp_path: Path) -> None:
    assert log.last_lines(tmp_path, log.WINDOW, 3) == []
    with log.writing(tmp_path, log.WINDOW):
        for number in range(5):
            ours.info("Number %d.", number)
    assert [line[-9:] for line in log.last_lines(tmp_path, log.WINDOW, 2)] == [
        "Number 3.",
        "Number 4.",
    ]


def test_a_bug_before_the_window_is_there_is_logged(tmp_path: Path) -> None:
    code = f"""
import samo_desktop.gui.shell.application as application
def run(*_given):
    raise ValueError({WORDS!r})
application.run = run
from samo_desktop.__main__ import main
raise SystemExit(main([]))
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "SAMO_LOGS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert "ValueError" in ended.stderr
    assert "The window was not opened." in written(tmp_path)
    assert WORDS not in ended.stderr + written(tmp_path)


def logging_calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a logger of ours: `_log.warning(...)`, `_logger.error(...)`."""
    package = paths.bundle_folder() / "samo_desktop"
    for file in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id in ("_log", "_logger", "logger"):
                    yield file, node


def test_our_loggers_are_given_constant_sentences_and_no_texts() -> None:
    calls = [(file, call) for file, call in logging_calls() if call.func.attr != "makeRecord"]
    assert len(calls) > 10
    for file, call in calls:
        where = f"{file}:{call.lineno}"
        assert isinstance(call.args[0], ast.Constant), where
        for argument in call.args[1:]:
            told = ast.unparse(argument)
            assert re.fullmatch(
                r"type\(\w+\)\.__name__|\w+_id|[\w.]+\.(id|step)|step|len\(\w+\)"
                r"|Trace\(.*\)|\w*(seconds|count|number)",
                told,
            ), f"{where}: {told}"


def test_where_it_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAMO_LOGS", str(tmp_path))
    assert paths.log_folder() == tmp_path
    monkeypatch.delenv("SAMO_LOGS")
    assert "samo-desktop" in str(paths.log_folder())


def test_two_programs_may_write_the_same_log(tmp_path: Path) -> None:
    code = f"""
import logging, sys
from pathlib import Path
from samo_desktop.system import log
many = logging.getLogger("samo_desktop.many")
with log.writing(Path({str(tmp_path)!r}), log.COMMANDS, logging.WARNING):
    for number in range(6000):
        many.warning("Number %d of many, and of %s.", number, "many")
"""
    both = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [(program.communicate()[1], program.returncode) for program in both] == [("", 0)] * 2
    files = list(tmp_path.iterdir())
    assert len(files) <= 1 + log_file.EARLIER_FILES
    # One that another program has renamed grows by what this one still writes into it.
    assert sum(file.stat().st_size for file in files) <= 2 * 3 * log_file.MOST_BYTES
    lines = [line for file in files for line in file.read_text("utf-8").splitlines()]
    assert all(line.startswith("20") for line in lines), "no line is torn"
