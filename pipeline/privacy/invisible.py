"""Characters that no reader sees: carriers of hidden text, and walls that break a word in two."""

import re

_SUSPECT = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
"""Quick test: most texts hold none of these."""
_HIDDEN = re.compile(
    # The flags of England, Scotland and Wales are written with tag characters.
    "(?P<flag>\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067"
    "|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f)"
    # Joiners belong between emoji and between letters of scripts that join; only one at a time.
    "|(?P<joiner>(?<=[^\\s\u0000-\u05ff\u200b-\u200f])[\u200c\u200d](?=[^\\s\u0000-\u05ff\u200b-\u200f]))"
    # One variation selector belongs to the sign before it.
    "|(?P<selector>(?<![\\s\ufe00-\ufe0f])[\ufe00-\ufe0f](?![\ufe00-\ufe0f]))"
    "|(?P<hidden>" + _SUSPECT.pattern + "+)"
)


def without_invisible(text: str) -> str:
    """Remove what is invisible and does not shape visible signs; emoji and flags stay whole."""
    if _SUSPECT.search(text) is None:
        return text
    return _HIDDEN.sub(lambda match: "" if match["hidden"] else match[0], text)


_SMUGGLED = re.compile(
    "[\U000e0000-\U000e0fff\u202d\u202e]|[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]{3}"
)


def smuggles(text: str) -> bool:
    """Whether invisible characters hide something: tags, overrides, or three in a row.

    One or two, such as a soft hyphen, come with text copied from a page.
    """
    if _SUSPECT.search(text) is None:
        return False
    return any(
        _SMUGGLED.search(match["hidden"]) for match in _HIDDEN.finditer(text) if match["hidden"]
    )
