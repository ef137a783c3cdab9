"""Texts -> feelings and summaries, with the models that ship."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop import paths
from samo_desktop.domain.emotion import LABELS, Analysis, valence
from samo_desktop.domain.generators import result_of
from samo_desktop.errors import ModelError
from samo_desktop.inference.models import Models
from samo_desktop.inference.tokens import Tokenised, Tokeniser
from samo_desktop.pipeline.analysis import NO_WORDS, analyse_texts
from tests.support.texts import HOSTILE, SENTENCES

pytestmark = pytest.mark.slow

ENTRIES = ["\n".join(SENTENCES[start : start + 5]) for start in range(0, len(SENTENCES), 5)]
DUTCH = "Vandaag was ik op mijn werk de hele dag moe en een beetje verdrietig."


@pytest.fixture(scope="module")
def models() -> Models:
    return Models()


def _analyse(models: Models, texts: Sequence[str]) -> list[Analysis]:
    return result_of(analyse_texts(texts, models))


def _check_shape(models: Models, text: str, analysis: Analysis) -> None:
    emotion = models.emotion()
    assert set(analysis.probabilities) == set(emotion.labels) >= set(LABELS)
    assert all(0 <= p <= 1 for p in analysis.probabilities.values())
    strengths = [feeling.probability for feeling in analysis.feelings]
    assert strengths == sorted(strengths, reverse=True)
    assert {f.label for f in analysis.feelings} == {
        label for label, p in analysis.probabilities.items() if p >= emotion.thresholds[label]
    }
    assert analysis.valence == pytest.approx(valence(analysis.probabilities))
    at = 0
    for sentence in analysis.sentences:
        assert at <= sentence.start < sentence.end
        assert text[sentence.start : sentence.end] == sentence.text
        assert -1 <= sentence.valence <= 1
        assert all(0 <= feeling.probability <= 1 for feeling in sentence.feelings)
        at = sentence.end
    chosen = analysis.summary.sentences
    assert 1 <= len(chosen) <= 3
    assert list(chosen) == sorted(set(chosen))
    assert analysis.summary.text == " ".join(analysis.sentences[i].text for i in chosen)
    assert analysis.notes == ()
    assert set(analysis.models) == set(analysis.elapsed) == {"emotion", "summary"}
    assert all("@" in model for model in analysis.models.values())
    assert all(seconds >= 0 for seconds in analysis.elapsed.values())


def _check_unanalysed(analysis: Analysis) -> None:
    assert len(analysis.notes) == 1
    assert (analysis.feelings, analysis.probabilities, analysis.sentences) == ((), {}, ())
    assert (analysis.summary.text, analysis.summary.sentences) == ("", ())
    assert (analysis.valence, analysis.models) == (0, {})


def test_an_entry_is_analysed_sentence_by_sentence(models: Models) -> None:
    for text, analysis in zip(ENTRIES, _analyse(models, ENTRIES), strict=True):
        _check_shape(models, text, analysis)
        assert len(analysis.sentences) == 5
        json.dumps(analysis.to_json())


@settings(max_examples=15)
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6),
    st.sampled_from([" ", "\n", "\n\n", "  ", "\r\n"]),
    st.sampled_from(["", " ", "\n", "😀 ", "\x00"]),
)
def test_sentences_lie_where_they_say(
    models: Models, sentences: list[str], between: str, before: str
) -> None:
    text = before + between.join(sentences)
    [analysis] = _analyse(models, [text])
    _check_shape(models, text, analysis)


def test_feelings_are_those_of_the_words(models: Models) -> None:
    glad, sad = _analyse(
        models, ["I am so happy and grateful today!", "I am so sad. I cried all day."]
    )
    assert glad.valence > 0.3 > -0.3 > sad.valence
    assert {"joy", "gratitude"} & {feeling.label for feeling in glad.feelings}
    assert "sadness" in {feeling.label for feeling in sad.feelings}


@pytest.mark.parametrize("text", ["", "  \n", "123 456", "😀😀", "...", "?!\x00"])
def test_a_text_without_words_gets_a_note(models: Models, text: str) -> None:
    [analysis] = _analyse(models, [text])
    _check_unanalysed(analysis)
    assert analysis.notes == (NO_WORDS,)


def test_the_note_for_no_words_may_be_another(models: Models) -> None:
    [analysis] = result_of(analyse_texts([""], models, no_words="Nothing was heard."))
    assert analysis.notes == ("Nothing was heard.",)


def test_a_language_that_the_model_does_not_know_gets_a_note(models: Models) -> None:
    [analysis] = _analyse(models, [DUTCH])
    _check_unanalysed(analysis)
    assert "No installed feelings model knows it" in analysis.notes[0]
    assert "Dutch" in analysis.notes[0]


def test_texts_of_all_kinds_keep_their_order(models: Models) -> None:
    texts = [ENTRIES[0], "", DUTCH, ENTRIES[1], "42"]
    analyses = _analyse(models, texts)
    for index in (0, 3):
        _check_shape(models, texts[index], analyses[index])
    for index in (1, 2, 4):
        _check_unanalysed(analyses[index])


def test_what_needs_no_model_works_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "bundled_models_folder", lambda: tmp_path)
    _check_unanalysed(_analyse(Models(), [""])[0])
    with pytest.raises(ModelError, match="not installed"):
        _analyse(Models(), ["I am happy."])


def test_many_texts_give_what_one_by_one_gives_but_for_the_rounding(models: Models) -> None:
    together = _analyse(models, ENTRIES)
    alone = [_analyse(models, [text])[0] for text in ENTRIES]
    for a, b in zip(together, alone, strict=True):
        assert a.probabilities == b.probabilities
        assert [(s.start, s.end) for s in a.sentences] == [(s.start, s.end) for s in b.sentences]
        assert (a.valence, a.summary) == (b.valence, b.summary)


@pytest.fixture
def tokenised(models: Models, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What any model tokenises from here on, while none remembers a text."""
    models.emotion()
    models.encoder()  # each reads a text of its own when it is loaded
    models.forget()
    seen: list[str] = []
    make = Tokeniser._made

    def counted(self: Tokeniser, text: str, encoding: Any) -> Tokenised:
        seen.append(text)
        return make(self, text, encoding)

    monkeypatch.setattr(Tokeniser, "_made", counted)
    return seen


