"""packaging/catalogues.py as a module, which no package holds."""

from __future__ import annotations

import functools
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def load() -> ModuleType:
    """The module, loaded once."""
    if "catalogues" not in sys.modules:
        file = ROOT / "packaging" / "catalogues.py"
        spec = importlib.util.spec_from_file_location("catalogues", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["catalogues"] = module
        spec.loader.exec_module(module)
    return sys.modules["catalogues"]


@functools.cache
def extracted() -> Any:
    """The texts of the code as it is, gathered once: it takes more than a second."""
    return load().extract()
