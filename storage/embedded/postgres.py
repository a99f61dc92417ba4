from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from storage.embedded.cluster import PORT, PostgresCluster, PostgresOptions, PostgresServer
from storage.embedded.daemon import shared
from storage.embedded.home import open_home, open_server_directory
from storage.embedded.sockets import connectable


@asynccontextmanager
async def embedded_postgres(
    home: Path, options: PostgresOptions | None = None
) -> AsyncIterator[PostgresServer]:
    """Use the PostgreSQL of ``home``: started on demand, stopped when its last user leaves.

    Raises:
        HomeRefusedError: ``home`` cannot hold it.
        HomeInUseError: A reset in another process does not come to an end.
        ServerStartError: It does not come up.
        EmbeddedDatabaseError: Its programs or, under root, its account are not to be had, or its
            data are another version's.
    """
    with postgres_cluster(open_home(home), options) as cluster:
        async with shared(cluster):
            yield cluster.server


@contextmanager
def postgres_cluster(
    home: Path, options: PostgresOptions | None = None
) -> Iterator[PostgresCluster]:
    """The cluster of a home that is open, whether its server runs or not."""
    directory = open_server_directory(home, "postgres")
    with connectable(directory, Path("data", f".s.PGSQL.{PORT}")) as path:
        server = PostgresServer(path / "data")
        yield PostgresCluster(directory, server, options or PostgresOptions())