def test_the_second_model_does_not_tokenise_again(models: Models, tokenised: list[str]) -> None:
    text = "\n".join(SENTENCES)
    [analysis] = _analyse(models, [text])
    assert {sentence.text for sentence in analysis.sentences} <= set(tokenised)
    assert len(tokenised) == len(set(tokenised))
    assert len(analysis.summary.sentences) == 3  # the encoder was asked
    assert type(analysis.summary.text) is str
    assert {type(sentence.text) for sentence in analysis.sentences} == {str}


def test_shared_tokens_give_what_each_models_own_give(
    models: Models, tokenised: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "\n".join([*SENTENCES, HOSTILE["control"], HOSTILE["lone surrogates"]])
    [shared] = _analyse(models, [text])
    once = list(tokenised)
    models.forget()
    monkeypatch.setattr(models.emotion(), "tokenise", list)
    [apart] = _analyse(models, [text])
    by_the_encoder = [sentence.text for sentence in apart.sentences]
    assert sorted(tokenised) == sorted(once * 2 + by_the_encoder)
    assert apart.probabilities == shared.probabilities
    assert (apart.sentences, apart.summary) == (shared.sentences, shared.summary)


def test_progress_grows_to_one(models: Models) -> None:
    fractions: list[float] = []
    result_of(analyse_texts(["I am happy. " * 260, ENTRIES[0]], models), fractions.append)
    assert len(fractions) >= 4
    assert fractions == sorted(fractions)
    assert fractions[0] >= 0
    assert fractions[-1] == pytest.approx(1)


def test_no_texts_give_no_analyses(models: Models) -> None:
    assert _analyse(models, []) == []


def test_any_text_is_analysed_or_says_why_not(models: Models) -> None:
    texts = list(HOSTILE.values())
    for text, analysis in zip(texts, _analyse(models, texts), strict=True):
        if not analysis.models:
            _check_unanalysed(analysis)
        elif analysis.models["emotion"].startswith("samo-emotion-minilm@"):
            _check_shape(models, text, analysis)
        else:  # taken for another language that a model knows
            assert analysis.models["emotion"].startswith("samo-emotion-e5@")
            assert analysis.sentences


def test_a_megabyte_with_few_words_is_analysed(models: Models) -> None:
    text = "I am happy." + " " * 1_000_000 + "\n" + "😀" * 10_000 + "\nI am sad."
    [analysis] = _analyse(models, [text])
    _check_shape(models, text, analysis)
    assert [sentence.text for sentence in analysis.sentences] == ["I am happy.", "I am sad."]


def test_an_entry_of_one_long_breath_is_read_to_its_end(models: Models) -> None:
    text = " ".join(["and then we walked on"] * 60 + ["and I was so happy and so thankful"])
    [analysis] = _analyse(models, [text])
    _check_shape(models, text, analysis)
    assert analysis.sentences[-1].end == len(text)
    assert analysis.sentences[-1].valence > analysis.sentences[0].valence
