"""E-mail and IP addresses."""

import ipaddress
import re
from collections import Counter

from pipeline.privacy.models import MaskKind

# Possessive, and starting only where a local part can start: linear on any run of "a@".
_EMAIL = re.compile(
    r"(?<![\w.+%-])(?P<local>[\w.+%'-]++)@"
    r"(?P<domain>(?:[\w-]{1,63}+\.){1,8}(?P<top>[^\W\d_]{2,24}))(?![\w-])"
)
_SPACED_DOMAIN = r"(?:[\w-]{1,63}[ ]?(?:\.|[(\[{](?:dot|точка|т)[)\]}])[ ]?){1,4}"
_NO_MAILBOX = (
    "are|available|be|check|found|go|here|hosted|is|it|live|located|look|looking|me|see|us|was"
)
"""Before an "at" that tells where a site is."""
_DISGUISED = re.compile(
    rf"(?<![\w.+%@-])(?!(?:{_NO_MAILBOX})[ ])(?:[^\W_]{{2,30}}[ ](?:dot|точка)[ ]){{0,2}}"
    r"(?P<local>[^\W_][\w.+%-]{1,63}+)(?:"
    # A bracketed sign: name(at)mail.com, name [собака] mail . ru
    rf"[ ]?[(\[{{<][ ]?(?:at|ат|@|а|a|эт|соба(?:к[аеиу]|чка)|dog)[ ]?[)\]}}>][ ]?{_SPACED_DOMAIN}"
    # A comma for the point: name@mail,ru
    r"|@[a-z0-9-]{2,63},(?=(?:ru|com|org|net|by|kz|ua)\b)"
    # All apart: name @ mail . ru
    r"|[ ]@[ ](?:[\w-]{1,63}[ ]\.[ ]){1,4}"
    # A sign apart: name @ mail.ru
    r"|(?:[ ]@[ ]|@@|[ ]собак[аеиу][ ])(?:[\w-]{1,63}\.){1,4}"
    # A point apart: name@mail .ru
    rf"|@[ ]?{_SPACED_DOMAIN}(?=(?:ru|com|org|net|рф|su|by|kz|ua)\b)"
    # Words alone: name at mail dot com
    r"|[ ](?:at|собак[аеиу])[ ](?:[\w-]{1,63}[ ](?:точка|dot)[ ]){1,4})"
    r"(?P<top>[A-Za-z]{2,10}|рф|рус|ру|ком|нет|орг)(?![\w-])",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"(?<![\w.+%@-])[a-z0-9][a-z0-9._+-]{1,63}собака(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}(?![\w-])",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"[ (\[{<,]|@@|собака")
_DISGUISES = ("соба", "@", "(at", "[at", "{at", "<at", " dot ", "(а", "(a", "[a", "[а", "(эт")
_FILE_TYPES = frozenset(
    {"png", "jpg", "jpeg", "gif", "webp", "svg", "css", "js", "ts", "py", "json", "html", "md"}
)
_NUMERIC_LABEL = re.compile(r"\d+\.\d")


def mask_emails(text: str, counts: Counter[MaskKind]) -> str:
    """Mask e-mail addresses.

    ``pkg@1.2.0-beta.rc``, ``icon@2x.png`` and ``git@host:path`` are no one's address.
    """

    def replace(match: re.Match[str]) -> str:
        scp = match["local"] == "git" and text[match.end() : match.end() + 1] == ":"
        file = match["top"].lower() in _FILE_TYPES
        if scp or file or _NUMERIC_LABEL.match(match["domain"]):
            return match.group()
        counts[MaskKind.EMAIL] += 1
        return MaskKind.EMAIL.token

    return _EMAIL.sub(replace, text) if "@" in text else text


def mask_disguised_emails(text: str, lowered: str, counts: Counter[MaskKind]) -> str:
    """Mask addresses that are spelled so that no robot finds them: ``name (at) mail dot com``."""
    if not any(map(lowered.__contains__, _DISGUISES)):
        return text

    def replace(match: re.Match[str]) -> str:
        ordinary = _SPELLED.search(match.group()) is None
        if ordinary or match[0].lower().rpartition(".")[2] in _FILE_TYPES:
            return match.group()
        counts[MaskKind.EMAIL] += 1
        return MaskKind.EMAIL.token

    text = _DISGUISED.sub(replace, text)
    return _GLUED.sub(replace, text) if "собака" in lowered else text


_IPV4 = re.compile(
    r"(?<![\w.])(?<![A-Za-z][-=])(?<!==)(?:\d{1,3}\.){3}\d{1,3}(?![a-z\d_]|\.\w|-[A-Za-z])",
    re.ASCII,
)
_IPV6 = re.compile(
    r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4})(?![\w:])"
)
_VERSION_CUE = re.compile(
    r"(?:\b(?:v|ver|version|release|build|firmware|driver|kernel|update|верс\w*|релиз\w*|билд\w*|"
    r"сборк\w*|обнов\w*|прошивк\w*|драйвер\w*|ядр\w*|п|пункт\w*|гл|глав\w*|раздел\w*|"
    r"задани\w*|задач\w*|упражнени\w*|section|chapter|exercise|problem|theorem|lemma|figure|"
    r"table|step)\b|§)[^\w\n]{0,3}(?:(?:номер|number|до|to|is|и|and)[^\w\n]{1,3})?$",
    re.IGNORECASE,
)
_CUE_CONTEXT = 32
_LIKE_A_VERSION = re.compile(r"\d\.\d(?:\.(?:\d|[12]\d|3[01])){2}\Z")
_HOST_CUE = re.compile(
    r"(?:\b(?:ip|айпи|адрес\w*|address|host|хост\w*|сервер\w*|server|dns|ping|ssh|nameserver)\b"
    r"|[@/])[^\w\n]{0,3}(?:\w+[^\w\n]{1,3})?$",
    re.IGNORECASE,
)


def mask_ips(text: str, counts: Counter[MaskKind]) -> str:
    """Mask IP addresses, private ones too: they draw a map of somebody's network.

    Loopback, unspecified and multicast addresses and netmasks are the same everywhere and tell
    nothing; they survive, as do versions and numbered paragraphs of four parts.
    """

    def replace(match: re.Match[str]) -> str:
        if _is_version(match) or not _tells_a_host(match.group()):
            return match.group()
        counts[MaskKind.IP] += 1
        return MaskKind.IP.token

    if text.count(".") >= 3:
        text = _IPV4.sub(replace, text)
    return _IPV6.sub(replace, text) if text.count(":") >= 2 else text


def _is_version(match: re.Match[str]) -> bool:
    """Four small parts are a version or a paragraph unless something says that it is a host.

    Of the hosts one in fifty thousand has such an address; of the versions most look so.
    """
    start = match.start()
    before = match.string[max(0, start - _CUE_CONTEXT) : start]
    if _VERSION_CUE.search(before):
        return True
    return _LIKE_A_VERSION.match(match.group()) is not None and not (
        _HOST_CUE.search(before) or match.string[match.end() : match.end() + 1] in {":", "/"}
    )


def _tells_a_host(written: str) -> bool:
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    if address.is_loopback or address.is_unspecified or address.is_multicast:
        return False
    if address.version == 4:
        return not written.startswith(("255.", "0."))
    # `a::b` is a name in C++; an address has more groups or a well-known beginning.
    groups = [group for group in written.split(":") if group]
    return any(map(str.isdigit, written)) and (
        len(groups) >= 3 or written[:2].lower() in {"20", "26", "2a", "fd", "fe"}
    )
