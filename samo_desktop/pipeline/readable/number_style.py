"""How each language writes numbers, and around which words it writes them in digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from samo_desktop.pipeline.readable.punctuation import NARROW, NO_BREAK


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """One language's way with numbers; all words in small letters."""

    least: int
    """The smallest number that is written in digits by itself."""
    group: str
    """Between thousands, from five digits on."""
    months: frozenset[str]
    percent: tuple[str, ...]
    """The words that say so; none where running text spells them out."""
    percent_sign: str
    units: frozenset[str]
    """Behind which words a number is a measure, in digits however small."""
    labels: frozenset[str]
    """Before which words a number is a name ("page five")."""
    links: frozenset[str]
    """Words that make one saying of two numbers: if one stays a word, both do."""
    clock_links: frozenset[str]
    """Those that tell the time so ("twenty past three"): both stay words."""
    articles: frozenset[str]
    """Before "hundred" and "thousand": "a hundred and one"."""
    rounds: frozenset[str]
    """Words that by themselves are as good as "many"."""
    millions: frozenset[str]
    unfinished: frozenset[tuple[str, ...]]
    """What comes behind a number that stays a word ("and a half", "para as oito")."""
    no_numbers: frozenset[str] = frozenset()
    """Words that the parser would take for numbers, or parts of them."""
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Forms that the parser does not know, and those that it does."""
    ordinals: bool = False
    """Whether an ordinal is written in digits outside a date."""


STYLES: Final[Mapping[str, NumberStyle]] = {
    "en": NumberStyle(
        least=10,
        group=",",
        months=_words(
            "january february march april may june july august september october november december"
        ),
        percent=("percent", "per cent"),
        percent_sign="%",
        units=_words(
            "kilometers kilometres kilometer kilometre km miles mile kilos kilo kilograms kilogram "
            "kg grams gram milligrams milligram mg meters metres meter metre centimeters "
            "centimetres centimeter centimetre millimeters millimetres liters litres liter litre "
            "milliliters millilitres degrees degree cents ounces calories gigabytes megabytes"
        ),
        labels=_words("page chapter room number gate platform channel apartment flat version"),
        links=_words("to or and"),
        clock_links=_words("past"),
        articles=_words("a"),
        rounds=_words("hundred thousand million billion hundredth thousandth millionth"),
        millions=_words("million billion"),
        unfinished=frozenset({("and", "a", "half"), ("odd",), ("some",), ("something",), ("past",), ("k",)}),
        no_numbers=_words("hundreds thousands millions billions"),
        ordinals=True,
    ),
    "de": NumberStyle(
        least=13,
        group=".",
        months=_words(
            "januar jänner februar märz april mai juni juli august september oktober november "
            "dezember"
        ),
        percent=(),
        percent_sign="",
        units=_words(
            "prozent euro dollar franken cent kilometer km kilo kilogramm kg gramm milligramm mg "
            "meter zentimeter millimeter liter milliliter grad kalorien gigabyte megabyte"
        ),
        labels=_words("seite kapitel zimmer nummer gleis kanal hausnummer version linie"),
        links=_words("bis oder und"),
        clock_links=_words("vor nach"),
        articles=_words("ein eine"),
        rounds=_words("hundert tausend million millionen milliarde milliarden"),
        millions=_words("million millionen milliarde milliarden"),
        unfinished=frozenset({("einhalb",), ("ein", "halb"), ("und", "eine", "halbe")}),
    ),
    "es": NumberStyle(
        least=10,
        group=NARROW,
        months=_words(
            "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre "
            "noviembre diciembre"
        ),
        percent=("por ciento", "por cien"),
        percent_sign=NO_BREAK + "%",
        units=_words(
            "euros euro dólares dólar pesos soles centavos céntimos kilómetros kilómetro km kilos "
            "kilo kilogramos kg gramos miligramos mg metros metro centímetros milímetros litros "
            "litro mililitros grados calorías"
        ),
        labels=_words("página capítulo habitación número andén canal puerta versión"),
        links=_words("a o u"),
        clock_links=_words("y menos para"),
        articles=frozenset(),
        rounds=_words("cien mil millón millones"),
        millions=_words("millón millones"),
        unfinished=frozenset(
            {("y", "medio"), ("y", "media"), ("y", "pico"), ("y", "tantos"), ("para", "las")}
        ),
        no_numbers=_words("miles cientos primer tercer segundo segundos segunda cuarto cuarta"),
        spellings={"veintiún": "veintiuno", "veintiun": "veintiuno"},
    ),
    "fr": NumberStyle(
        least=10,
        group=NARROW,
        months=_words(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ),
        percent=("pour cent",),
        percent_sign=NO_BREAK + "%",
        units=_words(
            "euros euro dollars dollar francs centimes kilomètres kilomètre km kilos kilo "
            "kilogrammes kg grammes milligrammes mg mètres mètre centimètres millimètres litres "
            "litre millilitres degrés calories"
        ),
        labels=_words("page chapitre chambre numéro quai chaîne porte version"),
        links=_words("à ou"),
        clock_links=_words("et moins"),
        articles=frozenset(),
        rounds=_words("cent mille million millions milliard milliards centième millième"),
        millions=_words("million millions milliard milliards"),
        unfinished=frozenset({("et", "demi"), ("et", "demie")}),
        no_numbers=_words("second seconds seconde secondes"),
        ordinals=True,
    ),
    "pt": NumberStyle(
        least=10,
        group=".",
        months=_words(
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
            "dezembro"
        ),
        percent=("por cento",),
        percent_sign="%",
        units=_words(
            "euros euro dólares dólar reais real centavos cêntimos quilômetros quilómetros "
            "quilômetro quilómetro km quilos quilo quilogramas kg gramas miligramas mg metros "
            "metro centímetros milímetros litros litro mililitros graus calorias"
        ),
        labels=_words("página capítulo quarto número plataforma canal porta versão"),
        links=_words("a ou"),
        clock_links=_words("e menos para"),
        articles=frozenset(),
        rounds=_words("cem mil milhão milhões bilhão bilhões"),
        millions=_words("milhão milhões bilhão bilhões"),
        unfinished=frozenset(
            {("e", "meio"), ("e", "meia"), ("e", "poucos"), ("e", "tantos"), ("para", "as")}
        ),
        no_numbers=_words(
            "milhares centenas segundo segundos segunda segundas terceiro terceira terça quarto "
            "quartos quarta quartas quinto quinta quintas sexto sexta sextas"
        ),
    ),
}
