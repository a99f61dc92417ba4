"""Papers with a series and a number: passports, licences, policies, certificates, US numbers.

Ten digits may be anything, so most are masked only next to the word for the paper.
"""

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.privacy.models import MaskKind

_GAP = r"[\s,.:;/\u2010-\u2015-]{0,3}"
_NUMBER = rf"(?:(?:№|номер|number|ном|n|н){_GAP})?"
"""Between series and number people write a sign or a word."""
_BEFORE, _AFTER = 60, 30
"""Characters between a paper's number and the word that announces it."""


@dataclass(frozen=True, slots=True)
class _Paper:
    kind: MaskKind
    stems: tuple[str, ...]
    """A lower-case text without one of these names no such paper."""
    number: re.Pattern[str]
    cue: re.Pattern[str] | None
    """What has to stand before the number, or shortly after it; None if the number is enough."""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_PAPERS = (
    _Paper(
        MaskKind.DOCUMENT,
        ("полис", "омс", "енп", "осаго", "каско", "страхов"),
        _compiled(
            r"(?<!\d)\d(?:[ \u00a0-]?\d){15}(?!\d)"
            rf"|(?<![^\W_])[А-Яа-яA-Za-z]{{3}}{_GAP}{_NUMBER}\d{{10}}(?!\d)"
        ),
        _compiled(r"полис|\b[ед]?[ом]мс\b|\bенп\b|осаго|каско|страхов"),
    ),
    _Paper(
        MaskKind.DOCUMENT,
        ("рожд", "св-во", "свид", "брак"),
        _compiled(
            rf"(?<!\w)(?:[IVXLC]{{1,6}}|[1-9]\d?)[ -]?[А-Я]{{2}}{_GAP}{_NUMBER}\d{{6}}(?!\d)"
        ),
        _compiled(r"свид|св-во|рожд"),
    ),
    _Paper(
        MaskKind.PASSPORT,
        ("пасп", "пассп", "загран", "сери", "сер.", "passport"),
        _compiled(
            rf"(?<!\d)(?:\d\d[ \u00a0-]?\d\d{_GAP}{_NUMBER}\d{{3}}[ \u00a0]?\d{{3}}"
            rf"|\d\d{_GAP}{_NUMBER}\d{{3}}[ ]?\d\d[ ]?\d\d)(?!\d)"
            r"|(?<![^\W_])[A-Z]\d{7,8}(?!\w)"
        ),
        _compiled(r"пас+п(?:орт|\b)|загран|\bсери(?:[яиюе]|ей)\b|\bсер\.|passport"),
    ),
    _Paper(
        MaskKind.PASSPORT,
        ("выдан", "фмс", "подраздел"),
        _compiled(r"(?<!\d)\d\d[ ]?\d\d(?:[ ]?№[ ]?|[ ])\d{6}(?!\d)"),
        _compiled(r"\bвыдан|\bу?фмс\b|код подраздел"),
    ),
    _Paper(
        MaskKind.DOCUMENT,
        ("права", "прав ", "прав:", "водит", "вод.", "ву", "в/у", "удостовер"),
        _compiled(
            rf"(?<!\d)\d\d[ \u00a0-]?(?:\d\d|[А-Яа-яA-Za-z]{{2}}){_GAP}{_NUMBER}\d{{6}}(?!\d)"
        ),
        _compiled(r"\bправ[аы]?\b|\bводительск|\bвод\.|\bву\b|\bв/у|удостоверени"),
    ),
    _Paper(
        MaskKind.DOCUMENT,
        ("licen",),
        _compiled(r"(?<![\w-])(?:[A-Z]{1,2}-?)?\d(?:-?\d){5,14}(?![\w-])"),
        _compiled(r"driv(?:er|ing)(?:'?s|s')?[ ]licen[cs]e"),
    ),
    _Paper(
        MaskKind.DOCUMENT,
        ("-",),
        re.compile(
            r"(?<![\w-])(?:[IVXLC]{1,6}|[1-9]\d?)-[А-Я]{2}(?:[ ]?(?:№|N)[ ]?|[ ])\d{6}(?!\d)"
        ),
        None,
    ),
    _Paper(
        MaskKind.DOCUMENT,
        ("-",),
        re.compile(
            r"(?<![\w-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])"
        ),  # how a US social security number may begin: SSA, 2011
        None,
    ),
    _Paper(
        MaskKind.DOCUMENT,
        ("ssn", "social"),
        re.compile(r"(?<![\w-])\d{3}[ -]?\d\d[ -]?\d{4}(?![\w-])"),
        _compiled(r"\bssn\b|\bsocial\b"),
    ),
)


def mask_papers(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask series and number of a paper."""
    for paper in _PAPERS:
        if any(map(lowered.__contains__, paper.stems)):
            text = _mask(text, paper, counts)
    return text


def _mask(text: str, paper: _Paper, counts: Counter[MaskKind]) -> str:
    def replace(match: re.Match[str]) -> str:
        start, end = max(0, match.start() - _BEFORE), match.end() + _AFTER
        if paper.cue is not None and paper.cue.search(text, start, end) is None:
            return match.group()
        counts[paper.kind] += 1
        return paper.kind.token

    return paper.number.sub(replace, text)
