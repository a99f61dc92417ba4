"""Digests that were made before their group became a supergroup, and so cite ids of before."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from pipeline.digest.models import Digest
from pipeline.digest.ports import StoredDigest
from pipeline.ingest.migration import former_id

_ONE: Final = frozenset({"message_id", "root", "answered_by", "thread_id"})
_SEVERAL: Final = frozenset({"message_ids", "tone_message_ids", "thread_ids", "spoken"})


def is_of_before(stored: StoredDigest, migrated_at: datetime | None) -> bool:
    """Whether its ids are those of the basic group that the group was when its run began."""
    return (
        migrated_at is not None and stored.begun_at is not None and stored.begun_at < migrated_at
    )


def as_numbered_now(stored: StoredDigest, migrated_at: datetime | None) -> StoredDigest:
    """The digest with the ids that its messages have now.

    It is to look things up by, not to be shown: the hash that its decision holds is of the ids
    that it was judged with.
    """
    if not is_of_before(stored, migrated_at):
        return stored
    return replace(stored, digest=renumbered(stored.digest))


def renumbered(digest: Digest) -> Digest:
    """The digest with each id of the basic group as the supergroup's history has it."""
    told = _renumbered(digest.model_dump())
    told["threads"] = [{**thread, "id": former_id(thread["id"])} for thread in told["threads"]]
    return Digest.model_validate(told)


def _renumbered(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _field(key, each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_renumbered(each) for each in value]
    return value


def _field(key: str, value: Any) -> Any:
    if key in _SEVERAL:
        return [former_id(each) for each in value]
    if key in _ONE and value is not None:
        return former_id(value)
    return _renumbered(value)
