"""Sentences from frames and parts: a frame's slots are filled, and its feelings say what is found.

A language's folder holds any number of TOML files with these tables, which are read as one:

- `lists`: parts that any frame may name, as `{name}`; parts may have slots themselves.
- `feelings`: for each feeling its `labels`, its `kin` (labels that may go with it: unknown where it
  is felt, absent where it is denied), `instead` (labels found where it is denied), and lists of
  parts of its own. `side` is "pleasant", "unpleasant" or "either".
- `frames`: `kind`, `count` (how many sentences), `texts`, and how to read them: `reading` is
  "felt", "denied", "absent" (denied, and nothing is found in its place) or "open" (nothing
  follows); `feelings` names feelings, or a side; `second` is a second feeling, whose parts are
  `{2.name}`, and which is felt unless `second_reading` says otherwise; `present` and `absent` add
  labels, where "pleasant" and "unpleasant" stand for all of a side. `plain = true` keeps sentences
  as they are: no second sentence beside them, no chat style.
- `styles`: `before` and `after` are sentences of no feeling, `chat_before` and `chat_after` words.
- `contractions`: pairs of a regular expression and what may stand in its place.

In parts, `[o|a]` is the ending for a man or a woman: the writer, or the person that `{man}` or
`{woman}` names (`{m}` names none: a man's ending, as for "nobody"); `<o|a>` is always the writer's.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from samo_desktop.domain import emotion
from training.data.hard_cases import resemblance

FOLDER = Path(__file__).parent
PLEASANT = emotion.POSITIVE - {"desire"}
UNPLEASANT = emotion.NEGATIVE - {"jealous", "overwhelmed", "tired"}
EITHER = emotion.AMBIGUOUS | {"desire", "neutral"}
LABELS = PLEASANT | UNPLEASANT | EITHER
"""GoEmotions' 28 labels, and calm, content, nostalgic and bored."""
SIDES: Mapping[str, frozenset[str]] = {"pleasant": PLEASANT, "unpleasant": UNPLEASANT}
OPPOSITE = {"pleasant": UNPLEASANT, "unpleasant": PLEASANT}
TRIES = 60
"""How often a frame is filled for each sentence that is wanted, before it gives up."""
BESIDE, CHAT = 0.14, 0.12
"""The shares of sentences that get another one beside them, and that are written as in a chat."""

Parts = dict[str, Any]


@dataclass(frozen=True)
class HardCase:
    """A text with what a reader finds and does not find in it; other labels are unknown."""

    text: str
    kind: str
    present: frozenset[str]
    absent: frozenset[str]


@cache
def parts(language: str) -> Parts:
    """All tables of a language. Raises ValueError if it has none."""
    files = sorted((FOLDER / language).glob("*.toml"))
    if not files:
        raise ValueError(f"There are no hard cases in the language {language!r}.")
    whole: Parts = {"lists": {}, "feelings": {}, "frames": [], "styles": {}, "contractions": []}
    for file in files:
        for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if isinstance(table, list):
                whole[name].extend(table)
            else:
                for key, value in table.items():
                    known = whole[name].setdefault(key, value)
                    if isinstance(known, dict):
                        known.update(value)
    return whole


def languages() -> list[str]:
    """The languages that there are parts of, as codes of two letters."""
    return sorted({file.parent.name for file in FOLDER.glob("*/*.toml")})


def make(language: str, seed: int = 0) -> list[HardCase]:
    """Distinct sentences of every kind; the same for the same seed.

    Raises ValueError if there are no parts of `language`.
    """
    whole = parts(language)
    composer = Composer(whole, Random(f"{language} {seed}"))
    guard = resemblance.held_out()
    made: dict[str, HardCase] = {}
    seen: set[str] = set()
    for frame in whole["frames"]:
        wanted = len(made) + frame["count"]
        for case in islice(composer.cases(frame), TRIES * frame["count"]):
            if len(made) == wanted:
                break
            key = " ".join(resemblance.words(case.text))
            if key not in seen and not guard.resembles(case.text):
                seen.add(key)
                made[key] = case
    return list(made.values())


