"""Where the sentences of a text begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

import syntok.segmenter as segmenter

from samo_desktop.inference.readable import aligned

MAX_SENTENCE_CHARACTERS = 400
"""Longer stretches (speech without punctuation, a pasted list) are cut at white space, so that
no word falls behind a model's maximum length unread."""

_LINE = re.compile(r"[^\r\n]+")
_HAS_WORD = re.compile(r"\w")


def split(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) in characters, in order, of the sentences of `text` that hold a word.

    A line break ends a sentence, as it does in a journal. Spans neither overlap nor begin or end
    with white space, and none is longer than `MAX_SENTENCE_CHARACTERS`.
    """
    read = aligned(text)
    spans: list[tuple[int, int]] = []
    for line in _LINE.finditer(read.text):
        for paragraph in segmenter.analyze(line.group()):
            for sentence in paragraph:
                tokens = list(sentence)
                start = line.start() + tokens[0].offset
                end = line.start() + tokens[-1].offset + len(tokens[-1].value)
                start, end = read.original(start, end)
                # One character of the original may be read as several, of two sentences.
                start = max(start, spans[-1][1] if spans else 0)
                spans += [s for s in _cut(text, start, end) if _HAS_WORD.search(text, *s)]
    return spans


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE_CHARACTERS:
        limit = start + MAX_SENTENCE_CHARACTERS
        cut = next((i for i in range(limit, start, -1) if text[i].isspace()), limit)
        yield _trim(text, start, cut)
        start = cut
    yield _trim(text, start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
