"""ArtifactStore, in memory and on Postgres."""

from dataclasses import replace
from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.ports import ArtifactKey
from pipeline.ingest.models import TenantId
from tests.fixtures.stores import Stores, span


async def key_of(stores: Stores) -> tuple[TenantId, ArtifactKey]:
    tenant, group = await stores.group()
    [window] = await stores.windows.ensure(tenant, group, [span(0)])
    return tenant, ArtifactKey(window.id, Stage.TOPIC, "hash", "rules-1", "rules", 1)


async def test_an_answer_is_found_as_it_was_saved(stores: Stores) -> None:
    tenant, key = await key_of(stores)
    answer = '{"topics": ["Релиз \x00"]}'.encode()

    await stores.artifacts.save(tenant, key, answer)

    assert answer == await stores.artifacts.find(tenant, key)


async def test_saving_again_keeps_the_first_answer(stores: Stores) -> None:
    tenant, key = await key_of(stores)

    await stores.artifacts.save(tenant, key, b"first")
    await stores.artifacts.save(tenant, key, b"second")

    assert b"first" == await stores.artifacts.find(tenant, key)


@pytest.mark.parametrize(
    "change",
    [
        {"stage": Stage.ROLES},
        {"input_hash": "other"},
        {"prompt_version": "rules-2"},
        {"model": "GigaChat-2"},
        {"schema_version": 2},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_whatever_could_change_an_answer_asks_for_another(
    stores: Stores, change: dict[str, Any]
) -> None:
    tenant, key = await key_of(stores)
    await stores.artifacts.save(tenant, key, b"answer")

    assert await stores.artifacts.find(tenant, replace(key, **change)) is None


async def test_an_answer_of_another_tenant_is_not_there(stores: Stores) -> None:
    tenant, key = await key_of(stores)
    await stores.artifacts.save(tenant, key, b"answer")
    stranger = await stores.tenants.ensure("stranger")

    assert await stores.artifacts.find(stranger, key) is None
