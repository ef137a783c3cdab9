"""packaging/isolate: the programs of .venv run nothing that other programs' variables name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import os, sys\nprint(sys.flags.isolated, *sys.argv[1:])\n"
HOSTILE = "raise SystemExit('code of another folder was run')\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there pip makes .exe files")


@pytest.mark.parametrize(
    "beginning",
    [f"#!{sys.executable}\n", f"#!/bin/sh\n'''exec' \"{sys.executable}\" \"$0\" \"$@\"\n' '''\n"],
    ids=["plain", "path with spaces"],
)
def test_a_program_is_isolated_and_keeps_its_arguments(tmp_path: Path, beginning: str) -> None:
    program = tmp_path / "samo"
    program.write_text(beginning + PROGRAM)
    program.chmod(0o755)
    hostile = tmp_path / "hostile"
    hostile.mkdir()
    for name in ("json", "os", "sitecustomize", "usercustomize", "numpy"):
        (hostile / f"{name}.py").write_text(HOSTILE)
    for _ in range(2):  # a second time changes nothing
        subprocess.run([sys.executable, ROOT / "packaging" / "isolate", program], check=True)
    done = subprocess.run(
        [program, "a b", "$c"],
        env={
            **os.environ,
            "PYTHONPATH": str(hostile),
            "PYTHONSTARTUP": str(hostile / "json.py"),
            "PYTHONHOME": str(hostile),
            "PYTHONWARNINGS": "error",
        },
        cwd=hostile,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1 a b $c\n"


def test_what_is_not_known_is_left_alone(tmp_path: Path) -> None:
    program = tmp_path / "samo"
    program.write_text("#!/bin/sh\nexec python\n")
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "isolate", program], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert program.read_text() == "#!/bin/sh\nexec python\n"
