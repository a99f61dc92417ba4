"""Homes without the word for a street: villages, gardens, estates, and «Ленина 5-12» called so."""

import re
from collections.abc import Iterator

from pipeline.language.morphology import forms
from pipeline.privacy.recognisers.houses import (
    CAPITAL,
    DOM,
    DOOR,
    GAP,
    HOUSE,
    NOT_COUNTED,
    SPACE,
    TAIL,
    counts_next,
)

_DOORS = (
    rf"(?:(?i:участ(?:ок|ка|ке)|уч|дом|д|{DOOR}|бокс|гараж|ряд|вл)\.?{SPACE}?(?:№{SPACE}?)?"
    r"\d{1,4}[а-яА-Я]?(?!\w)(?![.:]\d))"
)
_ESTATE = (
    r"(?:СНТ|ДНТ|ДНП|ДПК|ТСН|СТ|СПК|ГСК|КП|ЖК|ЖСК|КИЗ|снт|днт|днп|гск|кп|жк"
    r"|(?i:садов[а-яё]{2,6}|дачн[а-яё]{2,4}|коттеджн[а-яё]{2,4})[ ](?i:товариществ[а-яё]|"
    r"пос[её]л[а-яё]{2,3}))"
)
_VILLAGE = (
    r"(?i:дер\.|деревн[яеи]|сел[оеа]|с\.|д\.|пос\.|пос[её]л(?:ок|ка|ке)|пгт|хутор[еа]?|х\.|"
    r"станиц[аеы]|ст-ца|аул[еа]?|слобод[аеы]|п\.|г\.|город[еа]?|м-н|мкрн?|микрорайон)"
)
_QUOTED = rf"[«\"“]?{CAPITAL}(?:{SPACE}{CAPITAL}){{0,2}}(?:-\d{{1,2}})?[»\"”]?"
_NEXT = rf",?{SPACE}?"
_MORE = rf"{_DOORS}(?:{_NEXT}{_DOORS}){{0,4}}"
_SETTLED = re.compile(
    rf"(?<![\w.])(?:{_ESTATE}{SPACE}{_QUOTED}{_NEXT}{_MORE}"
    rf"|{_VILLAGE}{SPACE}?{_QUOTED}(?:{_NEXT}{_MORE}|,{SPACE}(?P<bare>\d{{1,3}}[а-я]?)(?!\w){NOT_COUNTED})"
    rf"|(?i:а/я){SPACE}?№?{SPACE}?\d{{1,6}}(?!\w)"
    rf"|(?i:общаг|общежити)[а-яё]{{1,3}}(?:{SPACE}?№?{SPACE}?\d{{1,3}})?{_NEXT}"
    rf"(?i:комнат[аеу]|комн?\.?|к\.?){SPACE}?\d{{1,4}}[а-я]?(?!\w)"
    rf"|(?i:дом[еау]?){SPACE}\d{{1,4}}[а-я]?{SPACE}(?i:по|на){SPACE}"
    rf"(?i:ул\.|улиц[еу]|проспект[еу]|пр-т[еу]?|переулк[еу]|бульвар[еу]|шоссе|набережной)"
    rf"{SPACE}{CAPITAL}(?:{SPACE}{CAPITAL}){{0,2}}(?:{_NEXT}{_DOORS}){{0,3}}"
    rf"|(?:\d{{1,3}}{SPACE}?-?(?:й|ый)?{SPACE}?)(?i:мкрн?|микрорайон|квартал|кв-л)\.?{_NEXT}{_MORE})"
)
_SETTLED_STEMS = (
    "снт", "днт", "днп", "дпк", "тсн", "ст ", "спк", "гск", "кп ", "жк", "жск", "киз", "садов",
    "дачн", "коттедж", "дер", "сел", "с.", "д.", "пос", "пгт", "хутор", "х.", "стан", "ст-ца",
    "аул", "слобод", "п.", "общаг", "общежит", "а/я", "мкр", "микрор", "квартал", "кв-л",
    "г.", "город", "м-н", "дом",
)  # fmt: skip

