"""What may be in the bundle: used when it is built, and by the check of what was built."""

from __future__ import annotations

import fnmatch
import re
import subprocess
import sys
from pathlib import Path

# Modules that something imports if it is there, and that the program never needs.
LEFT_OUT_MODULES = [
    # training, tests and tools
    "torch", "transformers", "onnx", "ml_dtypes", "training", "pytest", "_pytest", "hypothesis",
    "mypy", "IPython", "pip", "setuptools", "pkg_resources", "wheel", "tkinter", "_tkinter",
    "PIL._imagingtk",
    # converters and benchmarks that the runtimes carry
    "ctranslate2.converters.opennmt_py", "onnxruntime.transformers", "onnxruntime.quantization",
    "onnxruntime.tools", "onnxruntime.datasets", "pyqtgraph.examples", "pyqtgraph.opengl",
    # picture formats that no chart and no icon uses
    "PIL._avif", "PIL._webp",
    # Qt beyond plain windows
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtQuickControls2",
    "PySide6.QtNetwork", "PySide6.QtSql", "PySide6.QtDesigner", "PySide6.QtHelp",
    "PySide6.QtUiTools", "PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets",
    # Python modules over libraries whose licences ask for more, or that no desktop needs
    "readline", "dbm.gnu", "_gdbm", "dbm.ndbm", "_dbm", "nis",
]  # fmt: skip

QT_LIBRARIES = {
    "Core", "DBus", "Gui", "OpenGL", "OpenGLWidgets", "PrintSupport", "Svg", "SvgWidgets", "Test",
    "WaylandClient", "Widgets", "WlShellIntegration", "XcbQpa",
}  # fmt: skip

QT_PLUGINS = [
    "platforms/libqxcb.so",
    "platforms/libqwayland.so",
    "platforms/libqoffscreen.so",
    "platformthemes/libqxdgdesktopportal.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "platforminputcontexts/libibusplatforminputcontextplugin.so",
    "xcbglintegrations/*",
    "wayland-shell-integration/libxdg-shell.so",
    "wayland-decoration-client/*",
    "wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    "iconengines/libqsvgicon.so",
    "imageformats/libqsvg.so",
]

CATALOGUES = Path(__file__).resolve().parents[2] / "resources" / "translations"

LEFT_OUT_FILES = [
    # The computer's own: it must fit the sound server and the settings that are there.
    "libasound.so*",
    # For programs in C; Python's module has all of it inside.
    "onnxruntime/capi/libonnxruntime.so*",
    # Never drawn or read
    "matplotlib/mpl-data/sample_data/*",
    "matplotlib/mpl-data/images/*",
    "matplotlib/mpl-data/fonts/afm/*",
    "matplotlib/mpl-data/fonts/pdfcorefonts/*",
]

# What a mistake could bring in: the tools of training, and libraries under GPL-like licences.
NEVER = [
    "torch/*", "libtorch*", "transformers/*", "onnx/*", "libreadline.so*", "libgdbm*", "libdb-*",
]  # fmt: skip
REPLACED = ["libx264-*", "libx265-*", "libjack.so*"]  # by packaging/linux/stub-libraries
STUB_SIZE = 32_000  # bytes: a stub library is smaller, what it replaces is larger


def is_wanted(name: str) -> bool:
    """Whether a file, named by its path in the bundle, belongs there."""
    if any(fnmatch.fnmatch(name, pattern) for pattern in LEFT_OUT_FILES):
        return False
    if name.startswith("PySide6/Qt/translations/"):
        return Path(name).stem in qt_translations()
    if name.startswith("PySide6/Qt/plugins/"):
        plugin = name.removeprefix("PySide6/Qt/plugins/")
        return any(fnmatch.fnmatch(plugin, pattern) for pattern in QT_PLUGINS)
    file = Path(name).name
    if file.startswith("libQt6"):
        return file.removeprefix("libQt6").split(".")[0] in QT_LIBRARIES
    return "/qml/" not in name


def qt_translations() -> set[str]:
    """Those of Qt's own dialogs, in the languages that SAMO speaks: pt_BR, or else pt."""
    languages = [folder.name for folder in CATALOGUES.glob("*") if folder.is_dir()]
    return {f"qtbase_{name}" for at in languages for name in (at, at.partition("_")[0])}


def without_orphans(binaries: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Drops the system libraries that only a file left out had asked for.

    They are the ones that lie in the bundle's top folder, beside Python's own modules.
    """

    def is_system_library(item: tuple[str, str, str]) -> bool:
        name = item[0]
        kept = ("libpython", "libportaudio")
        return item[2] == "BINARY" and "/" not in name and not name.startswith(kept)

    def asked_for_by(items: list[tuple[str, str, str]]) -> set[str]:
        files = [item[1] for item in items if Path(item[1]).is_file()]
        told = subprocess.run(
            ["objdump", "-p", *files], capture_output=True, text=True, check=False
        )
        return set(re.findall(r"^ +NEEDED +(\S+)", told.stdout, re.MULTILINE))

    kept = [item for item in binaries if not is_system_library(item)]
    rest = [item for item in binaries if is_system_library(item)]
    newest = kept
    while newest:
        asked = asked_for_by(newest)
        newest = [item for item in rest if item[0] in asked]
        rest = [item for item in rest if item[0] not in asked]
        kept = kept + newest
    return kept


def unwanted(bundle: Path) -> list[str]:
    """Files in a finished bundle that should not be there."""

    def fits(name: str, patterns: list[str]) -> bool:
        file = name.rsplit("/", 1)[-1]
        return any(fnmatch.fnmatch(name, p) or fnmatch.fnmatch(file, p) for p in patterns)

    found = []
    for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
        name = path.relative_to(bundle).as_posix().removeprefix("_internal/")
        original = fits(name, REPLACED) and path.stat().st_size > STUB_SIZE
        if original or fits(name, NEVER) or not is_wanted(name):
            found.append(name)
    return found


if __name__ == "__main__":
    names = unwanted(Path(sys.argv[1]))
    if names:
        sys.exit("These do not belong into the bundle:\n  " + "\n  ".join(names))
