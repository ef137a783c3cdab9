"""One window a journal."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from samo_desktop.system import single_instance
from samo_desktop.system.single_instance import RAISE, RAISED, SingleInstance

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no Unix sockets")


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A runtime folder of the test's own, whose name is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="samo-") as name:
        monkeypatch.setenv("XDG_RUNTIME_DIR", name)
        monkeypatch.setattr(single_instance, "ANSWER_SECONDS", 0.5)
        yield Path(name)


@pytest.fixture
def first(runtime: Path, tmp_path: Path) -> Iterator[SingleInstance]:
    """A window that has the journal."""
    made = SingleInstance()
    assert made.claim(tmp_path) == "first"
    yield made
    made.close()


def answering(instance: SingleInstance) -> threading.Thread:
    """Answers one connection, as a window does."""
    listener = instance.listener
    assert listener is not None

    def answer() -> None:
        listener.setblocking(True)
        connection, _address = listener.accept()
        with connection:
            assert connection.recv(16) == RAISE
            connection.sendall(RAISED)

    thread = threading.Thread(target=answer)
    thread.start()
    return thread


def test_a_second_one_raises_the_first(first: SingleInstance, tmp_path: Path) -> None:
    thread = answering(first)
    assert SingleInstance().claim(tmp_path) == "raised"
    thread.join()


def test_a_link_to_the_journal_is_the_same_journal(first: SingleInstance, tmp_path: Path) -> None:
    link = tmp_path.with_name(tmp_path.name + "-link")
    link.symlink_to(tmp_path)
    thread = answering(first)
    assert SingleInstance().claim(link) == "raised"
    thread.join()
    assert first.has(link)


def test_another_journal_has_a_window_of_its_own(first: SingleInstance, tmp_path: Path) -> None:
    other = SingleInstance()
    assert other.claim(tmp_path / "other") == "first"
    other.close()


def test_one_that_does_not_answer_is_told(first: SingleInstance, tmp_path: Path) -> None:
    assert SingleInstance().claim(tmp_path) == "silent"


def test_what_a_crash_leaves_behind_misleads_nobody(runtime: Path, tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path\n"
        "from samo_desktop.system.single_instance import SingleInstance\n"
        "assert SingleInstance().claim(Path(sys.argv[1])) == 'first'\n"
        "os._exit(9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path)], timeout=60, check=False)
    assert ended.returncode == 9
    assert list(runtime.glob("*.socket"))
    again = SingleInstance()
    assert again.claim(tmp_path) == "first"
    thread = answering(again)
    assert SingleInstance().claim(tmp_path) == "raised"
    thread.join()
    again.close()
    assert not list(runtime.glob("*.socket"))


def test_it_goes_from_one_journal_to_another(first: SingleInstance, tmp_path: Path) -> None:
    assert first.claim(tmp_path / "other") == "first"
    again = SingleInstance()
    assert again.claim(tmp_path) == "first"
    again.close()


def test_its_socket_is_for_this_user_alone(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A runtime folder that others can look into is not used."""
    runtime.chmod(0o755)
    own = tmp_path / "tmp"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    instance = SingleInstance()
    assert instance.claim(tmp_path) == "first"
    assert not list(runtime.iterdir())
    [place] = own.iterdir()
    assert place.stat().st_mode & 0o077 == 0
    assert place.stat().st_uid == os.getuid()
    instance.close()


@pytest.mark.parametrize("folder", ["somebody else's", "a link"])
def test_without_a_folder_of_its_own_the_window_opens_all_the_same(
    runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    runtime.chmod(0o755)
    own = tmp_path / "tmp"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    taken = own / f"samo-desktop-{os.getuid()}"
    if folder == "a link":
        (tmp_path / "elsewhere").mkdir(mode=0o700)
        taken.symlink_to(tmp_path / "elsewhere")
    else:
        taken.mkdir()
        taken.chmod(0o777)
    instance = SingleInstance()
    assert instance.claim(tmp_path) == "first"
    assert instance.listener is None
    instance.close()


def test_a_window_that_is_gone_by_now_is_not_waited_for(
    first: SingleInstance, tmp_path: Path
) -> None:
    listener = first.listener
    assert listener is not None

    def leave() -> None:
        listener.setblocking(True)
        connection, _address = listener.accept()
        connection.close()

    thread = threading.Thread(target=leave)
    thread.start()
    assert SingleInstance().claim(tmp_path) == "silent"
    thread.join()
    assert isinstance(listener, socket.socket)
