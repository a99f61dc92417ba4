"""Secrets inside links. The link stays a link; what opens somebody's door in it is masked."""

import re
from collections import Counter
from collections.abc import Callable

from pipeline.privacy.models import MaskKind
from pipeline.privacy.recognisers.addresses import mask_emails, mask_ips
from pipeline.privacy.recognisers.issued import mask_issued
from pipeline.privacy.recognisers.randomness import looks_random, restless

LINK = re.compile(
    r"(?:(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,15}://"
    r"|(?<![\w@.-])(?:[\w-]{1,63}+\.){1,4}[^\W\d_]{2,12}(?::\d{1,5})?/)[^\s<>\"«»⟦⟧]++"
)
"""With a scheme, or a bare domain with a path, which Telegram makes a link too."""

_USERINFO = re.compile(
    r"(?P<scheme>[A-Za-z][\w+.-]*://)(?P<user>[^/?#@:\s]*)(?::(?P<password>[^/?#\s]*))?@"
)
_PATH = re.compile(r"[^?#]*")
_PLACEHOLDERS = frozenset({"pass", "passwd", "password", "pwd"})
_AUTHORITY = re.compile(r"(?:[A-Za-z][\w+.-]*://)?[^/?#]*")
_INVITATION = re.compile(
    r"\b(?:(?:t|telegram)\.(?:me|dog)/(?:joinchat/|addlist/|\+)"
    r"|discord\.gg/|discord(?:app)?\.com/invite/|chat\.whatsapp\.com/(?:invite/)?"
    r"|hooks\.slack\.com/services/)(?P<secret>[^?#\s]+)"
    r"|/(?:joinchat|invites?|shared_invite|reset|reset[-_]password|password[-_]reset|confirm|"
    r"verify|activate|activation|magic|unsubscribe|webhooks?(?:/\d+)?)/(?P<code>[^/?#\s]{8,})",
    re.IGNORECASE,
)
"""Places whose next segment lets in whoever has it."""
_PHONE = re.compile(
    r"\b(?:wa\.me|(?:t|telegram)\.me)/\+?(?P<path>\d{10,15})(?!\w)"
    r"|[?&](?:phone|tel|number|msisdn)=(?:\+|%2B)?(?P<query>\d{10,15})(?!\w)",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"(?<=/)(?P<segment>[\w~-]{20,}+)(?!\.)")
_PARTS = re.compile(r"[_~-]")
_PARAMETER = re.compile(r"(?<=[?&;#])(?P<name>[A-Za-z][\w.\[\]-]{0,40})=(?P<value>[^&#;⟦⟧]+)")
_SECRET_NAMES = re.compile(
    r"(?:.*(?:token|secret|signature|passw(?:or)?d|credential|api[_-]?key|access[_-]?key)"
    r"|sig|hmac|pwd|pass|passphrase|jwt|bearer|invite|otp|ticket|tgwebappdata|awsaccesskeyid"
    r"|.*sess(?:ion)?_?id)\Z",
    re.IGNORECASE,
)
_OFTEN_SECRET_NAMES = re.compile(
    r"(?:auth|code|hash|key|session|sid|.*[_-](?:key|hash))\Z", re.IGNORECASE
)
_SHORTEST = 6
"""``code=404`` and ``key=1`` are no secrets; an authorisation code is longer."""


def trim(link: str) -> str:
    """Leave out the punctuation that the sentence, not the link, ends with."""
    return link.rstrip(".,;:!?)]}'")


def mask_link(link: str, counts: Counter[MaskKind]) -> str:
    """Mask passwords, secret parameters, invitations, phones and long random segments."""
    link = mask_issued(link, counts)
    link = _hide(_USERINFO, _in_userinfo, MaskKind.SECRET, link, counts)
    authority = _AUTHORITY.match(link)
    cut = authority.end() if authority else 0
    link = mask_ips(link[:cut], counts) + mask_emails(link[cut:], counts)
    link = _hide(_PHONE, _in_phone, MaskKind.PHONE, link, counts)
    link = _hide(_PARAMETER, _in_parameter, MaskKind.SECRET, link, counts)
    link = _hide(_INVITATION, _in_invitation, MaskKind.SECRET, link, counts)
    path = _PATH.match(link)
    cut = path.end() if path else 0
    return _hide(_SEGMENT, _in_segment, MaskKind.SECRET, link[:cut], counts) + link[cut:]


def _hide(
    pattern: re.Pattern[str],
    hidden: Callable[[re.Match[str]], str | None],
    kind: MaskKind,
    link: str,
    counts: Counter[MaskKind],
) -> str:
    """Replace in each match the group that ``hidden`` names."""

    def replace(match: re.Match[str]) -> str:
        group = hidden(match)
        if group is None:
            return match.group()
        counts[kind] += 1
        start, end = (offset - match.start() for offset in match.span(group))
        return match.group()[:start] + kind.token + match.group()[end:]

    return pattern.sub(replace, link)


def _in_userinfo(match: re.Match[str]) -> str | None:
    if match["password"]:
        return None if match["password"].lower() in _PLACEHOLDERS else "password"
    return "user" if looks_random(match["user"]) else None


def _in_phone(match: re.Match[str]) -> str:
    return "path" if match["path"] else "query"


def _in_parameter(match: re.Match[str]) -> str | None:
    name, value = match["name"], match["value"]
    if _SECRET_NAMES.match(name):
        return "value"
    written = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    likely = (len(value) >= _SHORTEST and written) or restless(value)
    return "value" if likely and _OFTEN_SECRET_NAMES.match(name) else None


def _in_invitation(match: re.Match[str]) -> str | None:
    if match["secret"]:
        return None if "⟦" in match["secret"] else "secret"
    code = match["code"]
    written = any(map(str.isdigit, code)) and not code.isdigit()
    return "code" if (written or restless(code)) and "⟦" not in code else None


def _in_segment(match: re.Match[str]) -> str | None:
    """A long random segment that mixes cases; hashes, UUIDs and slugs do not, and stay."""
    longest = max(_PARTS.split(match["segment"]), key=len)
    mixed = longest not in {longest.lower(), longest.upper()}
    return "segment" if mixed and looks_random(longest) else None
