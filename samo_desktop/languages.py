"""Languages: their codes and names, however a person, a system or a model writes them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from samo_desktop import messages
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _

HEARD_WELL = ("en", "de", "es", "fr", "pt")
"""What the speech model that ships was measured in; it hears others less well."""

_WHISPER = """
af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr
ht hu hy id is it ja jv ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc
pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh
"""
HEARD_BY_WHISPER = frozenset(_WHISPER.split())
"""The languages of Whisper's multilingual models: those of its tokenizer, less Cantonese, which
only the newest large ones know."""

COMMON = ("en", "de", "es", "fr", "it", "nl", "pl", "pt", "tr", "uk", "ar", "hi", "ja", "zh")
"""What a short list of languages to choose from shows."""

_TABLE = """
af afr Afrikaans
am amh Amharic, አማርኛ
an arg Aragonese, aragonés
ar ara Arabic, العربية, عربي
as asm Assamese, অসমীয়া
az aze Azerbaijani, azərbaycanca, Azeri
ba bak Bashkir, башҡортса
be bel Belarusian, беларуская
bg bul Bulgarian, български
bn ben Bengali, বাংলা, Bangla
bo bod,tib Tibetan, བོད་སྐད
br bre Breton, brezhoneg
bs bos Bosnian, bosanski
ca cat Catalan, català, Valencian
cs ces,cze Czech, čeština, česky
cy cym,wel Welsh, Cymraeg
da dan Danish, dansk
de deu,ger German, Deutsch
el ell,gre Greek, ελληνικά
en eng English
eo epo Esperanto
es spa Spanish, español, castellano, Castilian
et est Estonian, eesti
eu eus,baq Basque, euskara
fa fas,per Persian, فارسی, Farsi
fi fin Finnish, suomi
fo fao Faroese, føroyskt
fr fra,fre French, français
fy fry Frisian, Frysk
ga gle Irish, Gaeilge
gd gla Scottish Gaelic, Gàidhlig
gl glg Galician, galego
gu guj Gujarati, ગુજરાતી
ha hau Hausa
haw haw Hawaiian, ʻŌlelo Hawaiʻi
he heb,iw Hebrew, עברית
hi hin Hindi, हिन्दी
hr hrv Croatian, hrvatski
ht hat Haitian Creole, kreyòl ayisyen, Haitian
hu hun Hungarian, magyar
hy hye,arm Armenian, հայերեն
id ind,in Indonesian, bahasa Indonesia
ig ibo Igbo
is isl,ice Icelandic, íslenska
it ita Italian, italiano
ja jpn Japanese, 日本語
jv jav,jw Javanese, basa Jawa
ka kat,geo Georgian, ქართული
kk kaz Kazakh, қазақша
km khm Khmer, ខ្មែរ
kn kan Kannada, ಕನ್ನಡ
ko kor Korean, 한국어
ku kur Kurdish, kurdî
ky kir Kyrgyz, кыргызча
la lat Latin, latina
lb ltz Luxembourgish, Lëtzebuergesch
lg lug Luganda, Ganda
ln lin Lingala, lingála
lo lao Lao, ລາວ
lt lit Lithuanian, lietuvių
lv lav Latvian, latviešu
mg mlg Malagasy
mi mri,mao Māori, te reo Māori
mk mkd,mac Macedonian, македонски
ml mal Malayalam, മലയാളം
mn mon Mongolian, монгол
mr mar Marathi, मराठी
ms msa,may Malay, bahasa Melayu
mt mlt Maltese, Malti
my mya,bur Burmese, မြန်မာ, Myanmar
ne nep Nepali, नेपाली
nl nld,dut Dutch, Nederlands, Flemish, Vlaams
nn nno Norwegian Nynorsk, nynorsk
no nor,nb,nob Norwegian, norsk, bokmål, Norwegian Bokmål
oc oci Occitan
om orm Oromo, Afaan Oromoo
or ori Odia, ଓଡ଼ିଆ, Oriya
pa pan Punjabi, ਪੰਜਾਬੀ, Panjabi
pl pol Polish, polski
ps pus Pashto, پښتو
pt por Portuguese, português
qu que Quechua, Runa Simi
ro ron,rum,mo Romanian, română, Moldovan, Moldavian
ru rus Russian, русский
rw kin Kinyarwanda
sa san Sanskrit, संस्कृतम्
sd snd Sindhi, سنڌي
se sme Northern Sami, davvisámegiella
si sin Sinhala, සිංහල, Sinhalese
sk slk,slo Slovak, slovenčina
sl slv Slovenian, slovenščina, Slovene
sn sna Shona
so som Somali, Soomaali
sq sqi,alb Albanian, shqip
sr srp Serbian, српски, srpski
st sot Sotho, Sesotho
su sun Sundanese, basa Sunda
sv swe Swedish, svenska
sw swa Swahili, Kiswahili
ta tam Tamil, தமிழ்
te tel Telugu, తెలుగు
tg tgk Tajik, тоҷикӣ
th tha Thai, ไทย
tk tuk Turkmen, türkmençe
tl tgl,fil Tagalog, Filipino
tr tur Turkish, Türkçe
tt tat Tatar, татарча
ug uig Uyghur, ئۇيغۇرچە
uk ukr Ukrainian, українська
ur urd Urdu, اردو
uz uzb Uzbek, oʻzbekcha
vi vie Vietnamese, Tiếng Việt
wa wln Walloon, walon
xh xho Xhosa, isiXhosa
yi yid,ji Yiddish, ייִדיש
yo yor Yoruba, Yorùbá
yue yue Cantonese, 粵語, 粤语
zh zho,chi,cmn Chinese, 中文, Mandarin, 汉语, 漢語, 普通话, 普通話
zu zul Zulu, isiZulu
"""
"""A line a language: its code (ISO 639-1; 639-3 where that has none), its other codes, its names,
the English one first."""

NAMES: dict[str, str] = {}
"""English names by code."""
_KNOWN: dict[str, str] = {}
_SPELLINGS: dict[str, tuple[str, ...]] = {}


def _plain(name: str) -> str:
    """What two spellings of a name have in common: no case, no accents, no punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\W_]+", "", "".join(c for c in letters if not unicodedata.combining(c)))


