"""Who is let in over HTTP, how often, and what they are told when they are not."""

from typing import Any

import pytest

from pipeline.access.models import ApiToken, TokenId
from pipeline.errors import AlfredError
from tests.fixtures.web import ADMIN, READER, STRANGER, Edge, serving, token_text

GROUPS = "/api/groups"


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {READER}"},
        {"Authorization": f"Bearer {READER[:-1]}"},
        {"Authorization": f"Bearer {READER}x"},
        {"Authorization": f"Bearer {READER} {READER}"},
        {"Authorization": f"Bearer {token_text('unknown')}"},
        {"Authorization": "Bearer alf_" + "é" * 43},
        {"Authorization": READER},
    ],
)
async def test_without_a_token_of_ours_nobody_comes_in(credentials: dict[str, str]) -> None:
    async with serving() as client:
        answer = await client.ask("GET", GROUPS, headers=credentials)

    challenge = answer.headers["WWW-Authenticate"]
    assert (401, "urn:problem-type:alfred:no-token") == (answer.status, answer.json["type"])
    assert challenge.startswith('Bearer realm="alfred"')
    assert bool(credentials) == ('error="invalid_token"' in challenge)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_scheme_is_read_in_any_case(scheme: str) -> None:
    async with serving() as client:
        answer = await client.ask("GET", GROUPS, headers={"Authorization": f"{scheme} {READER}"})

    assert 200 == answer.status


async def test_two_tokens_at_once_are_none() -> None:
    async with serving() as client:
        headers = [("Authorization", f"Bearer {READER}"), ("Authorization", f"Bearer {ADMIN}")]
        async with client.session.get(client.url + GROUPS, headers=headers) as answer:
            status = answer.status

    assert 401 == status


async def test_a_revoked_token_is_no_token_from_the_next_request_on() -> None:
    async with serving() as client:
        before = await client.get(GROUPS)
        token = await client.edge.token(READER)
        await client.edge.tokens.revoke(token.tenant, TokenId(token.id))

        after = await client.get(GROUPS)

    assert (200, 401) == (before.status, after.status)


async def test_a_revoked_token_is_limited_like_any_guess() -> None:
    async with serving(Edge(requests_per_minute=3)) as client:
        tokens, looked_for = client.edge.tokens, list[bytes]()
        token = await client.edge.token(READER)
        find = tokens.find

        async def counted(token_hash: bytes) -> ApiToken | None:
            looked_for.append(token_hash)
            return await find(token_hash)

        tokens.find = counted  # type: ignore[method-assign]  # counts what the store is asked
        await client.get(GROUPS)
        await tokens.revoke(token.tenant, token.id)
        statuses = [(await client.get(GROUPS)).status for _ in range(6)]

    assert [401, 401, 401, 429, 429, 429] == statuses
    assert 4 == len(looked_for)


async def test_a_reader_may_not_connect_groups_and_is_told_which_scope_may() -> None:
    async with serving() as client:
        answer = await client.post(GROUPS, {"group": "@team"}, READER)

    assert 403 == answer.status
    assert 'error="insufficient_scope", scope="DIGEST_ADMIN"' in answer.headers["WWW-Authenticate"]
    assert [] == client.edge.connect.asked


async def test_one_token_has_its_limit_and_another_has_its_own() -> None:
    async with serving(Edge(requests_per_minute=3)) as client:
        answers = [await client.get(GROUPS, READER) for _ in range(4)]
        other = await client.get(GROUPS, ADMIN)
        client.edge.seconds += float(answers[-1].headers["Retry-After"])
        rested = await client.get(GROUPS, READER)

    assert [200, 200, 200, 429] == [answer.status for answer in answers]
    assert "20" == answers[-1].headers["Retry-After"]
    assert (200, 200) == (other.status, rested.status)


async def test_who_guesses_is_stopped_by_address_and_keeps_nobody_out_who_was_in() -> None:
    async with serving(Edge(requests_per_minute=3)) as client:
        await client.get(GROUPS, READER)
        guesses = [await client.get(GROUPS, token_text(str(n))) for n in range(5)]
        known = await client.get(GROUPS, READER)
        newcomer = await client.get(GROUPS, ADMIN)
        client.edge.seconds += 60
        later = await client.get(GROUPS, ADMIN)

    assert [401, 401, 401, 429, 429] == [answer.status for answer in guesses]
    assert (200, 429, 200) == (known.status, newcomer.status, later.status)


async def test_probes_are_answered_however_often_and_the_description_is_limited() -> None:
    async with serving(Edge(requests_per_minute=2)) as client:
        probes = {(await client.get("/health", None)).status for _ in range(20)}
        documents = [await client.get("/api/openapi.json", None) for _ in range(3)]

    assert {200} == probes
    assert [200, 200, 429] == [each.status for each in documents]


async def test_a_store_that_does_not_answer_is_a_problem_that_passes() -> None:
    async def down(*_: Any) -> Any:
        raise AlfredError("PostgreSQL does not answer at 10.0.0.5 — see that it runs")

    async with serving() as client:
        client.edge.tokens.find = down  # type: ignore[method-assign, assignment]  # a port that fails

        answer = await client.get(GROUPS)

    assert (503, "5") == (answer.status, answer.headers["Retry-After"])
    assert b"10.0.0.5" not in answer.body


async def test_a_stranger_sees_none_of_the_groups() -> None:
    async with serving() as client:
        answer = await client.get(GROUPS, STRANGER)

    assert ([], None) == (answer.json["groups"], answer.json["next"])
