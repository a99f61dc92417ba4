"""Where somebody lives: street, house and flat, and the postal code before them.

A city, a street or a house's number alone tells nobody's home and stays.
"""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.privacy.models import MaskKind
from pipeline.privacy.recognisers.abroad import mask_abroad
from pipeline.privacy.recognisers.houses import (
    AT_HOUSE,
    DOM,
    GAP,
    HOUSE,
    NAME,
    SPACE,
    TAIL,
    counts_next,
)
from pipeline.privacy.recognisers.settlements import settled

_LOWER = rf"(?:\d{{1,3}}{SPACE})?[а-яё][а-яё-]{{3,30}}(?:{SPACE}[а-яё][а-яё-]{{3,30}})?"
_LOWER_END = r"[а-яё-]{1,30}(?:ая|ой|ого|[еёо]ва|ина|[сц]кий|ный)"
_TYPES = (
    r"улиц[аеуы]|ул|проспект[еау]?|просп|пр-к?т[еау]?|пр|переул(?:ок|к[еау])|пер|бульвар[еау]?|бул|"
    r"б-р[еау]?|набережн(?:ая|ой|ую)|наб|шоссе|ш|тупик[еау]?|туп|алле[яеию]|микрорайон[еау]?|"
    r"мкрн?|м-н|вул(?:иц[яі])?|бульв|трак[та]{1,2}[еау]?|въезд|просек[аие]?"
)
_TYPES_OF_MUCH = r"площад[ьи]|пл|проезд[еау]?|пр-д[еау]?|квартал[еау]?|кв-л|лини[яию]"
"""Words that name more than streets: a lower-case word after them is hardly a name."""
_ANCHOR = re.compile(
    rf"(?<!\w)(?:(?P<street>{_TYPES})|(?P<much>{_TYPES_OF_MUCH})"
    rf"|(?P<flat>(?:квартира|кв)\.?{SPACE}?\d{{1,4}}))(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?:\.{SPACE}?|{SPACE})"
    rf"(?:{NAME}|(?P<lower>{_LOWER})|\d{{1,2}}-[а-я]{{1,2}}(?:{SPACE}[А-Я.]{{2,5}})?"
    rf"|\d{{1,3}}[А-Яа-я]?(?=,?{SPACE}?(?:дом|д\.))|\d{{4}}{SPACE}года){AT_HOUSE}"
)
_HOUSED = re.compile(rf"\.?(?:{SPACE}[А-Я]\.{SPACE}?[А-Я]\.)?{AT_HOUSE}")
_NAME_BEFORE = re.compile(
    rf"(?<!\w)(?:{NAME}|[а-яё][а-яё-]{{3,30}}|\d{{1,2}}(?:-[а-я]{{1,2}})?){SPACE}$"
)
_HOUSE_BEFORE = re.compile(
    r"(?<!\w)(?!(?i:дом|подъезд|этаж|корпус|секция|квартира)\b)"
    rf"(?:{NAME}{GAP}(?i:{DOM})?|{_LOWER}{GAP}(?i:{DOM})|{_LOWER_END}{GAP})"
    rf"(?<!\d){HOUSE}{GAP}$"
)
_MORE = re.compile(TAIL, re.IGNORECASE)
_ORDINAL_BEFORE = re.compile(r"(?<![\w-])\d{1,2}-?[а-я]{1,2} \Z")
_BARE_FLAT = re.compile(rf",{SPACE}\d{{1,4}}(?![\w:%]|[.,]\d|{SPACE}[а-яёa-z])")
_CONTEXT = 60

_INDEX = re.compile(
    rf"(?<!\d)\d{{6}}(?=,?{SPACE}[^\d\n⟦]{{0,60}}{MaskKind.ADDRESS.token})"
    r"|(?<=адрес )\d{6}(?=,)|(?<=адрес: )\d{6}(?=,)|(?<=индекс )\d{6}(?!\d)|"
    r"(?<=индекс: )\d{6}(?!\d)|(?<=індекс )\d{5}(?!\d)",
    re.IGNORECASE,
)


def mask_postal(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask a street with a house, the flat after it and the postal code before it."""
    parts: list[str] = []
    done = 0
    for start, end in () if text.isascii() else sorted((*_russian(text), *settled(text, lowered))):
        if start >= done:
            parts += text[done:start], MaskKind.ADDRESS.token
            counts[MaskKind.ADDRESS] += 1
            done = end
    text = "".join((*parts, text[done:]))

    def replace(_: re.Match[str]) -> str:
        counts[MaskKind.ADDRESS] += 1
        return MaskKind.ADDRESS.token

    text = mask_abroad(text, counts)
    return (
        _INDEX.sub(replace, text)
        if counts[MaskKind.ADDRESS] or "индекс" in lowered or "адрес" in lowered
        else text
    )


def _russian(text: str) -> Iterator[tuple[int, int]]:
    for anchor in _ANCHOR.finditer(text):
        found = _at_flat(anchor) if anchor["flat"] else _at_street(anchor)
        if found is not None:
            yield found


def _at_street(anchor: re.Match[str]) -> tuple[int, int] | None:
    """«ул. Ленина, д. 12, кв. 34» and «Ленинский проспект, 12»."""
    text, (start, end) = anchor.string, anchor.span()
    named = _NAMED.match(text, end)
    ordinal = _ORDINAL_BEFORE.search(text, max(0, start - _CONTEXT), start)
    if named is not None and ordinal is not None:
        start = ordinal.start()
    if named is not None and not (anchor["much"] and named["lower"] and not named["dom"]):
        return None if _is_amount(named) else (start, _flat_end(named))
    housed = _HOUSED.match(text, end)
    before = max(0, start - _CONTEXT)
    name = _NAME_BEFORE.search(text[before:start]) if housed else None
    if housed is None or name is None or _is_amount(housed):
        return None
    if name[0].strip().isdigit() and not housed["dom"]:
        return None
    return before + name.start(), housed.end()


def _flat_end(named: re.Match[str]) -> int:
    """Where the flat ends that a comma parts from the house: «пр. Ленина, 101, 45»."""
    flat = _BARE_FLAT.match(named.string, named.end())
    return flat.end() if flat and named.end() == named.end("house") else named.end()


def _is_amount(found: re.Match[str]) -> bool:
    """Whether the number counts the next word: «на улице Мира 15 градусов»."""
    if found["dom"] or found.end() != found.end("house"):
        return False
    return counts_next(found.string, found.end())


def _at_flat(anchor: re.Match[str]) -> tuple[int, int] | None:
    """«Тверская 12, кв. 34»."""
    text, (start, end) = anchor.string, anchor.span()
    before = max(0, start - _CONTEXT)
    housed = _HOUSE_BEFORE.search(text[before:start])
    if housed is None:
        return None
    more = _MORE.match(text, end)
    return before + housed.start(), more.end() if more else end
