"""The whole job under strace: nothing leaves the computer, and what is written lies where told."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support import pulse, trace
from tests.support.pulse import PulseMicrophone

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
OF_THE_SYSTEM = [Path("/dev"), Path("/proc")]


def environment(home: Path, more: dict[str, str]) -> dict[str, str]:
    """A new user's, and nothing of whoever runs the tests: CI=true alone silences one library."""
    folders = {
        "HOME": home,
        "TMPDIR": home / "tmp",
        "XDG_DATA_HOME": home / "data",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    sound = {name: value for name, value in more.items() if name.startswith(("PULSE", "ALSA"))}
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
        "ORT_DISABLE_TELEMETRY": "0",
        **{name: str(folder) for name, folder in folders.items()},
        **sound,
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace is for Linux")
def test_the_whole_job_leaves_nothing_where_it_should_not(tmp_path: Path) -> None:
    if reason := trace.missing():
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)
    home, results = tmp_path / "home", tmp_path / "results"
    results.mkdir()
    with ExitStack() as stack:
        heard = not pulse.missing()
        sound = stack.enter_context(PulseMicrophone()).env if heard else {}
        found = trace.run(
            [sys.executable, "-m", "tests.faults.whole_job", str(results), *["--record"] * heard],
            tmp_path / "trace",
            environment(home, sound),
            ROOT,
        )
    assert found.calls > 1000, "it was traced"
    assert found.sockets == []
    assert found.lookups == []
    own = [home / name / "samo-desktop" for name in ("data", "config", "cache", "state")]
    temporary = home / "tmp"
    assert found.outside(results, temporary, *own, *OF_THE_SYSTEM, home / "config" / "pulse") == []
    # Each process tries out once whether files can be made there; the model that tells languages
    # unpacks itself into a file without a name.
    assert len([path for path in found.written if temporary in path.parents]) <= 2
    assert (results / "chart.png").stat().st_size > 10_000
    assert list((home / "data" / "samo-desktop" / "journal" / "audio").iterdir())
    # Without a runtime folder the window's lock lies there. It stays, empty: removing it is a race.
    left = [path for path in temporary.rglob("*") if not path.is_dir()]
    assert {path.parent.name for path in left} <= {f"samo-desktop-{os.getuid()}"}
    assert all(path.suffix == ".lock" and path.stat().st_size == 0 for path in left)
