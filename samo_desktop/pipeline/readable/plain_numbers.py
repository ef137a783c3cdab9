"""Numbers by themselves, with a unit, in a date, or as a name."""

from __future__ import annotations

import re

from samo_desktop.pipeline.readable.said_numbers import SaidNumber, SaidSentence, Written

LONG = 4
"""Digits: from one more on, thousands are set apart."""
_DECIMAL = re.compile(r"\d+[.,]\d+")
_ONE = {"a", "an", "one", "un", "une"}
_CAPITAL_MONTHS = ("may", "march")
"""English months that are other words in small letters."""


def grouped(sentence: SaidSentence, digits: str) -> str:
    """Whole digits with their thousands set apart, if there are many."""
    if len(digits) <= LONG or not digits.isdecimal() or digits.startswith("0"):
        return digits
    return f"{int(digits):,}".replace(",", sentence.style.group)


def in_digits(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """The number as it is written, with an article that belongs to it; None if it stays words."""
    first, last = number.first, number.last
    low, style = sentence.low, sentence.style
    if low[last - 1] in style.millions and number.value >= 1e6:
        return _millions(sentence, number)
    if low[first] in style.rounds and last - first > 1:
        with_article = not sentence.is_apart(first) and low[first - 1] in style.articles
        first -= with_article
    return Written(first, last, grouped(sentence, number.digits))


def _millions(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """So many millions, with the word ("20 million")."""
    word = sentence.parts[number.last - 1][1]
    unit = 10**9 if number.digits.endswith("0" * 9) else 10**6
    count, rest = divmod(int(number.value), unit)
    if rest or count < sentence.style.least or not number.digits.isdecimal():
        return None
    return Written(number.first, number.last, f"{grouped(sentence, str(count))} {word}")


def alone(sentence: SaidSentence, number: SaidNumber) -> bool:
    """Whether it is a number by itself, and not a part of a saying with others."""
    first, last = number.first, number.last
    if sentence.starting(last) or sentence.ending(first):
        return sentence.language == "en" and sentence.word(last) in sentence.style.millions
    if any(sentence.follows(last, " ".join(words)) for words in sentence.style.unfinished):
        return False
    # "neuf heures moins vingt"
    if sentence.word(first - 1) in sentence.style.clock_links and (
        sentence.word(first - 2) in ("heures", "heure")
    ):
        return False
    after = None if sentence.is_apart(last) else sentence.starting(last + 1)
    before = None if sentence.is_apart(first) else sentence.ending(first - 1)
    return _free(sentence, number, after, last) and _free(sentence, before, number, first - 1)


def _free(
    sentence: SaidSentence, one: SaidNumber | None, other: SaidNumber | None, link: int
) -> bool:
    """Whether two numbers with the word at `link` between them do not stay words together."""
    if one is None or other is None:
        return True
    word = sentence.word(link)
    if word in sentence.style.clock_links:
        return False
    if word not in sentence.style.links:
        return True
    smaller = min(one.value, other.value)
    clock = word == "to" and other.value <= 12 and one.value < 60
    return smaller >= sentence.style.least and not clock


def plain(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """A number by itself: in digits from a certain size on, and with a unit or a fraction."""
    if not alone(sentence, number) or _only_round(sentence, number):
        return None
    if number.ordinal:
        return _ordinal(sentence, number)
    if _DECIMAL.fullmatch(number.digits):
        return in_digits(sentence, number)
    is_measure = _measures(sentence, number)
    # A sentence begins with no digit.
    if not is_measure and (number.value < sentence.style.least or number.first == 0):
        year = 1000 < number.value < 2100 and number.digits.isdecimal()
        if not (year and number.value >= sentence.style.least):
            return None
    return in_digits(sentence, number)


def _measures(sentence: SaidSentence, number: SaidNumber) -> bool:
    unit = sentence.word(number.last) in sentence.style.units
    return unit and not sentence.is_apart(number.last)


def _only_round(sentence: SaidSentence, number: SaidNumber) -> bool:
    """Whether it is no more than "hundred" or "thousand", which rarely counts."""
    one = number.last - number.first == 1 and sentence.low[number.first] in sentence.style.rounds
    article = not sentence.is_apart(number.first) and (
        sentence.word(number.first - 1) in sentence.style.articles
    )
    return one and (article or not _measures(sentence, number))


def _ordinal(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    low, first, last = sentence.low, number.first, number.last
    if not sentence.style.ordinals or number.value < sentence.style.least or first == 0:
        return None
    # "a twentieth of", "one thousandth of", "twenty second breaks"
    if {low[first - 1], low[first]} & _ONE or low[last - 1].endswith("second"):
        return None
    return Written(first, last, number.digits.replace("ème", "e"))


def labelled(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """A number that names a page, a room."""
    is_label = sentence.word(number.first - 1) in sentence.style.labels
    # "number one", "le numéro un", "una puerta": more often a rank, or no name at all.
    if number.ordinal or number.value < 2 or sentence.is_apart(number.first) or not is_label:
        return None
    return in_digits(sentence, number) if alone(sentence, number) else None


def percent(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """So many of a hundred, with the sign where running text has it."""
    for words in sentence.style.percent:
        if not number.ordinal and sentence.follows(number.last, words):
            if not alone(sentence, number) or _article(sentence, number):
                return None
            last = number.last + len(words.split())
            text = number.digits + sentence.style.percent_sign
            return Written(number.first, last, text)
    return None


def _article(sentence: SaidSentence, number: SaidNumber) -> bool:
    return _only_round(sentence, number) and sentence.word(number.first - 1) in ("a", "the")


def dated(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """The day of a month."""
    if not 1 <= number.value <= 31:
        return None
    before, after = number.first - 1, number.last
    months = sentence.style.months
    if sentence.language == "en":
        return _english_day(sentence, number)
    if sentence.language == "de":
        is_day = number.ordinal and sentence.word(after) in months
        return Written(number.first, after, number.digits) if is_day else None
    of = 0 if sentence.language == "fr" else 1
    if sentence.is_apart(after) or sentence.word(after + of) not in months:
        return None
    if of and sentence.word(after) != "de":
        return None
    first_day = number.value == 1
    if first_day and sentence.word(before) not in ("le", "el", "o", "del", "do", "no", "al", "du"):
        return None
    if first_day and sentence.language == "fr" and not number.ordinal:
        return None
    text = number.digits
    if sentence.language == "es" or not first_day:
        text = str(int(number.value))
    return Written(number.first, after, text)


def _english_day(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    first, last, months = number.first, number.last, sentence.style.months
    if number.ordinal and sentence.word(last) == "of" and sentence.word(last + 1) in months:
        return Written(first, last, number.digits)
    month = sentence.word(first - 1)
    if sentence.is_apart(first) or month not in months:
        return None
    if not number.ordinal:
        if month in _CAPITAL_MONTHS and not sentence.parts[first - 1][1][0].isupper():
            return None
        # "In June three friends came."
        if not sentence.is_apart(last) and last < len(sentence.low):
            return None
    return Written(first, last, number.digits)
