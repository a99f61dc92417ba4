from pathlib import Path

import asyncpg
import pytest

from storage.embedded import embedded_mongo, embedded_postgres, reset
from storage.errors import HomeInUseError, HomeRefusedError
from storage.mongo import mongo_database
from tests.fixtures.embedded import UNSAFE_BUT_FAST
from tests.fixtures.processes import servers_in, user_of


async def fill(home: Path) -> None:
    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server:
        connection = await asyncpg.connect(server.dsn())
        await connection.execute("create table old ()")
        await connection.close()
    async with embedded_mongo(home) as url, mongo_database(url) as database:
        await database.documents("old").insert_one({"_id": "1"})


async def is_filled(home: Path) -> tuple[bool, bool]:
    async with embedded_postgres(home, UNSAFE_BUT_FAST) as server:
        connection = await asyncpg.connect(server.dsn())
        table = await connection.fetchval("select to_regclass('old')")
        await connection.close()
    async with embedded_mongo(home) as url, mongo_database(url) as database:
        document = await database.documents("old").find_one({"_id": "1"})
    return table is not None, document is not None


def precious(directory: Path) -> Path:
    directory.mkdir()
    letter = directory / "letter.txt"
    letter.write_text("dear")
    return letter


async def test_it_deletes_what_the_servers_wrote_and_nothing_else(home: Path) -> None:
    await fill(home)
    letter = precious(home / "letters")

    emptied = await reset(home)

    assert (home / "postgres", home / "mongo") == emptied
    assert (False, False) == await is_filled(home)
    assert "dear" == letter.read_text()


async def test_where_nothing_was_written_there_is_nothing_to_do(home: Path) -> None:
    never_used = await reset(home)
    await fill(home)
    await reset(home)
    reset_before = await reset(home)

    assert () == never_used
    assert () == reset_before


@pytest.mark.parametrize("server", ["postgres", "mongo"])
async def test_it_is_refused_while_another_process_uses_a_server(home: Path, server: str) -> None:
    await fill(home)

    async with user_of(server, home):
        with pytest.raises(HomeInUseError, match="another process uses"):
            await reset(home)

    assert (True, True) == await is_filled(home)


async def test_it_stops_the_servers_that_a_killed_process_left(home: Path) -> None:
    async with user_of("postgres", home) as first, user_of("mongo", home) as second:
        first.kill()
        second.kill()
    places = [home / "postgres" / "data", home / "mongo"]
    left = [len(servers_in(place)) for place in places]

    await reset(home)

    assert [1, 1] == left
    assert [[], []] == [servers_in(place) for place in places]


@pytest.mark.parametrize("name", ["postgres", "mongo"])
async def test_it_follows_no_link_to_a_servers_directory(home: Path, name: str) -> None:
    await fill(home)
    elsewhere = (home / name).rename(home.parent / "elsewhere")
    (home / name).symlink_to(elsewhere)

    with pytest.raises(HomeRefusedError, match="was not made by Alfred"):
        await reset(home)

    assert (elsewhere / "data").exists()


async def test_it_follows_no_link_inside_a_servers_directory(home: Path) -> None:
    await fill(home)
    letter = precious(home.parent / "precious")
    links = [home / "postgres" / "link", home / "postgres" / "data" / "link"]
    for link in links:
        link.symlink_to(letter.parent)

    await reset(home)

    assert [False, False] == [link.is_symlink() for link in links]
    assert "dear" == letter.read_text()


async def test_it_leaves_a_directory_without_our_mark_alone(home: Path) -> None:
    (home / "postgres" / "data").mkdir(parents=True)

    with pytest.raises(HomeRefusedError, match="delete it yourself"):
        await reset(home)

    assert (home / "postgres" / "data").exists()
