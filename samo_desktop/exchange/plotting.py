"""Matplotlib as it comes, whatever settings of other programs lie about, with our own cache."""

from __future__ import annotations

import contextlib
import os
from functools import cache
from threading import Lock

from samo_desktop import paths

_once = Lock()


def prepare() -> None:
    """To be called before anything of Matplotlib is imported; returns when it is loaded."""
    with _once:
        _load()


@cache
def _load() -> None:
    folder = paths.cache_folder() / "matplotlib"
    with contextlib.suppress(OSError):  # then Matplotlib finds a temporary one
        folder.mkdir(parents=True, exist_ok=True)
    os.environ["MPLCONFIGDIR"] = str(folder.absolute())
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # a working folder that is gone holds no settings
            # Before all else it reads a file `matplotlibrc` of the working folder.
            stack.enter_context(contextlib.chdir(paths.bundle_folder()))
        import matplotlib  # noqa: F401
