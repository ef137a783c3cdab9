"""Damaged sound files by the thousand: `python -m tests.faults.fuzz_audio --count 3000 --seed 1`.

Small valid files of every format are damaged in ten ways, and each is probed and decoded (a film's
sound also copied) in a worker process with limited memory and processor time. What is not sound,
or no longer, must be a SamoError with a message and a hint. Any other exception, a crash or a hang
is told with the seed and the number of its file, which make the same file again. Nothing is
written but figures on stdout; the exit code is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 20
WALL_SECONDS = 180
"""A worker that says nothing for so long hangs without using the processor."""
SOUND_SECONDS = 0.8
COMMAND = (sys.executable, "-m", "tests.faults.fuzz_audio", "--worker")

FILES = {  # name: codec, container, samples per second
    "wav": ("pcm_s16le", "wav", 16000),
    "wav float": ("pcm_f32le", "wav", 44100),
    "wav adpcm": ("adpcm_ms", "wav", 22050),
    "flac": ("flac", "flac", 44100),
    "mp3": ("libmp3lame", "mp3", 44100),
    "m4a": ("aac", "ipod", 44100),
    "m4a alac": ("alac", "ipod", 44100),
    "aac": ("aac", "adts", 44100),
    "opus": ("libopus", "ogg", 48000),
    "ogg flac": ("flac", "ogg", 44100),
    "wma": ("wmav2", "asf", 44100),
    "aiff": ("pcm_s16be", "aiff", 44100),
    "amr": ("libopencore_amrnb", "amr", 8000),
    "webm": ("libopus", "webm", 48000),
    "mka": ("aac", "matroska", 44100),
    "caf": ("alac", "caf", 44100),
    "au": ("pcm_s16be", "au", 22050),
    "ac3": ("ac3", "ac3", 48000),
    "wv": ("wavpack", "wv", 44100),
    "tta": ("tta", "tta", 44100),
}
FILMS = {  # name: codec of the sound, container, samples per second, codec of the pictures
    "mp4 film": ("aac", "mp4", 44100, "mpeg4"),
    "mov film": ("pcm_s16be", "mov", 22050, "mpeg4"),
    "mkv film": ("flac", "matroska", 44100, "mpeg4"),
    "webm film": ("libopus", "webm", 48000, "vp8"),
    "avi film": ("libmp3lame", "avi", 44100, "mpeg4"),
    "wmv film": ("wmav2", "asf", 44100, "wmv2"),
    "3gp film": ("libopencore_amrnb", "3gp", 8000, "mpeg4"),
    "ts film": ("mp2", "mpegts", 44100, "mpeg2video"),
    "flv film": ("aac", "flv", 44100, "flv1"),
}


def valid_files() -> dict[str, bytes]:
    """A small file of each kind, the same ones each time but for what encoders put in at will."""
    from tests.capture.films import Track, write_film
    from tests.capture.sounds import chirp

    made = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound"
        for name, (codec, container, rate) in FILES.items():
            track = Track(chirp(rate, SOUND_SECONDS), rate, codec)
            made[name] = write_film(path, container, [track], video="").read_bytes()
        for name, (codec, container, rate, video) in FILMS.items():
            track = Track(chirp(rate, SOUND_SECONDS), rate, codec)
            made[name] = write_film(path, container, [track], video=video, frames=4).read_bytes()
        write_ogg_vorbis(path)
        made["ogg vorbis"] = path.read_bytes()
    return made


def write_ogg_vorbis(path: Path) -> None:
    """FFmpeg's own Vorbis encoder takes stereo only."""
    from tests.capture.sounds import chirp, write

    write(path, np.stack([chirp(44100, SOUND_SECONDS)] * 2), 44100, "vorbis", "ogg")


# ---- damage

