"""Passwords, keys and tokens: recognised by their issuer's form, or by the word before them."""

import re
from collections import Counter
from collections.abc import Callable

from pipeline.privacy.models import MaskKind
from pipeline.privacy.randomness import looks_random

_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)", re.DOTALL
)
# The issuers' documented forms.
_ISSUED = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[0-9A-Z]{16}(?![0-9A-Za-z])"  # AWS
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,}"
    r"|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}"  # Slack
    r"|[sr]k_(?:live|test)_\w{10,}|sk-[\w-]{16,}"  # Stripe; OpenAI and its imitators
    r"|AIza[\w-]{35}|hf_\w{20,}|npm_\w{20,}|pypi-[\w-]{20,}|dop_v1_\w{20,}"
    r"|SG\.[\w-]{10,}\.[\w-]{10,}|y[0-9]_[\w-]{30,}|t1\.[\w-]{30,}|AQVN[\w-]{30,}"
    r"|vk1\.a\.[\w-]{20,}|1//0[\w-]{20,}"
    r"|(?:bot)?\d{6,12}:[\w-]{30,64}"  # Telegram
    r"|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"  # JWT
    r")",
    re.ASCII,
)
_SHORTEST_ISSUED = 16


def mask_issued(text: str, counts: Counter[MaskKind]) -> str:
    """Mask secrets whose issuer gives them a recognisable form. Links may hold them too."""
    if "-----BEGIN " in text:
        text = _PEM.sub(lambda _: _count(counts), text)
    if len(max(text.split(), key=len, default="")) < _SHORTEST_ISSUED:
        return text

    def replace(match: re.Match[str]) -> str:
        if not any(map(str.isdigit, match.group())):
            return match.group()
        counts[MaskKind.SECRET] += 1
        return MaskKind.SECRET.token

    return _ISSUED.sub(replace, text)


def _count(counts: Counter[MaskKind]) -> str:
    counts[MaskKind.SECRET] += 1
    return MaskKind.SECRET.token


_CUES = (
    "парол", "passw", "passphrase", "pwd", "пин", "pin", "cvv", "cvc", "секрет", "secret", "token",
    "токен", "key", "ключ", "bearer", "authorization", "pass:", "pass=", "пасс:", "подтвержд",
    "из смс", "verification code",
)  # fmt: skip
_VALUE = r"[\"'«“`]{0,3}(?P<value>[^\s\"'»”`⟦⟧]{4,256}+)"
_CUE_WORD = (
    r"(?:парол[ьяюе]\w{0,2}|password|passwd|passphrase|pwd|(?<![a-z])pass(?=[:=])|пасс(?=:))"
    r"[\"'`]?"
)
_PASSWORD = re.compile(
    # "пароль от вайфая: …": a few words may stand before the sign.
    rf"{_CUE_WORD}(?:[ \t]++[\w-]++){{0,4}}?(?:(?<!\d)[ \t]{{0,3}}(?:=>|:=|[:=])|[ \t][—–-])"
    rf"\s{{0,3}}{_VALUE}",
    re.IGNORECASE,
)
_PASSWORD_ASIDE = re.compile(
    rf"(?:парол[ьяюе]\w{{0,2}}|password)[ \t](?:(?:is|это|такой)[ \t])?{_VALUE}", re.IGNORECASE
)
_PIN = re.compile(
    r"\b(?:cv[vc]2?|пин[- ]?код\w{0,2}|pin[- ]?code|код\w{0,2} (?:подтверждения|из смс)|"
    r"verification code(?: is)?)\b[^\w\n]{1,4}(?P<value>\d{3,8})(?!\d)",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"(?:secret|секрет\w{0,3}|token|токен\w{0,2}|ключ\w{0,2}|bearer|"
    r"(?:(?<![A-Za-z])|(?<=api)|(?<=access)|(?<=private)|(?<=secret))key)"
    rf"[\"'`]?(?:[ \t]{{0,3}}(?:=>|:=|[:=])\s{{0,3}}|[ \t]){_VALUE}",
    re.IGNORECASE,
)
_AUTHORIZATION = re.compile(
    r"authorization[\"'`]?[ \t]{0,3}[:=][ \t]{0,3}[\"']?(?:(?:bearer|basic|token)[ \t]{1,3})?"
    r"(?P<value>[\w.~+/=-]{8,256})",
    re.IGNORECASE,
)


