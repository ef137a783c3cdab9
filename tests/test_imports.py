"""No two files need each other: whoever reads one can begin at the bottom."""

from __future__ import annotations

import subprocess
import sys

import grimp


def test_no_file_imports_what_imports_it() -> None:
    """Neither directly nor by way of others; what is imported only for types counts as well."""
    graph = grimp.build_graph("samo_desktop", cache_dir=None)
    circles = {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if graph.chain_exists(importer=imported, imported=importer)
    }
    assert circles == set()


def test_the_window_is_painted_before_its_pages_are_loaded() -> None:
    look = "import sys, samo_desktop.gui.shell.main_window; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "samo_desktop.gui.shell.main_window" in loaded
    assert not loaded & {"samo_desktop.gui.shell.workspace", "samo_desktop.app", "numpy"}
