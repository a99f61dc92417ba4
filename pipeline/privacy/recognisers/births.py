"""Dates of birth with their year. A birthday without one is what a digest may tell."""

import re
from collections import Counter

from pipeline.privacy.models import MaskKind

_STEMS = ("рожд", "родил", "д.р", "др ", "др:", "др.", "г.р", "гр.", "dob", "birth", "born")
_MONTH = (
    r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|"
    r"oct|nov|dec)[^\W\d_]{0,7}\.?"
)
_DATE = (
    rf"(?:\d{{1,2}}[ ]?[./-][ ]?\d{{1,2}}[ ]?[./-][ ]?(?:\d{{4}}|\d\d)|\d{{4}}[./-]\d\d[./-]\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ ]{_MONTH},?[ ]\d{{4}}|{_MONTH}[ ]\d{{1,2}}(?:st|nd|rd"
    rf"|th)?,?[ ]\d{{4}})"
    r"(?![\w])(?![.,:/-]\d)(?:[ ](?:года?|г\.)(?!\w))?"
)
_BIRTH = re.compile(
    r"(?:(?<!\w)(?:дат[аы][ ]рожд[а-яё.]*|рожд[а-яё.]*|родил(?:ся|ась)|д\.?[ ]?р\.?|dob|born"
    r"|date[ ]of[ ]birth|birth[ ]?dat[ea])(?:[ ](?:is|это|[а-яё]+))?[^\w\n]{0,4}\n?)"
    rf"(?P<after>{_DATE})"
    rf"|(?<![\w.])(?P<before>{_DATE})(?=[ ,(]{{1,2}}(?:г(?:ода?|\.)?[ ]?(?:р\b|рожд)|рожд"
    rf"|года[ ]рожд))",
    re.IGNORECASE,
)


def mask_births(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask «дата рождения: 12.04.1987», «12.04.1987 г.р.», ``DOB 04/17/1985``."""
    if not any(map(lowered.__contains__, _STEMS)):
        return text

    def replace(match: re.Match[str]) -> str:
        counts[MaskKind.DOCUMENT] += 1
        start, end = match.span(match.lastgroup or 0)
        return (
            match[0][: start - match.start()]
            + MaskKind.DOCUMENT.token
            + match[0][end - match.start() :]
        )

    return _BIRTH.sub(replace, text)
