"""Reading one part of a recording back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.frames import damaged
from samo_desktop.capture.spool import SpoolInfo, read_part


def read_spool(path: Path, key: bytes | None) -> tuple[SpoolInfo, Iterator[NDArray[np.int16]]]:
    """What can be read of one part: mono blocks [n], as they were appended where all is well.

    Raises NotFoundError, and DamagedError if it cannot be trusted or was never begun.
    """
    part = read_part(path, key)
    if part.info is None:
        raise damaged(path)
    return part.info, part.blocks(key)
