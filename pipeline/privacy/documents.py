"""Russian documents: passport, taxpayer number (INN), pension insurance number (SNILS)."""

import re
from collections import Counter

from pipeline.privacy import checksums
from pipeline.privacy.digit_runs import DigitRun
from pipeline.privacy.models import MaskKind

_PASSPORT = re.compile(
    r"(?<!\d)(?:\d\d[ \u00a0-]?\d\d[\s,.:;-]{0,3}(?:(?:№|N|номер|number)[\s.:]{0,3})?\d{6}"
    r"|\d\d[ \u00a0]?(?:№ ?)?\d{7})(?!\d)",
    re.IGNORECASE,
)
_PASSPORT_CUE = re.compile(r"паспорт|загран|\bсери[яиюей]|passport", re.IGNORECASE)
_PASSPORT_STEMS = ("паспорт", "загран", "сери", "passport")
_BEFORE, _AFTER = 60, 30
"""Characters between a passport's number and the word that announces it."""


def mask_passports(text: str, counts: Counter[MaskKind]) -> str:
    """Mask series and number next to a word for a passport; ten bare digits may be anything."""
    lowered = text.lower()
    if not any(stem in lowered for stem in _PASSPORT_STEMS):
        return text

    def replace(match: re.Match[str]) -> str:
        start, end = max(0, match.start() - _BEFORE), match.end() + _AFTER
        if _PASSPORT_CUE.search(text, start, end) is None:
            return match.group()
        counts[MaskKind.PASSPORT] += 1
        return MaskKind.PASSPORT.token

    return _PASSPORT.sub(replace, text)


_INN_CUE = re.compile(r"\b(?:инн|inn|tin)\b[^\n]{0,25}$", re.IGNORECASE)
_SNILS_CUE = re.compile(r"\b(?:снилс|snils|страхов\w+)\b[^\n]{0,25}$", re.IGNORECASE)
_ID_CUE = re.compile(
    r"(?:[#№]|\b(?:id|айди|ид|\w+_id|order|ticket|заказ\w*|трек\w*|артикул\w*)\b)[^\w\n]{0,3}$",
    re.IGNORECASE,
)


def snils(run: DigitRun, first: int) -> int | None:
    """Return the group after an insurance number: 112-233-445 95, or 11 digits with a cue."""
    end = run.end_of(first, 11)
    if end is None or end - first > 4 or not run.stands_alone(end):
        return None
    if not checksums.snils(run.digits(first, end)):
        return None
    shaped = run.sizes[first:end] in {(3, 3, 3, 2), (3, 3, 5), (9, 2)}
    return end if shaped or _SNILS_CUE.search(run.before(first)) else None


def inn(run: DigitRun, first: int) -> int | None:
    """Return the group after a taxpayer number.

    Ten digits need the word: a tenth of all ids and timestamps have the right check digit. Twelve
    have two check digits (one number in 121 passes), so people who answer with the bare number
    are covered too, unless the word before says that it is another id.
    """
    for length in (12, 10):
        end = run.end_of(first, length)
        if end is None or end - first > 6 or not run.stands_alone(end):
            continue
        if checksums.inn(run.digits(first, end)) and _is_inn(run, first, end):
            return end
    return None


def _is_inn(run: DigitRun, first: int, end: int) -> bool:
    before = run.before(first)
    if _INN_CUE.search(before):
        return True
    bare = run.sizes == (12,) and not run.is_fraction(first)
    return bare and _ID_CUE.search(before) is None
