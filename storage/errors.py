"""What can go wrong at the database edge.

StorageError
├── DocumentStoreError                   MongoDB refused a request
│   ├── DocumentStoreUnavailableError    MongoDB does not answer
│   └── DocumentIndexError               its indexes are not those that we need
├── LeaseLostError                       another process may do what we held a lock for
└── EmbeddedDatabaseError                a server that we run ourselves
    ├── HomeRefusedError                 ALFRED_HOME cannot hold our data as it is
    ├── HomeInUseError                   another process of ours works in it
    └── ServerStartError                 a server did not come up; its log says why

Each message is one line and names the remedy.
"""

from pathlib import Path

from pipeline.errors import AlfredError


class StorageError(AlfredError):
    """The root of all errors that storage raises on purpose."""


class DocumentStoreError(StorageError):
    """MongoDB refused a request."""


class DocumentStoreUnavailableError(DocumentStoreError):
    """MongoDB does not answer."""


class DocumentIndexError(DocumentStoreError):
    """An index is missing in MongoDB, or has other options than ours."""


class LeaseLostError(StorageError):
    """A lock could not be kept while it was held: what was done under it is stopped."""


class EmbeddedDatabaseError(StorageError):
    """An embedded database cannot be used."""


class HomeRefusedError(EmbeddedDatabaseError):
    """ALFRED_HOME is not a directory that we may work in, or can."""


class HomeInUseError(EmbeddedDatabaseError):
    """The embedded databases are in use by another process of ours."""


class ServerStartError(EmbeddedDatabaseError):
    """A server of ours did not start; ``log`` is the file that says why."""

    def __init__(self, message: str, log: Path) -> None:
        super().__init__(message)
        self.log = log
