"""Values of the domain: feelings, entries, transcripts, and generators of events."""

from __future__ import annotations

import json
from collections.abc import Generator
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain import emotion
from samo_desktop.domain.emotion import (
    FAMILIES,
    FAMILY_OF,
    JOURNAL_LABELS,
    LABELS,
    Analysis,
    Corrected,
    Feeling,
    SentenceFeelings,
    Summary,
    valence,
)
from samo_desktop.domain.entry import Audio, Entry, EntryError
from samo_desktop.domain.generators import relay, result_of
from samo_desktop.domain.transcript import Segment, Transcript, Word

PROBABILITY = st.floats(0, 1)
PROBABILITIES = st.dictionaries(st.sampled_from(LABELS), PROBABILITY)
TEXT = st.text(max_size=40)
SECONDS = st.floats(0, 1e5)
FEELINGS = st.lists(st.builds(Feeling, st.sampled_from(LABELS), PROBABILITY), max_size=4).map(tuple)
SAID = st.lists(st.sampled_from(LABELS), max_size=4, unique=True)
CORRECTED = SAID.map(lambda said: Corrected(tuple(said[:2]), tuple(said[2:])))
ANALYSES = st.builds(
    Analysis,
    feelings=FEELINGS,
    probabilities=PROBABILITIES,
    valence=st.floats(-1, 1),
    summary=st.builds(
        Summary, TEXT, st.just("extractive"), st.lists(st.integers(0, 99), max_size=3).map(tuple)
    ),
    sentences=st.lists(
        st.builds(
            SentenceFeelings,
            TEXT,
            st.integers(0, 99),
            st.integers(0, 99),
            FEELINGS,
            st.floats(-1, 1),
            st.floats(0, 1),
        ),
        max_size=3,
    ).map(tuple),
    models=st.dictionaries(TEXT, TEXT, max_size=2),
    elapsed=st.dictionaries(TEXT, SECONDS, max_size=2),
    notes=st.lists(TEXT, max_size=2).map(tuple),
    corrected=st.none() | CORRECTED,
)
SAID_WORDS = st.lists(
    st.builds(Word, SECONDS, SECONDS, TEXT, st.none() | PROBABILITY), max_size=3
).map(tuple)
TRANSCRIPTS = st.builds(
    Transcript,
    text=TEXT,
    language=st.just("en"),
    engine=st.just("whisper"),
    model=TEXT,
    segments=st.lists(
        st.builds(Segment, SECONDS, SECONDS, TEXT, st.none() | PROBABILITY, SAID_WORDS),
        max_size=3,
    ).map(tuple),
    seconds=SECONDS,
    elapsed=SECONDS,
    made_at=st.none() | st.datetimes(timezones=st.just(timezone(timedelta(hours=2)))),
    notes=st.lists(TEXT, max_size=2).map(tuple),
)


def test_labels_are_goemotions_and_each_has_one_family_and_one_sign() -> None:
    everything = LABELS + JOURNAL_LABELS
    assert len(LABELS) == len(set(LABELS)) == 28
    assert len(set(everything)) == 35
    signed = [emotion.POSITIVE, emotion.NEGATIVE, emotion.AMBIGUOUS, frozenset({"neutral"})]
    assert sorted(label for labels in signed for label in labels) == sorted(everything)
    assert sorted(label for labels in FAMILIES.values() for label in labels) == sorted(everything)
    assert set(FAMILY_OF) == set(everything)


@pytest.mark.parametrize(("label", "sign"), [("joy", 1), ("grief", -1), ("surprise", 0)])
def test_the_valence_of_one_feeling_is_its_sign(label: str, sign: float) -> None:
    assert valence({label: 0.7}) == sign


def test_valence_weighs_feelings_by_their_probability() -> None:
    assert valence({"joy": 0.6, "sadness": 0.2, "neutral": 0.2}) == pytest.approx(0.4)
    assert valence({}) == valence(dict.fromkeys(LABELS, 0.0)) == 0


@given(PROBABILITIES)
def test_valence_stays_within_its_bounds(probabilities: dict[str, float]) -> None:
    assert -1 <= valence(probabilities) <= 1


@given(ANALYSES)
def test_an_analysis_comes_back_from_json_as_it_was(analysis: Analysis) -> None:
    data = json.loads(json.dumps(analysis.to_json()))
    back = Analysis.from_json(data)
    assert back.to_json() == analysis.to_json()
    assert (back.summary, back.models, back.notes) == (
        analysis.summary,
        analysis.models,
        analysis.notes,
    )
    assert back.valence == pytest.approx(analysis.valence, abs=1e-4)
    assert [f.label for f in back.feelings] == [f.label for f in analysis.feelings]
    assert [(s.text, s.start, s.end) for s in back.sentences] == [
        (s.text, s.start, s.end) for s in analysis.sentences
    ]


@given(ANALYSES, CORRECTED)
def test_a_corrected_analysis_shows_what_the_user_said(analysis: Analysis, said: Corrected) -> None:
    after = analysis.with_corrections(said)
    labels = [feeling.label for feeling in after.feelings]
    assert set(said.added) <= set(labels)
    assert not set(said.removed) & set(labels)
    left = {feeling.label for feeling in analysis.feelings} - set(said.removed)
    assert set(labels) == left | set(said.added)
    strengths = [feeling.probability for feeling in after.feelings]
    if said.added or said.removed:
        assert strengths == sorted(strengths, reverse=True)
        assert after.to_json()["corrected"]["added"] == list(said.added)
    else:
        assert after is analysis
    assert (after.probabilities, after.valence) == (analysis.probabilities, analysis.valence)


