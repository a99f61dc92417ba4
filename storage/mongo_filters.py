"""Which documents a request is about, and in which order."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, Final, TypeAlias

from bson import ObjectId

Document: TypeAlias = dict[str, Any]
Filter: TypeAlias = Mapping[str, Any]
"""Fields (``a.b`` for nested ones) that equal a value or pass one of ``FILTER_OPERATORS``."""

FILTER_OPERATORS: Final = frozenset({"$gt", "$gte", "$in", "$lt", "$lte"})


class Order(IntEnum):
    ASCENDING = 1
    DESCENDING = -1


def check(where: Filter) -> None:
    """Raise ValueError or TypeError for what does not behave alike on all servers."""
    check_id(where)
    for value in (where, *where.values()):
        if isinstance(value, Mapping):
            unknown = {key for key in value if key.startswith("$")} - FILTER_OPERATORS
            if unknown:
                raise ValueError(f"no contract test covers the operator {min(unknown)}")


def check_id(fields: Mapping[str, Any], *, required: bool = False) -> None:
    if not isinstance(fields.get("_id", None if required else ""), str | ObjectId | Mapping):
        raise TypeError("an _id must be text: no other kind behaves alike on all servers")
