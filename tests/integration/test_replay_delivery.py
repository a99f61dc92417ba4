"""Delivery fails closed: what was not judged so, or not well enough, is not shown."""

import json
from typing import Any

import pytest

from storage.postgres.connection import Connection
from tests.fixtures.exports import MONDAY_TALK, exported
from tests.fixtures.gates import gate
from tests.fixtures.replays import Home, Replays, Report

EXPORT = exported(MONDAY_TALK)
FORGED = "Премию за релиз 2.4 уже выплатили"
FORMATS = ("text", "html", "json")

_TENANT = "(SELECT id FROM tenants WHERE name = $1)"
_DIGEST = f"SELECT id, digest FROM group_digests WHERE tenant_id = {_TENANT}"  # noqa: S608
_EVALUATIONS = f"""
SELECT ctid, answer FROM group_digest_stage_artifacts
WHERE tenant_id = {_TENANT} AND stage = 'evaluation'
"""  # noqa: S608
_EVENTS = f"""
SELECT name, payload FROM events
WHERE tenant_id = {_TENANT} AND name ~ '^digest.(blocked|ready|delivered)' ORDER BY id
"""  # noqa: S608
_LEFT = f"""
SELECT (SELECT count(*) FROM delivery_ledger WHERE tenant_id = {_TENANT}),
    (SELECT count(*) FROM dead_letters WHERE tenant_id = {_TENANT}),
    (SELECT count(*) FROM pgqueuer)
"""  # noqa: S608


async def _forge(behind: Connection, replays: Replays) -> None:
    """Change what the first statement of the stored digest says, past the service."""
    [row] = await behind.fetch(_DIGEST, replays.tenant)
    digest = json.loads(row["digest"])
    digest["statements"][0]["statement"]["text"] = FORGED
    changed = json.dumps(digest, ensure_ascii=False)
    await behind.execute("UPDATE group_digests SET digest = $2 WHERE id = $1", row["id"], changed)


async def _condemn(behind: Connection, replays: Replays) -> None:
    """Give every stored judgement a bad score."""
    for row in await behind.fetch(_EVALUATIONS, replays.tenant):
        evaluation = json.loads(row["answer"])
        evaluation["quality"]["faithfulness"] = 0.25
        await behind.execute(
            "UPDATE group_digest_stage_artifacts SET answer = $2 WHERE ctid = $1",
            row["ctid"],
            json.dumps(evaluation, ensure_ascii=False).encode(),
        )


async def _events(behind: Connection, replays: Replays) -> list[tuple[str, Any]]:
    rows = await behind.fetch(_EVENTS, replays.tenant)
    return [(row["name"], json.loads(row["payload"]).get("reasons")) for row in rows]


async def _left(behind: Connection, replays: Replays) -> tuple[int, ...]:
    """Chunks in the ledger, dead letters, jobs in the queue."""
    return tuple(await behind.fetchrow(_LEFT, replays.tenant) or ())


def _shown(replays: Replays) -> dict[str, str]:
    shown = {form: replays(EXPORT, "--quiet", "--format", form) for form in FORMATS}
    assert {(0, "")} == {(ended.code, ended.err) for ended in shown.values()}
    return {form: ended.out for form, ended in shown.items()}


def _window(shown: dict[str, str]) -> Report:
    [window] = json.loads(shown["json"])["windows"]
    found: Report = window
    return found


@pytest.fixture
async def undelivered(warm_home: Home, replays: Replays) -> Replays:
    """A digest that is stored, and whose process died before it went out."""
    async with gate(warm_home.behind, "delivery_ledger", "INSERT", "true") as shut:
        await shut.kill(replays.start(EXPORT))
    return replays


async def test_a_text_that_was_changed_after_it_was_judged_does_not_go_out(
    undelivered: Replays, warm_home: Home
) -> None:
    await _forge(warm_home.behind, undelivered)

    shown = _shown(undelivered)

    window = _window(shown)
    assert [] == [form for form, text in shown.items() if FORGED in text]
    assert "Сводка придержана: проверить её не удалось." in shown["text"]
    assert ("completed", "blocked_quality") == (window["status"], window["delivery_status"])
    assert ([], []) == (window["statements"], window["topics"])
    assert [
        ("digest.ready_for_delivery.v1", None),
        ("digest.blocked.v1", ["text_is_not_as_judged"]),
    ] == await _events(warm_home.behind, undelivered)
    assert (0, 0, 0) == await _left(warm_home.behind, undelivered)


async def test_a_text_that_was_changed_after_it_went_out_is_not_shown_again(
    replays: Replays, warm_home: Home
) -> None:
    first = _window(_shown(replays))
    await _forge(warm_home.behind, replays)

    shown = _shown(replays)

    assert first["statements"]
    assert [] == _window(shown)["statements"]
    assert [] == [form for form, text in shown.items() if FORGED in text]


async def test_a_digest_that_was_judged_badly_twice_is_held_back(
    replays: Replays, warm_home: Home
) -> None:
    behind = warm_home.behind
    decision = "NEW.stage = 'delivery_manager'"
    for _ in ("first synthesis", "corrective synthesis"):
        async with gate(behind, "group_digest_stage_artifacts", "INSERT", decision) as shut:
            await shut.kill(replays.start(EXPORT))
        await _condemn(behind, replays)

    shown = _shown(replays)

    window = _window(shown)
    assert ("completed", "faithfulness_below_threshold", "blocked_quality", 0.25) == (
        window["status"],
        window["reason"],
        window["delivery_status"],
        window["quality"]["score"],
    )
    assert ([], [], 0) == (window["statements"], window["topics"], window["total"])
    assert "оценка ниже порога: верность сообщениям (0,25)" in shown["text"]
    assert [] == [form for form, text in shown.items() if "релиз" in text.lower()]
    assert [("digest.blocked.v1", ["faithfulness_below_threshold"])] == await _events(
        behind, replays
    )
    assert (0, 0, 0) == await _left(behind, replays)
