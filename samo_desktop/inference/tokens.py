"""Texts as token numbers: one tokenizer for all models that have the same one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any
from weakref import WeakValueDictionary

from samo_desktop.inference.readable import as_read


class Tokenised(str):
    """A text that knows its token numbers, `ids`, by the tokeniser of that `fingerprint`.

    It can be handed on wherever a text is wanted. A model with the same tokeniser takes the
    numbers, any other takes the text.
    """

    ids: Sequence[int]
    fingerprint: str

    @classmethod
    def of(cls, text: str, ids: Sequence[int], fingerprint: str) -> Tokenised:
        """`text` with its numbers."""
        made = cls(text)
        made.ids, made.fingerprint = ids, fingerprint
        return made


class Tokeniser:
    """A tokenizer.json of that SHA-256, cutting texts at `max_length` tokens, without padding."""

    def __init__(self, content: bytes, sha256: str, max_length: int) -> None:
        import tokenizers

        self.fingerprint = f"{sha256}/{max_length}"
        self._tokenizer = tokenizers.Tokenizer.from_buffer(content)
        self._tokenizer.enable_truncation(max_length)
        self._tokenizer.no_padding()

    def tokenise(self, texts: Sequence[str]) -> list[Tokenised]:
        """Each of `texts` with the numbers of what is read of it (`as_read`).

        What has been tokenised alike is left as it is.
        """
        done = [text if self._own(text) else None for text in texts]
        rest = [text for text, made in zip(texts, done, strict=True) if made is None]
        encodings = iter(self._tokenizer.encode_batch([_encodable(as_read(text)) for text in rest]))
        return [
            made if isinstance(made, Tokenised) else self._made(text, next(encodings))
            for text, made in zip(texts, done, strict=True)
        ]

    def _own(self, text: str) -> bool:
        return isinstance(text, Tokenised) and text.fingerprint == self.fingerprint

    def _made(self, text: str, encoding: Any) -> Tokenised:
        return Tokenised.of(text, encoding.ids, self.fingerprint)


_tokenisers: WeakValueDictionary[str, Tokeniser] = WeakValueDictionary()
_lock = threading.Lock()


def shared(content: bytes, sha256: str, max_length: int) -> Tokeniser:
    """The one tokeniser of that file and length in this program, while any model has it."""
    with _lock:
        fingerprint = f"{sha256}/{max_length}"
        found = _tokenisers.get(fingerprint)
        if found is None:
            found = _tokenisers[fingerprint] = Tokeniser(content, sha256, max_length)
        return found


def _encodable(text: str) -> str:
    """`text` with lone surrogates, which UTF-8 cannot hold, as replacement characters."""
    return text.encode("utf-8", "replace").decode("utf-8")
