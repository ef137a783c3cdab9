"""How each language writes numbers, and around which words it writes them in digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from samo_desktop.pipeline.readable.punctuation import NARROW, NO_BREAK


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, each once."""
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
        months=word_set(
            "january february march april may june july august september october november december"
        ),
        percent=("percent", "per cent"),
        percent_sign="%",
        units=word_set(
            "kilometers kilometres kilometer kilometre km miles mile kilos kilo kilograms kilogram "
            "kg grams gram milligrams milligram mg meters metres meter metre centimeters "
            "centimetres centimeter centimetre millimeters millimetres liters litres liter litre "
            "milliliters millilitres degrees degree cents ounces calories gigabytes megabytes"
        ),
        labels=word_set("page chapter room number gate platform channel apartment flat version"),
        links=word_set("to or and"),
        clock_links=word_set("past"),
        articles=word_set("a"),
        rounds=word_set("hundred thousand million billion hundredth thousandth millionth"),
        millions=word_set("million billion"),
        unfinished=frozenset({("and", "a", "half"), ("odd",), ("some",), ("past",), ("k",)}),
        no_numbers=word_set("hundreds thousands millions billions"),
        ordinals=True,
    ),
    "de": NumberStyle(
        least=13,
        group=".",
        months=word_set(
            "januar jänner februar märz april mai juni juli august september oktober november "
            "dezember"
        ),
        percent=(),
        percent_sign="",
        units=word_set(
            "prozent euro dollar franken cent kilometer km kilo kilogramm kg gramm milligramm mg "
            "meter zentimeter millimeter liter milliliter grad kalorien gigabyte megabyte"
        ),
        labels=word_set("seite kapitel zimmer nummer gleis kanal hausnummer version linie"),
        links=word_set("bis oder und"),
        clock_links=word_set("vor nach"),
        articles=word_set("ein eine"),
        rounds=word_set("hundert tausend million millionen milliarde milliarden"),
        millions=word_set("million millionen milliarde milliarden"),
        unfinished=frozenset({("einhalb",), ("ein", "halb"), ("und", "eine", "halbe")}),
    ),
    "es": NumberStyle(
        least=10,
        group=NARROW,
        months=word_set(
            "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre "
            "noviembre diciembre"
        ),
        percent=("por ciento", "por cien"),
        percent_sign=NO_BREAK + "%",
        units=word_set(
            "euros euro dólares dólar pesos soles centavos céntimos kilómetros kilómetro km kilos "
            "kilo kilogramos kg gramos miligramos mg metros metro centímetros milímetros litros "
            "litro mililitros grados calorías"
        ),
        labels=word_set("página capítulo habitación número andén canal puerta versión"),
        links=word_set("a o u"),
        clock_links=word_set("y menos para"),
        articles=frozenset(),
        rounds=word_set("cien mil millón millones"),
        millions=word_set("millón millones"),
        unfinished=frozenset(
            {("y", "medio"), ("y", "media"), ("y", "pico"), ("y", "tantos"), ("para", "las")}
        ),
        no_numbers=word_set("miles cientos primer tercer segundo segundos segunda cuarto cuarta"),
        spellings={"veintiún": "veintiuno", "veintiun": "veintiuno"},
    ),
    "fr": NumberStyle(
        least=10,
        group=NARROW,
        months=word_set(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ),
        percent=("pour cent",),
        percent_sign=NO_BREAK + "%",
        units=word_set(
            "euros euro dollars dollar francs centimes kilomètres kilomètre km kilos kilo "
            "kilogrammes kg grammes milligrammes mg mètres mètre centimètres millimètres litres "
            "litre millilitres degrés calories"
        ),
        labels=word_set("page chapitre chambre numéro quai chaîne porte version"),
        links=word_set("à ou"),
        clock_links=word_set("et moins"),
        articles=frozenset(),
        rounds=word_set("cent mille million millions milliard milliards centième millième"),
        millions=word_set("million millions milliard milliards"),
        unfinished=frozenset({("et", "demi"), ("et", "demie")}),
        no_numbers=word_set("second seconds seconde secondes"),
        ordinals=True,
    ),
    "pt": NumberStyle(
        least=10,
        group=".",
        months=word_set(
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
            "dezembro"
        ),
        percent=("por cento",),
        percent_sign="%",
        units=word_set(
            "euros euro dólares dólar reais real centavos cêntimos quilômetros quilómetros "
            "quilômetro quilómetro km quilos quilo quilogramas kg gramas miligramas mg metros "
            "metro centímetros milímetros litros litro mililitros graus calorias"
        ),
        labels=word_set("página capítulo quarto número plataforma canal porta versão"),
        links=word_set("a ou"),
        clock_links=word_set("e menos para"),
        articles=frozenset(),
        rounds=word_set("cem mil milhão milhões bilhão bilhões"),
        millions=word_set("milhão milhões bilhão bilhões"),
        unfinished=frozenset(
            {("e", "meio"), ("e", "meia"), ("e", "poucos"), ("e", "tantos"), ("para", "as")}
        ),
        no_numbers=word_set(
            "milhares centenas segundo segundos segunda segundas terceiro terceira terça quarto "
            "quartos quarta quartas quinto quinta quintas sexto sexta sextas"
        ),
    ),
}
