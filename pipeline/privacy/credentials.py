"""Passwords, keys and tokens: recognised by their issuer's form, or by the word before them."""

import re
from collections import Counter
from collections.abc import Callable

from pipeline.language.morphology import part
from pipeline.privacy.models import MaskKind
from pipeline.privacy.randomness import looks_random, restless

_PEM = re.compile(
    r"-----BEGIN [A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|\Z)", re.DOTALL
)
# The issuers' documented forms.
_ISSUED = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA)[0-9A-Z]{16}(?![0-9A-Za-z])"  # AWS
    r"|gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,}"
    r"|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}"  # Slack
    r"|[spr]k_(?:live|test)_\w{10,}|sk-[\w-]{16,}"  # Stripe; OpenAI and its imitators
    r"|AIza[\w-]{35}|ya29\.[\w-]{20,}"  # Google
    r"|hf_\w{20,}|npm_\w{20,}|pypi-[\w-]{20,}|do[op]_v1_\w{20,}|dckr_pat_[\w-]{20,}"
    r"|gsk_\w{20,}|xai-\w{20,}|r8_\w{20,}|figd_[\w-]{20,}|lin_api_\w{20,}|ntn_\w{20,}"
    r"|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}|sq0\w{3}-[\w-]{20,}|dapi[0-9a-f]{32}|EAA[A-Za-z0-9]{40,}"
    r"|(?:key|SK)-?[0-9a-f]{32}(?![0-9A-Za-z])|secret_[A-Za-z0-9]{40,}|ATATT3[\w=-]{20,}"
    r"|SG\.[\w-]{10,}\.[\w-]{10,}|y[0-9]_[\w-]{30,}|t1\.[\w-]{30,}|AQVN[\w-]{30,}"
    r"|vk1\.a\.[\w-]{20,}|1//0[\w-]{20,}"
    r"|(?:5[HJK][1-9A-HJ-NP-Za-km-z]{49}|[KL][1-9A-HJ-NP-Za-km-z]{51})(?![0-9A-Za-z])"  # wallets
    r"|[xyz]prv[1-9A-HJ-NP-Za-km-z]{90,112}(?![0-9A-Za-z])"
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
    "парол", "passw", "passphrase", "pwd", "секрет", "secret", "token", "токен", "key", "ключ",
    "bearer", "authorization", "pass", "пасс", "приватник", "креды", "creds", "учётк", "учетк",
    "логин", "login", "вход", "зайд", "заход", "mysql", "mariadb",
)  # fmt: skip
_VALUE = r"[\"'«“`]{0,3}(?P<value>[^\s\"'»”`⟦⟧]{4,256}+)"
_LONG_VALUE = r"[\"'«“`]{0,3}(?P<value>[^\s\"'»”`⟦⟧]{16,256}+)"
_CUE_WORD = (
    r"(?:парол[ьяюе]\w{0,2}|password|passwd|passphrase|пасс(?:ворд\w?)?|pwd|"
    r"(?<![a-z])pass(?=[:=\"'`]))[\"'`]?"
)
_PASSWORD = re.compile(
    # "пароль от вайфая: …": a few words may stand before the sign.
    rf"{_CUE_WORD}(?:[ \t]++[\w-]++){{0,4}}?(?:(?<!\d)[ \t]{{0,3}}(?:=>|:=|[:=])|[ \t][—–-])"
    rf"\s{{0,3}}{_VALUE}",
    re.IGNORECASE,
)
_PASSWORD_ASIDE = re.compile(
    r"(?:парол[ьяюе]\w{0,2}|password|(?<!\w)пасс(?:ворд)?|(?:^|(?<=[,;/] ))pass)[ \t]"
    r"(?:(?:is|это|такой|на|тот же,?|же)[ \t]|(?:от|для|на|к|for)[ \t][\w-]{2,30}+[ \t])?"
    rf"(?=\S{{0,60}}?(?-i:\d|[a-z][A-Z])){_VALUE}",
    re.IGNORECASE | re.MULTILINE,
)
_CREDENTIALS = re.compile(
    r"(?:креды|creds|credentials|уч[её]тка|логин[/ -]{1,3}пароль|login[/ -]{1,3}pass(?:word)?"
    r"|(?:вход|зайд|заход|логин)\w{0,6}[ ](?:как|под))"
    rf"[:\s]{{1,3}}[\w.@-]{{2,40}}(?::|[ ]?/[ ]?){_VALUE}",
    re.IGNORECASE,
)
_OPTION = re.compile(rf"\b(?:mysql\w*|mariadb|sshpass)\b[^\n]{{0,80}}?\s-p{_VALUE}")
_KEY = re.compile(
    r"(?:secret|секрет(?:\b|[аеу]\b|ом\b)|token|токен\w{0,2}|ключ\w{0,2}|приватник\w?|bearer|"
    r"(?:(?<![A-Za-z])|(?<=api)|(?<=access)|(?<=private)|(?<=secret))key)"
    r"(?!s?[ ](?:fingerprint|id\b|отпечат))"
    r"(?:[ \t]++(?!https?:)[\w-]{1,20}+){0,3}?"
    rf"[\"'`]?(?:[ \t]{{0,3}}(?:=>|:=|[:=])\s{{0,3}}|[ \t]){_LONG_VALUE}",
    re.IGNORECASE,
)
_AUTHORIZATION = re.compile(
    r"authorization[\"'`]?[ \t]{0,3}[:=][ \t]{0,3}[\"']?(?:(?:bearer|basic|token)[ \t]{1,3})?"
    r"(?P<value>[\w.~+/=-]{8,256})",
    re.IGNORECASE,
)


