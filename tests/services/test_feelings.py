"""What a user teaches: corrections and own feelings, from the facade down to an analysis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.app import App
from samo_desktop.domain.emotion import Analysis, Corrected
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged, Event
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.personal import MAX_EXAMPLES, MAX_NAME_CHARACTERS, MIN_EXAMPLES
from samo_desktop.errors import ModelError, NotFoundError, SamoError
from samo_desktop.inference.ports import EmotionModel
from samo_desktop.pipeline.adaptation import NO_ADAPTATION, Adaptation
from samo_desktop.pipeline.analysis import analyse_texts
from samo_desktop.services.feelings import checked_examples, checked_name
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.support.emotion import KeywordModels

HOMESICK = [
    "The harbour lights of home",
    "My harbour is far from here",
    "Far from home and its harbour",
    "Home, the harbour, the far lights",
    "Lights over the harbour at home",
]
GLAD = "I was happy today."


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """An App with quick models."""
    journal, _ = Journal.create(tmp_path / "journal", None)
    app = App(journal, Settings(), KeywordModels())
    yield app
    app.close()


def written(app: App, text: str = GLAD) -> Entry:
    """An entry that was read."""
    entry = app.entries.write(text)
    list(app.finish())
    return app.entries.get(entry.id)


def feelings(entry: Entry) -> list[str]:
    """What an entry shows."""
    assert entry.analysis is not None
    return [feeling.label for feeling in entry.analysis.feelings]


def analysed(text: str, adaptation: Adaptation) -> Analysis:
    """A text, read for somebody."""

    def for_all(_model: EmotionModel) -> Adaptation:
        return adaptation

    [analysis] = result_of(analyse_texts([text], KeywordModels(), adaptation=for_all))
    return analysis


# ---- corrections


def test_a_correction_shows_at_once_and_can_be_taken_back(app: App) -> None:
    heard: list[Event] = []
    app.subscribe(heard.append)
    entry = written(app)
    heard.clear()
    after = app.feelings.correct(entry.id[:6], add=["Tired"], remove=["joy"])
    assert heard == [EntryChanged(entry.id)]
    assert feelings(after) == ["tired"]
    assert after.analysis is not None
    assert after.analysis.corrected == Corrected(("tired",), ("joy",))
    assert app.feelings.uncorrect(entry.id, ["tired"]).analysis != entry.analysis
    assert app.feelings.uncorrect(entry.id) == entry


def test_an_entry_is_not_read_again_by_itself_but_keeps_its_corrections(app: App) -> None:
    entry = written(app)
    app.feelings.correct(entry.id, remove=["joy"])
    assert app.entries.jobs(states=["queued"]) == []
    app.entries.analyse_again(entry.id)
    list(app.finish())
    assert "joy" not in feelings(app.entries.get(entry.id))


@pytest.mark.parametrize(
    ("add", "remove", "says"),
    [
        (["jow"], [], "'joy'"),
        ([], ["tierd"], "'tired'"),
        (["xyzzy"], [], "feeling of your own"),
        (["joy"], ["JOY"], "one of the two"),
    ],
)
def test_what_cannot_be_said_is_refused_whole(
    app: App, add: list[str], remove: list[str], says: str
) -> None:
    entry = written(app)
    with pytest.raises(SamoError) as refused:
        app.feelings.correct(entry.id, ["pride", *add], remove)
    assert says in refused.value.hint
    assert app.entries.get(entry.id) == entry


def test_an_entry_that_was_not_read_cannot_be_corrected(app: App) -> None:
    entry = app.entries.write(GLAD)
    with pytest.raises(SamoError, match="not been analysed"):
        app.feelings.correct(entry.id, add=["joy"])
    with pytest.raises(NotFoundError):
        app.feelings.correct("nope", add=["joy"])


def test_an_entry_in_another_language_can_be_given_a_feeling(app: App) -> None:
    text = "Heute habe ich mit meiner Mutter telefoniert und war danach sehr erleichtert."
    entry = written(app, text)
    assert entry.analysis is not None
    assert "German" in entry.analysis.notes[0]
    assert feelings(app.feelings.correct(entry.id, add=["relief"])) == ["relief"]
    assert app.feelings.reliability().corrections == 0  # no model said anything there


# ---- learning


def test_corrections_teach_new_analyses_and_old_ones_stay(app: App) -> None:
    entries = [written(app, f"I was happy, day {day}.") for day in range(12)]
    for entry in entries:
        app.feelings.correct(entry.id, remove=["joy"])
    [joy] = [known for known in app.feelings.known() if known.label == "joy"]
    assert (joy.kind, joy.corrections) == ("model", 12)
    assert joy.bias < 0
    later = written(app, "I was happy again.")
    assert later.analysis is not None
    before = later.analysis.by_the_model["joy"]
    assert later.analysis.probabilities["joy"] < before
    assert app.entries.get(entries[0].id).analysis is not None
    app.settings = app.settings.with_(learn_from_corrections=False)
    unlearned = written(app, "I was happy again.").analysis
    assert unlearned is not None
    assert unlearned.unadapted == {}
    assert unlearned.probabilities["joy"] == before


def test_forgetting_and_remembering(app: App) -> None:
    for day in range(12):
        app.feelings.correct(written(app, f"I was happy, day {day}.").id, remove=["joy"])
    learned = app.feelings.known()
    found = app.feelings.reliability()
    assert found.corrections == 12
    assert found.before != found.after
    assert app.feelings.forget() == 12
    assert all(known.bias == 0 == known.corrections for known in app.feelings.known())
    assert app.feelings.reliability().before == ()
    assert app.feelings.corrections() == (12, 0)  # they stay on their entries
    assert app.feelings.remember() == 12
    assert app.feelings.known() == learned


def test_what_another_model_said_teaches_this_one_nothing(app: App) -> None:
    for day in range(12):
        app.feelings.correct(written(app, f"I was happy, day {day}.").id, remove=["joy"])
    app.session.models.keywords.version = "2"  # type: ignore[attr-defined]
    assert all(known.bias == 0 == known.corrections for known in app.feelings.known())


def test_what_was_taught_is_worked_out_once_a_change(app: App) -> None:
    model = app.session.models.emotion()
    assert model is not None
    teachings = app.feelings.teachings
    first = teachings(model)
    assert teachings(model) is first
    app.feelings.add("homesick", HOMESICK)
    second = teachings(model)
    assert second is not first
    assert list(second.own) == ["homesick"]
    assert teachings(model) is second


# ---- own feelings


def test_an_own_feeling_is_found_in_new_entries_and_in_their_sentences(app: App) -> None:
    before = written(app, HOMESICK[0])
    added = app.feelings.add(" home  sick ", [*HOMESICK, "", HOMESICK[0]])
    assert (added.name, len(added.examples)) == ("home sick", 5)
    after = written(app, f"{HOMESICK[0]}. I bought bread.")
    assert after.analysis is not None
    assert "home sick" in feelings(after)
    found = [[f.label for f in sentence.feelings] for sentence in after.analysis.sentences]
    assert "home sick" in found[0]
    assert "home sick" not in found[1]
    assert "home sick" not in feelings(app.entries.get(before.id))
    assert [known.kind for known in app.feelings.known()].count("own") == 1
    assert feelings(app.feelings.correct(before.id, add=["HOME SICK"]))[-1] == "home sick"


def test_an_own_feeling_moves_neither_valence_nor_families(app: App) -> None:
    plain = written(app, HOMESICK[0])
    app.feelings.add("homesick", HOMESICK)
    taught = written(app, HOMESICK[0])
    assert plain.analysis is not None
    assert taught.analysis is not None
    assert taught.analysis.valence == plain.analysis.valence
    assert set(taught.analysis.probabilities) - set(plain.analysis.probabilities) == {"homesick"}
    assert app.timeline.chart("day").points[0].entries == 2


def test_removing_an_own_feeling_can_be_undone(app: App) -> None:
    added = app.feelings.add("homesick", HOMESICK)
    shown = written(app, HOMESICK[0])
    assert app.feelings.remove("Homesick") == added
    assert "homesick" in feelings(app.entries.get(shown.id))
    assert "homesick" not in feelings(written(app, HOMESICK[0]))
    with pytest.raises(NotFoundError):
        app.feelings.remove("homesick")
    app.feelings.restore(added)
    assert "homesick" in feelings(written(app, HOMESICK[0]))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["", "  ", "...", "joy", "Tired", "a\x00b", "a\nb", "\ud800", "x" * (MAX_NAME_CHARACTERS + 1)],
)
def test_names_that_cannot_be_a_feelings(app: App, name: str) -> None:
    with pytest.raises(SamoError):
        app.feelings.add(name, HOMESICK)
    assert app.feelings.own() == []


def test_a_name_is_taken_once(app: App) -> None:
    app.feelings.add("Homesick", HOMESICK)
    with pytest.raises(SamoError, match="already"):
        app.feelings.add("HOMESICK", HOMESICK)


@pytest.mark.parametrize(
    "examples",
    [
        [],
        HOMESICK[:-1],
        ["same"] * MIN_EXAMPLES,
        [f"Example {n}." for n in range(MAX_EXAMPLES + 1)],
        [*HOMESICK, "x" * 5000],
    ],
)
def test_examples_that_are_too_few_too_many_or_too_long(app: App, examples: list[str]) -> None:
    with pytest.raises(SamoError):
        app.feelings.add("homesick", examples)
    assert app.feelings.own() == []


@given(st.text(), st.lists(st.text()))
def test_any_name_and_examples_are_taken_or_refused_in_words(name: str, lines: list[str]) -> None:
    for check, value in ((checked_name, name), (checked_examples, lines)):
        refused: SamoError | None = None
        try:
            taken = check(value)  # type: ignore[operator]
        except SamoError as error:
            refused = error
        if refused is None:
            assert check(taken) == taken  # type: ignore[operator]
        else:
            assert refused.message.isprintable()
            assert refused.hint.isprintable()


def test_a_model_that_cannot_learn_says_so_and_still_reads(app: App) -> None:
    app.feelings.add("homesick", HOMESICK)
    app.session.models.keywords.background = None  # type: ignore[attr-defined]
    with pytest.raises(ModelError):
        app.feelings.add("restless", HOMESICK)
    app.feelings.teachings.changed()
    assert feelings(written(app)) == ["joy"]


# ---- nobody


def test_who_taught_nothing_gets_what_the_model_says(app: App) -> None:
    plain, taught = analysed(GLAD, NO_ADAPTATION), written(app).analysis
    assert taught is not None
    assert plain.to_json()["feelings"] == taught.to_json()["feelings"]
    assert plain.unadapted == taught.unadapted == {}


@given(
    st.dictionaries(st.sampled_from(["joy", "anger", "love"]), st.floats(-3, 3)),
    st.floats(0, 1),
)
def test_a_bias_moves_its_own_label_only_and_in_its_direction(
    biases: dict[str, float], p: float
) -> None:
    given_p = {"joy": p, "fear": p}
    adapted = Adaptation(biases).adapt(given_p)
    assert adapted["fear"] == p
    assert 0 <= adapted["joy"] <= 1
    bias = biases.get("joy", 0.0)
    if 1e-3 < p < 1 - 1e-3 and abs(bias) > 1e-6:
        assert (adapted["joy"] > p) == (bias > 0)
    assert NO_ADAPTATION.adapt(given_p) == given_p
