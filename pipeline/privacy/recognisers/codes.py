"""Short codes that open something: PINs, CVVs, codes from messages, of doors and of safes."""

import re
from collections import Counter

from pipeline.privacy.models import MaskKind

_PURPOSE = (
    r"(?:подтверждени\w|вериф\w+|авторизац\w+|получени\w|выдачи|восстановлени\w|сброса|регистрации|приглашени\w|аутентиф\w+|активац\w+|доступа|безопасности|"
    r"(?:для[ ]|на[ ])?вход[ау]?|(?:из|с|по)[ ](?:смс|sms|пуша?|почты|письма|приложения))"
)
_WORD = r"(?:код\w{0,2}|code)"
_SIGN = r"[^\w\n]{1,4}"
_DIGITS = r"\d(?:[ -]?\d){3,7}"
_PIN_OF = r"(?:[ ](?:от|к|на|for|of)[ ][\w-]+|[ ](?:карты|симки|телефона|симкарты|сим-карты))?"
_CODE = re.compile(
    rf"\b(?:cv[vc]2?(?:[- ]?{_WORD})?{_SIGN}(?P<cvv>\d{{3,4}})"
    r"|security code[^\d\n]{1,25}(?P<back>\d{3,4})"
    rf"|(?:пин|pin)(?:[- ]?{_WORD})?{_PIN_OF}{_SIGN}(?:is[ ])?(?P<pin>\d(?:[ ]?\d){{3,7}})"
    rf"|(?:(?:пин|pin)[- ]?{_WORD}){_SIGN}(?P<short>\d{{3}})"
    rf"|(?:puk|пук)[12]?(?:[- ]?{_WORD})?{_SIGN}(?P<puk>\d{{8}})"
    rf"|(?:код\w{{0,2}}[ ]{_PURPOSE}|(?:смс|sms|пуш)-?[ ]?код\w{{0,2}}|одноразов\w+[ ]код"
    rf"|(?:ваш|твой|мой|приш[её]л|прислали|пришлют|введи(?:те)?|набери(?:те)?|продиктуй(?:те)?|"
    rf"скажи(?:те)?|держи|лови|your|verification|security|login|one-time)"
    rf"[ ]{_WORD}(?:[ ]is)?|(?:2fa|t?otp|mfa)(?:[- ]?{_WORD})?(?:[ ]is)?){_SIGN}"
    rf"(?P<code>{_DIGITS})"
    r"|введи(?:те)?[ ](?P<entered>\d{4,8})(?=[^\n]{0,40}код)"
    r"|код[ :]{1,2}(?P<doored>\d{1,4}[вк]\d{2,5})"
    r"|(?:whatsapp|telegram|viber|google|facebook|instagram|vk|discord|steam|apple|avito|ozon"
    r"|вк|тг|телеграма?|ватсапа?|сбера?|озона?|авито|яндекса?|госуслуг)[ ]"
    rf"(?:код|code)\w{{0,2}}{_SIGN}(?P<branded>{_DIGITS})"
    r"|(?<![^\n])код[:.]?[ ](?P<alone>\d{6})(?=\.?(?:\n|\Z))"
    rf"|(?:код|code)[^\w\n]{{1,3}}(?P<kept>{_DIGITS})"
    r"(?=[^\w\n]{1,3}(?:никому|не (?:сообщ|гов|переда)|вводи|действ|do not|don.t))"
    r")(?!\d)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:\b(?:никому|не[ ](?:сообщ|говори|переда)\w*|(?:do[ ]not|don['’]?t)[ ](?:share|tell))"
    rf"[^\d\n]{{0,40}}(?P<hushed>{_DIGITS})"
    r"|\b(?:сзади|на[ ]оборот\w|обратн\w{2}[ ]сторон\w)(?:[ ]карты)?[^\w\n]{1,3}(?P<reverse>\d{3})"
    r"|\b(?:три|3)[ ]цифры[^\d\n]{1,25}(?P<back>\d{3})"
    r"|\b(?:last|последние)[ ](?:four|4|четыре)(?:[ ]цифры)?[^\d\n]{1,35}(?P<last>\d{4})"
    r")(?!\d)",
    re.IGNORECASE,
)
_TOLD_AFTER = re.compile(
    rf"(?<![\w.,-])(?:G-)?(?P<first>{_DIGITS})(?!\d)(?:(?=[^\w\n]{{1,4}}(?:это[ ])?(?:ваш|твой"
    rf"|is[ ](?:your|the))"
    r"[ ](?:[\w-]+[ ]){0,3}(?:код|code|otp|одноразовый|пароль))"
    r"|(?=[ ](?:to|as)[ ](?:sign|log|verif|confirm|your[ ](?:code|pin))))",
    re.IGNORECASE,
)
_DOOR = (
    r"(?:домофон|подъезд|калитк|двер|сейф|ворот|шлагбаум|ключниц|замк|замок|замоч|сигнализаци|"
    r"кейбокс|почтомат|постамат|ячейк|чемодан|дом|офис|паркинг|гараж|лифт|мини-?сейф)[а-яё]{0,4}"
)
_ENGLISH_DOOR = (
    r"(?:gate|door|garage|lock|lockbox|safe|alarm|buzzer|entry|entrance|building|access|keypad|"
    r"intercom)"
)
_OPENING = r"[#*]?\d{0,4}[ ]?[кkвb*#]{0,2}\d{2,8}[#*]?(?:[а-яa-z](?!\w))?"
_OPENS = re.compile(
    rf"\b(?:код\w{{0,2}}(?:[ ](?:от|для|на|к|у|в))?(?:[ ][а-яё]+)?[ ]{_DOOR}(?:[ ][а-яё]+)?"
    r"|код\w{0,2}[ ]от[ ][а-яё-]+(?:[ ][а-яё-]+)?"
    rf"|{_DOOR}(?:[ ]\d{{1,3}},?)?[,:]?[ ]код\w{{0,2}}"
    r"|(?:домофон|ключниц|кейбокс|сейф|калитк|шлагбаум)[а-яё]{0,3}(?:[:,-]?[ ](?:ключ|код"
    r"|набрать|набирай"
    r"|набери|жми))?"
    rf"|{_ENGLISH_DOOR}[ ](?:code|pin)|code[ ](?:for|to|of)[ ](?:the[ ])?{_ENGLISH_DOOR}"
    r"|buzzer|lockbox|intercom)(?:[ ](?:is|это|now|теперь))?[^\w\n#*]{1,4}"
    rf"(?P<code>(?=(?:[^\n\d]{{0,2}}\d){{3}}){_OPENING})(?!\w)(?![.,:]\d)(?![ ]?(?:руб|р\b|₽"
    rf"|тыс|шт|кв|этаж|раз|лет))",
    re.IGNORECASE,
)
_SPARE = (
    r"(?=[a-z -]{0,12}\d|(?-i:[A-Za-z]*[a-z][A-Z])|[a-z]{3,6}-)"
    r"[a-z0-9]{3,6}[ -]?[a-z0-9]{3,6}(?![\w-])"
)
_SPARES = re.compile(
    r"\b(?:(?:резервн|запасн)\w+[ ]код\w{0,2}|(?:backup|recovery)[ ]codes?)"
    r"(?:[ ]\w+){0,2}[^\w\n]{1,3}\n?"
    rf"(?P<codes>{_SPARE}(?:[,;]?\s{_SPARE}){{0,15}})",
    re.IGNORECASE,
)
_ENOUGH = re.compile(r"\d[ kbквKBКВ*#-]{0,2}\d[ kbквKBКВ*#-]{0,2}\d")
"""Three digits near each other; codes of less open nothing."""
_NEAR = re.compile(
    rf"\b(?:код|code|парол)\w{{0,2}}(?:[ ][\w-]+){{0,3}}[^\w\n]{{1,3}}(?P<behind>{_DIGITS})"
    rf"(?!\d)(?![.,:]\d)"
    rf"|(?<![\w.,-])(?P<before>{_DIGITS})(?!\d)(?=[^\w\n]{{1,4}}(?:[\w-]+[ ]){{0,2}}(?:код"
    rf"|code|парол))",
    re.IGNORECASE,
)
"""Beside the word, in a message that brings a code for once."""
_TOLD = re.compile(
    r"\bкод[ауом]{0,2}(?P<of>(?:[ ][а-яё-]+){0,3})[ ]?[:—–-]?[ ](?P<code>\d{4,8}|\d{3}[ -]\d{3})"
    r"(?![\w/])(?![.,:]\d)(?![ ]?(?:руб|р\b|₽|тыс|год|г\b|стр|раз|шт|файл|чел))",
    re.IGNORECASE,
)
"""Behind «код», whatever it is of, unless that or the message says that it opens nothing."""
_PUBLIC = re.compile(
    r"товар|ошибк|ответ|город|регион|стран|ок[а-я]{1,3}\b|кбк|\bтн\b|\bуслуг|заказ|статус|возврат|операц|класс|"
    r"номенкл|издел|артик|склад|отдел|подраздел|проект|задач|маркиров|продукт|цвет|валют|станц|дефект|"
    r"диагноз|тариф|вакан|групп|вид|строк|катег|позиц|модел|детал|стоит|цен|документ|формы|налог|дохода|"
    r"\b(?:на|и|в|из|до|за|по|около|было|уже|ещ[её])\b",
    re.IGNORECASE,
)
_TROUBLE = re.compile(
    r"ошибк|error|упал|падает|сервер|запрос|верну|ответ|exit|http|api|строк", re.IGNORECASE
)
_ERROR = re.compile(r"error|ошибк|exit|status|статус", re.IGNORECASE)
_ONCE = re.compile(
    r"никому|не[ ](?:сообщ|говори|переда|показ)|для[ ](?:вход|регистр|подтвер|авториз)|подтвержд|"
    r"личн\w+[ ]кабинет|\bсмс|\bsms|(?:do[ ]not|don['’]t)[ ]share|sign[ -]?in|log[ -]?in|verif",
    re.IGNORECASE,
)
"""What a message says that brings a code for once."""
_FORMS = (
    (("cv", "пин", "pin", "puk", "пук", "код", "code", "2fa", "otp", "mfa"), _CODE),
    (("никому", "сообщ", "говори", "переда", " share", " tell", "цифры", "last ", "сзади",
      "оборот", "обратн"), _SAID),
    (("ваш", "твой", "your", "is the", "to sign", "to log", "to verif", "to conf"), _TOLD_AFTER),
    (
        ("код", "code", "домофон", "ключниц", "калитк", "шлагбаум", "кейбокс", "сейф", "buzzer",
         "lockbox", "intercom", " pin"),
        _OPENS,
    ),
    (("код", "code"), _SPARES),
)  # fmt: skip
"""A lower-case text without one of the words has no code of that form."""


def mask_codes(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask PINs, CVVs, one-time codes and codes of doors; codes of answers and errors stay."""

    def replace(match: re.Match[str]) -> str:
        counts[MaskKind.SECRET] += 1
        start, end = (place - match.start() for place in match.span(match.lastgroup or 0))
        return match[0][:start] + MaskKind.SECRET.token + match[0][end:]

    def told(match: re.Match[str]) -> str:
        return match[0] if _PUBLIC.search(match["of"]) else replace(match)

    if _ENOUGH.search(text) is None and "код" not in lowered and "codes" not in lowered:
        return text
    for needles, pattern in _FORMS:
        if any(map(lowered.__contains__, needles)):
            text = pattern.sub(replace, text)
    if _ONCE.search(text) and _ERROR.search(text) is None:
        text = _NEAR.sub(replace, text)
    if "код" in lowered and _TROUBLE.search(text) is None:
        text = _TOLD.sub(told, text)
    return text
