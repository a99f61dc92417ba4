"""The embedded Mongo server: real processes, real kill -9. What it can do is in the contract."""

import asyncio
import os
import shutil
import stat
from pathlib import Path

import psutil
import pytest

from storage.embedded import embedded_mongo
from storage.errors import ServerStartError
from storage.mongo import mongo_database
from tests.fixtures.processes import servers_in, user_of


def place_of(home: Path) -> Path:
    return home / "mongo"


async def remember(url: str) -> None:
    async with mongo_database(url) as database:
        await database.documents("notes").insert_one({"_id": "1"})


async def remembers(url: str) -> bool:
    async with mongo_database(url) as database:
        return await database.documents("notes").find_one({"_id": "1"}) is not None


async def test_documents_stay_and_the_server_goes_with_its_last_user(home: Path) -> None:
    async with embedded_mongo(home) as url:
        await remember(url)
    after_first = servers_in(place_of(home))
    async with embedded_mongo(home) as url:
        remembered = await remembers(url)

    assert remembered
    assert [] == after_first
    assert [] == servers_in(place_of(home))


async def test_it_listens_on_no_network_and_in_a_session_of_its_own(home: Path) -> None:
    async with embedded_mongo(home):
        (server,) = servers_in(place_of(home))
        network = server.net_connections("inet")
        session = os.getsid(server.pid)

    assert [] == network
    assert os.getsid(0) != session


async def test_its_files_are_for_its_user_only(home: Path) -> None:
    async with embedded_mongo(home) as url:
        await remember(url)
        modes = {path.name: path.stat().st_mode for path in place_of(home).rglob("*")}

    assert {"data", "mongodb.sock", "butler.db", "mongo.log"} <= modes.keys()
    assert [] == [name for name, mode in modes.items() if mode & (stat.S_IRWXG | stat.S_IRWXO)]


async def test_processes_that_start_at_the_same_moment_share_one_server(home: Path) -> None:
    all_ready = asyncio.Barrier(3)

    async def use() -> int:
        async with user_of("mongo", home):
            await all_ready.wait()
            return len(servers_in(place_of(home)))

    counts = await asyncio.gather(use(), use(), use())

    assert [1, 1, 1] == list(counts)
    assert [] == servers_in(place_of(home))


async def test_after_a_kill_9_the_next_process_takes_the_server_over(home: Path) -> None:
    async with user_of("mongo", home) as victim:
        left = servers_in(place_of(home))
        victim.kill()

    async with embedded_mongo(home):
        found = servers_in(place_of(home))

    assert 1 == len(left)
    assert left == found
    assert [] == servers_in(place_of(home))


async def test_a_stranger_with_a_dead_servers_number_neither_fools_us_nor_is_hurt(
    home: Path, stranger: psutil.Popen
) -> None:
    async with embedded_mongo(home) as url:
        await remember(url)
        (server,) = servers_in(place_of(home))
        server.kill()
    (place_of(home) / "mongo.pid").write_text(str(stranger.pid))

    async with embedded_mongo(home) as url:
        remembered = await remembers(url)

    assert remembered
    assert [] == servers_in(place_of(home))
    assert stranger.poll() is None


@pytest.mark.parametrize(
    "name", ["д" * 70, "with, 'odd' \"signs\" $HOME;%20 & spaces"], ids=["long", "odd"]
)
async def test_it_works_under_a_long_or_odd_path(home: Path, name: str) -> None:
    async with embedded_mongo(home / name) as url:
        await remember(url)
        remembered = await remembers(url)

    assert remembered
    assert [] == servers_in(place_of(home / name))


async def test_a_server_that_was_left_ends_when_its_directory_is_deleted(home: Path) -> None:
    async with user_of("mongo", home) as victim:
        (left,) = servers_in(place_of(home))
        victim.kill()

    shutil.rmtree(home)
    await asyncio.to_thread(left.wait, timeout=20)

    assert not left.is_running()


async def test_a_server_that_cannot_start_says_why_and_where(home: Path) -> None:
    async with embedded_mongo(home):
        pass
    shutil.rmtree(place_of(home) / "data")
    (place_of(home) / "data").write_text("in the way")

    with pytest.raises(ServerStartError, match="FileExistsError") as caught:
        async with embedded_mongo(home):
            pytest.fail("started without a data directory")

    assert str(place_of(home) / "mongo.log") in str(caught.value)
    assert "\n" not in str(caught.value)
