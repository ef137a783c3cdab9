"""samo correct, samo feelings."""

from __future__ import annotations

from pathlib import Path

import pytest

from samo_desktop.domain.emotion import LABELS
from samo_desktop.inference.models import Models
from tests.cli.conftest import Samo
from tests.cli.test_entries import ENTRY_KEYS

pytestmark = pytest.mark.slow

HOMESICK = """\
I miss the harbour of the town where I grew up.

All day I thought of home, and of how far it is.
I would give a lot to hear the bells of home again.
The smell of bread made me long for my mother's kitchen.
I counted the weeks until I may go home.
Nobody here speaks like the people at home, and I miss it.
"""


@pytest.fixture(scope="module")
def _loaded() -> Models:
    """The real models, loaded once."""
    return Models()


@pytest.fixture(autouse=True)
def _same_models(_loaded: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("samo_desktop.app.Models", lambda: _loaded)


@pytest.fixture
def examples(tmp_path: Path) -> Path:
    file = tmp_path / "homesick.txt"
    file.write_text(HOMESICK, "utf-8")
    return file


@pytest.fixture
def entry_id(samo: Samo, journal: Path) -> str:
    return str(samo("write", "I am so happy and grateful today!", "--json").json["id"])


def test_correct_gives_the_entry_and_lists_follow(samo: Samo, entry_id: str) -> None:
    before = samo("show", entry_id, "--json").json
    assert "corrected" not in before["analysis"]
    first = before["analysis"]["feelings"][0]["label"]
    result = samo("correct", entry_id[:5], "--remove", first, "--add", "TIRED", "--json")
    assert result.code == 0
    after = result.json
    assert set(after) == ENTRY_KEYS
    assert after["analysis"]["corrected"] == {"added": ["tired"], "removed": [first]}
    assert set(after["analysis"]) - set(before["analysis"]) == {"corrected"}
    labels = [feeling["label"] for feeling in after["analysis"]["feelings"]]
    assert "tired" in labels
    assert first not in labels
    assert [e["id"] for e in samo("list", "--feeling", "tired", "--json").lines] == [entry_id]
    assert samo("list", "--feeling", first, "--json").lines == []
    assert "+tired" in samo("show", entry_id).out
    assert samo("correct", entry_id, "--undo", "--json").json == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--add"),
        (["--add", "joyy"], "joy"),
        (["--add", "joy", "--remove", "joy"], "at the same time"),
        (["--undo", "--add", "joy"], "combined"),
    ],
)
def test_correct_refuses_in_words(
    samo: Samo, entry_id: str, arguments: list[str], says: str
) -> None:
    result = samo("correct", entry_id, *arguments)
    assert (result.code, result.out) == (1, "")
    assert says in result.err


@pytest.mark.usefixtures("journal")
def test_correct_of_no_entry(samo: Samo) -> None:
    assert samo("correct", "abc", "--add", "joy").code == 1
    assert samo("correct").code == 2


