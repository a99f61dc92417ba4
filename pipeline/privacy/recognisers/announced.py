"""Numbers that a word announces: papers, registers of other countries, vehicles, devices.

Papers have too many forms to list. So what stands behind the name of one and is as long as such
a number is taken for it, unless it is a date, years, an amount or the number of something else.
"""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.privacy.models import MaskKind

_RUSSIAN = (
    "пас", "загран", "лиц", "л/с", "удост", "свид", "св-", "стс", "с/т/с", "птс", "осаго", "каско",
    "полис", "мс", "енп", "воен", "приписн", "внж", "рвп", "жительств", "патент", "мигра",
    "трудов", "диплом", "аттестат", "студ", "зач", "мед", "справк", "виз", "доверен", "пинфл",
    "ин", "унп", "рнокпп", "личн", "к/п", "подр", "карт", "им", "номер", "регистр", "знак",
    "водит", "в/у",
)  # fmt: skip
_LATIN = (
    "sort", "routing", "vin", "imei", "iccid", "ssn", "social", "ein", "itin", "tax", "nhs", "nin",
    "insur", "national", "utr", "medic", "member", "policy", "licen", "dl", "green", "alien",
    "id card", "visa", "student", "employee", "mrn", "passport", "plate", "vehicle", "car ",
    "ni number",
)  # fmt: skip
"""A lower-case text without one of these announces nothing."""
_NAME = re.compile(
    r"(?<![\w/])(?:"
    r"(?P<passport>пас+порт[а-яё]*|пас+п\.|загран[а-яё]*|passport)"
    r"|(?P<account>лицево[а-яё]{1,3}(?:[ ]сч[её]т[а-яё]{0,2})?|лиц\.?[ ]?сч[её]т|л/с(?:ч[её]т)?"
    r"|sort[ -]code|routing(?:[ ](?:number|no))?)"
    r"|(?P<plate>(?:гос[. ]?|рег[. ]?)(?:номер|знак)[а-яё]*|гос\.[ ]?рег[а-яё. ]*знак"
    r"|номер[а-яё]*[ ](?:авто|машин|тачк|такси)[а-яё]*|(?:licen[cs]e|number)?[ ]?plates?"
    r"|(?:vehicle|car)[ ](?:reg|registration|number))"
    r"|в/у|регистраци[а-яё]{1,2}[ ](?:тс|авто|машин)[а-яё]*|водительск[а-яё]+|удост"
    r"(?:оверени[а-яё]+|\.)|свид(?:етельств[а-яё]+|-?в[оа]|\.)|св-в[оа]"
    r"|с/?т/?с|э?птс|осаго|каско|полис[а-яё]*|дмс|омс|енп|военн[а-яё]+[ ]билет[а-яё]*"
    r"|военник[а-яё]*"
    r"|приписн[а-яё]+|внж|рвпо?|вид[а-яё]?[ ]на[ ]жительство|патент[а-яё]*|миграцион[а-яё]+"
    r"|миграшк[а-яё]|трудов(?:ая|ой|ую)|диплом[а-яё]*|аттестат[а-яё]*|студак[а-яё]*"
    r"|студенческ[а-яё]+|зач[её]тк[а-яё]+|мед(?:книжк|карт)[а-яё]*|справк[а-яё]+|виз[аыеу]"
    r"|доверенност[а-яё]+|пинфл|иин|бин|унп|рнокпп|ипн|личн[а-яё]+[ ]номер[а-яё]*"
    r"|идентификацион[а-яё]+|к/п|код[а-яё]*[ ]подр[а-яё.]*|(?:ид|айди)[ -]?карт[а-яё]+|vin"
    r"|вин(?:-?код)?|imei|имей|iccid|ssn|social[ ]security|ein|itin|tax[ ]id|nhs|nino?"
    r"|ni[ ]number|national[ ](?:insurance|id)|utr|medicare|medicaid"
    r"|(?:insurance|member|policy|employee|student)[ ](?:id|number|no)"
    r"|driv[a-z']+[ ]licen[cs]e|dl#?|green[ ]card|alien[ ]number|id[ ]card|visa|mrn"
    r")(?!\w)",
    re.IGNORECASE,
)
_SIGN = r"(?:№|#|(?i:номер|ном\.|number|no\b\.?|n\b|серия))[ .:#№]{0,3}"
_BLOCK = r"[^\W\d_]{0,3}\d[^\W_]{0,20}+(?![.,:]\d)"
_NUMBER = re.compile(
    rf"(?<![\w.,/-])(?:{_SIGN})?"
    r"(?:(?!(?:СНИЛС|ИНН|ОГРН|КПП|БИК|ОКПО|ТЕЛ|ТЕЛ\.)(?!\w))[A-ZА-ЯЁІЇЄ]{1,5}(?:-"
    r"(?:[A-ZА-ЯЁ]{1,4}|(?:19|20)\d\d))?[ ]?)?"
    rf"(?:{_SIGN})?{_BLOCK}"
    rf"(?:(?:[ ]?[/–-][ ]?|[ ]{{1,2}}|,?[ ]?{_SIGN}|[ ]?[A-ZА-ЯЁ]{{2}}[ ]?)(?:{_SIGN})?{_BLOCK}"
    r"|-[A-ZА-Я]{2,4}(?!\w)){0,7}"
    r"(?:[ ][A-ZА-ЯЁ]{1,3}(?!\w))?(?!\w)"
)
_REACH, _WINDOW = 45, 100
"""Characters between the name and its number, and those looked at."""
_END = re.compile(r"[!?;]|\.(?=\s+[А-ЯЁA-Z])|(?<![:\s])\s*\n|\n\s*\n")
_NOT_ITS_OWN = re.compile(
    r"(?:\b(?:заказ|заявк|заявлен|тикет|очеред|талон|каб|кабинет|стат|приказ|обращени|цена|стоит|"
    r"order|ticket|request|application|version|верси|issue|invoice|from|until|for|тел|моб|вопрос|звон|"
    r"ватсап|вацап|снилс|инн|огрн|кпп|бик|whatsapp|phone|call|mobile|cell)"
    r"\w{0,6}|договор[а-яё]*|\b(?:за|от|до|с|по|к))[^\w\n]{0,3}(?:(?:№|номер|number|no\.?"
    r"|is)[^\w\n]{0,3})?$|[+(][\d() -]{0,12}$",
    re.IGNORECASE,
)
"""What the number is of, rather than of the paper; and dates and sums behind a preposition."""
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d|(?:19|20)\d\d)(?!\d)|(?:19|20)\d\d([./-])\d\d\1\d\d(?!\d)"
    r"|(?:19|20)\d\d[ ]?[ /–-][ ]?(?:19|20)\d\d(?!\d)"
)
_AMOUNT = re.compile(r"\d{1,3}(?:[ ]\d{3})*[ ]000|\d{1,4}000")
_UNIT = re.compile(
    r"[ ]?(?:%|₽|\$|€|£|руб|р\b|тыс|млн|лет\b|год|дн|мес|стр|шт|чел|раз|км|тенге|сум|usd|eur)",
    re.IGNORECASE,
)
_SHORTEST, _LONGEST, _TELEPHONE = 6, 24, 11
"""Digits."""


