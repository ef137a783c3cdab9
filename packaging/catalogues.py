"""The catalogues of texts: `make messages`, and `make messages ARGS=pt_BR` for a new language.

Gathers every text that a person may read into resources/translations/samo.pot, brings each
language's samo.po up to date, and compiles it into the samo.mo that the program reads. Nothing but
this and its tests needs Babel. The texts of click, which the command line shows, are among them.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "translations"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_noop": ((1, "c"), 2),
}
"""What marks a text, and which of its arguments are texts or (c) their context."""
PART = re.compile(r"%\(\w+\)\w|\{[^{}]*\}")
"""What stands in a text for something that is put in: ours, and those of libraries."""

UNNEEDED = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Project-Id-Version|.*@ADDRESS|.*LL@li)'
)
"""Headers that would change although no text did, or that nobody has filled in."""


def sources(root: Path = ROOT) -> Iterator[tuple[str, Path]]:
    """The files with texts, each with the name that the catalogue gives it."""
    click = importlib.util.find_spec("click")
    assert click is not None
    assert click.origin is not None
    for package in (root / "samo_desktop", Path(click.origin).parent):
        for file in sorted(package.rglob("*.py")):
            yield file.relative_to(package.parent).as_posix(), file


def extract(root: Path = ROOT) -> Catalog:
    """Every text of the program and of click. Raises ValueError for one that cannot be gathered."""
    catalog = _catalog()
    for name, file in sources(root):
        if name.startswith("samo_desktop/"):
            tree = ast.parse(file.read_text("utf-8"))
            _check_marked(name, tree)
            for text in _helps(tree):
                catalog.add(text, locations=[(name, None)])
        for _line, text, comments, context in extract_from_file(
            "python", file, KEYWORDS, ("Translators:",)
        ):
            catalog.add(text, locations=[(name, None)], auto_comments=comments, context=context)
    return catalog


def _catalog(locale: str | None = None) -> Catalog:
    return Catalog(
        locale,
        domain="samo",
        project="SAMO Desktop",
        version="",
        copyright_holder="the authors of SAMO Desktop",
        header_comment="# The texts of SAMO Desktop.\n#",
        fuzzy=False,
    )


def _helps(tree: ast.Module) -> Iterator[str]:
    """The help of click's commands: their docstrings."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        decorators = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
        if any(isinstance(d, ast.Attribute) and d.attr in ("command", "group") for d in decorators):
            yield ast.get_docstring(node) or ""


def _check_marked(name: str, tree: ast.Module) -> None:
    """Raises ValueError where a text is put together before it is looked up: it is never found."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else None
        called = node.func.id if isinstance(node.func, ast.Name) else called
        texts = node.args[: 2 if called in ("ngettext", "pgettext", "pgettext_noop") else 1]
        if called in KEYWORDS and any(isinstance(a, ast.JoinedStr | ast.BinOp) for a in texts):
            raise ValueError(f"{name}:{node.lineno}: a text that is put together cannot be found")


def texts(message: Message) -> tuple[str, ...]:
    """The English of a message: one text, or one and many."""
    return message.id if isinstance(message.id, tuple) else (message.id,)


def problems(catalog: Catalog) -> list[str]:
    """What is wrong with a language's translations; untranslated and unsure ones are left out."""
    found = []
    for message in catalog:
        if not message.id or message.fuzzy or not message.string:
            continue
        given = message.string if isinstance(message.string, tuple) else (message.string,)
        english = texts(message)
        allowed = {part for text in english for part in PART.findall(text)}
        needed = allowed - {"{n}"} if len(english) > 1 else allowed
        for text in filter(None, given):
            parts = set(PART.findall(text))
            if not needed <= parts <= allowed or ("{" in PART.sub("", text) and allowed):
                found.append(f"{english[0]!r}: {text!r} does not hold the parts {sorted(allowed)}")
    return found


def read(file: Path, locale: str | None = None) -> Catalog:
    """The catalogue in a .po or .pot file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=locale, domain="samo")


def write(catalog: Catalog, file: Path) -> None:
    """Writes a .po or .pot file that changes only where a text does: without lines and dates."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(file.name + ".part")
    with part.open("wb") as out:
        write_po(out, catalog, width=99, include_lineno=False, sort_by_file=True)
    lines = part.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not UNNEEDED.match(line)]
    part.write_text("".join(kept), "utf-8")
    part.replace(file)


def po_files(folder: Path = FOLDER) -> Iterator[tuple[str, Path]]:
    """The languages that there are, each with its .po file."""
    for file in sorted(folder.glob("*/LC_MESSAGES/samo.po")):
        yield file.parts[-3], file


def compiled(catalog: Catalog, file: Path) -> None:
    """Writes a language's .mo file, without what a translator is unsure of."""
    with file.open("wb") as out:
        write_mo(out, catalog)


def update(folder: Path = FOLDER, new: str | None = None) -> list[str]:
    """Brings all that is in `folder` up to date, with a `new` language; what is wrong with it."""
    template = extract()
    write(template, folder / "samo.pot")
    if new is not None:
        locale = str(Locale.parse(new))
        file = folder / locale / "LC_MESSAGES" / "samo.po"
        if not file.exists():
            write(_catalog(locale), file)
    found = []
    for language, file in po_files(folder):
        catalog = read(file, language)
        catalog.update(template, no_fuzzy_matching=False)
        write(catalog, file)
        compiled(catalog, file.with_suffix(".mo"))
        left = sum(
            1 for message in catalog if message.id and not (message.string and any(message.string))
        )
        print(f"{language}: {len(catalog) - left} of {len(catalog)} texts")
        found += [f"{language}: {problem}" for problem in problems(catalog)]
    return found


if __name__ == "__main__":
    wrong = update(new=sys.argv[1] if len(sys.argv) > 1 else None)
    sys.exit("\n".join(wrong) or None)
