"""Numbers of Russian registers: taxpayers (INN), pensions (SNILS), companies (OGRN)."""

import re

from pipeline.privacy.recognisers import checksums
from pipeline.privacy.recognisers.digit_runs import DigitRun

_INN_CUE = re.compile(r"\b(?:инн|inn|tin)\b[^\n]{0,25}$", re.IGNORECASE)
_INN_AFTER = re.compile(
    r"[^\w\n]{0,4}(?:это[ ])?(?:(?:мой|наш|его|её|ее)[ ])?инн\b", re.IGNORECASE
)
_SNILS_CUE = re.compile(r"\b(?:снилс|snils|страхов\w+)\b[^\n]{0,25}$", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:инн|inn|снилс|snils)\b(?:[^\w\n]{0,4}|[ ]?(?:№|номер|number)[ :]{0,2}|\n)$",
    re.IGNORECASE,
)
"""Called so and nothing between: a number with a slip of the pen is that person's too."""
_OGRN_CUE = re.compile(r"\bогрн(?:ип)?\b[^\d\n]{0,25}$", re.IGNORECASE)
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
        return end if _CALLED.search(run.before(first)) else None
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
        valid = checksums.inn(run.digits(first, end)) and _is_inn(run, first, end)
        if valid or _CALLED.search(run.before(first)):
            return end
    return None


def _is_inn(run: DigitRun, first: int, end: int) -> bool:
    before = run.before(first)
    if _INN_CUE.search(before) or _INN_AFTER.match(run.after(end)):
        return True
    bare = run.sizes == (12,) and not run.is_fraction(first)
    return bare and _ID_CUE.search(before) is None


def ogrn(run: DigitRun, first: int) -> int | None:
    """Return the group after a register's number of a company (13 digits) or a sole trader (15).

    Only after the word: a millisecond of our years has 13 digits too, and bar codes have.
    """
    for length in (15, 13):
        end = run.end_of(first, length)
        if end is not None and run.stands_alone(end) and _OGRN_CUE.search(run.before(first)):
            return end
    return None
