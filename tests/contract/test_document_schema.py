"""The indexes of Alfred's memory: made by ``migrate``, seen to by ``doctor``, and needed to open.

A server stands for one that an operator runs; it is not theirs, since databases are made in it.
"""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from pipeline.health.models import ok
from storage.documents.opening import document_database, migrate_documents
from storage.documents.schema import MEMORY, PROFILES, indexes
from storage.errors import DocumentIndexError
from storage.health import MongoCheck
from storage.mongo import mongo_database
from storage.mongo_indexes import Index
from storage.settings import StorageSettings

TTL = Index(("created_at",), expires_after=timedelta(days=90))


@pytest.fixture
def on_a_server(mongo_server: str, home: Path) -> StorageSettings:
    """A database of the test's own."""
    url = mongo_server.replace("/?", f"/schema_{uuid4().hex}?")
    return StorageSettings(
        alfred_home=home,
        database_url=None,
        migrations_database_url=None,
        mongodb_url=SecretStr(url),
    )


@pytest.fixture
def embedded(home: Path) -> StorageSettings:
    return StorageSettings(
        alfred_home=home, database_url=None, migrations_database_url=None, mongodb_url=None
    )


def url_of(settings: StorageSettings) -> str:
    assert settings.mongodb_url
    return settings.mongodb_url.get_secret_value()


def test_the_indexes_are_those_of_the_design() -> None:
    wanted = indexes(embedded=False)

    assert Index(("user_id",), unique=True) in wanted[PROFILES]
    assert Index(("created_at",)) in wanted[PROFILES]
    assert Index(("user_id", "created_at")) in wanted[MEMORY]
    assert TTL in wanted["user_memory"]
    assert TTL in wanted["user_memory_pending"]


async def test_a_server_is_migrated_once(on_a_server: StorageSettings) -> None:
    made = [await migrate_documents(on_a_server) for _ in range(2)]

    assert [sum(map(len, indexes(embedded=False).values())), 0] == made
    async with mongo_database(url_of(on_a_server)) as database:
        for collection, wanted in indexes(embedded=False).items():
            assert [] == await database.documents(collection).missing_indexes(wanted)


async def test_a_server_that_is_not_migrated_is_refused_with_the_command_to_run(
    on_a_server: StorageSettings,
) -> None:
    with pytest.raises(DocumentIndexError) as caught:
        await MongoCheck(on_a_server).examine()

    message = str(caught.value)
    assert "user_profiles (user_id), user_profiles (created_at), user_memory" in message
    assert message.endswith(" — run: python main.py migrate")


async def test_what_is_missing_of_a_migrated_server_is_named(on_a_server: StorageSettings) -> None:
    async with mongo_database(url_of(on_a_server)) as database:
        for collection, wanted in indexes(embedded=False).items():
            present = [index for index in wanted if index != TTL or collection != MEMORY]
            await database.documents(collection).ensure_indexes(present)

    with pytest.raises(DocumentIndexError, match=r"lacks indexes, user_memory \(created_at\) — "):
        async with document_database(on_a_server):
            pytest.fail("opened without the index that lets what was said expire")


async def test_doctor_finds_a_migrated_server_well(on_a_server: StorageSettings) -> None:
    await migrate_documents(on_a_server)

    assert ok("at MONGODB_URL") == await MongoCheck(on_a_server).examine()


async def test_an_index_with_other_options_is_left_alone_and_named_with_the_remedy(
    on_a_server: StorageSettings,
) -> None:
    theirs = Index(("created_at",), expires_after=timedelta(days=7))
    async with mongo_database(url_of(on_a_server)) as database:
        await database.documents(MEMORY).ensure_indexes([theirs])

        with pytest.raises(DocumentIndexError, match=r"db\.user_memory\.dropIndex\("):
            await migrate_documents(on_a_server)
        with pytest.raises(DocumentIndexError, match=r"db\.user_memory\.dropIndex\("):
            await MongoCheck(on_a_server).examine()

        assert [] == await database.documents(MEMORY).missing_indexes([theirs])


async def test_an_embedded_server_gets_its_indexes_when_it_is_opened(
    embedded: StorageSettings,
) -> None:
    async with document_database(embedded) as database:
        missing = [
            index
            for collection, wanted in indexes(embedded=True).items()
            for index in await database.documents(collection).missing_indexes(wanted)
        ]

    assert [] == missing
    assert ok("embedded") == await MongoCheck(embedded).examine()
    assert 0 == await migrate_documents(embedded)
