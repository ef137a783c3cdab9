"""What a program and its children did with the network and with files, as strace saw it.

`python -m tests.support.trace LOG FOLDER...` ends with 1 if there was an internet socket or a
look-up, or if anything was written outside the folders.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_CALLS = "%network,?open,openat,?openat2,?creat,?mkdir,mkdirat,?rename,?renameat,renameat2"
_LINKS = "?link,linkat,?symlink,symlinkat,?mknod,mknodat"
OPTIONS = (
    *("-f", "-qq", "-y", "-s", "4096", "--seccomp-bpf"),
    *("-e", "signal=none", "-e", f"trace={_CALLS},{_LINKS}"),
)
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+|\?)")
_UNFINISHED, _RESUMED = (
    re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$"),
    re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$"),
)
_NAME = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_WRITING = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC)")
_OF_FILES = ("open", "creat", "mk", "rename", "link", "symlink")
_LOOKS_UP = ("/etc/resolv.conf", "/etc/hosts", "/etc/gai.conf", "/etc/host.conf")


def missing() -> str:
    """Why nothing can be traced here; "" if it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    tried = subprocess.run(
        ["strace", "-f", "-o", os.devnull, "true"], capture_output=True, check=False
    )
    return "" if tried.returncode == 0 else "this system lets no program be traced"


@dataclass
class Traced:
    """What was seen: sockets other than this computer's own, look-ups, and what was written."""

    sockets: list[str] = field(default_factory=list)
    lookups: list[str] = field(default_factory=list)
    written: set[Path] = field(default_factory=set)
    """Files and folders that were made or opened for writing."""
    calls: int = 0

    def outside(self, *folders: Path) -> list[Path]:
        """What was written that lies in none of `folders`."""
        real = [folder.resolve() for folder in folders]
        return sorted(
            path
            for path in self.written
            if not any(path == folder or folder in path.parents for folder in real)
        )


def run(command: Sequence[str], log: Path, env: Mapping[str, str], cwd: Path) -> Traced:
    """Runs `command` to its end, which must be a good one, and tells what it did."""
    done = subprocess.run(
        ["strace", *OPTIONS, "-o", str(log), *command],
        env=dict(env),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return read(log.read_text("utf-8", "replace").splitlines())


def read(lines: Sequence[str]) -> Traced:
    """Makes sense of strace's lines."""
    found, begun = Traced(), dict[str, str]()
    for line in lines:
        if halted := _UNFINISHED.match(line):
            begun[halted[1]] = halted[2]
            continue
        if goes_on := _RESUMED.match(line):
            line = f"{goes_on[1]} {begun.pop(goes_on[1], '')}{goes_on[2]}"
        if call := _CALL.match(line):
            found.calls += 1
            _take(found, *call.groups())
    return found


def _take(found: Traced, name: str, arguments: str, result: str) -> None:
    if "AF_INET" in arguments:
        found.sockets.append(f"{name}({arguments}) = {result}")
    elif name == "connect" and "io.systemd.Resolve" in arguments:
        found.lookups.append(f"{name}({arguments})")
    elif name.startswith(_OF_FILES):
        _take_file(found, name, arguments, failed=result.startswith("-"))


def _take_file(found: Traced, name: str, arguments: str, *, failed: bool) -> None:
    names = [Path(_plain(folder), _plain(said)) for folder, said in _NAME.findall(arguments)]
    if name.startswith(("open", "creat")):
        if names and str(names[0]) in _LOOKS_UP:
            found.lookups.append(f"{name}({arguments})")
        if failed or not (name == "creat" or _WRITING.search(arguments)):
            return
        names = names[:1]
    elif failed:
        return
    else:
        names = names[-1:]
    found.written.update(Path(os.path.normpath(path)) for path in names)


def _plain(escaped: str) -> str:
    """A name as strace writes it, in bytes with octal escapes, as text."""
    octets = escaped.encode("latin-1", "replace").decode("unicode_escape").encode("latin-1")
    return os.fsdecode(octets)


def main() -> int:
    """The command line; without arguments it prints the options for strace."""
    if not sys.argv[1:]:
        print(*OPTIONS)
        return 0
    log, *folders = map(Path, sys.argv[1:])
    found = read(log.read_text("utf-8", "replace").splitlines())
    wrong = [*found.sockets, *found.lookups, *map(str, found.outside(*folders))]
    print("\n".join(wrong) or f"{found.calls} calls, none of them to the network or elsewhere")
    return 1 if wrong or not found.calls else 0


if __name__ == "__main__":
    sys.exit(main())
