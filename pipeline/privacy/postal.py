"""Where somebody lives: street, house and flat, and the postal code before them.

A city, a street or a house's number alone tells nobody's home and stays.
"""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.language.morphology import forms
from pipeline.privacy.models import MaskKind

_S = r"[ \u00a0]"
_GAP = rf",?{_S}{{0,2}}"
_HOUSE = (
    r"\d{1,4}(?:[/-]\d{1,4})?(?:(?:[а-яА-Я]|[ ][АБВГД])(?!\w))?"
    r"(?:[ ]?(?:к|корп|стр|с)\.?[ ]?\d{1,2}[а-я]?)?(?!\w)(?:[/-]\d{1,3}(?!\w))?"
)
_DOOR = (
    r"(?:корпус|корп|к|строение|стр|литера?|лит|квартира|кв|комната|ком|подъезд|под|этаж|эт|"
    r"офис|оф|помещение|пом|секция|блок)\.?"
)
_TAIL = rf"(?:{_GAP}{_DOOR}{_S}?\d{{1,4}}[а-я]?(?!\w)|{_S}[–—-]{_S}\d{{1,4}}(?!\w)){{0,4}}"
_DOM = rf"(?:дом|д)\.?{_S}?"
_NOT_COUNTED = (
    r"(?![ ]?(?i:минут|мин\b|час|балл|руб|р\b|₽|%|м2?\b|км|метр|раз|дн|день|дет|чел|шт|год|г\.|"
    r"лет\b|авари|машин|дтп|сери[яий]|этаж[еа]|квартир[^а]|подъезд[оа]|дом[оа]|места?\b|янв|фев|мар|апр|ма[йя]|июн|июл|"
    r"авг|сен|окт|ноя|дек)|[:.]\d)"
)
"""What is counted after a number, which then is no house."""
_AT_HOUSE = rf"{_GAP}(?i:(?P<dom>{_DOM})|(?<!\d))(?P<house>{_HOUSE}){_NOT_COUNTED}(?i:{_TAIL})"

# "Мира", "8 Марта", "1-я Парковая", "Большая Пушкарская", "50 лет Октября", "реки Мойки"
_NAME = (
    rf"(?:\d{{1,3}}(?:-?[а-яё]{{1,3}})?\.?{_S})?(?:(?:лет|реки|канала|имени|им\.?){_S})?"
    rf"[А-ЯЁ][а-яёА-ЯЁ.-]{{0,30}}(?:{_S}[А-ЯЁ][а-яёА-ЯЁ.-]{{0,30}}){{0,3}}"
)
_LOWER = rf"(?:\d{{1,3}}{_S})?[а-яё][а-яё-]{{3,30}}(?:{_S}[а-яё][а-яё-]{{3,30}})?"
_LOWER_END = r"[а-яё-]{1,30}(?:ая|ой|ого|[еёо]ва|ина|[сц]кий|ный)"
_TYPES = (
    r"улиц[аеуы]|ул|проспект[еау]?|просп|пр-к?т[еау]?|пр|переул(?:ок|к[еау])|пер|бульвар[еау]?|бул|"
    r"б-р[еау]?|набережн(?:ая|ой|ую)|наб|шоссе|ш|тупик[еау]?|туп|алле[яеию]|микрорайон[еау]?|"
    r"мкрн?|м-н"
)
_TYPES_OF_MUCH = r"площад[ьи]|пл|проезд[еау]?|пр-д[еау]?|квартал[еау]?|кв-л|лини[яию]"
"""Words that name more than streets: a lower-case word after them is hardly a name."""
_ANCHOR = re.compile(
    rf"(?<!\w)(?:(?P<street>{_TYPES})|(?P<much>{_TYPES_OF_MUCH})"
    rf"|(?P<flat>(?:квартира|кв)\.?{_S}?\d{{1,4}}))(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?:\.{_S}?|{_S})"
    rf"(?:{_NAME}|(?P<lower>{_LOWER})|\d{{1,2}}-[а-я]{{1,2}}(?:{_S}[А-Я.]{{2,5}})?"
    rf"|\d{{1,3}}(?=,?{_S}?(?:дом|д\.))){_AT_HOUSE}"
)
_HOUSED = re.compile(rf"\.?(?:{_S}[А-Я]\.{_S}?[А-Я]\.)?{_AT_HOUSE}")
_NAME_BEFORE = re.compile(
    rf"(?<!\w)(?:{_NAME}|[а-яё][а-яё-]{{3,30}}|\d{{1,2}}(?:-[а-я]{{1,2}})?){_S}$"
)
_HOUSE_BEFORE = re.compile(
    r"(?<!\w)(?!(?i:дом|подъезд|этаж|корпус|секция|квартира)\b)"
    rf"(?:{_NAME}{_GAP}(?i:{_DOM})?|{_LOWER}{_GAP}(?i:{_DOM})|{_LOWER_END}{_GAP})"
    rf"(?<!\d){_HOUSE}{_GAP}$"
)
_MORE = re.compile(_TAIL, re.IGNORECASE)
_NEXT_WORD = re.compile(r"[ ]([а-яё]{3,30})(?!\w)")
_CONTEXT = 60

