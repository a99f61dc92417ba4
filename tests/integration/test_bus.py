"""The bus on a real queue: what is enqueued, handled, retried, buried."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from pipeline.delivery.models import DeadLetter
from pipeline.errors import AlfredError
from pipeline.events.consumers import Consumer, Retry
from pipeline.events.groups import GroupMessageIngested, GroupWindowReady
from pipeline.events.models import Event
from pipeline.events.runs import DigestGenerateRequested, DigestReadyForDelivery
from pipeline.ingest.models import TenantId
from storage.bus import open_bus
from storage.postgres.connection import Connection, Pool
from storage.postgres.dead_letters import DeadLetters
from storage.postgres.errors import DatabaseUnavailableError
from storage.postgres.messages import Messages
from storage.postgres.outbox import Events, Outbox
from storage.postgres.pool import open_pool
from storage.postgres.tenant import tenant_transaction
from tests.fixtures.postgres import Database
from tests.fixtures.stores import Stores, said, span

AT_ONCE = Retry(attempts=3, first_delay=timedelta(milliseconds=1))
ONCE = Retry(attempts=1)
ONE, TWO = TenantId(10**6), TenantId(10**6 + 1)


def ready(number: int, tenant: TenantId = ONE) -> DigestReadyForDelivery:
    return DigestReadyForDelivery(
        tenant_id=tenant,
        group_id=1,
        window_id=7,
        digest_id=number,
        content_hash="hash",
        channel="terminal",
    )


OUTBOX = Outbox([DigestReadyForDelivery.name, GroupMessageIngested.name, GroupWindowReady.name])


@pytest.fixture(autouse=True)
async def tenants(behind: Connection) -> None:
    await behind.executemany(
        "INSERT INTO tenants (id, name) OVERRIDING SYSTEM VALUE VALUES ($1, $2)",
        [(ONE, "one"), (TWO, "two")],
    )


@dataclass
class Deliveries:
    """A consumer that keeps what it got, and fails as often as it is told to."""

    failures: list[Exception] = field(default_factory=list)
    got: list[Event] = field(default_factory=list)
    calls: int = 0
    busy: int = 0
    busiest: int = 0

    async def __call__(self, events: Sequence[Event]) -> None:
        self.calls += 1
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        await asyncio.sleep(0)
        self.busy -= 1
        if self.failures:
            raise self.failures.pop(0)
        self.got.extend(events)

    def consumer(self, retry: Retry = AT_ONCE, concurrency: int = 1) -> Consumer[Any]:
        return Consumer(DigestReadyForDelivery, self, concurrency, retry)


class Blocked:
    """A consumer that starts and does not end."""

    def __init__(self) -> None:
        self.started = asyncio.Event()
        self.released = asyncio.Event()
        self.ended = False

    async def __call__(self, events: Sequence[Event]) -> None:
        self.started.set()
        await self.released.wait()
        self.ended = True


async def publish(pool: Pool, *events: Event) -> None:
    await Events(pool, OUTBOX).publish(events)


async def jobs(behind: Connection) -> list[tuple[str, str, int]]:
    rows = await behind.fetch(
        "SELECT entrypoint, status::text, attempts FROM pgqueuer ORDER BY id"
    )
    return [tuple(row) for row in rows]


async def recorded(behind: Connection, name: str) -> list[dict[str, Any]]:
    rows = await behind.fetch("SELECT payload FROM events WHERE name = $1 ORDER BY id", name)
    return [orjson.loads(row["payload"]) for row in rows]


async def test_a_consumer_gets_each_event_as_it_was_published(pool: Pool) -> None:
    seen = Deliveries()

    async with open_bus(pool, [seen.consumer()], OUTBOX) as bus:
        await publish(pool, ready(1), ready(2))
        await publish(pool, ready(2), ready(3))
        await bus.idle()

    assert [ready(1), ready(2), ready(3)] == seen.got


async def test_what_was_published_before_the_bus_ran_is_handled(pool: Pool) -> None:
    seen = Deliveries()
    await publish(pool, ready(1))

    async with open_bus(pool, [seen.consumer()], OUTBOX) as bus:
        await bus.idle()

    assert [ready(1)] == seen.got


async def test_a_transaction_that_is_rolled_back_leaves_neither_event_nor_job(
    pool: Pool, behind: Connection
) -> None:
    async def interrupted() -> None:
        async with tenant_transaction(pool, ONE) as connection:
            await OUTBOX.append(connection, [ready(1)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await interrupted()

    assert [] == await jobs(behind)
    assert [] == await recorded(behind, DigestReadyForDelivery.name)


async def test_an_event_that_nobody_consumes_is_recorded_and_not_enqueued(
    pool: Pool, behind: Connection
) -> None:
    unheard = DigestGenerateRequested(
        tenant_id=ONE,
        group_id=1,
        window_id=1,
        version=1,
        language="ru",
        engine="rules",
        channel="terminal",
    )

    await publish(pool, unheard)

    assert [unheard.model_dump(mode="json")] == await recorded(behind, unheard.name)
    assert [] == await jobs(behind)


async def test_a_batch_of_messages_is_one_job_with_all_its_events(
    pool: Pool, behind: Connection, postgres_stores: Stores
) -> None:
    tenant, group = await postgres_stores.group()
    jobs_seen: list[Sequence[GroupMessageIngested]] = []

    async def link(events: Sequence[GroupMessageIngested]) -> None:
        jobs_seen.append(events)

    batch = [said(number, number) for number in range(1, 51)]
    async with open_bus(pool, [Consumer(GroupMessageIngested, link)], OUTBOX) as bus:
        await Messages(pool, OUTBOX).accept(tenant, group, batch)
        await Messages(pool, OUTBOX).accept(tenant, group, [*batch, said(51, 51)])
        await bus.idle()

    told = [[(event.message_id, event.edit_version) for event in events] for events in jobs_seen]
    assert [[(number, 0) for number in range(1, 51)], [(51, 0)]] == told
    assert [event.model_dump(mode="json") for event in jobs_seen[0]] == (
        await recorded(behind, GroupMessageIngested.name)
    )[:50]


async def test_the_keys_that_the_database_makes_are_the_models(
    pool: Pool, behind: Connection, postgres_stores: Stores
) -> None:
    tenant, group = await postgres_stores.group()
    await Messages(pool, OUTBOX).accept(tenant, group, [said(-5, 1), said(9, 2, edit_version=3)])

    rows = await behind.fetch("SELECT key, payload FROM events ORDER BY id")

    models = [GroupMessageIngested.model_validate_json(row["payload"]) for row in rows]
    assert [model.key for model in models] == [row["key"] for row in rows]


async def test_a_consumer_that_fails_is_called_again(pool: Pool, behind: Connection) -> None:
    seen = Deliveries(failures=[ValueError("тайна"), OSError()])

    async with open_bus(pool, [seen.consumer()], OUTBOX) as bus:
        await publish(pool, ready(1))
        await bus.idle()
        dead = await bus.dead_letters(ONE)

    assert (3, [ready(1)]) == (seen.calls, seen.got)
    assert [] == [*dead, *await jobs(behind)]


async def test_after_the_last_attempt_an_event_is_buried_and_announced(
    pool: Pool, behind: Connection
) -> None:
    seen = Deliveries(failures=[ValueError("тайна")] * 3)

    async with open_bus(pool, [seen.consumer()], OUTBOX) as bus:
        await publish(pool, ready(4))
        await bus.idle()
        [letter] = await bus.dead_letters(ONE)

    error = letter.error
    told = DeadLetter(
        *(letter.id, "digest.ready_for_delivery.v1", "4", error, 3, ONE), letter.died_at
    )
    assert told == letter
    assert error.startswith(f"ValueError in {__name__}, line ")
    assert [
        {
            "tenant_id": ONE,
            "digest_id": 4,
            "window_id": 7,
            "stage": "ready_for_delivery",
            "error": error,
            "attempts": 3,
            "event_key": "4",
            "letter": letter.id,
        }
    ] == await recorded(behind, "digest.dlq.v1")
    assert [] == await jobs(behind)


async def test_our_own_errors_are_told_with_their_words(pool: Pool) -> None:
    failures: list[Exception] = [ExceptionGroup("several", [AlfredError("no room — free some")])]
    seen = Deliveries(failures)

    async with open_bus(pool, [seen.consumer(ONCE)], OUTBOX) as bus:
        await publish(pool, ready(1))
        await bus.idle()
        [letter] = await bus.dead_letters(ONE)

    assert "AlfredError: no room — free some" == letter.error


async def test_no_error_text_stays_in_the_queue(pool: Pool, behind: Connection) -> None:
    seen = Deliveries(failures=[ValueError("тайна")] * 3)

    async with open_bus(pool, [seen.consumer()], OUTBOX) as bus:
        await publish(pool, ready(1))
        await bus.idle()

    log = await behind.fetchval("SELECT string_agg(traceback::text, '') FROM pgqueuer_log")
    assert "ValueError" in log
    assert "тайна" not in log


async def test_an_event_of_no_digest_dies_without_a_digest_event(
    pool: Pool, behind: Connection, postgres_stores: Stores
) -> None:
    tenant, group = await postgres_stores.group()
    seen = Deliveries(failures=[ValueError()])
    consumer = Consumer(GroupMessageIngested, seen, retry=ONCE)

    async with open_bus(pool, [consumer], OUTBOX) as bus:
        await Messages(pool, OUTBOX).accept(tenant, group, [said(1, 1), said(2, 2), said(3, 3)])
        await bus.idle()
        [letter] = await bus.dead_letters(tenant)

    assert f"{tenant}:{group}:1:0..{tenant}:{group}:3:0" == letter.key
    assert [] == await recorded(behind, "digest.dlq.v1")


async def test_an_event_of_an_older_shape_is_buried_with_what_it_held(
    pool: Pool, behind: Connection
) -> None:
    seen = Deliveries()
    payload = b'{"shared": {"old": 2}, "fields": [], "rows": [[]]}'
    await behind.execute(
        "INSERT INTO pgqueuer (priority, status, entrypoint, payload, headers)"
        " VALUES (0, 'queued', $1, $2, $3)",
        *(DigestReadyForDelivery.name, payload, f'{{"tenant_id": "{ONE}"}}'),
    )

    async with open_bus(pool, [seen.consumer(ONCE)], OUTBOX) as bus:
        await bus.idle()
        [letter] = await bus.dead_letters(ONE)

    assert letter.error.startswith("ValidationError in ")
    assert orjson.loads(payload) == orjson.loads(
        await behind.fetchval("SELECT payload FROM dead_letters")
    )


async def test_a_letter_that_cannot_be_buried_ends_the_bus(pool: Pool, behind: Connection) -> None:
    seen = Deliveries(failures=[ValueError()])
    await behind.execute("REVOKE INSERT ON dead_letters FROM alfred_service")

    async def replay() -> None:
        async with open_bus(pool, [seen.consumer(ONCE)], OUTBOX) as bus:
            await publish(pool, ready(1))
            await bus.idle()

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await replay()

    await behind.execute("GRANT INSERT ON dead_letters TO alfred_service")
    async with open_bus(pool, [seen.consumer(ONCE)], OUTBOX) as bus:
        await bus.idle()
    assert [ready(1)] == seen.got


async def test_dead_letters_outlive_the_bus_and_belong_to_their_tenant(pool: Pool) -> None:
    seen = Deliveries(failures=[ValueError()])
    async with open_bus(pool, [seen.consumer(ONCE)], OUTBOX) as bus:
        await publish(pool, ready(1))
        await bus.idle()

    async with open_bus(pool, [seen.consumer()], OUTBOX) as later:
        since = await later.dead_letters(ONE)

    assert [] == list(since)
    assert ["1"] == [letter.key for letter in await DeadLetters(pool, OUTBOX).since(ONE)]
    assert [] == list(await DeadLetters(pool, OUTBOX).since(TWO))


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_a_consumer_works_on_as_many_events_as_it_allows(
    pool: Pool, concurrency: int
) -> None:
    seen = Deliveries()
    limit = asyncio.Barrier(concurrency)

    async def handle(events: Sequence[Event]) -> None:
        await asyncio.gather(seen(events), limit.wait())

    consumer = Consumer(DigestReadyForDelivery, handle, concurrency, AT_ONCE)
    async with open_bus(pool, [consumer], OUTBOX) as bus:
        await publish(pool, *(ready(number) for number in range(6)))
        await bus.idle()

    assert 6 == seen.calls
    assert concurrency >= seen.busiest


async def test_the_end_of_the_block_waits_for_what_is_under_way(
    pool: Pool, behind: Connection
) -> None:
    blocked = Blocked()
    consumer = Consumer(DigestReadyForDelivery, blocked)

    async with open_bus(pool, [consumer], OUTBOX):
        await publish(pool, ready(1))
        await blocked.started.wait()
        asyncio.get_running_loop().call_later(0.05, blocked.released.set)

    assert blocked.ended
    assert [] == await jobs(behind)


async def test_what_takes_longer_at_the_end_than_it_may_is_queued_again(
    pool: Pool, behind: Connection
) -> None:
    blocked = Blocked()
    consumer = Consumer(DigestReadyForDelivery, blocked)

    async with open_bus(pool, [consumer], OUTBOX, drain_seconds=0.1):
        await publish(pool, ready(1))
        await blocked.started.wait()

    assert not blocked.ended
    assert [("digest.ready_for_delivery.v1", "queued", 0)] == await jobs(behind)


async def test_what_ends_in_its_time_at_the_end_is_waited_for(
    pool: Pool, behind: Connection
) -> None:
    blocked = Blocked()
    consumer = Consumer(DigestReadyForDelivery, blocked)

    async with open_bus(pool, [consumer], OUTBOX, drain_seconds=30):
        await publish(pool, ready(1))
        await blocked.started.wait()
        asyncio.get_running_loop().call_later(0.1, blocked.released.set)

    assert blocked.ended
    assert [] == await jobs(behind)


async def test_an_error_in_the_block_stops_what_is_under_way_and_queues_it_again(
    pool: Pool, behind: Connection
) -> None:
    blocked = Blocked()

    async def replay() -> None:
        async with open_bus(pool, [Consumer(DigestReadyForDelivery, blocked)], OUTBOX):
            await publish(pool, ready(1))
            await blocked.started.wait()
            raise RuntimeError("the replay failed")

    with pytest.raises(RuntimeError, match="the replay failed"):
        await replay()

    assert not blocked.ended
    assert [(DigestReadyForDelivery.name, "queued", 0)] == await jobs(behind)


async def test_a_bus_that_is_cancelled_leaves_its_work_for_the_next(pool: Pool) -> None:
    blocked, seen = Blocked(), Deliveries()

    async def run() -> None:
        async with open_bus(pool, [Consumer(DigestReadyForDelivery, blocked)], OUTBOX) as bus:
            await publish(pool, ready(1))
            await bus.idle()

    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(run())
        await blocked.started.wait()
        running.cancel()
    async with open_bus(pool, [seen.consumer(ONCE)], OUTBOX) as bus:
        await bus.idle()

    assert running.cancelled()
    assert [ready(1)] == seen.got


async def test_a_worker_that_lives_keeps_its_jobs(pool: Pool, behind: Connection) -> None:
    blocked, seen = Blocked(), Deliveries()

    async with open_bus(pool, [Consumer(DigestReadyForDelivery, blocked)], OUTBOX) as bus:
        await publish(pool, ready(1))
        await blocked.started.wait()
        async with open_bus(pool, [seen.consumer()], OUTBOX):
            during = await jobs(behind)
        blocked.released.set()
        await bus.idle()

    assert [(DigestReadyForDelivery.name, "picked", 0)] == during
    assert 0 == seen.calls


async def test_a_lost_connection_ends_the_bus_with_the_remedy_and_loses_nothing(
    database: Database, behind: Connection
) -> None:
    blocked, seen = Blocked(), Deliveries()

    async def replay() -> None:
        consumer = Consumer(DigestReadyForDelivery, blocked)
        async with open_pool(database.service_dsn) as pool, open_bus(pool, [consumer], OUTBOX):
            await publish(pool, ready(1))
            await blocked.started.wait()
            await behind.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = 'alfred_service'"
            )
            blocked.released.set()
            await asyncio.Event().wait()

    with pytest.raises(DatabaseUnavailableError, match="see that it runs"):
        await replay()
    async with (
        open_pool(database.service_dsn) as pool,
        open_bus(pool, [seen.consumer()], OUTBOX) as bus,
    ):
        await bus.idle()

    assert [] == await jobs(behind)


async def test_idle_waits_for_the_next_attempt(pool: Pool) -> None:
    seen = Deliveries(failures=[ValueError()])
    retry = Retry(attempts=2, first_delay=timedelta(seconds=0.2))

    async with open_bus(pool, [seen.consumer(retry)], OUTBOX) as bus:
        await publish(pool, ready(1))
        await bus.idle()
        handled = list(seen.got)

    assert [ready(1)] == handled


async def test_idle_of_a_tenant_does_not_wait_for_others(pool: Pool) -> None:
    blocked = Blocked()

    async with open_bus(pool, [Consumer(DigestReadyForDelivery, blocked)], OUTBOX) as bus:
        await publish(pool, ready(1, tenant=ONE))
        await blocked.started.wait()
        await bus.idle(TWO)
        ended_early = not blocked.ended
        blocked.released.set()
        await bus.idle()

    assert ended_early


async def test_a_consumer_of_what_is_not_enqueued_is_a_mistake(pool: Pool) -> None:
    seen = Deliveries()

    with pytest.raises(ValueError, match=r"digest\.ready_for_delivery\.v1"):
        async with open_bus(pool, [seen.consumer()], Outbox()):
            pass


async def test_a_request_whose_job_died_can_be_made_again(
    pool: Pool, behind: Connection, postgres_stores: Stores
) -> None:
    tenant, group = await postgres_stores.group()
    [window] = await postgres_stores.windows.ensure(tenant, group, [span(0)])
    wish: dict[str, Any] = {
        "fingerprint": "f",
        "language": "ru",
        "engine": "rules",
        "channel": "terminal",
    }
    await postgres_stores.windows.request(tenant, window.id, **wish)

    await behind.execute("DELETE FROM pgqueuer")

    assert await postgres_stores.windows.request(tenant, window.id, **wish)
    assert 2 == (await postgres_stores.windows.get(tenant, window.id)).version
