"""A model server of the tests' own, on this computer: the few answers of Hugging Face that matter.

It can be told to misbehave, request by request.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import tomli_w

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "someone/a-model"


@dataclass
class Trouble:
    """What goes wrong with one request of a file; the defaults are a good server."""

    status: int = 0
    """Answer with this HTTP status instead."""
    headers: dict[str, str] = field(default_factory=dict)
    close_after: int | None = None
    """Close the connection after so many bytes of the body."""
    stall_after: int | None = None
    """Say nothing more after so many bytes."""
    flip: int | None = None
    """Turn over the bits of the byte at this place."""
    say_length: int | None = None
    """Lie about the length."""
    no_ranges: bool = False
    """Answer with the whole file, whatever was asked for."""
    more: bytes = b""
    """Send this after the end, as if it belonged to the file."""
    redirect: bool = False
    """Send to another address first."""
    only: str = ""
    """Only with this file."""


class FakeHub:
    """The server; `files` are what it has, `troubles` what goes wrong, in order of requests."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.troubles: list[Trouble] = []
        self.always: Trouble | None = None
        self.info_troubles: list[Trouble] = []
        self.tell: Callable[[dict[str, Any]], Any] = lambda info: info
        """Changes what is told of the model."""
        self.asked: list[tuple[str, str]] = []
        """Path and range of each request."""
        self.agents: set[str] = set()
        self.tokens: list[str] = []
        self.free = threading.Event()
        """Ends stalls."""
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator[FakeHub]:
        """Answers until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.free.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def info(self) -> Any:
        """What the interface tells of the model."""
        siblings = []
        for name, data in {**self.files, "README.md": b"# A model"}.items():
            git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            sibling: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": git}
            if name == "model.bin":
                sha256 = hashlib.sha256(data).hexdigest()
                sibling["lfs"] = {"size": len(data), "sha256": sha256, "pointerSize": 133}
            siblings.append(sibling)
        return self.tell({"id": REPOSITORY, "sha": COMMIT, "siblings": siblings})

    def trouble(self, name: str) -> Trouble:
        """What goes wrong with the next request of the file `name`."""
        if self.troubles and self.troubles[0].only in ("", name):
            return self.troubles.pop(0)
        if self.always and self.always.only in ("", name):
            return self.always
        return Trouble()


class _Handler(BaseHTTPRequestHandler):
    hub: FakeHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the other side has gone, as tests make it do
            self.close_connection = True

    def do_GET(self) -> None:
        hub = self.hub
        path, asked = self.path.partition("?")[0], self.headers.get("range", "")
        hub.asked.append((path, asked))
        hub.agents.add(self.headers.get("user-agent", ""))
        if "authorization" in self.headers:
            hub.tokens.append(self.headers["authorization"])
        if path.startswith("/api/models/"):
            trouble = hub.info_troubles.pop(0) if hub.info_troubles else Trouble()
            self._info(trouble)
        elif path.startswith(("/elsewhere/", f"/{REPOSITORY}/resolve/{COMMIT}/")):
            name = path.rpartition("/")[2]
            trouble = Trouble() if path.startswith("/elsewhere/") else hub.trouble(name)
            self._file(name, asked, trouble)
        else:
            self._status(404, {})

    def _status(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", "0")
        self.end_headers()

    def _info(self, trouble: Trouble) -> None:
        if trouble.status:
            self._status(trouble.status, trouble.headers)
            return
        told = self.hub.info()
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self, name: str, asked: str, trouble: Trouble) -> None:
        data = self.hub.files.get(name)
        if data is None or trouble.status:
            self._status(trouble.status or 404, trouble.headers)
            return
        if trouble.redirect:
            self._status(302, {"location": f"/elsewhere/{name}"})
            return
        start = int(asked.removeprefix("bytes=").partition("-")[0]) if asked else 0
        if start >= len(data) and start:
            self._status(416, {})
            return
        if trouble.flip is not None and trouble.flip < len(data):
            at = trouble.flip
            data = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        ranged = bool(asked) and not trouble.no_ranges
        body = (data[start:] if ranged else data) + trouble.more
        self.send_response(206 if ranged else 200)
        if ranged:
            self.send_header("content-range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        length = len(body) if trouble.say_length is None else trouble.say_length
        self.send_header("content-length", str(max(0, length)))
        for header, value in trouble.headers.items():
            self.send_header(header, value)
        self.end_headers()
        stop = trouble.close_after if trouble.stall_after is None else trouble.stall_after
        self.wfile.write(body[:stop])
        self.wfile.flush()
        if trouble.stall_after is not None:
            self.hub.free.wait(30)
        if stop is not None or trouble.say_length is not None:
            self.close_connection = True


def write_list(file: Path, files: Mapping[str, bytes], name: str = "whisper-test") -> Path:
    """A list of installable models that holds one, which a server with `files` has."""
    model = {
        "name": name,
        "kind": "speech",
        "engine": "whisper",
        "repository": REPOSITORY,
        "revision": "main",
        "files": sorted(files),
        "size": sum(map(len, files.values())),
        "languages": ["*"],
        "licence": "MIT",
        "memory": 300_000_000,
        "quality": "good",
        "wer": 3.5,
        "wer_of": "a made-up set",
        "speed": 0.25,
        "sha256": {"model.bin": hashlib.sha256(files["model.bin"]).hexdigest()},
    }
    file.write_text(tomli_w.dumps({"model": [model]}), "utf-8")
    return file
