"""Passwords, keys and tokens that the word before them gives away."""

import re
from collections import Counter
from collections.abc import Callable

from pipeline.language.morphology import part
from pipeline.privacy.models import MaskKind
from pipeline.privacy.recognisers.randomness import looks_random, restless

_CUES = (
    "парол", "passw", "passphrase", "pwd", "секрет", "secret", "token", "токен", "key", "ключ",
    "bearer", "authorization", "pass", "пасс", "приватник", "креды", "creds", "учётк", "учетк",
    "логин", "login", "вход", "зайд", "заход", "mysql", "mariadb", "curl", "парo", "пaр",
    "wi-fi", "wifi", "вай", "вафл", "cookie", "кук", "ssid", "сеть", "кодов", "доступ",
    " / ",
)  # fmt: skip
_VALUE = r"[\"'«“`]{0,3}(?P<value>[^\s\"'»”`⟦⟧]{4,256}+)"
_LONG_VALUE = r"[\"'«“`]{0,3}(?P<value>[^\s\"'»”`⟦⟧;]{16,256}+)"
_CUE_WORD = (
    r"(?:п[аa]р[оo]л[ьяюеb]\w{0,2}|password|passwd|passphrase|пасс(?:ворд\w?)?|pwd|"
    r"(?<![a-z])pass(?=[:=\"'`]))[\"'`]?"
)
_PASSWORD = re.compile(
    # "пароль от вайфая: …": a few words may stand before the sign.
    rf"{_CUE_WORD}(?:[ \t]++[\w-]++){{0,4}}?(?:(?<!\d)[ \t]{{0,3}}(?:=>|:=|[:=])|[ \t][—–-])"
    rf"\s{{0,3}}{_VALUE}",
    re.IGNORECASE,
)
_PASSWORD_ASIDE = re.compile(
    r"(?:п[аa]р[оo]л[ьяюеb]\w{0,2}|password|(?<!\w)(?:пасс(?:ворд)?|pwd|pw)|(?:^|"
    r"(?<=[,;/ ] ))pass)[ \t]"
    r"(?:(?:от|для|на|к|for|to)(?:[ \t][\w-]{1,30}+){1,3}?[ \t]|(?:[а-яё-]{2,30}+[ \t]){1,2}?)?"
    r"(?:(?:is|was|now|это|такой|на|тот же,?|же|стал|теперь|был|будет|новый)[ \t]){0,2}"
    rf"(?=\S{{0,60}}?(?-i:\d|[a-z][A-Z])){_VALUE}",
    re.IGNORECASE | re.MULTILINE,
)
_CREDENTIALS = re.compile(
    r"(?:креды|creds|credentials|уч[её]тка|логин[/ -]{1,3}пароль|login[/ -]{1,3}pass(?:word)?"
    r"|(?:вход|зайд|заход|логин)\w{0,6}[ ](?:как|под)"
    r"|(?:доступ|уч[её]тк|кред|creds|login)\w{0,4}(?:[ ][\w-]{1,20}+){0,4}?:)"
    rf"[:\s]{{1,3}}[\w.@-]{{2,40}}(?::|[ ]?/[ ]?|[ ](?=\S{{0,60}}[A-Za-z])){_VALUE}",
    re.IGNORECASE,
)
_WIFI = re.compile(
    rf"(?:wi-?fi|вай-?фай\w?|вафл\w)[^\n/|]{{0,30}}?[ ](?:[/|]|п\.|пар\.|pw|pass|key)[ ]?{_VALUE}",
    re.IGNORECASE,
)
_NETWORK = re.compile(
    r"(?:(?:ключ|пароль|key)[^\n:,]{0,20}(?:вай-?фа\w{1,2}|wi-?fi|сет[ьи]|роутер\w?)[ ]?[:—-]?[ ]"
    r"|(?:вай-?фай|wi-?fi|сеть|ssid)[^\n]{0,30}?[,;:/]?[ ](?:ключ|пароль|пасс|key)[ :]{1,2}"
    r"|(?:вай-?фай|wi-?fi)(?:[ ][\w-]{2,20}+){0,1}[ :]{1,2}(?=\S{8,40}(?![^\n])))"
    rf"{_VALUE}",
    re.IGNORECASE,
)
_ADMIN = re.compile(
    r"\b(?:admin|root|administrator|user\d{0,2}|guest|ubuntu|postgres|админ)[ ]/[ ]" + _VALUE,
    re.IGNORECASE,
)
_LOGGED = re.compile(
    rf"(?:логин|login|username|user)[ :]{{1,2}}[^\s,;]{{2,40}}[,;][ ](?:п[аa]р[оo]ль"
    rf"|password|pass)[ :]{{1,2}}{_VALUE}",
    re.IGNORECASE,
)
_HYPHENED = re.compile(
    r"п[аa]р[оo]л[ьяюе]\w{0,2}[ ](?:от|на|для|к)(?:[ ][а-яё-]{2,30}+){1,3}[ ]"
    r"(?P<value>[a-z0-9]{2,30}+(?:[-_.][a-z0-9]{2,30}+){1,6})(?![^\n])"
)
"""«пароль на архив topaz-iskra»"""
_WATCHWORD = re.compile(
    r"кодов\w{2,3}[ ]слов\w{1,3}(?:[ ](?:в|для|от|на)(?:[ ][\w-]+){1,2})?"
    r"(?:[ ]?[—–=:-][ ]|[ ]это[ ]|[ ](?=[A-Za-z«\"]))[\"'«“]?(?P<value>[^\s\"'»”⟦⟧,.;]{3,40}+)",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"(?:passphrase|парольная фраза|фраза-пароль)(?:[ ]is)?[ ]?[:=—-][ ]?"
    r"(?P<value>[a-zа-яё]{2,12}(?:[ -][a-zа-яё]{2,12}){2,9}(?![^\n]))",
    re.IGNORECASE,
)
_COOKIE = re.compile(
    r"(?:cookie|кук[аиуе])[^\n=]{0,30}?=(?P<value>[^\s;,\"'⟦⟧]{16,4096}+)", re.IGNORECASE
)
_SAME = re.compile(
    rf"п[аa]р[оo]л\w{{1,3}}[^\n:]{{3,40}}?[ ](?:тот же|прежний|новый|старый)[ :—-]{{1,3}}{_VALUE}",
    re.IGNORECASE,
)
_USER = re.compile(rf"\bcurl\b[^\n]{{0,80}}?\s(?:-u|--user)[ ]?[\w.@-]{{1,40}}:{_VALUE}")
_OPTION = re.compile(rf"\b(?:mysql\w*|mariadb|sshpass)\b[^\n]{{0,80}}?\s-p{_VALUE}")
_KEY = re.compile(
    r"(?:secret|секрет(?:\b|[аеу]\b|ом\b)|token|токен\w{0,2}|ключ\w{0,2}|приватник\w?|bearer|"
    r"(?:(?<![A-Za-z])|(?<=api)|(?<=access)|(?<=private)|(?<=secret)|(?<=account)|(?<=shared)|(?<=signing))key)"
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
        (_WIFI, _is_unmistakable),
        (_HYPHENED, _is_given),
        (_NETWORK, _is_long),
        (_SAME, _is_unmistakable),
        (_USER, _is_given),
        (_ADMIN, _is_unmistakable),
        (_LOGGED, _is_given_alone),
        (_WATCHWORD, _is_given),
        (_PHRASE, _is_given),
        (_COOKIE, _is_given),
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
        counts[MaskKind.SECRET] += 1
        parts += text[done:start], MaskKind.SECRET.token
        done = start + len(value)
    parts.append(text[done:])
    return "".join(parts)


def _is_given(_value: str, _ends_line: bool) -> bool:
    return True


def _is_given_alone(value: str, _ends_line: bool) -> bool:
    """Behind a login a password of letters only is one, too."""
    return value.lower() not in _WORDS and not value.islower() and _CODE.match(value) is None


def _is_long(value: str, _ends_line: bool) -> bool:
    """WPA takes eight characters and more."""
    written = any(map(str.isdigit, value)) and value.isascii()
    return len(value) >= _WPA and written and _CODE.match(value) is None


_WPA = 8
_PUBLIC = re.compile(r"(?:0x[0-9a-fA-F]{40}|[0-9A-F]{16})\Z")
"""The address of a contract (a token in another sense), the id of an OpenPGP key."""
_SLUG = re.compile(r"(?:[A-Z]?[a-z]+|[A-Z]+|\d{1,4})(?:[-_:./](?:[A-Z]?[a-z]+|[A-Z]+|\d{1,4}))+")
"""Words and short numbers: the name of a model or of a key in a store."""
_UNBROKEN = re.compile(r"(?=(?:[A-Za-z]*\d){4})(?=\d*[A-Za-z])[A-Za-z0-9]{16,}\Z")
"""Behind a word for a secret, letters and digits without a break need no more to be one."""


_LONG = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=\D*\d)[A-Za-z0-9]{32,}\Z")


def _is_generated(value: str, _ends_line: bool) -> bool:
    generated = looks_random(value) or restless(value) or _UNBROKEN.match(value) is not None
    generated = generated or _LONG.match(value) is not None
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
_UNSPEAKABLE = re.compile(r"[b-df-hj-np-tv-z]{7}", re.IGNORECASE)
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
    if restless(value, shortest=8) or _UNSPEAKABLE.search(value):
        return _CODE.match(value) is None
    return (
        len(value) >= 5
        and any(map(str.isdigit, value))
        and _is_password(value, False)
        and _ORDINAL.match(value) is None
    )