_ENGLISH = re.compile(
    r"(?<![\w.,/-])\d{1,5}[A-Za-z]?[ ](?:[A-Z][\w'-]*\.?[ ]|\d{1,3}(?:st|nd|rd|th)[ ]){1,4}?"
    r"(?:(?:Street|Avenue|Road|Drive|Lane|Boulevard|Court|Terrace|Parkway|Highway|Square|Close|"
    r"Crescent)(?!\w)|(?:St|Ave|Rd|Dr|Ln|Blvd|Ct|Pkwy|Hwy|Sq)(?!\w)\.?)"
    r"(?:,?[ ](?:Apt|Apartment|Suite|Ste|Unit|Flat|Room|#)\.?[ ]?\w{1,5})?"
)
_INDEX = re.compile(
    rf"(?<!\d)[1-6]\d{{5}}(?=,?{_S}[^\d\n⟦]{{0,60}}{MaskKind.ADDRESS.token})"
    r"|(?<=индекс )[1-6]\d{5}(?!\d)|(?<=индекс: )[1-6]\d{5}(?!\d)",
    re.IGNORECASE,
)


def mask_postal(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask a street with a house, the flat after it and the postal code before it."""
    parts: list[str] = []
    done = 0
    for start, end in () if text.isascii() else _russian(text):
        if start >= done:
            parts += text[done:start], MaskKind.ADDRESS.token
            counts[MaskKind.ADDRESS] += 1
            done = end
    text = "".join((*parts, text[done:]))

    def replace(_: re.Match[str]) -> str:
        counts[MaskKind.ADDRESS] += 1
        return MaskKind.ADDRESS.token

    text = _ENGLISH.sub(replace, text)
    return _INDEX.sub(replace, text) if counts[MaskKind.ADDRESS] or "индекс" in lowered else text


def _russian(text: str) -> Iterator[tuple[int, int]]:
    for anchor in _ANCHOR.finditer(text):
        found = _at_flat(anchor) if anchor["flat"] else _at_street(anchor)
        if found is not None:
            yield found


def _at_street(anchor: re.Match[str]) -> tuple[int, int] | None:
    """«ул. Ленина, д. 12, кв. 34» and «Ленинский проспект, 12»."""
    text, (start, end) = anchor.string, anchor.span()
    named = _NAMED.match(text, end)
    if named is not None and not (anchor["much"] and named["lower"] and not named["dom"]):
        return None if _is_amount(named) else (start, named.end())
    housed = _HOUSED.match(text, end)
    before = max(0, start - _CONTEXT)
    name = _NAME_BEFORE.search(text[before:start]) if housed else None
    if housed is None or name is None or _is_amount(housed):
        return None
    if name[0].strip().isdigit() and not housed["dom"]:
        return None
    return before + name.start(), housed.end()


def _is_amount(found: re.Match[str]) -> bool:
    """Whether the number counts the next word: «на улице Мира 15 градусов»."""
    if found["dom"] or found.end() != found.end("house"):
        return False
    word = _NEXT_WORD.match(found.string, found.end())
    if word is None:
        return False
    likeliest = forms(word[1].lower())[0]
    return likeliest.part == "NOUN" and likeliest.case == "gent"


def _at_flat(anchor: re.Match[str]) -> tuple[int, int] | None:
    """«Тверская 12, кв. 34»."""
    text, (start, end) = anchor.string, anchor.span()
    before = max(0, start - _CONTEXT)
    housed = _HOUSE_BEFORE.search(text[before:start])
    if housed is None:
        return None
    more = _MORE.match(text, end)
    return before + housed.start(), more.end() if more else end
