"""The parameters of a call, as lenient and as strict as Telegram reads them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.servers.telegram.errors import bad_request

Json = dict[str, Any]
"""An object of the wire format."""

MAX_INT32 = 2**31 - 1

_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Every value is text, as in a form; a JSON body's other values are their JSON."""

    values: Mapping[str, str]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Empty where the parameter is absent: to Telegram this is the same."""
        return self.values.get(name, "")

    def required(self, name: str) -> str:
        found = self.text(name)
        if not found:
            raise bad_request(f'parameter "{name}" is required')
        return found

    def integer(
        self, name: str, default: int = 0, low: int = -MAX_INT32, high: int = MAX_INT32
    ) -> int:
        """Clamped to its range; what is no number counts as 0."""
        given = self.text(name)
        if not given:
            return default
        found = _NUMBER.match(given)
        return max(low, min(high, int(found.group()) if found else 0))

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "yes", "1"}

    def user_id(self, name: str = "user_id") -> int:
        found = _NUMBER.match(self.text(name))
        if found is None or int(found.group()) <= 0:
            raise bad_request(f"invalid {name} specified")
        return int(found.group())

    def message_id(self, name: str = "message_id") -> int:
        """0 where it is absent or negative."""
        return max(0, self.integer(name))

    def message_ids(self, name: str = "message_ids") -> list[int]:
        """Up to 100."""
        given = self.decoded(name, f"{name} JSON object")
        if not given:
            raise bad_request("message identifiers are not specified")
        if not isinstance(given, list):
            raise bad_request("expected an Array of message identifiers")
        if len(given) > 100:
            raise bad_request("too many message identifiers specified")
        return [_message_identifier(each) for each in given]

    def decoded(self, name: str, what: str) -> Any:
        """The parameter's JSON; None where it is absent.

        Raises:
            ApiError: It is no JSON; ``what`` names it.
        """
        given = self.text(name)
        if not given:
            return None
        try:
            return _without_nulls(orjson.loads(given))
        except ValueError:
            raise bad_request(f"can't parse {what}") from None

    def decoded_or_none(self, name: str) -> Any:
        """The parameter's JSON; Telegram takes what is no JSON for absent here."""
        try:
            return _without_nulls(orjson.loads(self.text(name) or "null"))
        except ValueError:
            return None

    def readable(self) -> Json:
        """For a test's eyes: what is a JSON object or array is decoded, uploads have names."""
        shown = {name: _readable(value) for name, value in self.values.items()}
        return shown | {name: upload.name for name, upload in self.uploads.items()}


def string_of(given: Json, name: str, *, required: bool = True) -> str:
    """A text inside a JSON parameter."""
    found = given.get(name)
    if found is None:
        if required:
            raise bad_request(f'can\'t find field "{name}"')
        return ""
    if isinstance(found, (str, int)) and not isinstance(found, bool):
        return str(found)
    raise bad_request(f'field "{name}" must be of type String')


def integer_of(given: Json, name: str, default: int | None = None) -> int:
    """A number inside a JSON parameter; required if it has no default."""
    found = given.get(name, default)
    if found is None:
        raise bad_request(f'can\'t find field "{name}"')
    if isinstance(found, bool) or not _NUMBER.fullmatch(str(found)):
        raise bad_request(f'field "{name}" must be a valid Number')
    return int(found)


def _message_identifier(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, (int, str)):
        raise bad_request("message identifier must be a Number")
    if not _NUMBER.fullmatch(str(given)):
        raise bad_request("can't parse message identifier as a Number")
    if int(given) <= 0:
        raise bad_request("invalid message identifier specified")
    return int(given)


def _readable(value: str) -> Any:
    if value[:1] not in {"{", "["}:
        return value
    try:
        return orjson.loads(value)
    except ValueError:
        return value


def _without_nulls(given: Any) -> Any:
    """To Telegram a field that is null is absent."""
    if isinstance(given, list):
        return [_without_nulls(each) for each in given]
    if isinstance(given, dict):
        return {name: _without_nulls(each) for name, each in given.items() if each is not None}
    return given
