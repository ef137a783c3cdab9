"""No two files need each other: whoever reads one can begin at the bottom."""

from __future__ import annotations

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
