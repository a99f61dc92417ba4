"""Licence plates of Russia, which tell whose car stands before whose door."""

import re
from collections import Counter

from pipeline.privacy.models import MaskKind

_LETTER = "АВЕКМНОРСТУХ"
_PLATE = re.compile(
    rf"(?<![^\W_])(?:[{_LETTER}][ ]?\d{{3}}[ ]?[{_LETTER}]{{2}}"
    rf"|[{_LETTER.lower()}][ ]?\d{{3}}[ ]?[{_LETTER.lower()}]{{2}})"
    r"[ |/]{0,3}(?:[127]\d\d|\d\d)[ ]?(?i:rus|рус)?(?!\w)(?![.,:]\d)"
)
"""GOST R 50577: the twelve letters that look alike in both alphabets; here in Cyrillic."""


_TAXI = re.compile(rf"(?<![^\W_])[{_LETTER}]{{2}}[ ]?\d{{3}}[ ]?\d{{2,3}}(?!\w)(?![.,:]\d)")
_CAR = re.compile(r"(?:такси|машин|авто|номер|газел|водител|подъе[дз]|маршрутк)", re.IGNORECASE)
_AROUND = 40


def mask_plates(text: str, counts: Counter[MaskKind]) -> str:
    """Mask А123ВС77, with or without spaces and in small letters."""
    if text.isascii():
        return text

    def replace(match: re.Match[str]) -> str:
        around = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        if match.re is _TAXI and _CAR.search(around) is None:
            return match[0]
        counts[MaskKind.DOCUMENT] += 1
        return MaskKind.DOCUMENT.token

    text = _PLATE.sub(replace, text)
    return _TAXI.sub(replace, text)
