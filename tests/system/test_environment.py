"""What other programs' variables change: nothing; and what children get: what they need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from samo_desktop import paths
from samo_desktop.system import environment

SECRET = "correct horse battery"


def test_locks_are_set_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in environment.LOCKS:
        monkeypatch.setenv(name, "0")
    environment.settle()
    assert {name: os.environ[name] for name in environment.LOCKS} == environment.LOCKS


@pytest.mark.parametrize("module", ["samo_desktop", "training", "tests.conftest"])
def test_every_way_in_sets_them(module: str) -> None:
    code = (
        f"import os, sys; import {module};"
        "print(os.environ['ORT_DISABLE_TELEMETRY'], 'onnxruntime' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ORT_DISABLE_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "1 False\n"


def test_other_programs_settings_go_and_a_persons_own_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    others = {
        "MPLBACKEND": "nonsense",
        "MATPLOTLIBRC": "/odd",
        "QT_PLUGIN_PATH": "/odd",
        "QT_STYLE_OVERRIDE": "odd",
        "QT_QPA_PLATFORMTHEME": "odd",
        "QT_LOGGING_RULES": "*=true",
        "QT_API": "pyqt5",
        "HF_ENDPOINT": "http://elsewhere.invalid",
        "HF_HUB_DOWNLOAD_TIMEOUT": "soon",
        "HF_TOKEN": "secret",
        "OMP_NUM_THREADS": "many",
        "OPENBLAS_CORETYPE": "odd",
        "SQLITE_TMPDIR": "/odd",
        "TQDM_MININTERVAL": "often",
        "CT2_FORCE_CPU_ISA": "odd",
        "ORT_LOGGING_LEVEL": "odd",
    }
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1.5",
        "QT_IM_MODULE": "ibus",
        "OMP_NUM_THREADS": "2",
        "HF_HUB_OFFLINE": "1",
        "https_proxy": "http://proxy.invalid",
        "XDG_CACHE_HOME": "/cache",
        "SAMO_JOURNAL": "/journal",
        "LD_LIBRARY_PATH": "/lib",
    }
    for name, value in others.items():
        monkeypatch.setenv(name, value)
    environment.settle()
    assert not others.keys() & os.environ.keys()
    for name, value in own.items():
        monkeypatch.setenv(name, value)
    environment.settle()
    assert {name: os.environ.get(name) for name in own} == own


def test_a_child_gets_what_it_needs_and_no_more() -> None:
    needed = {
        "PATH": "/bin",
        "HOME": "/home/a",
        "LC_ALL": "de_DE.UTF-8",
        "XDG_RUNTIME_DIR": "/run/user/1",
        "PULSE_SERVER": "unix:/run/pulse",
        "ALSA_CONFIG_PATH": "/etc/asound.conf",
        "PIPEWIRE_REMOTE": "pipewire-0",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1/bus",
        "SystemRoot": "C:\\Windows",
    }
    kept_back = {
        "SAMO_PASSPHRASE": SECRET,
        "SAMO_JOURNAL": "/journal",
        "PYTHONPATH": "/odd",
        "PYTHONHOME": "/odd",
        "LD_PRELOAD": "/odd.so",
        "LD_LIBRARY_PATH": "/odd",
        "DYLD_INSERT_LIBRARIES": "/odd",
        "QT_PLUGIN_PATH": "/odd",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "ORT_DISABLE_TELEMETRY": "0",
    }
    assert environment.for_child({**needed, **kept_back}) == {**needed, **environment.LOCKS}


def test_a_secret_that_is_hidden_is_still_known_and_not_inherited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(environment, "_hidden", {})
    assert environment.secret() is None
    monkeypatch.setenv("SAMO_PASSPHRASE", SECRET)
    assert environment.secret() == SECRET
    environment.hide()
    assert "SAMO_PASSPHRASE" not in os.environ
    assert environment.secret() == SECRET
    monkeypatch.setenv("SAMO_PASSPHRASE", "another")
    assert environment.secret() == "another"


def test_the_listener_is_of_this_package_and_runs_nothing_of_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("shutil", "json", "queue", "numpy", "sitecustomize", "samo_desktop", "signal"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('code of another folder was run')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONINSPECT", "1")
    done = subprocess.run(
        paths.capture_command(), cwd=tmp_path, input=b"", capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert b'"ready"' in done.stdout
    assert done.stderr == b""


def test_the_listener_lies_where_this_package_does() -> None:
    program = [*paths.capture_command()]
    at = program.index("-c") + 1
    program[at] = program[at].replace("main()\n", "print(samo_desktop.__file__)\n")
    done = subprocess.run(program, cwd="/", capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(Path(paths.__file__).parent / "__init__.py")
