"""Documents of a person, which somebody else than this code may have written or changed."""

import logging
from collections.abc import Callable
from typing import TypeVar

from pipeline.alfred.ports import DamagedMemoryError
from storage.errors import DocumentStoreError
from storage.mongo_filters import Document

T = TypeVar("T")

_log = logging.getLogger(__name__)


class DamagedDocumentError(DocumentStoreError, DamagedMemoryError):
    """A person's document cannot be read, or another one stands where theirs belongs."""


def read(parse: Callable[[Document], T], document: Document, collection: str) -> T:
    """What ``parse`` makes of a document of a person.

    Raises:
        DamagedDocumentError: It makes nothing of it; the log says whose it is.
    """
    try:
        return parse(document)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise damaged(document.get("user_id"), collection, type(error).__name__) from None


def damaged(person: object, collection: str, how: str) -> DamagedDocumentError:
    """An error that the log knows by the person's number; a value may be somebody's words."""
    number = person if isinstance(person, int) else "of no number"
    _log.error("a document of person %s in %s is damaged: %s", number, collection, how)
    return DamagedDocumentError(
        f"a document of a person in {collection} is damaged ({how}) — correct or delete it"
    )