for _line in _TABLE.split("\n"):
    if _line:
        _code, _others, _names = _line.split(" ", 2)
        NAMES[_code] = _names.split(", ")[0]
        for _name in (_code, *_others.split(","), *_names.split(", ")):
            _KNOWN[_plain(_name)] = _code
        _SPELLINGS[_code] = tuple(map(_plain, (*_line.split(), *_names.split(", "))))


@cache
def language_code(name: str) -> str:
    """The ISO 639-1 code of the language that `name` means; ISO 639-3 where that has none.

    Codes in any case, with a country, a script or a character set behind (en-US, zh-Hans,
    pt_BR.UTF-8), three letters (eng, deu, ger), and names in English or in the language itself
    are taken. Empty and "auto" mean that it is to be found out, and give "". Raises SamoError.
    """
    text = unicodedata.normalize("NFKC", name).strip()
    if text.casefold() in ("", "auto"):
        return ""
    first = re.split(r"[-_.@\s(]", text, maxsplit=1)[0]
    for spelling in (text, first if len(first) <= 3 or "(" in text else text):
        if code := _KNOWN.get(_plain(spelling)):
            return code
    raise SamoError(
        _("{name} is not a language that SAMO knows.").format(name=repr(name)),
        _("Give its name or its code, such as English or en."),
    )


def may_mean(typed: str, code: str) -> bool:
    """Whether `typed` is the beginning of a name of the language with this code, or of its words.

    Names in English and in the language itself count, and codes, without case and accents.
    """
    wanted = _plain(typed)
    return any(spelling.startswith(wanted) for spelling in _SPELLINGS.get(code, ()))


def language_name(code: str) -> str:
    """The English name of the language with this code; the code itself where it has none here."""
    return NAMES.get(code, f"'{code}'")


def system_languages(names: Iterable[str] | None = None) -> tuple[str, ...]:
    """The codes of the languages that the system is set to, the preferred one first.

    `names` are what a system calls them (pt_BR.UTF-8, zh-Hant-TW, German_Germany.1252); by default
    what the environment or Windows says. Who reads English on a German system (LANGUAGE) is taken
    to speak both. What names no language (C, POSIX) is left out, and so is what SAMO does not know.
    """
    if names is None:
        there = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        names = (*messages.wanted(os.environ), *there)
    codes = map(_code_of_locale, names)
    return tuple(dict.fromkeys(code for code in codes if code))


def _code_of_locale(name: str) -> str:
    """The code of a locale's language; "" if it has none that SAMO knows."""
    for spelling in (name, name.partition("_")[0]):
        try:
            return language_code(spelling)
        except SamoError:
            continue
    return ""