def test_labels_without_a_family_do_not_count_in_valence() -> None:
    known = {"joy": 0.5, "sadness": 0.25, "nostalgic": 0.25}
    assert valence(known | {"homesick": 0.9}) == valence(known) == pytest.approx(0.25)
    assert valence({"homesick": 0.9}) == 0


@pytest.mark.parametrize(
    ("label", "family", "sign"),
    [
        ("calm", "joy", 1),
        ("content", "joy", 1),
        ("nostalgic", "joy", 0),
        ("bored", "sadness", -1),
        ("tired", "sadness", -1),
        ("jealous", "anger", -1),
        ("overwhelmed", "fear", -1),
    ],
)
def test_the_journals_own_labels_have_a_family_and_a_sign(
    label: str, family: str, sign: int
) -> None:
    assert FAMILY_OF[label] == family
    assert valence({label: 0.5}) == sign


@given(ANALYSES)
def test_an_analysis_without_sentences_leaves_out_only_those(analysis: Analysis) -> None:
    whole = analysis.to_json()
    assert "sentences" in whole
    del whole["sentences"]
    assert analysis.to_json(sentences=False) == whole


@given(ANALYSES)
def test_how_emotional_a_sentence_is_is_kept_and_not_shown(analysis: Analysis) -> None:
    assert not any("intensity" in sentence for sentence in analysis.to_json()["sentences"])
    back = Analysis.from_json(json.loads(json.dumps(analysis.to_json(whole=True))))
    assert [s.intensity for s in back.sentences] == [
        pytest.approx(s.intensity, abs=1e-5) for s in analysis.sentences
    ]


def test_the_shape_of_an_analysis() -> None:
    assert set(Analysis((), {}, 0, Summary("", "none", ()), (), {}, {}).to_json()) == {
        "feelings",
        "probabilities",
        "valence",
        "summary",
        "sentences",
        "models",
        "elapsed",
        "notes",
    }


@given(TRANSCRIPTS)
def test_a_transcript_comes_back_from_json_as_it_was(transcript: Transcript) -> None:
    data = json.loads(json.dumps(transcript.to_json(whole=True)))
    back = Transcript.from_json(data)
    assert back.to_json(whole=True) == transcript.to_json(whole=True)
    assert (back.made_at, back.notes) == (transcript.made_at, transcript.notes)
    assert [len(s.words) for s in back.segments] == [len(s.words) for s in transcript.segments]
    assert [s.text for s in back.segments] == [s.text for s in transcript.segments]
    assert back.seconds == pytest.approx(transcript.seconds, abs=1e-3)


@given(TRANSCRIPTS)
def test_what_is_shown_of_a_transcript_has_no_words_with_times(transcript: Transcript) -> None:
    shown = transcript.to_json()
    notes = ["notes"] if transcript.notes else []
    assert list(shown) == [
        *("text", "language", "engine", "model", "segments", "seconds", "elapsed"),
        *notes,
    ]
    for segment in shown["segments"]:
        assert list(segment) == ["start", "end", "text", "confidence"]
    back = Transcript.from_json(shown)
    assert back.to_json(whole=True) == shown


@given(
    st.none() | TRANSCRIPTS,
    st.none() | ANALYSES,
    st.none() | st.builds(Audio, SECONDS, st.just(16_000), TEXT),
    st.none() | st.builds(EntryError, st.just("analyse"), TEXT, TEXT),
)
def test_an_entry_is_one_json_document(
    transcript: Transcript | None,
    analysis: Analysis | None,
    audio: Audio | None,
    error: EntryError | None,
) -> None:
    at = datetime(2026, 3, 29, 1, 30, 5, 999, timezone(timedelta(hours=-5, minutes=-30)))
    entry = Entry(
        "id", at, "Title", "Text", "voice", ("a",), "done", audio, transcript, analysis, error
    )
    data = json.loads(json.dumps(entry.to_json()))
    assert set(data) == {
        *("id", "created_at", "title", "text", "source", "tags", "state"),
        *("audio", "transcript", "analysis", "error", "date_source"),
    }
    assert data["created_at"] == "2026-03-29T01:30:05-05:30"
    assert data["tags"] == ["a"]
    assert (data["audio"] is None) == (audio is None)
    assert (data["transcript"] is None) == (transcript is None)
    assert (data["error"] is None) == (error is None)
    assert analysis is None or "sentences" not in entry.to_json(sentences=False)["analysis"]


def _count(to: int) -> Generator[int, None, str]:
    yield from range(to)
    return "done"


def test_result_of_runs_work_to_its_end() -> None:
    seen: list[int] = []
    assert result_of(_count(3), seen.append) == "done"
    assert seen == [0, 1, 2]
    assert result_of(_count(0)) == "done"


def test_relay_passes_on_what_is_yielded_and_the_result() -> None:
    def outer() -> Generator[str, None, str]:
        result = yield from relay(_count(2), str)
        return result.upper()

    seen: list[str] = []
    assert result_of(outer(), seen.append) == "DONE"
    assert seen == ["0", "1"]


def test_an_error_in_relayed_work_is_passed_on() -> None:
    def fails() -> Generator[int, None, None]:
        yield 1
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        result_of(relay(fails(), str))
