"""An operation of the API: what serves it and what is written about it, in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus
from typing import Final

from aiohttp.typedefs import Handler
from pydantic import BaseModel

from handlers.api.problems import Kind
from pipeline.groups.models import Scope

READERS: Final = frozenset(Scope)
"""Whoever administers a tenant may read, too."""
ADMINS: Final = frozenset({Scope.ADMIN})


class Entry(Enum):
    PROBE = auto()
    """Everybody, as often as they like: what watches over the service has to be answered."""
    LIMITED = auto()
    """Everybody, as often as an address may."""
    TOKEN = auto()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of an operation."""

    description: str
    models: tuple[type[BaseModel], ...] = ()
    """What it may be, if it is JSON of ours."""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    """The headers that say something, with what they say."""


@dataclass(frozen=True, slots=True)
class Operation:
    name: str
    method: str
    path: str
    summary: str
    handler: Handler
    gives: Mapping[HTTPStatus, Given]
    problems: tuple[Kind, ...] = ()
    """Those that only this operation has."""
    entry: Entry = Entry.TOKEN
    scopes: frozenset[Scope] = READERS
    takes: type[BaseModel] | None = None
    """The model of its body."""
    query: type[BaseModel] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of a request that it heeds."""
    once: bool = False
    """Sent again with its ``Idempotency-Key``, it is answered as it was and not done again."""
    head: bool = True
    """A GET that HEAD may ask for as well."""


def gives(description: str, *models: type[BaseModel], **headers: str) -> Given:
    """An answer in JSON; of a header's name, ``_`` stands for ``-``."""
    named = {name.replace("_", "-"): says for name, says in headers.items()}
    return Given(description, models, headers=named)
