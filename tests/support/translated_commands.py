"""Runs commands in another language: `python -m tests.support.translated_commands FOLDER LIST`.

FOLDER holds the catalogue of tests.support.pseudo; LIST is a file with a JSON list of [arguments,
input]. Prints a JSON list of what each command printed. A process of its own, because help is
translated when the commands are imported.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

from samo_desktop import messages
from tests.support import pseudo


def main() -> None:
    """Runs all of them, one after the other."""
    messages.use(Path(sys.argv[1]), [pseudo.LANGUAGE])
    from samo_desktop.cli.main import run

    told = []
    for arguments, given in json.loads(Path(sys.argv[2]).read_text("utf-8")):
        out = io.StringIO()
        sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), "utf-8")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = run(arguments)
        told.append({"arguments": arguments, "code": code, "printed": out.getvalue()})
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
