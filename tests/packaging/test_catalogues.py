"""packaging/catalogues.py, and what it finds: every text can be translated."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.support import catalogues

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
tool = catalogues.load()
Key = tuple[str | None, tuple[str, ...]]


@pytest.fixture(scope="module")
def found() -> object:
    """The texts of the code as it is."""
    return catalogues.extracted()


def keys(catalog: object) -> set[Key]:
    return {(m.context, tool.texts(m)) for m in catalog if m.id}  # type: ignore[attr-defined]


def ours(catalog: object) -> list[tuple[list[str], str]]:
    """Every text of the program, with the files that it stands in."""
    return [
        (files, text)
        for message in catalog  # type: ignore[attr-defined]
        if (
            files := [name for name, _line in message.locations if name.startswith("samo_desktop/")]
        )
        for text in tool.texts(message)
    ]


def test_the_template_holds_what_the_code_says(found: object) -> None:
    template = tool.read(tool.FOLDER / "samo.pot")
    missing, gone = keys(found) - keys(template), keys(template) - keys(found)
    assert (missing, gone) == (set(), set()), "run `make messages`"


@pytest.mark.parametrize(("language", "file"), list(tool.po_files()))
def test_a_language_is_up_to_date_and_holds_every_part(language: str, file: Path) -> None:
    template, catalog = tool.read(tool.FOLDER / "samo.pot"), tool.read(file, language)
    assert keys(catalog) == keys(template), "run `make messages`"
    assert tool.problems(catalog) == []
    again = file.with_name("again.mo")
    try:
        tool.compiled(catalog, again)
        assert again.read_bytes() == file.with_suffix(".mo").read_bytes(), "run `make messages`"
    finally:
        again.unlink(missing_ok=True)


def test_what_is_put_into_a_text_has_a_name(found: object) -> None:
    for files, text in ours(found):
        for part in tool.PART.findall(text):
            assert re.fullmatch(r"\{[a-z_]+\}|%\([a-z_]+\)s", part), (files, text)
        assert not set(tool.PART.sub("", text)) & {"{", "}"}, (files, text)


def test_a_text_is_whole(found: object) -> None:
    for files, text in ours(found):
        assert text == text.strip() or text.endswith(": ") or text.startswith(", "), (files, text)


def test_the_core_names_no_command_and_no_button(found: object) -> None:
    front = ("samo_desktop/cli/", "samo_desktop/gui/", "samo_desktop/__main__.py")
    for files, text in ours(found):
        if not all(name.startswith(front) for name in files):
            assert "`" not in text, (files, text)
            assert not re.search(r"(?<!\w)--\w", text), (files, text)
            assert not re.search(r"\b(Choose|Press|Click|Click on|Select) [A-Z“‘]", text), text


def test_no_text_is_looked_up_before_the_language_is_chosen() -> None:
    """At import, that is. The command line's modules are imported later: see their main."""
    for name, file in tool.sources():
        if name.startswith("samo_desktop/") and not name.startswith("samo_desktop/cli/"):
            for node in _at_import(ast.parse(file.read_text("utf-8"))):
                called = getattr(node.func, "id", "")
                assert called not in ("_", "gettext", "ngettext", "pgettext"), (name, node.lineno)


def _at_import(node: ast.AST) -> list[ast.Call]:
    """The calls that happen when a module is imported."""
    calls = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = child.args
            early = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
            early += [] if isinstance(child, ast.Lambda) else child.decorator_list
            calls += [call for default in early for call in _at_import(ast.Expr(default))]
            continue
        calls += [child] if isinstance(child, ast.Call) else []
        calls += _at_import(child)
    return calls


def test_a_text_that_is_put_together_is_refused() -> None:
    for code in (
        '_(f"{n} entries")',
        '_("a" + b)',
        'ngettext("a", f"{n}", n)',
        'm.gettext(f"a{b}")',
    ):
        with pytest.raises(ValueError, match="put together"):
            tool._check_marked("x.py", ast.parse(code))
    tool._check_marked("x.py", ast.parse('_("a" "b"), ngettext("a", "b", f"{n}")'))


def test_a_new_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = catalogues.extracted()
    monkeypatch.setattr(tool, "extract", lambda: texts)  # which takes long
    assert tool.update(tmp_path, new="pl") == []
    file = tmp_path / "pl" / "LC_MESSAGES" / "samo.po"
    assert "nplurals=3" in file.read_text("utf-8") or "nplurals=4" in file.read_text("utf-8")
    catalog = tool.read(file, "pl")
    message = next(m for m in catalog if tool.texts(m) == ("1 entry", "{n} entries"))
    message.string = ("{n} wpis", *["{n} wpisów"] * (catalog.num_plurals - 1))
    wrong = next(m for m in catalog if m.id == "{name} is empty.")
    wrong.string = "{nazwa} jest pusty."
    tool.write(catalog, file)
    [problem] = tool.update(tmp_path)
    assert "{nazwa}" in problem
    assert "pl: 2 of" in capsys.readouterr().out
    assert tool.update(tmp_path, new="pl") == [problem]  # what was translated stays
    again = file.read_bytes()
    tool.update(tmp_path)
    assert file.read_bytes() == again