Damage = Callable[[random.Random, bytearray, bytes], bytes | bytearray]
EXTREMES = (0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def bit_flips(rng: random.Random, data: bytearray, _other: bytes) -> bytearray:
    """A few bits anywhere, more of them near the beginning."""
    for _ in range(rng.choice((1, 2, 8, 64))):
        reach = len(data) if rng.random() < 0.5 else min(len(data), 512)
        data[rng.randrange(reach)] ^= 1 << rng.randrange(8)
    return data


def truncation(rng: random.Random, data: bytearray, _other: bytes) -> bytearray:
    """The end is missing, or the beginning."""
    at = rng.randrange(1, len(data))
    return data[:at] if rng.random() < 0.8 else data[at:]


def shuffled_chunks(rng: random.Random, data: bytearray, _other: bytes) -> bytes:
    """Blocks in another order."""
    size = rng.choice((16, 64, 512, 4096))
    chunks = [bytes(data[at : at + size]) for at in range(0, len(data), size)]
    keep = rng.randrange(len(chunks)) if rng.random() < 0.5 else 0
    tail = chunks[keep:]
    rng.shuffle(tail)
    return b"".join(chunks[:keep] + tail)


def length_fields(rng: random.Random, data: bytearray, _other: bytes) -> bytearray:
    """Numbers in the header become very small or very large."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        code, mask = rng.choice(
            (("<I", 2**32 - 1), (">I", 2**32 - 1), ("<H", 65535), (">H", 65535))
        )
        width = struct.calcsize(code)
        reach = max(1, min(len(data), rng.choice((64, 256, 2048, len(data)))) - width)
        at = rng.randrange(reach)
        near = rng.random() < 0.3
        (old,) = struct.unpack_from(code, data, at) if len(data) >= at + width else (0,)
        value = old + rng.choice((-1, 1, 7)) if near else rng.choice(EXTREMES)
        data[at : at + width] = struct.pack(code, value & mask)
    return data


def splice(rng: random.Random, data: bytearray, other: bytes) -> bytes:
    """The beginning of one format, the end of another."""
    at = rng.randrange(1, min(len(data), 4096))
    return bytes(data[:at]) + other[rng.randrange(len(other)) :]


def nothing_or_little(rng: random.Random, data: bytearray, _other: bytes) -> bytearray:
    """No byte at all, or the first few."""
    return data[: rng.choice((0, 1, 4, 12, 44, 100))]


def huge_header(rng: random.Random, data: bytearray, _other: bytes) -> bytes:
    """Much where a header should be, or a tag that says it is far longer than the file."""
    kind = rng.randrange(3)
    if kind == 0:
        at = rng.randrange(min(len(data), 256))
        filling = rng.randbytes(64) * rng.choice((1024, 16384))
        return bytes(data[:at]) + filling + bytes(data[at:])
    if kind == 1:
        return b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f" + bytes(data)
    frame = b"TIT2" + b"\x7f\x7f\x7f\x7f" + b"\x00\x00" + rng.randbytes(200)
    return b"ID3\x04\x00\x00\x00\x01\x00\x00" + frame + bytes(data)


def overwritten(rng: random.Random, data: bytearray, _other: bytes) -> bytearray:
    """A run of zeros, of ones, of noise."""
    at = rng.randrange(len(data))
    size = min(len(data) - at, rng.choice((8, 64, 1024, 16384)))
    data[at : at + size] = rng.choice((bytes(size), b"\xff" * size, rng.randbytes(size)))
    return data


def repeated(rng: random.Random, data: bytearray, _other: bytes) -> bytes:
    """A part of the file over and over."""
    at = rng.randrange(len(data))
    part = bytes(data[at : at + rng.choice((8, 64, 1024))])
    return bytes(data[:at]) + part * rng.choice((2, 50, 1000)) + bytes(data[at:])


def swapped_names(rng: random.Random, data: bytearray, other: bytes) -> bytearray:
    """Four bytes that name a part become those of another, in this file or another's."""
    for _ in range(rng.choice((1, 3))):
        source = other if rng.random() < 0.5 else bytes(data)
        names = [at for at in range(min(len(data), 4096) - 4) if data[at : at + 4].isalpha()]
        others = [at for at in range(min(len(source), 4096) - 4) if source[at : at + 4].isalpha()]
        if names and others:
            at, there = rng.choice(names), rng.choice(others)
            data[at : at + 4] = source[there : there + 4]
    return data


DAMAGES: tuple[Damage, ...] = (
    bit_flips,
    truncation,
    shuffled_chunks,
    length_fields,
    splice,
    nothing_or_little,
    huge_header,
    overwritten,
    repeated,
    swapped_names,
)


@dataclass(frozen=True)
class Case:
    """A damaged file."""

    number: int
    name: str
    damage: str
    data: bytes


def cases(count: int, seed: int, files: dict[str, bytes]) -> Iterator[Case]:
    """`count` damaged files: every kind with every damage in turn, each from its own number."""
    names = sorted(files)
    for number in range(count):
        rng = random.Random(f"{seed}/{number}")
        name = names[number % len(names)]
        damage = DAMAGES[(number // len(names)) % len(DAMAGES)]
        data = damage(rng, bytearray(files[name]), files[rng.choice(names)])
        if rng.random() < 0.2 and len(data) > 100:  # damaged twice
            data = rng.choice(DAMAGES)(rng, bytearray(data), files[rng.choice(names)])
        yield Case(number, name, damage.__name__, bytes(data))


# ---- the worker: decodes what comes in, says how it went, and dies if it must


def work() -> None:
    """Reads files from stdin (length, bytes) and writes a line of JSON for each."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    while len(head := sys.stdin.buffer.read(4)) == 4:
        data = sys.stdin.buffer.read(int.from_bytes(head, "little"))
        signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
        answer = outcome(data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def outcome(data: bytes) -> dict[str, Any]:
    """What becomes of a file: "decoded", "refused", or "wrong" with what was wrong."""
    from samo_desktop.errors import SamoError

    begun = time.process_time()
    try:
        seconds = _listen(data)
        answer: dict[str, Any] = {"end": "decoded", "seconds": seconds}
    except SamoError as error:
        good = bool(error.message and error.hint)
        answer = {"end": "refused" if good else "wrong", "what": f"no hint: {error.message}"}
    except BaseException as error:  # noqa: BLE001 - this is what is looked for
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        answer = {"end": "wrong", "what": f"{type(error).__name__} at {where}"}
    return {**answer, "cpu": time.process_time() - begun}


def _listen(data: bytes) -> float:
    from samo_desktop.capture import extract
    from samo_desktop.capture.decode import decode, probe
    from samo_desktop.domain.generators import result_of

    info = probe(io.BytesIO(data))
    samples = sum(len(block) for block in decode(io.BytesIO(data)))
    if info.film:
        try:
            container = extract.container_for(io.BytesIO(data))
            copy = io.BytesIO()
            result_of(extract.copy_sound(io.BytesIO(data), copy, container))
            result_of(extract.measured(copy))
        except extract.CannotCopyError:
            pass
    return samples / 16_000


# ---- the one who watches


@dataclass
class Figures:
    """What became of the files."""

    files: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    damages: Counter[str] = field(default_factory=Counter)
    decoded_by_damage: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_case: str = ""
    wall: float = 0.0

    def lines(self) -> Iterator[str]:
        """The figures for a person."""
        yield f"{self.files} damaged files in {self.wall:.0f} s"
        for end in ("decoded", "refused", "wrong", "crashed", "hung"):
            yield f"  {end:9} {self.ends[end]:6}"
        yield f"slowest: {self.slowest:.2f} s of processor time ({self.slowest_case})"
        yield "still decoded, by damage:"
        for name, number in sorted(self.damages.items()):
            yield f"  {name:18} {self.decoded_by_damage[name]:5} of {number}"
        yield from self.wrong


class Worker:
    """A worker process, started again when it died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, data: bytes) -> dict[str, Any]:
        """How the worker ended with `data`; "crashed" and "hung" are ends too."""
        process = self._process
        if process is None:
            process = self._process = subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(len(data).to_bytes(4, "little") + data)
            process.stdin.flush()
            line = _line(process.stdout)
        except BrokenPipeError:
            line = b""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        return self._died(process)

    def _died(self, process: subprocess.Popen[bytes]) -> dict[str, Any]:
        hung = process.poll() is None
        if hung:
            try:  # its output may end a moment before it does
                process.wait(5)
                hung = False
            except subprocess.TimeoutExpired:
                process.kill()
        code = process.wait()
        self.close()
        if hung or code == -signal.SIGPROF:
            return {"end": "hung", "what": f"more than {CPU_SECONDS} s", "cpu": CPU_SECONDS}
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return {"end": "crashed", "what": name, "cpu": 0.0}

    def close(self) -> None:
        """Lets the worker end."""
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            assert process.stdout is not None
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            process.wait()
            process.stdout.close()


def _line(pipe: IO[bytes]) -> bytes:
    ready, _, _ = select.select([pipe], [], [], WALL_SECONDS)
    return pipe.readline() if ready else b""


def fuzz(count: int, seed: int) -> Figures:
    """Makes `count` damaged files from `seed` and tells what became of them."""
    figures, worker, begun = Figures(), Worker(), time.monotonic()
    files = valid_files()
    try:
        for name, data in files.items():
            answer = worker(data)
            if answer["end"] != "decoded" or answer["seconds"] < SOUND_SECONDS - 0.1:
                figures.wrong.append(f"the whole {name} file: {answer}")
        for case in cases(count, seed, files):
            answer = worker(case.data)
            what = f"{case.name}, {case.damage}, seed {seed}, number {case.number}"
            figures.files += 1
            if not figures.files % 1000:
                print(f"{figures.files} of {count} files", file=sys.stderr, flush=True)
            figures.ends[answer["end"]] += 1
            figures.damages[case.damage] += 1
            figures.decoded_by_damage[case.damage] += answer["end"] == "decoded"
            if answer["end"] not in ("decoded", "refused"):
                figures.wrong.append(f"{answer['end']}: {answer['what']} ({what})")
            if answer["cpu"] > figures.slowest:
                figures.slowest, figures.slowest_case = answer["cpu"], what
    finally:
        worker.close()
    figures.wall = time.monotonic() - begun
    return figures


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        work()
        return 0
    figures = fuzz(chosen.count, chosen.seed)
    print("\n".join(figures.lines()), flush=True)
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
