"""Words that the model was unsure of, found in a text that was edited since."""

from __future__ import annotations

from dataclasses import replace

from samo_desktop.domain.doubtful_words import doubtful_words, has_doubtful_words
from samo_desktop.domain.transcript import Segment, Transcript, Word

UNSURE, SURE = 0.2, 0.95


def heard(text: str, *unsure: str, confidence: float = 0.9) -> Transcript:
    """A transcript of one sentence, a word a second; words in `unsure` are doubtful."""
    words = tuple(
        Word(n, n + 0.5, word, UNSURE if word.strip(".,") in unsure else SURE)
        for n, word in enumerate(text.split())
    )
    segment = Segment(0.0, float(len(words)), text, confidence, words)
    return Transcript(text, "en", "whisper", "base", (segment,), 10.0, 1.0)


def marked(transcript: Transcript, text: str) -> list[str]:
    return [text[each.char_from : each.char_to] for each in doubtful_words(transcript, text)]


SEA = heard("We saw the lighthouse at Ems, and the lighthouse was shut.", "lighthouse", "Ems")


def test_what_is_unsure_is_found_with_its_time() -> None:
    first, second, third = doubtful_words(SEA, SEA.text)
    assert (first.start, first.end, first.places) == (3.0, 3.5, (3,))
    assert [SEA.text[each.char_from : each.char_to] for each in (first, second, third)] == [
        "lighthouse",
        "Ems",
        "lighthouse",
    ]


def test_a_word_that_was_mended_or_taken_out_is_in_doubt_no_more() -> None:
    mended = SEA.text.replace("Ems", "Elms").replace("the lighthouse was", "it was")
    assert marked(SEA, mended) == ["lighthouse"]
    assert marked(SEA, "Something else altogether.") == []
    assert marked(SEA, "") == []


def test_the_words_are_found_where_they_went() -> None:
    text = f"Typed above, about the lighthouse.\n\n{SEA.text}\n\nAnd typed below."
    found = doubtful_words(SEA, text)
    assert [each.start for each in found] == [3.0, 5.0, 8.0]
    assert found[0].char_from == text.index("lighthouse", 40)


def test_what_was_accepted_stays_accepted_over_storing() -> None:
    accepted = replace(SEA, accepted=(3, 5))
    again = Transcript.from_json(accepted.to_json(whole=True))
    assert [each.places for each in doubtful_words(again, again.text)] == [(8,)]
    assert "accepted" not in accepted.to_json()
    assert has_doubtful_words(replace(SEA, accepted=(3, 5, 8))), "there was something to accept"


def test_words_of_a_sentence_that_was_hardly_understood_are_doubtful_sooner() -> None:
    words = (Word(0, 1, "Ems", 0.6), Word(1, 2, "is", 0.9))
    for confidence, expected in ((0.9, []), (0.5, ["Ems"]), (None, [])):
        segment = Segment(0.0, 2.0, "Ems is", confidence, words)
        transcript = Transcript("Ems is", "en", "whisper", "base", (segment,), 2.0, 1.0)
        assert marked(transcript, "Ems is") == expected


def test_without_words_of_their_own_a_segment_is_one_doubt_that_an_edit_parts() -> None:
    segments = (
        Segment(0.0, 4.0, "we saw a sheep", 0.3),
        Segment(4.0, 6.0, "it was white", 0.9),
        Segment(6.0, 7.0, "who knows"),
    )
    transcript = Transcript(
        "we saw a sheep it was white who knows", "en", "moonshine", "tiny", segments, 7.0, 1.0
    )
    assert marked(transcript, transcript.text) == ["we saw a sheep"]
    [doubt] = doubtful_words(transcript, transcript.text)
    assert (doubt.start, doubt.end, doubt.places) == (0.0, 4.0, (0, 1, 2, 3))
    assert marked(transcript, "we saw the sheep it was white") == ["we saw", "sheep"]


def test_a_number_in_digits_is_marked_once_until_it_is_mended() -> None:
    said = heard("It was twenty five euros then.", "twenty", "five")
    written = replace(said, readable="It was €25 then.")
    assert marked(written, "It was €25 then.") == ["25"]
    assert marked(written, "It was €26 then.") == []
    assert marked(said, "It was 25 euros then.") == [], "a number that the user typed"


def test_nothing_is_doubtful_in_what_tells_no_confidence() -> None:
    old = Segment(0.0, 1.0, "we saw", None, (Word(0, 1, "we"), Word(1, 2, "saw")))
    transcript = Transcript("we saw", "en", "whisper", "base", (old,), 2.0, 1.0)
    assert not has_doubtful_words(transcript)
    assert doubtful_words(transcript, "we saw") == []


def test_words_that_are_about_to_be_replaced_are_not_marked() -> None:
    assert marked(replace(SEA, provisional=True), SEA.text) == []
