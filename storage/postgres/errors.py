"""What can go wrong with PostgreSQL.

StorageError
├── DatabaseUnavailableError   no server answers, or it stopped answering
├── DatabaseFullError          the server has no room left on its disk
├── DatabaseRefusedError       the server answers and does not let us in
├── UnsafeRoleError            the service connects as a role that isolation does not bind
├── SchemaMismatchError        the database is not at the revision of this code
├── MigrationError             the database could not be migrated
├── HalfRestoredError          a restore of the database did not come to its end
├── NotFoundError              a row that was asked for by id is not there for this tenant
└── UnstorableTextError        a text that PostgreSQL cannot hold
"""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from storage.errors import StorageError

_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    OSError,  # TimeoutError included: the server is there and does not answer
)

_REFUSED = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)

# The driver has no type of its own for "this connection is gone": it says so in these words.
_GONE = (
    "connection is closed",
    "connection was closed",
    "connection has been released",
    "cannot switch to state",
    "pool is clos",
)


class DatabaseUnavailableError(StorageError):
    """No server answers; what was committed is safe, and the next run continues there."""


class DatabaseFullError(StorageError):
    """The server's disk is full; the transaction in hand was rolled back."""


class DatabaseRefusedError(StorageError):
    """No such user or database, or not with this password."""


class UnsafeRoleError(StorageError):
    """Row level security would not bind the role that we connect as."""


class SchemaMismatchError(StorageError):
    """The database's revision is not the one that this code was written for."""


class MigrationError(StorageError):
    """A revision failed; the database stays at the one before it."""


class HalfRestoredError(StorageError):
    """What is there is neither what was there before nor what was restored."""


class NotFoundError(StorageError, LookupError):
    """No such row for this tenant."""


class UnstorableTextError(StorageError, ValueError):
    """NUL characters and lone surrogates are not text to PostgreSQL."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors that an operator can mend into ours; a bug stays what it is.

    Raises:
        DatabaseUnavailableError: The connection was lost or could not be made.
        DatabaseFullError: There was no room to write.
        DatabaseRefusedError: The server did not let us in.
    """
    try:
        yield
    except _REFUSED as error:
        raise DatabaseRefusedError(
            f"PostgreSQL does not let us in ({error}) — check DATABASE_URL, and if the database is"
            " new run `python main.py migrate`"
        ) from error
    except asyncpg.DiskFullError as error:
        raise DatabaseFullError(
            "PostgreSQL has no room left on its disk — free some space and run the same again"
        ) from error
    except _LOST as error:
        raise _unavailable(error) from error
    except (asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
        if not any(sign in str(error) for sign in _GONE):
            raise
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> DatabaseUnavailableError:
    return DatabaseUnavailableError(
        f"PostgreSQL does not answer ({type(error).__name__}) — see that it runs, then run the"
        " same again: what was stored is safe"
    )
