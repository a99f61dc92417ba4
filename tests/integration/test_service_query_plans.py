"""Deleting, correcting and finding what belongs to it go by indexes, however large the tables."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.events.groups import GroupMessageDeleted
from pipeline.ingest.models import GroupId, TenantId
from storage.postgres import (
    amendments,
    copies,
    deliveries,
    endpoints,
    feedback,
    tokens,
    tombstones,
)
from storage.postgres.connection import Connection, Pool
from tests.fixtures.plans import Node, plan
from tests.fixtures.postgres import Database
from tests.fixtures.stores import MIDNIGHT, Stores, new_digest, silent, window_of

_SEED = (
    """
    INSERT INTO group_messages (tenant_id, group_id, message_id, sent_at, edit_version, kind,
        author_id, author_name, text)
    SELECT $1, $2, number, $4::timestamptz + number * interval '20 seconds', 0, 'text', 'user1',
        'Аня', 'привет' FROM generate_series(1, $3::integer) AS number
    """,
    """
    INSERT INTO group_message_versions (tenant_id, group_id, message_id, edit_version, kind,
        author_name, text)
    SELECT $1, $2, number, 0, 'text', 'Аня', 'привет'
    FROM generate_series(1, $3::integer) AS number WHERE $4::timestamptz IS NOT NULL
    """,
    """
    INSERT INTO group_digest_citations (tenant_id, group_id, message_id, digest_id)
    SELECT $1, $2, 10000 + number, id FROM group_digests, generate_series(1, $3::integer) AS number
    WHERE $4::timestamptz IS NOT NULL
    """,
    """
    INSERT INTO group_digest_feedback (tenant_id, digest_id, person_id, opinion)
    SELECT $1, id, number, 'good' FROM group_digests, generate_series(1, $3::integer) AS number
    WHERE $2::bigint > 0 AND $4::timestamptz IS NOT NULL
    """,
    """
    INSERT INTO digest_copies (tenant_id, digest_id, chat_id, message_id, kind, piece, language)
    SELECT $1, id, number, number, 'share', 0, 'ru'
    FROM group_digests, generate_series(1, $3::integer) AS number
    WHERE $2::bigint > 0 AND $4::timestamptz IS NOT NULL
    """,
    """
    INSERT INTO group_digest_stage_artifacts (tenant_id, window_id, stage, input_hash,
        prompt_version, model, schema_version, answer)
    SELECT $1, id, 'topic', number::text, 'v', 'm', 1, ''
    FROM group_conversation_windows, generate_series(1, $3::integer) AS number
    WHERE $2::bigint > 0 AND $4::timestamptz IS NOT NULL
    """,
    """
    INSERT INTO api_tokens (tenant_id, token_hash, scopes, label)
    SELECT $1, sha256(number::text::bytea), '{DIGEST_READ}', 'label'
    FROM generate_series(1, $3::integer) AS number
    WHERE $2::bigint > 0 AND $4::timestamptz IS NOT NULL
    """,
    """
    INSERT INTO webhook_endpoints (tenant_id, url, secret)
    SELECT $1, number::text, 'secret' FROM generate_series(1, $3::integer) AS number
    WHERE $2::bigint > 0 AND $4::timestamptz IS NOT NULL
    """,
)
Seeded = tuple[TenantId, GroupId]


@pytest.fixture
def database(untouched_database: Database) -> Database:
    """How large files are and what statistics say decides on plans."""
    return untouched_database


@pytest.fixture(params=[0, 12, 3000], ids="{} rows".format)
async def seeded(
    request: pytest.FixtureRequest, postgres_stores: Stores, behind: Connection
) -> Seeded:
    """A group with as many rows in each table; statistics know them if they are many."""
    tenant, group = await postgres_stores.group()
    window = await window_of(postgres_stores, tenant, group)
    await postgres_stores.digests.add(tenant, new_digest(window), silent)
    for statement in _SEED:
        await behind.execute(statement, tenant, group, request.param, MIDNIGHT)
    if request.param > 1000:
        await behind.execute("ANALYZE")
    return tenant, group


def scans(nodes: list[Node]) -> set[tuple[str, str]]:
    """Each table that is read and how: its index, or the kind of scan if there is none."""
    return {
        (str(node["Relation Name"]), str(node.get("Index Name", node["Node Type"])))
        for node in nodes
        if "Relation Name" in node and "Scan" in node["Node Type"]
    }


def conditions(nodes: list[Node], index: str) -> str:
    return " ".join(node["Index Cond"] for node in nodes if node.get("Index Name") == index)


MESSAGES = [10, 20, 30]


async def test_messages_are_erased_by_their_keys_and_places(pool: Pool, seeded: Seeded) -> None:
    tenant, group = seeded
    places: tuple[Any, ...] = ([group] * 3, MESSAGES)

    locked = await plan(pool, tenant, tombstones._LOCK_MESSAGES, *places)
    erased = await plan(pool, tenant, tombstones._ERASE, *places, tenant, GroupMessageDeleted.name)

    assert {("group_messages", "group_messages_pkey")} == scans(locked)
    assert {
        ("group_messages", "group_messages_pkey"),
        ("group_messages", "Tid Scan"),
        ("group_message_versions", "group_message_versions_pkey"),
        ("group_message_versions", "Tid Scan"),
        ("recordings", "recordings_pkey"),
        ("recordings", "Tid Scan"),
    } == scans(erased)
    for index in ("group_messages_pkey", "group_message_versions_pkey"):
        assert "message_id" in conditions(erased, index)


async def test_evidence_is_found_by_what_cites_the_message(pool: Pool, seeded: Seeded) -> None:
    tenant, group = seeded

    found = await plan(pool, tenant, feedback._FORGET, [group] * 3, MESSAGES)

    assert {
        ("group_digest_citations", "group_digest_citations_pkey"),
        ("group_digest_feedback", "group_digest_feedback_pkey"),
        ("group_digest_feedback", "Tid Scan"),
    } == scans(found)
    assert "message_id" in conditions(found, "group_digest_citations_pkey")


async def test_digests_are_found_by_what_they_cite(pool: Pool, seeded: Seeded) -> None:
    tenant, group = seeded
    ever = datetime(1970, 1, 1, tzinfo=UTC)

    found = await plan(pool, tenant, amendments._CITING, group, MESSAGES, ever)

    assert {
        ("group_digest_citations", "group_digest_citations_pkey"),
        ("group_digests", "group_digests_pkey"),
    } == scans(found)
    assert "message_id" in conditions(found, "group_digest_citations_pkey")


async def test_what_outdates_a_digest_is_looked_up_by_keys(pool: Pool, seeded: Seeded) -> None:
    tenant, _ = seeded

    found = await plan(pool, tenant, amendments._OUTDATED, 1)

    assert {
        ("group_digests", "group_digests_pkey"),
        ("group_digest_citations", "ix_group_digest_citations_digest"),
        ("group_messages", "group_messages_pkey"),
        ("group_message_versions", "group_message_versions_pkey"),
    } == scans(found)
    for index in ("group_messages_pkey", "group_message_versions_pkey"):
        assert "message_id" in conditions(found, index)


async def test_artifacts_are_forgotten_by_the_windows_of_the_message(
    pool: Pool, seeded: Seeded
) -> None:
    tenant, group = seeded

    found = await plan(pool, tenant, amendments._FORGET, group, MESSAGES)

    [windows] = {index for table, index in scans(found) if table == "group_conversation_windows"}
    assert {"group_digest_stage_artifacts_pkey", "ux_digest_stage_artifacts_stage", "Tid Scan"} > {
        index for table, index in scans(found) if table == "group_digest_stage_artifacts"
    }
    assert "group_messages_pkey" in {index for _, index in scans(found)}
    assert "starts_at" in conditions(found, windows)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (tokens._OF_TENANT, ("api_tokens", "ix_api_tokens_tenant")),
        (endpoints._OF_TENANT, ("webhook_endpoints", "webhook_endpoints_tenant_id_url_key")),
    ],
    ids=["tokens", "endpoints"],
)
async def test_what_a_tenant_has_is_read_in_order(
    pool: Pool, seeded: Seeded, query: str, expected: tuple[str, str]
) -> None:
    tenant, _ = seeded

    found = await plan(pool, tenant, query, tenant)

    assert {expected} == scans(found)
    assert [] == [node for node in found if node["Node Type"] == "Sort"]


async def test_what_went_out_is_read_by_its_digest(pool: Pool, seeded: Seeded) -> None:
    tenant, _ = seeded

    everywhere = await plan(pool, tenant, deliveries._DELIVERED, 1)
    in_a_chat = await plan(pool, tenant, deliveries._DELIVERED_TO, 1, "chat:7")
    withdrawn = await plan(pool, tenant, deliveries._WITHDRAW, 1, "chat:7", None)

    for found in (everywhere, in_a_chat, withdrawn):
        assert {("delivery_ledger", "delivery_ledger_pkey")} == scans(found)
        assert [] == [node for node in found if node["Node Type"] == "Sort"]


async def test_copies_are_read_by_their_digest(pool: Pool, seeded: Seeded) -> None:
    tenant, _ = seeded

    every = await plan(pool, tenant, copies._OF_DIGEST, 1)
    quoting = await plan(pool, tenant, amendments._QUOTED, 1)

    for found in (every, quoting):
        assert {("digest_copies", "digest_copies_pkey")} == scans(found)
        assert [] == [node for node in found if node["Node Type"] == "Sort"]
