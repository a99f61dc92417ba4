"""Payment cards and bank accounts."""

import re
from collections import Counter

from pipeline.privacy.models import MaskKind
from pipeline.privacy.recognisers import checksums
from pipeline.privacy.recognisers.digit_runs import DigitRun

# First and last issuer prefix, and the lengths that the scheme issues. ISO/IEC 7812 ranges as the
# schemes publish them. Left out on purpose: 13-digit Visa, which EAN-13 bar codes of Russian
# goods (460-469) imitate, and short Maestro; both are found next to a word for a card.
_SCHEMES = (
    ("2200", "2204", range(16, 20)),  # Mir
    ("2221", "2720", range(16, 17)),  # Mastercard
    ("300", "305", range(14, 15)),  # Diners Club
    ("3095", "3095", range(14, 15)),
    ("34", "34", range(15, 16)),  # American Express
    ("3528", "3589", range(16, 20)),  # JCB
    ("36", "36", range(14, 15)),
    ("37", "37", range(15, 16)),
    ("38", "39", range(14, 15)),
    ("4", "4", (16, 19)),  # Visa
    ("5018", "5038", range(16, 20)),  # Maestro
    ("51", "55", range(16, 17)),  # Mastercard
    ("5893", "5893", range(16, 20)),
    ("6011", "6011", range(16, 20)),  # Discover
    ("62", "62", range(16, 20)),  # UnionPay
    ("6304", "6304", range(16, 20)),
    ("639", "639", range(16, 20)),
    ("644", "659", range(16, 20)),
    ("6759", "6763", range(16, 20)),
    ("8600", "8600", range(16, 17)),  # Uzcard
    ("9860", "9860", range(16, 17)),  # Humo
)
_SHORTEST, _USUAL, _LONGEST = 12, 16, 19
_CUE = re.compile(
    r"(?:\b(?:cards?|cc|visa|master-?card|amex|maestro|мир|виза)\b|\bкарт|кредитк|дебетовк)"
    r"[^\n]{0,30}$",
    re.IGNORECASE,
)


def card(run: DigitRun, first: int) -> int | None:
    """Return the group after a payment card that starts at group ``first``, if there is one."""
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        end = run.end_of(first, length)
        if end is not None and _is_card(run, first, end):
            return end
    return None


def _is_card(run: DigitRun, first: int, end: int) -> bool:
    digits = run.digits(first, end)
    if len(set(digits)) == 1 or not run.stands_alone(end):
        return False
    shaped, checked = _card_shape(run, first, end), checksums.luhn(digits)
    if shaped and checked and _issued(digits):
        return True
    # A slip of the pen, or gaps anywhere: called a card, and as long as one.
    usual = len(digits) == _USUAL
    likely = (shaped and (checked or usual)) or (checked and usual)
    return likely and _CUE.search(run.before(first)) is not None


def _card_shape(run: DigitRun, first: int, end: int) -> bool:
    """Whether people group a card's digits so: by four, as Amex and Diners do, or one by one."""
    sizes = run.sizes[first:end]
    if len(sizes) == 1:
        return not run.is_fraction(first)
    if sizes in {(4, 6, 5), (4, 6, 4)} or set(sizes) in ({1}, {2}):
        return True
    return sizes[-1] <= 12 and all(size % 4 == 0 for size in sizes[:-1])


def _issued(digits: str) -> bool:
    return any(
        low <= digits[: len(low)] <= high and len(digits) in lengths
        for low, high, lengths in _SCHEMES
    )


_EXPIRY = re.compile(
    rf"(?<={MaskKind.CARD.token})(?P<between>[,;\s]{{0,3}}(?:(?:срок(?:[ ]действия)?|до|exp"
    rf"(?:iry|ires|\.)?"
    rf"|действ\w*(?:[ ]до)?|"
    r"годна[ ]до|valid(?:[ ](?:thru|till))?|val)[ :.]{0,3})?)"
    r"(?P<value>(?:0[1-9]|1[0-2])[ ]?[/.-][ ]?(?:20)?\d\d(?![\d./-])(?:[,;\s]{1,2}(?:(?:код"
    r"|cvv|cvc)[ :]{0,2})?\d{3}(?!\w))?)",
    re.IGNORECASE,
)


def mask_expiry(text: str, counts: Counter[MaskKind]) -> str:
    """Mask the month that stands right behind a masked card, and the three digits behind that."""
    if MaskKind.CARD.token not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        counts[MaskKind.SECRET] += 1
        return match["between"] + MaskKind.SECRET.token

    return _EXPIRY.sub(replace, text)


# Length of an account by country: the SWIFT IBAN registry.
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FK FI FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}
_IBAN_CUE = re.compile(r"\biban\b[^\w\n]{0,4}$", re.IGNORECASE)
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d\d(?=[ \u00a0-]?[A-Za-z0-9])", re.ASCII)
_CUE_CONTEXT = 10
_IBAN = re.compile(r"[A-Za-z0-9]{4}(?:[ \u00a0-]?[A-Za-z0-9]){11,29}+")


def mask_ibans(text: str, counts: Counter[MaskKind]) -> str:
    parts: list[str] = []
    done = 0
    for start in _IBAN_START.finditer(text):
        end = _account_end(text, start.start()) if start.start() >= done else None
        if end is not None:
            parts += text[done : start.start()], MaskKind.IBAN.token
            done = end
            counts[MaskKind.IBAN] += 1
    parts.append(text[done:])
    return "".join(parts)


def _account_end(text: str, start: int) -> int | None:
    """Where the account that starts there ends: a valid one, or one that is called so."""
    length = _IBAN_LENGTHS.get(text[start : start + 2].upper())
    match = _IBAN.match(text, start)
    if length is None or match is None:
        return None
    places = [place for place in range(*match.span()) if text[place].isalnum()]
    if len(places) < length:
        return None
    account = "".join(text[place] for place in places[:length])
    end = places[length - 1] + 1
    glued = text[end : end + 1].isalnum()
    if glued:
        return None
    called = _IBAN_CUE.search(text, max(0, start - _CUE_CONTEXT), start)
    return end if called or checksums.iban(account) else None
