"""Groups over HTTP: listed page by page, and connected."""

from typing import Any

import pytest

from pipeline.groups.addresses import Invitation, Username
from pipeline.groups.connecting import Connection, Outcome
from pipeline.groups.models import PersonId, Reader
from pipeline.ingest.models import Chat, ChatKind
from tests.fixtures.web import ADMIN, READER, Client, serving

PATH = "/api/groups"


async def more_groups(client: Client, *titles: str) -> None:
    for number, title in enumerate(titles):
        await client.edge.book.connect(
            client.edge.world.tenant,
            Chat(-200 - number, ChatKind.SUPERGROUP, title, "team"),
            reader=Reader.BOT,
            owner=PersonId(1),
            time_zone="UTC",
            language="en",
        )


async def test_the_groups_come_page_by_page() -> None:
    async with serving() as client:
        await more_groups(client, "b", "c", "d", "e")
        pages, path = [], f"{PATH}?limit=2"
        while path:
            page = (await client.get(path)).json
            pages.append([group["title"] for group in page["groups"]])
            path = page["next"]

    assert [["Команда", "b"], ["c", "d"], ["e"]] == pages


async def test_a_title_that_could_turn_a_line_round_is_made_harmless() -> None:
    async with serving() as client:
        await more_groups(client, "\u202egnp.exe\x1b[2J\n<b>")

        [_, group] = (await client.get(PATH)).json["groups"]

    assert "gnp.exe␛[2J <b>" == group["title"]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        (-1001234567890, -1001234567890),
        ("@team_chat", Username("team_chat")),
        ("https://t.me/+AbCdEfGhIjKl", Invitation("AbCdEfGhIjKl")),
    ],
)
async def test_a_group_is_connected_by_its_id_name_or_invitation(
    written: int | str, place: Any
) -> None:
    async with serving() as client:
        connect = client.edge.connect
        connect.answer = Connection(Outcome.CONNECTED, await client.edge.group())

        answer = await client.post(
            PATH, {"group": written, "language": "en", "time_zone": "Asia/Tokyo"}, ADMIN
        )

    assert (201, 1) == (answer.status, answer.json["id"])
    assert [(client.edge.world.tenant, place, "en", "Asia/Tokyo", True)] == connect.asked


async def test_a_zone_that_nobody_named_is_not_taken_for_a_choice() -> None:
    async with serving() as client:
        connect = client.edge.connect
        connect.answer = Connection(Outcome.CONNECTED, await client.edge.group())

        await client.post(PATH, {"group": "@team_chat"}, ADMIN)

    assert [("UTC", False)] == [asked[3:] for asked in connect.asked]


async def test_a_group_that_is_read_already_is_no_new_one() -> None:
    async with serving() as client:
        client.edge.connect.answer = Connection(Outcome.KNOWN, await client.edge.group())

        answer = await client.post(PATH, {"group": "@team_chat"}, ADMIN)

    assert 200 == answer.status


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.NOT_A_GROUP, 409),
        (Outcome.NOT_FOUND, 409),
        (Outcome.NOBODY_THERE, 409),
        (Outcome.NOT_ADMIN, 409),
        (Outcome.BUSY, 503),
    ],
)
async def test_why_a_group_is_not_connected_is_told(outcome: Outcome, status: int) -> None:
    async with serving() as client:
        client.edge.connect.answer = Connection(outcome)

        answer = await client.post(PATH, {"group": "@team_chat"}, ADMIN)

    assert (status, status == 503) == (answer.status, "Retry-After" in answer.headers)
    assert answer.json["detail"].endswith(".")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"group": 5},
        {"group": 1.5},
        {"group": -(2**60)},
        {"group": ""},
        {"group": "a" * 513},
        {"group": "no address at all"},
        {"group": "\x00"},
        {"group": "@team_chat", "time_zone": "../../etc/passwd"},
        {"group": "@team_chat", "time_zone": "Mars/Olympus"},
        {"group": "@team_chat", "time_zone": "UTC\x00"},
        {"group": "@team_chat", "time_zone": "/etc/localtime"},
        {"group": "@team_chat", "language": "de"},
        {"group": "@team_chat", "tenant": 1},
    ],
)
async def test_what_cannot_be_a_group_is_not_looked_for(body: Any) -> None:
    async with serving() as client:
        answer = await client.post(PATH, body, ADMIN)

    assert 422 == answer.status
    assert [] == client.edge.connect.asked


async def test_listing_takes_either_scope() -> None:
    async with serving() as client:
        statuses = [(await client.get(PATH, token)).status for token in (READER, ADMIN)]

    assert [200, 200] == statuses
