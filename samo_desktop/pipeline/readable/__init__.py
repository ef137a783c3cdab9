"""A transcript as a careful typist writes it down: the text that stands in an entry.

The transcript itself stays as it was heard.
"""

from __future__ import annotations

from samo_desktop.domain.transcript import Transcript
from samo_desktop.pipeline.readable.fillers import without_fillers
from samo_desktop.pipeline.readable.numbers import with_digits
from samo_desktop.pipeline.readable.paragraphs import in_paragraphs
from samo_desktop.pipeline.readable.punctuation import punctuated
from samo_desktop.pipeline.readable.spoken_words import spoken_words

__all__ = ["readable"]


def readable(transcript: Transcript, *, tidy: bool = False) -> str:
    """The words of `transcript` with numbers in digits, punctuation and paragraphs.

    With `tidy`, hesitations and repeated starts are left out; without it no word is lost. What is
    made of a readable text is that text again, up to its paragraphs.
    """
    words = spoken_words(transcript)
    if tidy:
        words = without_fillers(words, transcript.language)
    words = with_digits(words, transcript.language)
    paragraphs = in_paragraphs(words, transcript.language)
    return "\n\n".join(
        punctuated(" ".join(word.text for word in paragraph), transcript.language)
        for paragraph in paragraphs
    )
