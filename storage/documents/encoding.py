"""How our words become a document's: texts that may be anything, and texts that are keys."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote, unquote

from pipeline.groups.models import PersonId

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: Final = "%"
"""The empty text as a key: no other text becomes this one."""


def text(given: str) -> str:
    """Lone surrogates, which are no text to MongoDB, become U+FFFD."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", given)


def key(given: str) -> str:
    """A text as part of an ``_id``, a field's name or what is compared.

    No two texts become the same one, and none holds what has a meaning there: dots, dollars, NUL.
    """
    quoted = quote(given, safe="-:", errors="surrogatepass").replace(".", "%2E")
    return quoted or _NOTHING


def unkey(stored: str) -> str:
    return "" if stored == _NOTHING else unquote(stored, errors="surrogatepass")


def own_id(person: PersonId, given: str) -> str:
    """The ``_id`` of what a person has under an id: another's of the same id is another."""
    return f"{person}:{key(given)}"


def given_id(own: str) -> str:
    """The id that ``own_id`` was made of."""
    return unkey(own.partition(":")[2])


def cut(at: datetime) -> datetime:
    """A time as it comes back: MongoDB keeps milliseconds."""
    return at.astimezone(UTC).replace(microsecond=at.microsecond // 1000 * 1000)


def number(at: datetime) -> int:
    """Milliseconds since 1970: what times are compared by, as not all servers do it exactly."""
    return (at - _EPOCH) // timedelta(milliseconds=1)
