"""Indexes of a collection: those that are wanted, and those that a server says it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from storage.errors import DocumentIndexError

_UNUSUAL: Final = ("sparse", "partialFilterExpression", "collation", "hidden")
"""Options that change what an index does, and that none of ours has."""


@dataclass(frozen=True, slots=True)
class Index:
    fields: tuple[str, ...]
    unique: bool = False
    expires_after: timedelta | None = None
    """Documents whose (only) field is older than this vanish; MongoDB takes up to a minute."""

    def __str__(self) -> str:
        return f"({', '.join(self.fields)})"

    def keys(self) -> list[tuple[str, int]]:
        return [(field, 1) for field in self.fields]

    def options(self) -> dict[str, Any]:
        expiry: dict[str, Any] = {}
        if self.expires_after is not None:
            expiry["expireAfterSeconds"] = int(self.expires_after.total_seconds())
        return {"unique": self.unique, **expiry}


def missing(
    wanted: Sequence[Index], information: Mapping[str, Mapping[str, Any]], collection: str
) -> list[Index]:
    """The wanted indexes that do not exist.

    Args:
        wanted: Of one collection.
        information: What the driver tells of the collection's indexes, by their names.
        collection: Its name.

    Raises:
        DocumentIndexError: In the place of one stands another, on the same fields.
    """
    absent = []
    for index in wanted:
        standing = {
            name: _does(told, index)
            for name, told in information.items()
            if list(told["key"]) == index.keys()
        }
        if not standing:
            absent.append(index)
        elif not any(standing.values()):
            name = min(standing)
            raise DocumentIndexError(
                f"the index {name} of {collection} has other options than ours — drop it "
                f'(in mongosh: db.{collection}.dropIndex("{name}")), '
                "then run: python main.py migrate"
            )
    return absent


def _does(told: Mapping[str, Any], index: Index) -> bool:
    expiry = told.get("expireAfterSeconds")
    return (
        bool(told.get("unique")) == index.unique
        and expiry == index.options().get("expireAfterSeconds")
        and not any(told.get(option) for option in _UNUSUAL)
    )
