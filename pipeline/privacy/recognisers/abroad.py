"""Addresses as they are written outside Russia: 221 Baker Street, Hauptstraße 12, PO Box 41."""

import re
from collections import Counter
from dataclasses import dataclass

from pipeline.privacy.models import MaskKind

_TYPE = (
    r"(?:(?:Street|Avenue|Road|Drive|Lane|Boulevard|Court|Terrace|Parkway|Highway|Square|Close|"
    r"Crescent|Circle|Trail|Way|Mews|Gardens|Heights|Parade|Hollow|Grove|street|road|avenue|lane)(?!\w)"
    r"|(?:St|Ave|Rd|Dr|Ln|Blvd|Ct|Pkwy|Hwy|Sq|Cir|Ter|Cres)(?!\w)\.?)"
)
_FLAT = r"(?i:Apt|Apartment|Suite|Ste|Unit|Flat|Room|#)\.?[ ]?#?\w{1,5}"
_CAPITAL = r"[A-ZÀ-Þ\u0100-\u017f\u0370-\u03ff][\w'’.-]{0,30}"
_SMALL = r"(?:d[aeiou]s?|del|della|di|la|le|les|van|von|der|al|el|and|of|the)"
_NUMBERED = (
    r"(?<![\w.,/-])(?:Flat[ ]\w{1,4},[ ])?\d{1,5}[A-Za-z]?[ ]"
    rf"(?:[A-Z][\w'’-]*\.?[ ]|\d{{1,3}}(?:st|nd|rd|th)[ ]){{1,4}}?{_TYPE}(?:[ ][NS][EW]?(?!\w))?"
    rf"(?:,?[ ]{_FLAT})?"
)
_SUFFIXED = (
    r"(?<![\w.-])(?:[A-ZÀ-Þ][^\W\d_]{1,30}-){0,3}[A-ZÀ-Þ][^\W\d_]{1,30}"
    r"(?:stra(?:ß|ss)e|weg|platz|allee|gasse|straat|gracht|laan|gatan|gata|v[eä]gen|vej|(?<!i)gade|"
    r"katu|intie|kuja)[ ]\d{1,4}[a-zA-Z]?(?!\w)"
)
_PREFIXED = (
    r"(?<!\w)(?:\d{1,5}[A-Za-z]?,?[ ])?"
    r"(?:(?:(?i:rue)|Boulevard|Quai|Via|Viale|Piazza|Corso|Calle|Carrer|Avenida|Rua|Travessa|Ulica)"
    rf"(?:[ ]{_SMALL}){{0,2}}[ ](?:[ldLD]['’])?{_CAPITAL}(?:[ ]"
    rf"(?:{_SMALL}[ ])?{_CAPITAL}){{0,3}},?[ ]"
    r"\d{1,4}[a-z]?(?!\w)"
    rf"|(?<=\d[ ])(?:(?i:rue)|Boulevard|Quai|Avenue)(?:[ ]{_SMALL}){{0,2}}[ ]"
    rf"(?:[ldLD]['’])?{_CAPITAL}"
    rf"(?:[ ]{_CAPITAL}){{0,3}})"
)
_BOXED = (
    r"(?<!\w)(?i:P\.?[ ]?O\.?[ ]?Box|Postbox|(?:PSC|CMR|Unit)[ ]\d{3,5},?[ ]Box)[ ]#?\d{1,6}"
    r"(?:\s[AFD]PO[ ]A[AEP][ ]\d{5})?(?!\w)"
)
_AT_FLAT = (
    rf"(?<![\w.,])(?:\d{{1,5}}[A-Za-z]?,?[ ]){{0,2}}{_CAPITAL}(?:[ ]"
    rf"(?:{_SMALL}[ ])?{_CAPITAL}){{0,4}}"
    r"(?:[ ]\d{1,5}\.?)?,?\s{1,4}(?:Apt|Apartment|Suite|Ste)\.?[ ]#?\d\w{0,4}"
    r"|(?<!\w)(?:Apt|Suite)\.?[ ]\d{1,5}[A-Z]?(?!\w)"
)
_NO_NAME = (
    r"(?!(?i:AM|PM|GMT|UTC|[KMG]B|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|"
    r"Fri|Sat|Sun|Users?|People|Points?|Percent|Euros?|USD|EUR)[a-z]{0,6}\b)"
)
_CALLED = re.compile(
    rf"(?<![\w.,/-])\d{{1,5}}[A-Za-z]?,?[ ]{_NO_NAME}(?:(?:{_SMALL}|\d{{1,5}}"
    rf"|{_CAPITAL})[ ]){{0,5}}?"
    rf"{_CAPITAL}(?:[ ]{_CAPITAL}){{0,3}}(?:[ ]\d{{1,5}}[a-z]?(?!\w))?(?:,?\s{{1,3}}{_FLAT})?"
)
_CALL = re.compile(
    r"(?:\baddress(?:es)?(?:[ ]of[ ][\w ]{1,40})?(?:[ ](?:is|was|to|with)|:)\s"
    r"|\b(?:liv(?:es?|ed|ing)|located|house|office|mov(?:ed?|ing)|ship(?:ped)?|deliver(?:ed|y)?|"
    r"send[ ][^\n.\d]{0,25}|mail(?:[ ]it)?|return|meet[ ](?:you|me|us)|restaurant"
    r"|drops[ ]you[ ]off)"
    r"[ ](?:is[ ])?(?:at|to)[ ])$",
    re.IGNORECASE,
)
_REACH = 60
"""Characters before a house's number in which it is called an address."""
_CODE = (
    rf"(?:(?<={MaskKind.ADDRESS.token})(?:[,.\s]{{1,6}}(?:{_CAPITAL}|\({_CAPITAL}|nan)){{0,6}}"
    r"[,\s]{1,6}(?P<value>\d{4,6})(?!\w)(?![.,:]\d))"
    r"|(?<![\w-])(?P<british>[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKSTUW]|[A-HK-Y]\d[A-Z])"
    r"[ ]\d[ABD-HJLNP-UW-Z]{2})(?![\w-])"
)
"""Behind an address, and those of the United Kingdom: BS 7666."""
_ZIP = (
    r"\b(?i:zip(?:[ -]?code)?|post(?:al)?[ -]?code)(?:[ ]is|:)?[ ](?P<value>\d{4,6}"
    r"(?:-\d{4})?)(?!\w)"
    r"(?![.,:]\d)|,[ ][A-Z]{2}[ ](?P<state>\d{5}(?:-\d{4})?)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class _Form:
    needles: tuple[str, ...]
    """A lower-case text without one of these has no address of this form."""
    pattern: re.Pattern[str]
    cue: re.Pattern[str] | None = None
    """What has to stand before it."""


_FORMS = (
    _Form(("",), re.compile(_NUMBERED)),
    _Form(
        ("stra", "weg", "platz", "allee", "gasse", "gracht", "laan", "gata", "vägen", "vagen",
         "vej", "gade", "katu", "intie", "kuja"),
        re.compile(_SUFFIXED),
    ),
    _Form(
        ("rue ", "boulev", "quai", "via", "piazza", "corso", "calle ", "carrer", "aven", "rua ",
         "travessa", "ulica"),
        re.compile(_PREFIXED),
    ),
    _Form(("box",), re.compile(_BOXED)),
    _Form((" to ", " at ", "address"), _CALLED, _CALL),
    _Form(("apt ", "apt.", "apartment", "suite", "ste "), re.compile(_AT_FLAT)),
    _Form((MaskKind.ADDRESS.token,), re.compile(_CODE)),
    _Form(("zip", "postcode", "post code", "postal code", ", "), re.compile(_ZIP)),
)  # fmt: skip
_NEEDLES = ("zip", "post", "box")
_QUICK = re.compile(r"\d[A-Za-z]?,?[ ](?:\d{1,3}[snrt]|[A-Z])|[A-Z][\w'’.-]{1,40}+,?\s{1,4}#?\d")
"""A capital behind a number or before one: no address lacks both."""


def mask_abroad(text: str, counts: Counter[MaskKind]) -> str:
    """Mask a house with its street, a box of the post, and the postal code behind them."""
    lowered = text.lower()
    if _QUICK.search(text) is None and not any(map(lowered.__contains__, _NEEDLES)):
        return text
    for form in _FORMS:
        if not any(map(lowered.__contains__, form.needles)):
            continue
        masked = _masked(text, form, counts)
        if masked != text:
            text, lowered = masked, masked.lower()
    return text


def _masked(text: str, form: _Form, counts: Counter[MaskKind]) -> str:
    def replace(match: re.Match[str]) -> str:
        before = text[max(0, match.start() - _REACH) : match.start()]
        if form.cue is not None and form.cue.search(before) is None:
            return match[0]
        counts[MaskKind.ADDRESS] += 1
        start, end = (place - match.start() for place in match.span(match.lastgroup or 0))
        return match[0][:start] + MaskKind.ADDRESS.token + match[0][end:]

    return form.pattern.sub(replace, text)
