"""The picture is the same whatever another program's Matplotlib settings say."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
DRAW = """
import sys
from datetime import date, timedelta
from pathlib import Path
from samo_desktop.domain.emotion import FAMILIES
from samo_desktop.domain.timeline import Point, Timeline
from samo_desktop.exchange.chart import write_chart
share = {family: 1 / len(FAMILIES) for family in FAMILIES}
first = date(2026, 3, 1)
points = tuple(
    Point(first + timedelta(n), n / 10, n / 10 - 0.1, n / 10 + 0.1, 2, share) for n in range(5)
)
write_chart(Timeline(points), Path(sys.argv[1], "chart.png"))
"""
ODD = """\
backend: QtAgg
text.usetex: True
savefig.dpi: 20
font.size: 40
axes.facecolor: red
lines.linewidth: 9
no.such.setting: 1
"""


def draw(results: Path, cache: Path, cwd: Path, **variables: str) -> str:
    """Draws in a process of its own; says the picture's SHA-256."""
    results.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", DRAW, results],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SAMO_CACHE": str(cache), **variables},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "matplotlibrc" not in done.stderr
    return hashlib.sha256((results / "chart.png").read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fonts are looked for once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> str:
    """The picture with no settings about."""
    folder = tmp_path_factory.mktemp("plain")
    return draw(folder / "results", cache, folder)


@pytest.mark.parametrize(
    ("where", "content"),
    [
        ("working folder", ODD.encode()),
        ("working folder", b"\xff\xfe broken \x00"),
        ("variable", b"this is no setting\n"),
        ("configuration", ODD.encode()),
    ],
)
def test_a_matplotlibrc_changes_nothing(
    tmp_path: Path, plain: str, cache: Path, where: str, content: bytes
) -> None:
    variables = {}
    if where == "working folder":
        file = tmp_path / "matplotlibrc"
    elif where == "variable":
        file = tmp_path / "elsewhere" / "matplotlibrc"
        variables = {"MATPLOTLIBRC": str(file)}
    else:
        file = tmp_path / "config" / "matplotlib" / "matplotlibrc"
        variables = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    assert draw(tmp_path / "results", cache, tmp_path, **variables) == plain


@pytest.mark.parametrize("backend", ["nonsense", "module://os"])
def test_a_backend_changes_nothing(tmp_path: Path, plain: str, cache: Path, backend: str) -> None:
    assert draw(tmp_path / "results", cache, tmp_path, MPLBACKEND=backend) == plain


def test_the_cache_of_others_is_left_alone(tmp_path: Path, plain: str, cache: Path) -> None:
    theirs = tmp_path / "theirs"
    assert draw(tmp_path / "results", cache, tmp_path, MPLCONFIGDIR=str(theirs)) == plain
    assert not theirs.exists()
    assert (cache / "matplotlib").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="a folder in use stays there")
def test_a_working_folder_that_is_gone_is_no_hindrance(
    tmp_path: Path, plain: str, cache: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    remove = f"import os; os.rmdir({str(gone)!r});"
    done = subprocess.run(
        [sys.executable, "-c", remove + DRAW, tmp_path],
        env={**os.environ, "PYTHONPATH": str(ROOT), "SAMO_CACHE": str(cache)},
        cwd=gone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256((tmp_path / "chart.png").read_bytes()).hexdigest() == plain


def test_a_cache_that_cannot_be_made_is_no_hindrance(tmp_path: Path, plain: str) -> None:
    file = tmp_path / "a file"
    file.write_text("")
    assert draw(tmp_path / "results", file / "cache", tmp_path, TMPDIR=str(tmp_path)) == plain
