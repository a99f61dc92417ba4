"""How Russian addresses name a street, number its houses, and what is behind a house's door."""

import re

from pipeline.language.morphology import forms

SPACE = r"[ \u00a0]"
GAP = rf",?{SPACE}{{0,2}}"
HOUSE = (
    r"\d{1,4}(?:[/-]\d{1,4})?(?:(?:[а-яА-Я]|[ ][АБВГД])(?!\w))?"
    r"(?:[ ]?(?:к|корп|стр|с)\.?[ ]?\d{1,2}[а-я]?)?(?!\w)(?:[/-]\d{1,3}(?!\w))?"
)
DOOR = (
    r"(?:корпус|корп|к|строение|стр|литера?|лит|квартира|кв|комната|ком|подъезд|под|этаж|эт|"
    r"офис|оф|помещение|пом|секция|блок)\.?"
)
TAIL = (
    rf"(?:{GAP}(?:{DOOR}|дом|д\.?|парадн(?:ая|ую)|вход){SPACE}?(?:№{SPACE}?)?\d{{1,4}}[а-я]?(?!\w)"
    rf"|{GAP}лит(?:ер[а]?)?\.?{SPACE}?[а-я](?!\w)|{SPACE}[–—-]{SPACE}\d{{1,4}}(?!\w)){{0,5}}"
)
DOM = rf"(?:дом|д|вл(?:адение)?|зд(?:ание)?|буд(?:инок)?)\.?{SPACE}?"
NOT_COUNTED = (
    r"(?![ ]?(?i:минут|мин\b|час|балл|руб|р\b|₽|%|м2?\b|км|метр|раз|дн|день|дет|чел|шт|год|г\.|"
    r"лет\b|авари|машин|дтп|сери[яий]|этаж[еа]|квартир[^а]|подъезд[оа]|дом[оа]|места?\b|янв|фев|мар|апр|ма[йя]|июн|июл|"
    r"авг|сен|окт|ноя|дек)|[:.]\d)"
)
"""What is counted after a number, which then is no house."""
AT_HOUSE = rf"{GAP}(?i:(?P<dom>{DOM})|(?<!\d))(?P<house>{HOUSE}){NOT_COUNTED}(?i:{TAIL})"

# "Мира", "8 Марта", "1-я Парковая", "Большая Пушкарская", "50 лет Октября", "реки Мойки"
CAPITAL = r"[А-ЯЁІЇЄҐӘҚҢҒ][а-яёА-ЯЁіїєґәқңғөұүһ.-]{0,30}"
NAME = (
    rf"(?:\d{{1,3}}(?:-?[а-яё]{{1,3}})?\.?{SPACE})?(?:(?:лет|реки|канала|имени|им\.?){SPACE})?"
    rf"{CAPITAL}(?:{SPACE}(?:{CAPITAL}|канала|реки|вала|поля|городка|тракта|пруда|рощи)){{0,3}}"
    rf"(?:-\d{{1,2}}(?=,{SPACE}?(?:дом|д\.?|корп|уч)))?"
)

_NEXT_WORD = re.compile(r"[ ]([а-яё]{3,30})(?!\w)")


def counts_next(text: str, end: int) -> bool:
    """Whether the number that ends there counts the word behind it: «15 градусов»."""
    word = _NEXT_WORD.match(text, end)
    if word is None:
        return False
    likeliest = forms(word[1].lower())[0]
    return likeliest.part == "NOUN" and likeliest.case == "gent"
