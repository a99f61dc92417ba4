"""Made-up personal data and secrets, valid where a check digit says what is valid.

Nobody's: telephone codes, regions of passports and series of insurance numbers that were not
given out, ranges kept for documentation (RFC 2606, 3849, 5737; Ofcom's and NANPA's numbers for
drama), cards of an issuer ``0000``. Everything else is drawn at random from a seed.
"""

import random
import re
import string
from collections.abc import Callable

from pipeline.privacy.recognisers import checksums

_CODES = ("943", "944", "945", "946", "947", "948", "972", "973", "974", "975", "976")
"""Of Russian mobile telephones, in reserve."""
_REGIONS = ("02", "06", "13", "16", "21", "23", "31", "35", "39", "43", "48", "51", "55", "59")
"""No region of a passport's series (OKATO) has these."""
_WORDS = ("vesna", "orbita", "topaz", "zarya", "lada", "sokol", "kedr", "volna", "meteor", "iskra")
_SIGNS = {
    "#": string.digits,
    "%": "0123456789abcdef",
    "^": string.ascii_uppercase + string.digits,
    "*": string.ascii_letters + string.digits,
    "&": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
}
_REPEATED = re.compile(r"([#%^*&])\{(\d+)\}")
_SIGN = re.compile(r"@@@|@ @ @|\{[wW]\}|[#%^*&]")
_FREE = re.compile(r"\{(?P<sort>[nthdm]|uuid)(?P<length>\d*)\}")
_SEED = """
    abandon ability absent abstract access acoustic adjust advance alcohol almost amateur ancient
    apple arena balance basket because bicycle blanket bronze cabin canvas carbon cereal chimney
    cliff coconut copper cradle dawn decade desert dinner donkey eagle elder emerge enforce evoke
"""
"""Words of BIP-39's English list."""
_UNITS = "ноль один два три четыре пять шесть семь восемь девять"
_TEENS = """
    десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать
    восемнадцать девятнадцать
"""
_TENS = "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто"
_HUNDREDS = "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот"
_IBANS = (("DE", "##########0000####"), ("GB", "TEST##############"), ("KZ", "125TST##########"))
_PEM = "PRIVATE KEY"
"""Apart, because hooks that look for committed keys read this file too."""


def written(kind: str, spelling: str, draw: random.Random) -> str:
    """A value of that kind in that spelling."""
    made = _MADE.get(kind)
    if made is not None:
        return made(spelling, draw)
    checked = _CHECKED.get(kind)
    if checked is None:
        return filled(spelling, draw)
    digits = iter(checked(spelling.count("#"), draw))
    return re.sub("#", lambda _: next(digits), spelling)


def filled(pattern: str, draw: random.Random) -> str:
    """Draw a character for each sign.

    ``#`` is a digit, ``%`` hexadecimal, ``^`` a capital or digit, ``*`` any letter or digit, and
    ``&`` one of base 58.
    """
    pattern = _REPEATED.sub(lambda match: match[1] * int(match[2]), pattern)

    def drawn(match: re.Match[str]) -> str:
        sign = match[0]
        if sign in {"@@@", "@ @ @"}:
            return " ".join(code) if " " in sign else code
        if sign in _SIGNS:
            return draw.choice(_SIGNS[sign])
        word = draw.choice(_WORDS)
        return word.capitalize() if sign == "{W}" else word

    code = draw.choice(_CODES)
    return _SIGN.sub(drawn, pattern)


def ordinary(pattern: str, draw: random.Random) -> str:
    """Fill the places of a message in which nothing is personal: ids, hashes, moments."""
    return _FREE.sub(lambda match: _free(match["sort"], match["length"], draw), pattern)


def _free(sort: str, length: str, draw: random.Random) -> str:
    if sort == "uuid":
        return filled("%{8}-%{4}-4%{3}-a%{3}-%{12}", draw)
    if sort == "h":
        return filled(f"%{{{length}}}", draw)
    if sort == "t":
        return "17" + filled(f"#{{{int(length) - 2}}}", draw)
    if sort == "n":
        return str(draw.randrange(1, 10)) + filled("#" * (int(length) - 1), draw)
    return str(draw.randrange(10, 29 if sort == "d" else 60))


