"""SegmentCache, in memory and on Postgres."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from pipeline.digest.ports import SliceKey
from pipeline.ingest.models import Chat, ChatKind
from tests.fixtures.stores import Stores

KEY = SliceKey("hash", "segmenter-1.ru", "GigaChat-2", 1)


def keys(*numbers: int) -> list[SliceKey]:
    return [replace(KEY, slice_hash=f"hash {number}") for number in numbers]


async def test_answers_are_found_as_they_were_saved(stores: Stores) -> None:
    tenant, group = await stores.group()
    one, two = keys(1, 2)
    answers = {one: '{"kind": "план \x00"}'.encode(), two: b""}

    await stores.segments.save(tenant, group, answers)

    assert answers == await stores.segments.find(tenant, group, [one, two])


async def test_only_what_was_asked_for_and_is_there_is_found(stores: Stores) -> None:
    tenant, group = await stores.group()
    one, two, unknown = keys(1, 2, 3)
    await stores.segments.save(tenant, group, {one: b"1", two: b"2"})

    found = await stores.segments.find(tenant, group, [unknown, two, two])

    assert {two: b"2"} == found


async def test_nothing_asked_for_finds_nothing_and_nothing_can_be_saved(stores: Stores) -> None:
    tenant, group = await stores.group()

    await stores.segments.save(tenant, group, {})

    assert {} == await stores.segments.find(tenant, group, [])


@pytest.mark.parametrize(
    "change",
    [
        {"slice_hash": "other"},
        {"prompt_version": "segmenter-1.en"},
        {"model": "GigaChat-2-Pro"},
        {"schema_version": 2},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_whatever_could_change_an_answer_asks_for_another(
    stores: Stores, change: dict[str, Any]
) -> None:
    tenant, group = await stores.group()
    await stores.segments.save(tenant, group, {KEY: b"answer"})

    assert {} == await stores.segments.find(tenant, group, [replace(KEY, **change)])


async def test_a_key_that_is_there_keeps_its_first_answer(stores: Stores) -> None:
    tenant, group = await stores.group()
    known, new = keys(1, 2)
    await stores.segments.save(tenant, group, {known: b"first"})

    await stores.segments.save(tenant, group, {known: b"second", new: b"new"})

    found = await stores.segments.find(tenant, group, [known, new])
    assert {known: b"first", new: b"new"} == found


async def test_thousands_are_saved_and_found_at_once(stores: Stores) -> None:
    tenant, group = await stores.group()
    answers = {key: key.slice_hash.encode() for key in keys(*range(5000))}

    await stores.segments.save(tenant, group, answers)

    assert answers == await stores.segments.find(tenant, group, list(answers))


async def test_runs_that_save_the_same_keys_at_once_wait_for_each_other(stores: Stores) -> None:
    tenant, group = await stores.group()
    forth = dict.fromkeys(keys(*range(3000)), b"answer")
    back = dict(reversed(forth.items()))

    async with asyncio.TaskGroup() as runs:
        for answers in [forth, back] * 2:
            runs.create_task(stores.segments.save(tenant, group, answers))

    assert forth == await stores.segments.find(tenant, group, list(forth))


async def test_an_answer_belongs_to_its_group_and_tenant(stores: Stores) -> None:
    tenant, group = await stores.group("owner")
    other = Chat(telegram_id=-1009876543210, kind=ChatKind.SUPERGROUP, title="Другая")
    sibling = await stores.groups.ensure(tenant, other, time_zone="Europe/Moscow")
    stranger = await stores.tenants.ensure("stranger")

    await stores.segments.save(tenant, group, {KEY: b"answer"})

    assert {} == await stores.segments.find(tenant, sibling, [KEY])
    assert {} == await stores.segments.find(stranger, group, [KEY])