def mask_announced(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask the number behind the name of a paper, a register, a vehicle or a device."""
    if not any(map(lowered.__contains__, _LATIN)) and (
        text.isascii() or not any(map(lowered.__contains__, _RUSSIAN))
    ):
        return text
    parts: list[str] = []
    done = 0
    for kind, start, end in _announced(text):
        if start >= done:
            parts += text[done:start], kind.token
            counts[kind] += 1
            done = end
    parts.append(text[done:])
    return "".join(parts)


def _announced(text: str) -> Iterator[tuple[MaskKind, int, int]]:
    for name in _NAME.finditer(text):
        window = text[name.end() : name.end() + _WINDOW]
        stop = _END.search(window)
        window = window[: stop.start()] if stop else window
        for number in _NUMBER.finditer(window, 0):
            if number.start() > _REACH:
                break
            if _is_number_of(name, number):
                kind = _kind(name)
                yield kind, name.end() + number.start(), name.end() + number.end()
                break


def _kind(name: re.Match[str]) -> MaskKind:
    if name["passport"]:
        return MaskKind.PASSPORT
    return MaskKind.ACCOUNT if name["account"] else MaskKind.DOCUMENT


def _is_number_of(name: re.Match[str], number: re.Match[str]) -> bool:
    value = number[0]
    digits, letters = sum(map(str.isdigit, value)), sum(map(str.isalpha, value))
    long_enough = _SHORTEST <= digits <= _LONGEST or (digits >= 4 and digits + letters >= 10)
    if name["plate"]:
        long_enough = digits >= 2 and letters >= 1 and 5 <= digits + letters <= 10
    if not long_enough or (_DATE.match(value) and not name["account"]) or _AMOUNT.fullmatch(value):
        return False
    if digits == _TELEPHONE and value.lstrip()[0] in "78" and not name["account"]:
        return False
    after = number.string[number.end() : number.end() + 8]
    return not _UNIT.match(after) and not _NOT_ITS_OWN.search(number.string[: number.start()])
