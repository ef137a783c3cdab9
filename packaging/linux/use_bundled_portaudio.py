"""Runs first in the frozen program: sounddevice asks the system where PortAudio is; it is here."""

import ctypes.util
import sys
from pathlib import Path

_ask_the_system = ctypes.util.find_library


def _find_library(name):
    if name == "portaudio":
        for library in Path(sys._MEIPASS).glob("libportaudio.so*"):
            return str(library)
    return _ask_the_system(name)


ctypes.util.find_library = _find_library
