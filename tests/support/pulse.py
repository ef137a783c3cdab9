"""A microphone for machines that have none: what is played to it is what it hears.

A PulseAudio server of its own, apart from the user's, has one null sink; ALSA's default device
leads to it, so that PortAudio finds one microphone and one loudspeaker. PortAudio reads its
settings when it starts: what uses the microphone runs in a process of its own, with `env`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

SINK = "mic"
_SERVER = """\
load-module module-native-protocol-unix socket={socket} auth-anonymous=1
load-module module-null-sink sink_name={sink} rate=48000 channels=2 norewinds=1
set-default-sink {sink}
set-default-source {sink}.monitor
"""
_ALSA = """\
pcm.!default { type pulse hint { show on description "The microphone of the tests" } }
ctl.!default { type pulse }
"""


def missing() -> str:
    """Why there can be no such microphone here; "" if there can."""
    lacking = [tool for tool in ("pulseaudio", "pactl", "paplay") if not shutil.which(tool)]
    if lacking:
        return f"{', '.join(lacking)} not installed"
    plugin = "alsa-lib/libasound_module_pcm_pulse.so"
    folders = (Path("/usr/lib"), Path("/usr/lib64"))
    if not any(next(f.glob(pattern), None) for f in folders for pattern in (plugin, f"*/{plugin}")):
        return "ALSA's PulseAudio plugin not installed"
    return ""


class PulseMicrophone:
    """A context manager. `env` is the environment for processes that record and play."""

    def __init__(self) -> None:
        self.env: dict[str, str] = {}
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PulseMicrophone:
        # Not pytest's folder: the name of a socket may have 107 bytes at most.
        self._folder = Path(tempfile.mkdtemp(prefix="samo-pulse-"))
        socket = self._folder / "native"
        (self._folder / "server.pa").write_text(_SERVER.format(socket=socket, sink=SINK))
        (self._folder / "asound.conf").write_text(_ALSA)
        (self._folder / "client.conf").write_text("autospawn = no\nenable-shm = no\n")
        self.env = {
            **os.environ,
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            "XDG_CONFIG_HOME": str(self._folder),
            "PULSE_RUNTIME_PATH": str(self._folder),
            "PULSE_STATE_PATH": str(self._folder),
            "PULSE_CLIENTCONFIG": str(self._folder / "client.conf"),
            "PULSE_SERVER": f"unix:{socket}",
            "PULSE_SINK": SINK,
            "PULSE_SOURCE": f"{SINK}.monitor",
            "ALSA_CONFIG_PATH": str(self._folder / "asound.conf"),
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        }
        try:
            self._start()
        except BaseException:
            self._clean_up()
            raise
        return self

    def _start(self) -> None:
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disable-shm=yes"]
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(
                [*command, "--use-pid-file=no", f"--file={self._folder}/server.pa"],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        for _ in range(200):
            if self._server.poll() is not None:
                break
            ask = ["pactl", "get-default-source"]
            done = subprocess.run(ask, env=self.env, capture_output=True, timeout=20, check=False)
            if done.stdout.strip() == f"{SINK}.monitor".encode():
                return
            try:  # its end is what there is to wait for
                self._server.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        raise RuntimeError("PulseAudio does not start: " + (self._folder / "log").read_text())

    def play(self, wav: Path) -> None:
        """Says a sound file into the microphone; returns when it was heard."""
        self.play_behind(wav).wait(120)

    def play_behind(self, wav: Path) -> subprocess.Popen[bytes]:
        """Begins to say a sound file; the caller waits for the process."""
        return subprocess.Popen(["paplay", f"--device={SINK}", str(wav)], env=self.env)

    def unplug(self) -> None:
        """The microphone is gone, as if its plug were pulled."""
        if self._server:
            self._server.kill()
            self._server.wait()

    def plug_in(self) -> None:
        """The microphone is back."""
        (self._folder / "native").unlink(missing_ok=True)
        self._start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._clean_up()

    def _clean_up(self) -> None:
        if self._server and self._server.poll() is None:
            self._server.terminate()
            try:
                self._server.wait(10)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