@pytest.mark.usefixtures("journal")
def test_own_feelings_are_added_listed_and_removed(samo: Samo, examples: Path) -> None:
    keys = {"label", "kind", "examples", "corrections", "bias"}
    before = samo("feelings", "list", "--json").lines
    assert all(set(one) == keys for one in before)
    assert {one["label"] for one in before} >= set(LABELS)
    assert {one["kind"] for one in before} <= {"model", "prototype"}
    added = samo("feelings", "add", "homesick", "--examples", examples, "--json")
    assert added.json == {"label": "homesick", "kind": "own", "examples": 6}
    *rest, own = samo("feelings", "list", "--json").lines
    assert rest == before
    assert own == {
        "label": "homesick",
        "kind": "own",
        "examples": 6,
        "corrections": 0,
        "bias": 0,
    }
    shown = samo("write", HOMESICK.splitlines()[0], "--json").json["analysis"]
    assert "homesick" in shown["probabilities"]
    assert "6 examples" in samo("feelings", "list").out
    assert samo("feelings", "add", "Homesick", "--examples", examples).code == 1
    assert samo("feelings", "remove", "HOMESICK").code == 0
    assert samo("feelings", "remove", "homesick").code == 1
    assert samo("feelings", "list", "--json").lines == before


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "not valid text"),
        (b"one\ntwo\n", "5 different examples"),
        (b"\n".join(b"Line %d." % n for n in range(300)), "200"),
    ],
)
def test_files_of_examples_that_cannot_be_used(
    samo: Samo, tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "examples.txt"
    file.write_bytes(content)
    result = samo("feelings", "add", "homesick", "--examples", file)
    assert result.code == 1
    assert says in result.err


@pytest.mark.usefixtures("journal")
def test_a_file_that_is_none(samo: Samo, tmp_path: Path, examples: Path) -> None:
    for file, says in ((tmp_path / "none.txt", "was not found"), (tmp_path, "folder")):
        result = samo("feelings", "add", "homesick", "--examples", file)
        assert (result.code, says in result.err) == (1, True)
    assert samo("feelings", "add", "joy", "--examples", examples).code == 1
    assert samo("feelings", "add", "x" * 50, "--examples", examples).code == 1
    assert samo("feelings", "add", "homesick").code == 2


def test_reset_and_reliability(samo: Samo, entry_id: str) -> None:
    nothing = samo("feelings", "reliability", "--json").json
    assert samo("feelings", "--json", "reliability").json == nothing
    assert nothing == {"bins": [], "corrections": 0}
    assert "nothing to compare" in samo("feelings", "reliability").out
    assert samo("correct", entry_id, "--remove", "joy").code == 0
    found = samo("feelings", "reliability", "--json").json
    assert found["corrections"] == 1
    assert sum(b["count"] for b in found["bins"]) >= len(LABELS)
    assert all(
        set(b) == {"low", "high", "probability", "share", "count"}
        and b["low"] <= b["probability"] <= b["high"]
        and 0 <= b["share"] <= 1
        for b in found["bins"]
    )
    assert "right" in samo("feelings", "reliability").out
    assert samo("feelings", "reset", "--json").json == {"forgotten": 1}
    assert samo("feelings", "reliability", "--json").json == nothing
    assert "corrected" in samo("show", entry_id, "--json").json["analysis"]
    assert samo("feelings", "reset", "--undo", "--json").json == {"remembered": 1}
    assert samo("feelings", "reliability", "--json").json == found


@pytest.mark.usefixtures("journal")
def test_the_arc_is_said_where_there_is_one(samo: Samo) -> None:
    rising = (
        "I am so sad. I cried all morning. " * 2 + "Then I was happy. I love this so much! " * 2
    )
    entry = samo("write", rising, "--json").json
    assert "arc: began low, ended brighter" in samo("show", entry["id"]).out
    assert "arc" not in samo("write", "I am happy.").out
    assert "arc" not in entry["analysis"]


def test_analyse_knows_nothing_of_a_journal(samo: Samo, tmp_path: Path) -> None:
    result = samo("analyse", "I am happy.", "--journal", tmp_path / "none", "--json")
    assert result.code == 0
    assert "corrected" not in result.json


@pytest.mark.usefixtures("journal")
def test_examples_come_from_standard_input_too(samo: Samo) -> None:
    result = samo("feelings", "add", "homesick", "--examples", "-", "--json", stdin=HOMESICK)
    assert result.json == {"label": "homesick", "kind": "own", "examples": 6}
    assert samo("draft", "list").out == ""
    refused = samo("feelings", "add", "joy", "--examples", "-", stdin=HOMESICK)
    assert refused.code == 1
    assert samo("draft", "list").out == ""  # the name was refused before anything was read
    few = samo("feelings", "add", "wistful", "--examples", "-", stdin="one\ntwo\n")
    assert few.code == 1
    assert "kept as a draft" in few.err
    assert "[examples of 'wistful']" in samo("draft", "list").out
    assert samo("draft", "save").code == 1
    assert samo("draft", "discard").out == "one\ntwo\n\n"
