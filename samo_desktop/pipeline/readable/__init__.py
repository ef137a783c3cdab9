"""A transcript as a careful typist writes it down: the text that stands in an entry.

The transcript itself stays as it was heard.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from samo_desktop.domain.transcript import Transcript
from samo_desktop.pipeline.readable.fillers import without_fillers
from samo_desktop.pipeline.readable.numbers import with_digits
from samo_desktop.pipeline.readable.paragraphs import in_paragraphs
from samo_desktop.pipeline.readable.punctuation import punctuated
from samo_desktop.pipeline.readable.spoken_words import spoken_words

__all__ = ["readable", "written_down"]

_log = logging.getLogger(__name__)


def written_down(transcript: Transcript, *, tidy: bool = False) -> Transcript:
    """The transcript, with what it is to be in the text of an entry (see `readable`).

    A mistake in writing costs nobody a word: they stand in the text as they were heard.
    """
    try:
        text = readable(transcript, tidy=tidy)
    except Exception as error:  # noqa: BLE001 - the words must be kept
        _log.error("A bug kept words as they were heard.", exc_info=error)
        return transcript
    return replace(transcript, readable="" if text == transcript.text else text)


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
