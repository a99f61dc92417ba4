"""An event: what happened, to whom, and the key that makes it happen once.

The names, producers and keys are the contract of docs/events; each payload's JSON Schema is
generated from these models, which stand by what produces them.
"""

from abc import ABC, abstractmethod
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel, ABC):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: ClassVar[str]
    tenant_id: int

    @property
    @abstractmethod
    def key(self) -> str:
        """Idempotency key: an event with a known name and key is never recorded again."""


def stage_of(event: type[Event]) -> str:
    """What failed when such an event could not be handled, as ``digest.dlq.v1`` names it."""
    return event.name.removeprefix("digest.").rpartition(".")[0]


class WindowEvent(Event):
    group_id: int
    window_id: int


class DigestEvent(WindowEvent):
    digest_id: int