_STREET = (
    rf"(?:\d{{1,2}}-[йя]{SPACE})?[А-ЯЁ](?:[а-яё]{{1,25}}-?[А-ЯЁ]?)?[а-яё]{{0,25}}"
    r"(?:ая|яя|ую|юю|ой|ей|ий|ый|ого|его|[ео]ва|ина|ына|ого|[а-яё]{3}а|[а-яё]{3}я|ира|[а-яё]{3}и|"
    r"[а-яё]{2}ы)"
)
"""In the genitive or an adjective, as streets are called: Пушкина, Садовая, Невский, Мира."""
_PLAIN = re.compile(
    rf"(?<![\w.«\"-])(?P<name>{_STREET})(?:{SPACE}[А-ЯЁ][а-яё]{{3,25}})?{GAP}(?P<dom>(?i:{DOM}))?(?P<house>{HOUSE}){NOT_COUNTED}"
    rf"(?P<tail>(?i:{TAIL}))(?!\w)"
)
_ADJECTIVE = re.compile(
    r".*(?:[сц]кая|[сц]кий|ская-\w*|[аоя]вая|ная|ный|ной|ской)$", re.IGNORECASE
)
_STREETLIKE = re.compile(r"(?:[ая]я|[ое]ва|[иы]на|[иыо]й)\Z")
_ORDINAL = re.compile(r"\d{1,2}-[йя]\s")
_CERTAIN_DOOR = re.compile(r"(?i:корп|кв|\bк\.?\s?\d|литер|подъезд|этаж)")
_CUE = re.compile(
    r"(?i:\bадрес|\bнапротив|\bвозле|\bоколо|достав|\bжив(?:у|[её]м|[её]т|ут)\b|прожива|прописк|прописан|регистрац|"
    r"забер|забир|забра|заех|заезж|заскоч|приход|самовывоз|выдач|салон|студи|кафе|ресторан|клиник|"
    r"приезж|приед|подъезж|подъед|привез|везите|отвез|курьер|такси|вызов|встреча|"
    r"встретимся|\bжд[уё]|сосед|находи[мт]ся|переех|переезж|снима[юе]м?|сда[юе]|\bофис|подъезд|\bэтаж|\bсклад|"
    r"\bпвз\b|квартир|домофон|\bво дворе|со двора|\bвход|\d{6}\b)"
)
_PLACE_BEFORE = re.compile(
    rf"(?:(?i:\bг\.|\bгород|\bпос\.|\bпос[её]лок|\bс\.|\bсело|\bд\.|\bдер\w*\.?){SPACE}?{CAPITAL}"
    rf"(?:{SPACE}{CAPITAL})?,{SPACE})$"
)
_AROUND = 40
"""Characters before and after a bare street and house in which a word says that it is a place."""
_NO_STREET = re.compile(
    r"(?i:глава|часть|книга|таблица|статья|задача|карта|версия|группа|команда|серия|партия|комната|"
    r"квартира|страница|школа|больница|аптека|поликлиника|палата|станция|линия|модель|неделя|"
    r"суббота|среда|пятница|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|"
    r"ноября|декабря|каждый|первый|второй|третий|последний|весь|мой|твой|какой|такой|цена|доставка|"
    r"скидка|оплата|скорая|максимальная|минимальная|средняя|общая|заявка|осталась|осталось)\Z"
)


def settled(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """Where homes are told without a word for a street."""
    if any(map(lowered.__contains__, _SETTLED_STEMS)):
        for match in _SETTLED.finditer(text):
            if not (match["bare"] and counts_next(text, match.end())):
                yield match.span()
    for match in _PLAIN.finditer(text):
        if _is_home(match):
            yield match.span()


def _is_called_itself(name: str) -> bool:
    """Whether it is somebody or something in the nominative: «Ольга 3», not «Садовая 3»."""
    best = forms(name.lower())[0]
    return best.part == "NOUN" and best.case == "nomn" and _STREETLIKE.search(name) is None


def _is_home(match: re.Match[str]) -> bool:
    name, text = match["name"], match.string
    alone = not match["dom"] and not match["tail"]
    if _NO_STREET.match(name) or (alone and counts_next(text, match.end())):
        return False
    if alone and _is_called_itself(name):
        return False
    adjective = _ADJECTIVE.match(name) is not None
    if _ORDINAL.match(name) and adjective:
        return True
    if match["tail"] and _CERTAIN_DOOR.search(match["tail"]):
        return True
    before = text[max(0, match.start() - _AROUND) : match.start()]
    if _PLACE_BEFORE.search(before):
        return True
    after = text[match.end() : match.end() + _AROUND]
    return _CUE.search(before) is not None or _CUE.search(after) is not None