def mask_assigned(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask what is called a password, key or token: ``password: …``, ``token=…``, ``Bearer …``."""
    if not any(map(lowered.__contains__, _CUES)):
        return text
    for pattern, is_secret in (
        (_AUTHORIZATION, _is_given),
        (_PASSWORD, _is_password),
        (_PASSWORD_ASIDE, _is_unmistakable),
        (_CREDENTIALS, _is_unmistakable),
        (_OPTION, _is_given),
        (_KEY, _is_generated),
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
_SLUG = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+|\d{1,4})(?:[-_:./](?:[A-Z]?[a-z]+|[A-Z]+|\d{1,4}))+")
"""Words and short numbers: the name of a model or of a key in a store."""
_UNBROKEN = re.compile(r"(?=(?:[A-Za-z]*\d){4})(?=\d*[A-Za-z])[A-Za-z0-9]{16,}\Z")
"""Behind a word for a secret, letters and digits without a break need no more to be one."""


def _is_generated(value: str, _ends_line: bool) -> bool:
    generated = looks_random(value) or restless(value) or _UNBROKEN.match(value) is not None
    return generated and _PUBLIC.match(value) is None and _SLUG.fullmatch(value) is None


_WORDS = frozenset(
    {
        "none", "null", "true", "false", "undefined", "required", "optional", "string", "text",
        "varchar", "bytes", "here", "below", "above", "reset", "forgot", "forgotten", "wrong",
        "incorrect", "invalid", "changed", "missing", "empty", "unknown", "same", "secret",
        "password", "hidden", "redacted", "changeme", "please", "must", "should", "correct",
        "expired", "protected", "prompt", "only", "field", "input", "authentication", "manager",
        "hash", "example", "default", "value", "ошибка", "сброс", "смена", "строка", "текст",
        "цифры",
    }
)  # fmt: skip
_CODE = re.compile(
    r"[A-Za-z_][\w.]*[(\[{<]|[A-Za-z_]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+\Z|\$[({A-Za-z_]|[<{%\\/[]"
)
"""A call, a field, a variable, a placeholder, a path: where a password comes from, not itself."""
_MOMENT = re.compile(r"\d{1,4}(?:[./:-]\d{1,4}){1,2}\Z")
_ORDINAL = re.compile(r"\d+-[^\W\d_]+\Z")
"""«2-й», «1000-кратный»"""
_SIGNS = frozenset("!@#$%^&*+=~?|")


def _is_password(value: str, ends_line: bool) -> bool:
    if value.lower() in _WORDS or _CODE.match(value) or _MOMENT.match(value):
        return False
    if any(map(str.isdigit, value)):
        return True
    if not any(map(str.isalpha, value)):
        return False
    if not value.isascii():
        # «пароль: ромашка» tells it, «пароль: забыл» does not.
        return ends_line and value.isalpha() and part(value.lower()) == "noun"
    return ends_line or not _SIGNS.isdisjoint(value)


def _is_unmistakable(value: str, _ends_line: bool) -> bool:
    """With no sign between the word and the value, the value itself has to be a password."""
    if restless(value, shortest=8):
        return _CODE.match(value) is None
    return (
        len(value) >= 5
        and any(map(str.isdigit, value))
        and _is_password(value, False)
        and _ORDINAL.match(value) is None
    )
