"""The model runtimes, kept quiet. Nothing else imports ONNX Runtime.

Some versions of ONNX Runtime report to their maker. `samo_desktop.system.environment` sets the
variable that stops this before the import; here its own switch is turned as well. Versions known
to report are not installed (see pyproject.toml).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any


def session(weights: bytes | Path, threads: int, *, reuse_memory: bool = True) -> Any:
    """A session with `weights` (an ONNX file or its bytes) on so many threads of the processor.

    With `reuse_memory` it is planned which results may lie where others lay: less memory in a run,
    but for a network of a thousand nodes the plan takes .1 s, in which no other thread goes on.

    Raises what ONNX Runtime raises, which has no common base class.
    """
    onnxruntime = _quiet()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Between runs, threads that spin would take the processor from the speech model.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    # Lengths vary: an arena that grows to the longest text is never given back.
    options.enable_cpu_mem_arena = False
    options.enable_mem_reuse = reuse_memory
    return onnxruntime.InferenceSession(
        weights if isinstance(weights, bytes) else str(weights),
        options,
        providers=["CPUExecutionProvider"],
        # On processors its kernel is six times slower than the two it would replace.
        disabled_optimizers=["SkipLayerNormFusion"],
    )


@cache
def _quiet() -> ModuleType:
    """ONNX Runtime with its reports switched off."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    module: ModuleType = onnxruntime
    return module
