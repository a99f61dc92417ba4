"""Short codes that open something: PINs, CVVs, codes from text messages."""

import re
from collections import Counter

from pipeline.privacy.models import MaskKind

_CUES = ("cv", "пин", "pin", "код", "code")
_PURPOSE = (
    r"(?:подтверждени\w|вериф\w+|авторизац\w+|аутентиф\w+|активац\w+|доступа|безопасности|"
    r"(?:для[ ]|на[ ])?вход[ау]?|(?:из|с|по)[ ](?:смс|sms|пуша?|почты|письма|приложения))"
)
_WORD = r"(?:код\w{0,2}|code)"
_SIGN = r"[^\w\n]{1,4}"
_CODE = re.compile(
    rf"\b(?:cv[vc]2?(?:[- ]?{_WORD})?{_SIGN}(?P<cvv>\d{{3,4}})"
    rf"|(?:пин|pin)(?:[- ]?{_WORD})?(?:[ ]от[ ]\w+)?{_SIGN}(?:is[ ])?(?P<pin>\d{{4,8}})"
    rf"|(?:(?:пин|pin)[- ]?{_WORD}){_SIGN}(?P<short>\d{{3}})"
    rf"|(?:код\w{{0,2}}[ ]{_PURPOSE}|(?:смс|sms|пуш)-?[ ]?код\w{{0,2}}|одноразов\w+[ ]код"
    rf"|(?:ваш|твой|мой|приш[её]л|прислали|пришлют|your|verification|security|login|one-time)"
    rf"[ ]{_WORD}(?:[ ]is)?){_SIGN}(?P<code>\d(?:[ -]?\d){{3,7}})"
    r"|(?<![^\n])код[:.]?[ ](?P<alone>\d{6})(?=\.?(?:\n|\Z))"
    r"|(?:код|code)[^\w\n]{1,3}(?P<kept>\d(?:[ -]?\d){3,7})"
    r"(?=[^\w\n]{1,3}(?:никому|не (?:сообщ|гов|переда)|вводи|действ|do not|don.t)))(?!\d)",
    re.IGNORECASE,
)


def mask_codes(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask PINs, CVVs and one-time codes; codes of answers, errors and regions stay."""
    if not any(map(lowered.__contains__, _CUES)):
        return text

    def replace(match: re.Match[str]) -> str:
        counts[MaskKind.SECRET] += 1
        start, _ = match.span(match.lastgroup or 0)
        return match.group()[: start - match.start()] + MaskKind.SECRET.token

    return _CODE.sub(replace, text)
