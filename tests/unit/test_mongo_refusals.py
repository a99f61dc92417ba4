"""What the Mongo layer refuses before, or without, a server."""

from datetime import timedelta
from typing import Any

import pytest

from storage.errors import DocumentStoreError, DocumentStoreUnavailableError
from storage.mongo import MongoDocuments, Order, mongo_database


@pytest.fixture
def documents() -> MongoDocuments:
    return MongoDocuments(collection=None)


@pytest.mark.parametrize("where", [{"$or": [{"a": 1}]}, {"a": {"$not": {"$gt": 1}}}])
async def test_an_operator_without_contract_is_refused(
    documents: MongoDocuments, where: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"no contract test covers the operator \$(or|not)"):
        await documents.find_one(where)


@pytest.mark.parametrize(("order", "limit"), [((("_id", Order.ASCENDING),), 0), ((), 1)])
async def test_finding_many_needs_an_order_and_a_limit(
    documents: MongoDocuments, order: tuple[tuple[str, Order], ...], limit: int
) -> None:
    with pytest.raises(ValueError, match="order and a limit"):
        await documents.find_many({}, order=order, limit=limit)


async def test_a_number_is_refused_as_an_id(documents: MongoDocuments) -> None:
    with pytest.raises(TypeError, match="must be text"):
        await documents.insert_one({"_id": 1})
    with pytest.raises(TypeError, match="must be text"):
        await documents.update_one({"_id": 1}, {"name": "a"}, upsert=True)


async def test_a_server_that_is_not_there_is_reported_without_its_password() -> None:
    absent = "mongodb://user:secret@127.0.0.1:1/"

    with pytest.raises(DocumentStoreUnavailableError, match="check MONGODB_URL") as caught:
        async with mongo_database(absent, patience=timedelta(milliseconds=100)):
            pytest.fail("opened a server that does not exist")

    assert "secret" not in str(caught.value)


async def test_a_wrong_url_is_told_from_an_absent_server() -> None:
    with pytest.raises(DocumentStoreError, match="check MONGODB_URL") as caught:
        async with mongo_database("mongodb://"):
            pytest.fail("opened a server without an address")

    assert not isinstance(caught.value, DocumentStoreUnavailableError)
