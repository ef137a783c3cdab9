"""Sums of money."""

from __future__ import annotations

from samo_desktop.pipeline.readable.plain_numbers import alone, grouped, in_digits
from samo_desktop.pipeline.readable.said_numbers import SaidNumber, SaidSentence, Written

_SIGNS = {"dollars": "$", "dollar": "$", "euros": "€", "euro": "€"}
_WITH_CENTS = {"de": ("euro", "franken"), "fr": ("euros", "euro")}
"""Behind which words the cents are said without theirs ("zwei Euro fünfzig")."""


def money(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """The sum that begins with this number."""
    if number.ordinal:
        return None
    if sentence.language == "en":
        return _english(sentence, number)
    coins = _WITH_CENTS.get(sentence.language, ())
    if sentence.is_apart(number.last) or sentence.word(number.last) not in coins:
        return None
    cents = sentence.starting(number.last + 1)
    if cents is None or cents.whole is None or not 10 <= cents.whole <= 99:
        return None
    after = cents.last
    # "zwanzig Euro fünfzig Leute"
    noun = "" if sentence.is_apart(after) else sentence.parts[after][1]
    if number.whole is None or (sentence.language == "de" and noun[:1].isupper()):
        return None
    unit = sentence.parts[number.last][1]
    return Written(number.first, after, f"{number.whole},{cents.whole:02} {unit}")


def _english(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    unit = number.last
    if sentence.is_apart(unit) or not alone(sentence, number):
        return None
    low = sentence.low
    written = in_digits(sentence, number)
    if low[unit] in sentence.style.millions and not sentence.is_apart(unit + 1):
        # "two point five million dollars"
        sign = _SIGNS.get(sentence.word(unit + 1))
        text = f"{sign}{number.digits} {low[unit]}"
        return Written(number.first, unit + 2, text) if sign else None
    sign = _SIGNS.get(low[unit])
    round_ = low[number.first] in sentence.style.rounds and number.last - number.first == 1
    bills = low[unit] == "dollar" and sentence.word(unit + 1) == "bills"
    if sign is None or written is None or round_ or bills:
        return _millions(sentence, number, sign)
    cents = _cents(sentence, unit + 1)
    if cents and number.whole is not None:
        sum_ = f"{sign}{grouped(sentence, number.digits)}.{cents[0]:02}"
        return Written(written.first, cents[1], sum_)
    return Written(written.first, unit + 1, f"{sign}{written.text}")


def _millions(sentence: SaidSentence, number: SaidNumber, sign: str | None) -> Written | None:
    """ "Two million dollars": a small number of millions stays a word but for a sum."""
    millions = sentence.low[number.last - 1]
    if sign is None or millions not in sentence.style.millions or number.last - number.first < 2:
        return None
    unit = 10**9 if millions == "billion" else 10**6
    count, rest = divmod(int(number.value), unit)
    text = f"{sign}{count} {millions}"
    return None if rest else Written(number.first, number.last + 1, text)


def _cents(sentence: SaidSentence, place: int) -> tuple[int, int] | None:
    """The cents said from `place` on, and where they end."""
    if sentence.follows(place, "and"):
        place += 1
    cents = sentence.starting(place)
    if cents is None or cents.whole is None or not 0 < cents.whole < 100:
        return None
    return (cents.whole, cents.last + 1) if sentence.follows(cents.last, "cents") else None
