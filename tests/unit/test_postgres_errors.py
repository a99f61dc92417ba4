import asyncpg
import pytest

from pipeline.errors import AlfredError
from storage.postgres.errors import (
    DatabaseFullError,
    DatabaseRefusedError,
    DatabaseUnavailableError,
    translated,
)


def run(error: Exception) -> None:
    with translated():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("refused"),
        FileNotFoundError("/run/.s.PGSQL.5432"),
        TimeoutError(),
        asyncpg.ConnectionDoesNotExistError("gone"),
        asyncpg.AdminShutdownError("terminating"),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.TooManyConnectionsError("too many"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InterfaceError("pool is closing"),
        asyncpg.InternalClientError("cannot switch to state 15; another operation (2) is"),
        asyncpg.InterfaceError(
            "cannot call Connection.fetch(): connection has been released back to the pool"
        ),
    ],
    ids=lambda error: f"{type(error).__name__}: {error}",
)
def test_a_server_that_went_away_is_said_to_on_one_line_with_the_remedy(error: Exception) -> None:
    with pytest.raises(DatabaseUnavailableError, match=r"^[^\n]+ — [^\n]+$") as raised:
        run(error)

    assert error is raised.value.__cause__
    assert isinstance(raised.value, AlfredError)


def test_a_full_disk_is_said_to_on_one_line_with_the_remedy() -> None:
    with pytest.raises(DatabaseFullError, match="no room left on its disk — free some space"):
        run(asyncpg.DiskFullError("could not extend file"))


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InvalidPasswordError("password authentication failed"),
        asyncpg.InvalidAuthorizationSpecificationError('role "alfred_service" does not exist'),
        asyncpg.InvalidCatalogNameError('database "alfred" does not exist'),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_server_that_does_not_let_us_in_is_quoted_with_the_remedy(error: Exception) -> None:
    with pytest.raises(
        DatabaseRefusedError, match=r"^[^\n]+ — check DATABASE_URL[^\n]+$"
    ) as raised:
        run(error)

    assert str(error) in str(raised.value)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(),
        asyncpg.UniqueViolationError("duplicate key"),
        asyncpg.InterfaceError("another operation is in progress"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_mistake_of_ours_stays_what_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        run(error)

    assert error is raised.value
