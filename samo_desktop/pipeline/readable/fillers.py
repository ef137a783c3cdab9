"""Hesitations and repeated starts, for those who want them left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from samo_desktop.pipeline.readable.number_style import word_set
from samo_desktop.pipeline.readable.spoken_words import SpokenWord

MOST_REPEATED = 3
"""Words of a start that is said twice ("I was, I was going"), at most."""

_FILLERS: Final[Mapping[str, frozenset[str]]] = {
    "en": word_set("um umm ummm uh uhh uhhh uhm uhmm er err erm ehm"),
    "de": word_set("äh ähh ähm ähmm öh öhm ehm hm hmm"),
    "es": word_set("eh ehh em emm ehm mmm"),
    "fr": word_set("euh euhh heu hum hmm"),
    "pt": word_set("ãh ãhn ahn ahm hum hmm éh"),
}
"""What nobody says on purpose. The same letters may be a word elsewhere: "um" is one in German and
Portuguese, "er" in German."""

_LOOSE: Final[Mapping[str, frozenset[str]]] = {
    "en": word_set("i the a an and but so to of in my we he she they it with if or our"),
    "de": word_set("ich ein eine einen und aber wir mein meine zu in im mit auf er es dass"),
    "es": word_set("yo el la los las un una y pero de en mi con se me por para"),
    "fr": word_set("je j'ai le la les un une et mais de des il elle on mon ma à dans pour"),
    "pt": word_set("eu o a os as um uma e mas de em com meu minha ele ela para"),
}
"""Words that are not said twice on purpose, and after which no comma stands but for a hesitation.
Others are meant twice ("very very", "had had", "nous nous", "die die")."""

_JOINING: Final = word_set("and und y et e")


def without_fillers(words: Sequence[SpokenWord], language: str) -> list[SpokenWord]:
    """The words without hesitations, stutters and repeated starts; unchanged in other languages."""
    if language not in _FILLERS:
        return list(words)
    spoken = _without_hesitations(words, _FILLERS[language], _LOOSE[language])
    return _without_repeats(spoken, _LOOSE[language])


def _without_hesitations(
    words: Sequence[SpokenWord], fillers: frozenset[str], loose: frozenset[str]
) -> list[SpokenWord]:
    kept: list[SpokenWord] = []
    begins = False
    for word in words:
        before, core, behind = word.parts
        # "Eh?" and "¿eh?" ask.
        if core.casefold() in fillers and "?" not in behind and not before:
            if not kept or kept[-1].ends_sentence:
                begins = begins or core[0].isupper()
            elif word.ends_sentence:
                kept[-1] = _marked(kept[-1], behind)
            elif kept[-1].parts[1].casefold() in loose:
                kept[-1] = _marked(kept[-1], "")
            elif behind and not kept[-1].parts[2] and len(behind) == 1 and behind not in ",-":
                kept[-1] = _marked(kept[-1], behind)
            continue
        kept.append(_capital(word) if begins else word)
        begins = False
    return kept


def _without_repeats(words: Sequence[SpokenWord], loose: frozenset[str]) -> list[SpokenWord]:
    words = list(words)
    kept: list[SpokenWord] = []
    place = 0
    while place < len(words):
        skipped = _repeated(words, place, loose)
        if not skipped:
            kept.append(words[place])
        elif words[place].parts[1][:1].isupper():
            words[place + skipped] = _capital(words[place + skipped])
        place += skipped or 1
    return kept


def _repeated(words: Sequence[SpokenWord], place: int, loose: frozenset[str]) -> int:
    """How many words from `place` on are said again at once, so that they can go."""
    left = len(words) - place
    if left > 1 and _broken_off(words[place], words[place + 1]):
        return 1
    first = words[place].parts[1].casefold()
    if first not in loose:
        return 0
    for length in range(1, MOST_REPEATED + 1):
        if left < 2 * length + (length > 1):
            return 0
        once = words[place : place + length]
        twice = words[place + length : place + 2 * length]
        if [w.parts[1].casefold() for w in once] != [w.parts[1].casefold() for w in twice]:
            continue
        if length > 1 and first in _JOINING:
            return 0  # "on and on and on"
        # "I know, I know." is meant: after a start that failed, the sentence goes on.
        if all(map(_goes_on, once)) and (length == 1 or not twice[-1].parts[2]):
            return length
    return 0


def _goes_on(word: SpokenWord) -> bool:
    return word.parts[2] in ("", ",", "-", "\u2013", "\u2014", "...", "\u2026")


def _broken_off(word: SpokenWord, after: SpokenWord) -> bool:
    """Whether a word was begun and said whole then ("w- we")."""
    _, core, behind = word.parts
    whole = after.parts[1].casefold()
    dash = behind in ("-", "\u2013", "\u2014")
    return dash and bool(core) and whole.startswith(core.casefold()) and len(whole) > len(core)


def _marked(word: SpokenWord, behind: str) -> SpokenWord:
    before, core, _ = word.parts
    return word._replace(text=before + core + behind) if core else word


def _capital(word: SpokenWord) -> SpokenWord:
    before, core, behind = word.parts
    return word._replace(text=before + core[:1].upper() + core[1:] + behind)
