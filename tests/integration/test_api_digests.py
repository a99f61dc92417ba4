"""Digests over HTTP: ordered, followed and read, on a real socket."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from pipeline.delivery.models import Destination, Via
from pipeline.digest.models import DeliveryStatus
from pipeline.events.orders import DigestOrdered
from pipeline.orders.models import OrderId, OrderState
from tests.fixtures.report_schema import REPORT
from tests.fixtures.web import ADMIN, STRANGER, Client, serving

PATH = "/api/groups/1/digest"


async def ordered(client: Client, **wanted: Any) -> Any:
    answer = await client.post(PATH, {"window_hours": 4, "engine": "rules", **wanted})
    assert 202 == answer.status
    return answer.json


async def test_an_order_is_answered_at_once_with_the_number_of_its_digest() -> None:
    async with serving() as client:
        answer = await client.post(PATH, {"window_hours": 4})

    told = answer.json
    assert (202, f"/api/digests/{told['digest_id']}") == (
        answer.status,
        answer.headers["Location"],
    )
    assert ("queued", 16, 5, []) == (
        told["status"],
        told["message_count"],
        told["participant_count"],
        told["reasons"],
    )
    assert {"digest_id", "group_window_id", "message_count", "participant_count", "status"} <= (
        told.keys()
    )


async def test_the_digest_is_read_under_the_number_that_the_order_gave() -> None:
    async with serving() as client:
        order = await ordered(client)
        path = f"/api/digests/{order['digest_id']}"
        before = await client.get(path)
        await client.edge.make()

        answer = await client.get(path)

    assert (200, "queued", "2") == (
        before.status,
        before.json["status"],
        before.headers["Retry-After"],
    )
    assert (200, "completed", order["digest_id"], order["group_window_id"]) == (
        answer.status,
        answer.json["status"],
        answer.json["digest_id"],
        answer.json["group_window_id"],
    )
    assert answer.json["digest"]["statements"]
    assert REPORT["properties"]["windows"]["items"]["properties"].keys() == (
        answer.json["digest"].keys()
    )
    assert "Retry-After" not in answer.headers


async def test_asked_again_within_five_minutes_it_is_the_same_digest_made_or_not() -> None:
    async with serving() as client:
        first, second = [await ordered(client) for _ in range(2)]
        await client.edge.make()
        third = await ordered(client)
        client.edge.ordering.now += timedelta(minutes=5)
        later = await ordered(client)

    assert first["digest_id"] == second["digest_id"] == third["digest_id"]
    assert "completed" == third["status"]
    assert first["digest_id"] != later["digest_id"]
    assert first["group_window_id"] != later["group_window_id"]


async def test_many_who_ask_at_once_get_one_digest_and_one_event() -> None:
    async with serving() as client:
        answers = await asyncio.gather(*(ordered(client) for _ in range(20)))

    assert 1 == len({answer["digest_id"] for answer in answers})
    assert 1 == len(client.edge.world.of(DigestOrdered))


async def test_another_language_size_or_engine_is_another_digest() -> None:
    async with serving() as client:
        numbers = {
            (await ordered(client, **wanted))["digest_id"]
            for wanted in ({}, {"language": "en"}, {"window_hours": 6}, {"engine": "auto"})
        }

    assert 4 == len(numbers)


async def test_an_order_that_failed_is_tried_again_when_it_is_asked_for_again() -> None:
    async with serving() as client:
        first = await ordered(client)
        number = OrderId(first["digest_id"])
        tenant = client.edge.world.tenant
        await client.edge.ordering.orders.settle(tenant, [number], OrderState.FAILED, "generate")
        failed = await client.get(f"/api/digests/{number}")

        second = await ordered(client)

    assert ("failed", ["generate"]) == (failed.json["status"], failed.json["reasons"])
    assert first["digest_id"] != second["digest_id"]


async def test_with_the_flag_off_nothing_is_enqueued_and_nothing_is_told() -> None:
    async with serving() as client:
        order = await ordered(client)
        await client.edge.make()
        before = list(client.edge.world.events.recorded)
        client.edge.ordering.rollout.on = False

        refused = [
            await client.post(PATH, {"window_hours": 6}),
            await client.get(f"/api/digests/{order['digest_id']}"),
            await client.get(f"/api/digests/{order['digest_id']}/events"),
        ]

    assert [403] * 3 == [answer.status for answer in refused]
    assert {"urn:problem-type:alfred:digests-off"} == {each.json["type"] for each in refused}
    assert before == client.edge.world.events.recorded


async def test_a_model_that_is_not_there_is_refused_before_anything_is_ordered() -> None:
    async with serving() as client:
        answer = await client.post(PATH, {"window_hours": 4, "engine": "model"})

    assert (422, "/engine") == (answer.status, answer.json["errors"][0]["pointer"])
    assert [] == client.edge.world.of(DigestOrdered)


async def test_a_digest_can_be_ordered_for_a_url_of_the_tenant_and_of_no_other() -> None:
    async with serving() as client:
        edge, url = client.edge, "https://example.org/"
        other = (await edge.token(STRANGER)).tenant
        theirs = await edge.endpoints.add(other, url, SecretStr("a"))
        ours = await edge.endpoints.add(edge.world.tenant, url, SecretStr("b"))

        posted = await ordered(client, webhook=ours.id)
        plain = await ordered(client)
        refused = await client.post(PATH, {"window_hours": 4, "webhook": theirs.id})

    order = await edge.ordering.orders.get(edge.world.tenant, OrderId(posted["digest_id"]))
    assert Destination(Via.WEBHOOK, ours.id) == order.destination
    assert posted["digest_id"] != plain["digest_id"]
    assert (422, "/webhook") == (refused.status, refused.json["errors"][0]["pointer"])


async def test_another_tenants_groups_and_digests_are_not_there() -> None:
    async with serving() as client:
        order = await ordered(client)
        await client.edge.make()
        number = order["digest_id"]

        refused = [
            await client.post(PATH, {"window_hours": 4}, STRANGER),
            await client.get(f"/api/digests/{number}", STRANGER),
            await client.get(f"/api/digests/{number}/events", STRANGER),
        ]
        unknown = await client.get("/api/digests/999", STRANGER)

    assert [404] * 3 == [answer.status for answer in refused]
    assert refused[1].json["detail"] == unknown.json["detail"]


async def test_a_digest_that_is_held_back_is_told_by_its_reasons_alone() -> None:
    async with serving() as client:
        edge = client.edge
        order = await ordered(client)
        await edge.make()
        [stored] = await edge.world.digests.latest(edge.world.tenant, [order["group_window_id"]])
        await edge.world.digests.set_delivery(
            edge.world.tenant, stored.id, DeliveryStatus.BLOCKED_QUALITY
        )

        answer = await client.get(f"/api/digests/{order['digest_id']}")
        followed = await client.get(f"/api/digests/{order['digest_id']}/events")

    assert ("blocked", ["held_back"]) == (answer.json["status"], answer.json["reasons"])
    assert "digest" not in answer.json
    assert b'"status":"blocked"' in followed.body
    assert b'"status":"completed"' not in followed.body


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (OrderState.SKIPPED, "skipped"),
        (OrderState.STOPPED, "stopped"),
        (OrderState.BLOCKED, "blocked"),
        (OrderState.UNDELIVERABLE, "failed"),
    ],
)
async def test_every_end_without_a_digest_has_its_name(state: OrderState, told: str) -> None:
    async with serving() as client:
        number = (await ordered(client))["digest_id"]
        await client.edge.ordering.orders.settle(
            client.edge.world.tenant, [OrderId(number)], state, "why"
        )

        answer = await client.get(f"/api/digests/{number}", ADMIN)

    assert (told, ["why"]) == (answer.json["status"], answer.json["reasons"])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_head_tells_what_get_would_without_the_body(method: str) -> None:
    async with serving() as client:
        number = (await ordered(client))["digest_id"]

        answer = await client.ask(method, f"/api/digests/{number}", ADMIN)

    assert (200, "application/json", method == "GET") == (
        answer.status,
        answer.headers["Content-Type"].split(";")[0],
        bool(answer.body),
    )
