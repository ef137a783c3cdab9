"""The variables that this process and its children live with.

Settings of other programs must change nothing here, no library may report to anyone, and no
process that we start learns the passphrase. `settle` runs before anything else of the package.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

LOCKS = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_XET": "1",
    "DO_NOT_TRACK": "1",
    "PYQTGRAPH_QT_LIB": "PySide6",
}
"""Set whatever the environment says: docs/privacy.md tells what each one stops."""

PASSPHRASE = "SAMO_PASSPHRASE"

_FOREIGN = (
    *("MPL", "MATPLOTLIB", "PYQTGRAPH_", "QT_", "QML", "TQDM_"),
    *("HF_", "HUGGING", "ORT_", "CT2_", "MOONSHINE_"),
    *("OMP_", "GOMP_", "KMP_", "OPENBLAS_", "GOTO_", "MKL_", "BLIS_", "SQLITE_"),
)
"""How variables begin that set libraries of ours to another program's liking."""
_USERS_OWN = (
    *("HF_HOME", "HF_HUB_OFFLINE", "QT_QPA_PLATFORM", "QT_FONT_DPI", "QT_OPENGL"),
    *("QT_SCALE_FACTOR", "QT_SCALE_FACTOR_ROUNDING_POLICY", "QT_SCREEN_SCALE_FACTORS"),
    *("QT_AUTO_SCREEN_SCALE_FACTOR", "QT_ENABLE_HIGHDPI_SCALING", "QT_IM_MODULE", "QT_IM_MODULES"),
    *("QT_ACCESSIBILITY", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "QT_XCB_GL_INTEGRATION"),
)
"""Of those, what a person sets for a screen, a keyboard or a need, and how many threads."""

_FOR_CHILDREN = frozenset(
    (
        *("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR"),
        *("DBUS_SESSION_BUS_ADDRESS", "__CF_USER_TEXT_ENCODING"),
        *("USERNAME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "TEMP", "TMP"),
        *("APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR"),
    )
)
_BEGIN_FOR_CHILDREN = ("LC_", "XDG_", "PULSE_", "ALSA_", "PIPEWIRE_", "PA_", "JACK_")

_hidden: dict[str, str] = {}


def settle() -> None:
    """Sets the locks, and takes out what other programs' settings would change."""
    for name in [name for name in os.environ if _foreign(name, os.environ[name])]:
        del os.environ[name]
    os.environ.update(LOCKS)


def _foreign(name: str, value: str) -> bool:
    if name in _USERS_OWN or (name.endswith("_NUM_THREADS") and value.isdecimal()):
        return False
    return name.startswith(_FOREIGN)


def hide(name: str = PASSPHRASE) -> None:
    """Takes a secret out of the variables, which whatever we start would inherit."""
    if name in os.environ:
        _hidden[name] = os.environ.pop(name)


def secret(name: str = PASSPHRASE) -> str | None:
    """A variable's value, hidden or not; None if it was never set."""
    return os.environ.get(name, _hidden.get(name))


def for_child(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a process that we start needs of `variables` (ours): folders, language, sound."""
    given = os.environ if variables is None else variables
    kept = {
        name: value
        for name, value in given.items()
        if name.upper() in _FOR_CHILDREN or name.startswith(_BEGIN_FOR_CHILDREN)
    }
    return kept | LOCKS


def python_options() -> list[str]:
    """How Python is started so that neither the working folder nor PYTHON* has a say."""
    return ["-I", "-X", f"utf8={sys.flags.utf8_mode}"]