@dataclass(frozen=True)
class Composer:
    """Fills frames of one language by chance."""

    parts: Parts
    chance: Random

    def cases(self, frame: Parts) -> Iterator[HardCase]:
        """Sentences of one frame without end, maybe alike; its feelings and texts take turns."""
        firsts, seconds = self._named(frame.get("feelings")), self._named(frame.get("second"))
        texts = list(frame["texts"])
        self.chance.shuffle(texts)
        turns = cycle(texts)
        idle = 0
        while idle < 2000:
            idle += 1
            first, second = self.chance.choice(firsts), self.chance.choice(seconds)
            text = self._filled(next(turns), first, second)
            if text is not None:
                idle = 0
                yield self._case(frame, text, first, second)

    def _named(self, names: str | Sequence[str] | None) -> Sequence[Parts]:
        feelings: dict[str, Parts] = self.parts["feelings"]
        if names is None:
            return [{}]
        if isinstance(names, str):
            return [one for one in feelings.values() if names in ("all", one["side"])]
        return [feelings[name] for name in names]

    def _filled(self, text: str, first: Parts, second: Parts) -> str | None:
        """The text with its slots filled, or None if a feeling has no such part."""
        own = re.sub(r"\{.*?\}|\W", "", text)
        writer = self.chance.randrange(2)
        other = 1 if "{woman}" in text else 0 if "{man}" in text or "{m}" in text else writer

        taken: dict[str, set[str]] = {}

        def fill(match: re.Match[str]) -> str:
            whose, name = match.groups()
            source = second if whose else first
            choices = source.get(name) or self.parts["lists"].get(name)
            if not choices:
                raise LookupError(name)
            used = taken.setdefault(match[0], set())
            chosen: str = self.chance.choice([one for one in choices if one not in used] or choices)
            used.add(chosen)
            # Where somebody else is spoken of, the second feeling is the writer's.
            return _agreeing(chosen, "[", "]", writer) if whose else chosen

        try:
            for _ in range(4):
                text = re.sub(r"\{(2\.)?(\w+)\}", fill, text)
        except LookupError:
            return None
        text = _agreeing(_agreeing(text, "[", "]", other), "<", ">", writer)
        return text.upper() if own.isupper() and own != "I" else text

    def _case(self, frame: Parts, text: str, first: Parts, second: Parts) -> HardCase:
        present, absent = set(_labels(frame.get("present", ()))), set[str]()
        reading, unknown = frame.get("reading", "open"), set[str]()
        for feeling, read in (
            (first, reading),
            (second, frame.get("second_reading", "felt")),
        ):
            if not feeling:
                continue
            unknown |= set(feeling.get("kin", ())) if read == "felt" else set()
            if read == "felt":
                present |= set(feeling["labels"])
                if not (first and second):
                    absent |= OPPOSITE.get(feeling["side"], frozenset())
                absent.add("neutral")
            elif read in ("denied", "absent"):
                absent |= set(feeling["labels"]) | set(feeling.get("kin", ()))
                if read == "denied" and feeling["side"] == "pleasant":
                    present |= set(feeling.get("instead", ()))
                    absent |= {"joy", "excitement"}
        absent = (absent - unknown) | _labels(frame.get("absent", ()))
        styled = text if frame.get("plain") else self._styled(text)
        return HardCase(
            self._written(styled),
            frame["kind"],
            frozenset(present),
            frozenset(absent - present),
        )

    def _styled(self, text: str) -> str:
        styles, dice = self.parts["styles"], self.chance.random()
        if dice < BESIDE:
            if self.chance.random() < 0.6:
                return f"{self.chance.choice(styles['before'])} {_capital(text)}"
            return f"{text} {self.chance.choice(styles['after'])}"
        if dice < BESIDE + CHAT:
            text = text.removesuffix(".").lower()
            if self.chance.random() < 0.4:
                return f"\0{self.chance.choice(styles['chat_before'])} {text}"
            if self.chance.random() < 0.5 and text[-1] not in "?!":
                return f"\0{text} {self.chance.choice(styles['chat_after'])}"
            return f"\0{text}"
        return text

    def _written(self, text: str) -> str:
        """With contractions here and there, the right article, and a capital unless it is chat."""
        for pattern, short in self.parts["contractions"]:
            if self.chance.random() < 0.6:
                text = re.sub(pattern, short, text)
        chat, text = text.startswith("\0"), text.removeprefix("\0")
        if chat:
            return text
        return re.sub(r"(?:^|(?<=[.!?] ))[¡¿]*[^\W\d_]", lambda match: match[0].upper(), text)


def _labels(names: Sequence[str]) -> frozenset[str]:
    return frozenset[str]().union(*(SIDES.get(name, {name}) for name in names))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _agreeing(text: str, start: str, end: str, which: int) -> str:
    pattern = rf"\{start}([^|\{end}]*)\|([^\{end}]*)\{end}"
    return re.sub(pattern, lambda match: match.group(which + 1), text)
