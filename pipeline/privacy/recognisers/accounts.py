"""Accounts at Russian banks with their bank's code, and accounts that a word announces."""

import re

from pipeline.privacy.recognisers.digit_runs import DigitRun

_DIGITS = 20
_ACCOUNT = re.compile(r"(?:30[12]|40[5-8]|42[0-6])\d\d(?:810|643|840|978|156|398)\d{12}")
"""Balance account of a bank's client and the currency: Bank of Russia, regulation 809-P."""
_ACCOUNT_CUE = re.compile(
    r"(?:\b(?:сч[её]т\w{0,3}|сч|[рклтР]/с(?:ч[её]т\w?)?|account|acc|acct)\b)[^\d\n]{0,40}$",
    re.IGNORECASE,
)
_FOREIGN_CUE = re.compile(
    r"\b(?:bank[ ])?(?:account|acct?|a/c)(?:[ ](?:number|no))?[^\w\n]{1,3}(?:is[ ])?$",
    re.IGNORECASE,
)
_FOREIGN = range(8, 18)
"""Digits of an account where there is no IBAN."""
_BIK_CUE = re.compile(r"\bбик\b[^\d\n]{0,20}$", re.IGNORECASE)


def account(run: DigitRun, first: int) -> int | None:
    """Return the group after an account: 20 digits of a Russian form, or with a word for one."""
    end = run.end_of(first, _DIGITS)
    if end is not None and run.stands_alone(end):
        known = _ACCOUNT.match(run.digits(first, end)) is not None
        return end if known or _ACCOUNT_CUE.search(run.before(first)) else None
    sizes = run.sizes
    if sizes[first] in _FOREIGN and _FOREIGN_CUE.search(run.before(first)):
        return first + 1 if run.stands_alone(first + 1) else None
    return None


def bank_code(run: DigitRun, first: int) -> int | None:
    """Return the group after a bank's code (BIK), nine digits after the word."""
    end = run.end_of(first, 9)
    if end is None or not run.stands_alone(end):
        return None
    return end if _BIK_CUE.search(run.before(first)) else None