def mask_assigned(text: str, counts: Counter[MaskKind]) -> str:
    """Mask what is called a password, key or token: ``password: …``, ``token=…``, ``Bearer …``."""
    lowered = text.lower()
    if not any(cue in lowered for cue in _CUES):
        return text
    for pattern, is_secret in (
        (_AUTHORIZATION, _is_given),
        (_PASSWORD, _is_password),
        (_PASSWORD_ASIDE, _is_unmistakable),
        (_KEY, _is_generated),
        (_PIN, _is_given),
    ):
        text = _mask_values(text, pattern, is_secret, counts)
    return text


def _mask_values(
    text: str,
    pattern: re.Pattern[str],
    is_secret: Callable[[str, bool], bool],
    counts: Counter[MaskKind],
) -> str:
    parts: list[str] = []
    done = 0
    for match in pattern.finditer(text):
        start = match.start("value")
        value = match["value"].rstrip(".,;:)]}>")
        ends_line = text[match.end("value") : match.end("value") + 1] in {"", "\n", '"', "'", "»"}
        if not is_secret(value, ends_line):
            continue
        parts += text[done:start], _count(counts)
        done = start + len(value)
    parts.append(text[done:])
    return "".join(parts)


def _is_given(_value: str, _ends_line: bool) -> bool:
    return True


_PUBLIC = re.compile(r"(?:0x[0-9a-fA-F]{40}|[0-9A-F]{16})\Z")
"""The address of a contract (a token in another sense), the id of an OpenPGP key."""
_UNBROKEN = re.compile(r"(?=(?:[A-Za-z]*\d){4})(?=\d*[A-Za-z])[A-Za-z0-9]{16,}\Z")
"""Behind a word for a secret, letters and digits without a break need no more to be one."""


def _is_generated(value: str, _ends_line: bool) -> bool:
    generated = looks_random(value) or _UNBROKEN.match(value) is not None
    return generated and _PUBLIC.match(value) is None


_WORDS = frozenset(
    {
        "none", "null", "true", "false", "undefined", "required", "optional", "string", "text",
        "varchar", "bytes", "here", "below", "above", "reset", "forgot", "forgotten", "wrong",
        "incorrect", "invalid", "changed", "missing", "empty", "unknown", "same", "secret",
        "password", "hidden", "redacted", "changeme", "please", "must", "should", "correct",
        "expired", "protected", "prompt", "only", "field", "input", "authentication", "manager",
        "hash", "example", "default", "value",
    }
)  # fmt: skip
_CODE = re.compile(
    r"[A-Za-z_][\w.]*[(\[{<]|[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+\Z|\$[({A-Za-z_]|[<{%\\/[]"
)
"""A call, a field, a variable, a placeholder, a path: where a password comes from, not itself."""
_MOMENT = re.compile(r"\d{1,4}(?:[./:-]\d{1,4}){1,2}\Z")
_SIGNS = frozenset("!@#$%^&*+=~?|")


def _is_password(value: str, ends_line: bool) -> bool:
    if value.lower() in _WORDS or _CODE.match(value) or _MOMENT.match(value):
        return False
    if any(map(str.isdigit, value)):
        return True
    if not any(map(str.isalpha, value)) or not value.isascii():
        return False
    return ends_line or not _SIGNS.isdisjoint(value)


def _is_unmistakable(value: str, _ends_line: bool) -> bool:
    """With no sign between the word and the value, the value itself has to be a password."""
    digits = sum(map(str.isdigit, value))
    return (
        len(value) >= 5
        and digits > 0
        and _is_password(value, False)
        and (digits == len(value) or (len(value) >= 6 and value.isascii()))
    )
