"""ONNX Runtime: one importer, no reports, and no socket tried out by what else is imported."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path

import onnxruntime
import pytest

from samo_desktop.inference import runtime

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def imported(file: Path) -> set[str]:
    """The packages that a file imports, wherever in it."""
    names = set[str]()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_one_module_imports_onnx_runtime() -> None:
    package = ROOT / "samo_desktop"
    found = [file for file in package.rglob("*.py") if "onnxruntime" in imported(file)]
    assert found == [package / "inference" / "runtime.py"]


def test_a_version_that_reports_is_refused() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert "onnxruntime<1.27" in wanted
    pinned = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert [pin for pin in pinned if pin.startswith("onnxruntime==1.26.")]


@pytest.mark.skipif(sys.platform == "win32", reason="there reports go through the system")
def test_what_is_installed_cannot_report() -> None:
    """The place that reports go to is not in any library of the runtimes."""
    libraries = [*Path(onnxruntime.__file__).parent.rglob("*.so*")]
    for name in ("moonshine_voice", "ctranslate2", "av", "tokenizers"):
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        for folder in (package, package.with_name(f"{name}.libs")):
            libraries += folder.rglob("*.so*")
    assert len(libraries) > 5
    for library in libraries:
        assert b"events.data.microsoft.com" not in library.read_bytes(), library.name


def test_its_own_switch_is_turned(monkeypatch: pytest.MonkeyPatch) -> None:
    turned: list[bool] = []
    monkeypatch.setattr(onnxruntime, "disable_telemetry_events", lambda: turned.append(True))
    runtime._quiet.cache_clear()
    runtime._quiet()
    assert turned == [True]


@pytest.mark.parametrize(
    "loads", ["Models().speech(SpeechOptions('moonshine'))", "bundled_folder()"]
)
def test_loading_the_speech_model_opens_no_socket(loads: str) -> None:
    code = (
        "import socket, sys\n"
        "sys.addaudithook(lambda event, _: event == 'socket.__new__' and sys.exit('a socket'))\n"
        "from samo_desktop.domain.speech_options import SpeechOptions\n"
        "from samo_desktop.inference.models import Models\n"
        "from samo_desktop.inference.speech.moonshine import bundled_folder\n"
        f"{loads}\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
