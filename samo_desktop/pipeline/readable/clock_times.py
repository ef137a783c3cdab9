"""Times of the day, where hours and minutes were said."""

from __future__ import annotations

from samo_desktop.pipeline.readable.number_style import word_set
from samo_desktop.pipeline.readable.punctuation import NO_BREAK
from samo_desktop.pipeline.readable.said_numbers import SaidNumber, SaidSentence, Written

KIND = "clock"
_AT = word_set("at by until till around about from since before after was is it's that's like")
_FRENCH_AT = word_set("à vers dès jusqu'à")
_SPANISH_AT = word_set("las la")
_PORTUGUESE_AT = word_set("às as das")
_NOON = ("am", "pm", "a.m", "p.m")


def clock_time(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """The time of the day that begins with this number."""
    if number.whole is None or number.value > 24 or sentence.ending(number.first):
        return None
    return _BY_LANGUAGE[sentence.language](sentence, number)


def _minutes(sentence: SaidSentence, place: int, least: int = 1) -> tuple[int, int] | None:
    """The minutes said from `place` on, and where they end."""
    found = sentence.starting(place)
    if found is None or found.whole is None or not least <= found.value <= 59:
        return None
    return found.whole, found.last


def _english(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    first, hour, last = number.first, number.whole, number.last
    if not hour or hour > 12 or _counts_towards(sentence, first):
        return None
    if sentence.follows(last, "oh") or sentence.follows(last, "o"):
        minutes = _minutes(sentence, last + 1)
        minutes = minutes if minutes and minutes[0] < 10 else None
    else:
        minutes = _minutes(sentence, last, least=10)
    end = minutes[1] if minutes else last
    more = minutes is not None and sentence.starting(end) is not None
    text = f"{hour}:{minutes[0]:02}" if minutes else f"{hour}"
    says_so = not sentence.is_apart(end) and (
        sentence.word(end) in (*_NOON, "o'clock") or sentence.follows(end, "p m")
    )
    if says_so or (minutes and not more and _at_a_time(sentence, first)):
        return Written(first, end, text, KIND)
    return None


def _counts_towards(sentence: SaidSentence, first: int) -> bool:
    """Whether minutes to or past the hour were said before ("ten to eleven pm")."""
    if sentence.word(first - 1) not in ("to", "past") or sentence.is_apart(first):
        return False
    minutes = sentence.ending(first - 1)
    written = sentence.written[-1].last if sentence.written else 0
    return sentence.word(first - 2) == "quarter" or bool(minutes and written != minutes.last)


def _at_a_time(sentence: SaidSentence, first: int) -> bool:
    """Whether the word before says that a time follows."""
    before = sentence.word(first - 1)
    if sentence.is_apart(first):
        return False
    linked = before in ("to", "and", "or") and sentence.written[-1:] != []
    return before in _AT or (
        linked and sentence.written[-1].kind == KIND and sentence.written[-1].last == first - 1
    )


def _german(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    first, last = number.first, number.last
    if not sentence.follows(last, "uhr"):
        return None
    minutes = _minutes(sentence, last + 1)
    if minutes and not _names_something(sentence, minutes[1]):
        hour = sentence.parts[last][1]
        return Written(first, minutes[1], f"{number.whole}:{minutes[0]:02} {hour}", KIND)
    return Written(first, last, str(number.whole), KIND)


def _names_something(sentence: SaidSentence, place: int) -> bool:
    """Whether a noun stands there, which the number before it may count."""
    return not sentence.is_apart(place) and sentence.parts[place][1][:1].isupper()


def _spanish(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    if sentence.word(number.first - 1) not in _SPANISH_AT or sentence.is_apart(number.first):
        return None
    minutes = _minutes(sentence, number.last, least=10)
    if minutes:
        return Written(number.first, minutes[1], f"{number.whole}:{minutes[0]:02}", KIND)
    return _as_said(sentence, number, "horas")


def _french(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    last = number.last
    if not (sentence.follows(last, "heures") or sentence.follows(last, "heure")):
        return None
    minutes = _minutes(sentence, last + 1)
    if minutes and sentence.word(minutes[1]) not in ("minutes", "personnes"):
        text = NO_BREAK.join((str(number.whole), "h", f"{minutes[0]:02}"))
        return Written(number.first, minutes[1], text, KIND)
    after = sentence.word(last + 1)
    if after in ("et", "moins"):
        return Written(number.first, last, " ".join(_cores(sentence, number)), KIND)
    at = sentence.word(number.first - 1) in _FRENCH_AT and after != "de"
    return Written(number.first, last, str(number.whole), KIND) if at else None


def _portuguese(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    if sentence.word(number.first - 1) not in _PORTUGUESE_AT or sentence.is_apart(number.first):
        return None
    and_ = sentence.follows(number.last, "e")
    minutes = _minutes(sentence, number.last + 1, least=10) if and_ else None
    if minutes and sentence.word(number.first - 1) == "às":
        return Written(number.first, minutes[1], f"{number.whole}h{minutes[0]:02}", KIND)
    return _as_said(sentence, number, "horas")


def _as_said(sentence: SaidSentence, number: SaidNumber, hours: str) -> Written | None:
    """The hour in digits before the word for hours; else as it was said ("a las diez")."""
    if sentence.follows(number.last, hours):
        return Written(number.first, number.last, str(number.whole), KIND)
    if sentence.follows(number.last, "da") or sentence.follows(number.last, "de la"):
        return Written(number.first, number.last, " ".join(_cores(sentence, number)), KIND)
    return None


def _cores(sentence: SaidSentence, number: SaidNumber) -> list[str]:
    return [core for _, core, _ in sentence.parts[number.first : number.last]]


_BY_LANGUAGE = {
    "en": _english,
    "de": _german,
    "es": _spanish,
    "fr": _french,
    "pt": _portuguese,
}
