"""PortAudio through sounddevice, loaded when sound is first needed.

PortAudio's calls are not safe from several threads: all of them go through one lock here, except
the streaming itself. It lists the devices once, when it starts, so it is started anew to see new
ones; that ends open streams, and is done only while there are none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from samo_desktop.errors import DeviceError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

Kind = Literal["input", "output"]

_UNUSABLE = {
    "input": N_("The microphone cannot be used."),
    "output": N_("The speakers cannot be used."),
}
_NONE = {"input": N_("No microphone was found."), "output": N_("No speakers were found.")}
_MISSING = {
    "input": N_("The microphone “{name}” is not connected."),
    "output": N_("The speakers “{name}” are not connected."),
}
_HINTS = {
    "input": N_(
        "Plug one in, or allow its use in your system's settings. You can still type or import."
    ),
    "output": N_(
        "Plug some in, or choose them in your system's settings. You can still read the text."
    ),
}

_lock = threading.RLock()
_streams = 0


@contextmanager
def _portaudio(kind: Kind) -> Iterator[Any]:
    with _lock:
        try:
            import sounddevice
        except OSError as error:  # what sounddevice raises when it finds no PortAudio library
            raise DeviceError(
                _("The system's sound library (PortAudio) is not installed."),
                _("Install it (libportaudio2 on Debian and Ubuntu). You can still type or import."),
            ) from error
        try:
            yield sounddevice
        except sounddevice.PortAudioError as error:
            raise DeviceError(_(_UNUSABLE[kind]), _(_HINTS[kind])) from error


def version() -> str:
    """PortAudio's name and version. Raises DeviceError where there is none."""
    with _portaudio("input") as sounddevice:
        return str(sounddevice.get_portaudio_version()[1])


def refresh(kind: Kind) -> None:
    """Looks for devices anew, unless one is in use. May take half a second."""
    with _portaudio(kind) as sounddevice:
        if _streams == 0:
            if sounddevice._initialized:
                sounddevice._terminate()
            sounddevice._initialize()


def list_devices(kind: Kind) -> tuple[list[dict[str, Any]], int]:
    """The system's devices of a kind, and the index of the default one (-1 for none).

    Of several driver systems (Windows has four) only the default one's devices are given.
    """
    with _portaudio(kind) as sounddevice:
        default = sounddevice.default.device[0 if kind == "input" else 1]
        found = [d for d in sounddevice.query_devices() if d[f"max_{kind}_channels"] > 0]
        hosts = {d["hostapi"] for d in found if d["index"] == default}
        return [d for d in found if not hosts or d["hostapi"] in hosts], default


def find(kind: Kind, name: str) -> dict[str, Any]:
    """The device called `name`, or the default one (or the first) for "". Raises DeviceError."""
    found, default = list_devices(kind)
    if not found:
        raise DeviceError(_(_NONE[kind]), _(_HINTS[kind]))
    if not name:
        return next((d for d in found if d["index"] == default), found[0])
    for device in found:
        if device["name"] == name:
            return device
    raise DeviceError(
        _(_MISSING[kind]).format(name=name),
        _("Plug it in, or choose another one in the settings."),
    )


def rate_of(device: dict[str, Any]) -> int:
    """The device's own samples per second; 48000 if it does not say."""
    return round(device["default_samplerate"]) or 48000


def check_input(device: dict[str, Any]) -> None:
    """Raises DeviceError if the device cannot record. Not tried while a stream is open."""
    with _portaudio("input") as sounddevice:
        if _streams == 0:
            sounddevice.check_input_settings(
                device=device["index"],
                channels=min(2, device["max_input_channels"]),
                dtype="int16",
                samplerate=rate_of(device),
            )


def open_input(
    device: dict[str, Any], channels: int, callback: Callable[[Any, int, Any, Any], None]
) -> Any:
    """A stream that calls `callback` on PortAudio's thread with 50 ms of int16 at a time."""
    rate = rate_of(device)
    return _open(
        "input",
        "RawInputStream",
        device=device["index"],
        samplerate=rate,
        channels=channels,
        dtype="int16",
        blocksize=rate // 20,
        # The system's buffer: as long as this may Python be busy without a gap in the sound.
        latency=0.2,
        callback=callback,
    )


def open_output(device: dict[str, Any]) -> Any:
    """A mono float32 stream that is written to."""
    return _open(
        "output",
        "OutputStream",
        device=device["index"],
        samplerate=rate_of(device),
        channels=1,
        dtype="float32",
        latency="high",
    )


def _open(kind: Kind, stream: str, **settings: Any) -> Any:
    global _streams
    with _portaudio(kind) as sounddevice:
        opened = getattr(sounddevice, stream)(**settings)
        _streams += 1
        return opened


def start(stream: Any, kind: Kind) -> None:
    """Starts a stream. Raises DeviceError."""
    with _portaudio(kind):
        stream.start()


def stop(stream: Any, kind: Kind, *, drain: bool = False) -> None:
    """Stops a stream, at once or when all that was written to it was heard."""
    if drain:
        stream.stop(ignore_errors=True)  # takes long, and other streams must not wait for it
        return
    with _portaudio(kind):
        stream.abort(ignore_errors=True)


def close(stream: Any, kind: Kind) -> None:
    """Gives the device back."""
    global _streams
    with _portaudio(kind):
        stream.close(ignore_errors=True)
        _streams -= 1


def write(stream: Any, samples: Any) -> None:
    """Plays samples; waits while the stream's buffer is full. Raises DeviceError."""
    import sounddevice

    try:
        stream.write(samples)
    except sounddevice.PortAudioError as error:
        raise DeviceError(_(_UNUSABLE["output"]), _(_HINTS["output"])) from error
