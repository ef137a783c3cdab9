"""packaging/watch.py: what counts as a change, and what happens after one."""

from __future__ import annotations

import importlib.util
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "packaging" / "watch.py"
WINDOW = """
import sys, time
from pathlib import Path

told = Path(sys.argv[1])
text = Path(sys.argv[2]).read_text()
with told.open("a") as file:
    file.write(text + "\\n")
if text != "closed":
    assert text != "broken"
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def watching() -> ModuleType:
    """The program, as a module."""
    spec = importlib.util.spec_from_file_location("watch", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_added_changed_or_removed_is_a_change(tmp_path: Path, watching: ModuleType) -> None:
    kept, changed, removed = (tmp_path / name for name in ("kept.py", "changed.py", "removed.py"))
    for path in (kept, changed, removed):
        path.write_text("a = 1\n")
    before = watching.state_of([tmp_path])
    (tmp_path / "room").mkdir()
    added = tmp_path / "room" / "added.qss"
    added.write_text("")
    changed.write_text("a = 2\n")  # of the same length
    os.utime(changed, ns=(1, 1))
    removed.unlink()
    assert watching.changes(before, watching.state_of([tmp_path])) == [changed, removed, added]


def test_what_python_compiles_and_an_editor_hides_is_none(
    tmp_path: Path, watching: ModuleType
) -> None:
    (tmp_path / "a.py").write_text("")
    before = watching.state_of([tmp_path])
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"")
    (tmp_path / ".a.py.swp").write_bytes(b"")
    assert watching.changes(before, watching.state_of([tmp_path])) == []


def test_the_window_opens_anew_after_each_change_until_it_is_closed(
    tmp_path: Path, watching: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    program, told, sources = tmp_path / "window.py", tmp_path / "told", tmp_path / "sources"
    program.write_text(WINDOW)
    sources.mkdir()
    source = sources / "a.py"
    write(source, "first")
    command = [sys.executable, str(program), str(told), str(source)]
    watcher = threading.Thread(
        target=watching.watch, args=(command, [sources], dict(os.environ), 0.02), daemon=True
    )
    watcher.start()
    texts = ["first", "second", "broken", "third", "closed"]
    for count, text in enumerate(texts, start=1):
        if count > 1:
            write(source, text)
        wait_for(lambda: told.read_text().split() if told.exists() else [], texts[:count])
    watcher.join(30)
    assert not watcher.is_alive()
    assert capfd.readouterr().out.count("Changed: a.py.") == 4


def write(path: Path, text: str) -> None:
    """Replaces a file at once, as editors do."""
    new = path.with_name(".new")
    new.write_text(text)
    new.replace(path)


def wait_for(seen: Callable[[], list[str]], wanted: list[str]) -> None:
    """Waits until `seen` is what is wanted."""
    end = time.monotonic() + 30
    while seen() != wanted:
        assert time.monotonic() < end, seen()
        time.sleep(0.02)