def _digits(count: int, draw: random.Random) -> str:
    return filled("#" * count, draw)


def _ending(body: str, length: int, valid: Callable[[str], bool]) -> str:
    """The body with the first ending that makes it valid."""
    return next(whole for end in range(10**length) if valid(whole := f"{body}{end:0{length}}"))


def _card(count: int, draw: random.Random) -> str:
    issuer = {15: ("370000",), 19: ("22000000",)}.get(count, ("22000000", "40000000", "55000000"))
    prefix = draw.choice(issuer)
    return _ending(prefix + _digits(count - len(prefix) - 1, draw), 1, checksums.luhn)


def _inn(count: int, draw: random.Random) -> str:
    while True:
        body = "00" + _digits(count - (3 if count == 10 else 4), draw)
        if any(checksums.inn(f"{body}{end:0{count - len(body)}}") for end in range(100)):
            return _ending(body, count - len(body), checksums.inn)


def _snils(_count: int, draw: random.Random) -> str:
    return _ending("9" + _digits(8, draw), 2, checksums.snils)


def _ogrn(count: int, draw: random.Random) -> str:
    body = ("1" if count == 13 else "3") + "26" + "00" + _digits(count - 6, draw)
    return body + str(int(body) % (count - 2) % 10)


def _passport(count: int, draw: random.Random) -> str:
    return draw.choice(_REGIONS) + _digits(count - 2, draw)


def _policy(count: int, draw: random.Random) -> str:
    return _ending("00" + _digits(count - 3, draw), 1, checksums.luhn)


def _account(count: int, draw: random.Random) -> str:
    return draw.choice(("40817810", "40802810", "40702810")) + "00000" + _digits(count - 13, draw)


def _bik(_count: int, draw: random.Random) -> str:
    return "0400" + _digits(5, draw)


def _iban(style: str, draw: random.Random) -> str:
    country, pattern = draw.choice(_IBANS)
    rest = filled(pattern, draw)
    account = next(
        made for check in range(2, 99) if checksums.iban(made := f"{country}{check:02}{rest}")
    )
    sign = {"spaced": " ", "dashed": "-"}.get(style, "")
    grouped = sign.join(account[place : place + 4] for place in range(0, len(account), 4))
    return grouped.lower() if style == "lower" else grouped


def _spoken(style: str, draw: random.Random) -> str:
    """As a transcript has it: «восемь девятьсот сорок три …»."""
    groups = ["8", draw.choice(_CODES), *(_digits(size, draw) for size in (3, 2, 2))]
    if style == "chunks":
        return ", ".join(_said(group) for group in groups)
    return " ".join(_said(group) for group in groups)


def _said(digits: str) -> str:
    if digits[0] == "0":
        return " ".join(_UNITS.split()[int(digit)] for digit in digits)
    words = []
    hundreds, rest = divmod(int(digits), 100)
    if hundreds:
        words.append(_HUNDREDS.split()[hundreds - 1])
    if 10 <= rest < 20:
        words.append(_TEENS.split()[rest - 10])
    else:
        tens, units = divmod(rest, 10)
        words += [_TENS.split()[tens - 2]] if tens else []
        words += [_UNITS.split()[units]] if units else []
    return " ".join(words)


def _pem(algorithm: str, draw: random.Random) -> str:
    name = f"{algorithm} {_PEM}".strip()
    body = "\n".join(filled("*{64}", draw) for _ in range(3))
    return f"-----BEGIN {name}-----\n{body}=\n-----END {name}-----"


def _seed(style: str, draw: random.Random) -> str:
    words = draw.sample(_SEED.split(), 24 if style.endswith("24") else 12)
    if style.startswith("numbered"):
        words = [f"{place}. {word}" for place, word in enumerate(words, 1)]
    return {"commas": ", ", "lines": "\n"}.get(style.rstrip("0123456789"), " ").join(words)


_CHECKED = {
    "card": _card,
    "inn": _inn,
    "snils": _snils,
    "ogrn": _ogrn,
    "passport": _passport,
    "passport_abroad": _passport,
    "policy": _policy,
    "account": _account,
    "bik": _bik,
}
_MADE = {"iban": _iban, "phone_spoken": _spoken, "pem": _pem, "seed": _seed}
