"""A basic group that becomes a supergroup while it is read: with the libraries and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import ClientSession

from bot.views.compose import compose
from bot.views.page import Ref
from bot.views.report import Report, WindowReport
from handlers.updates.group_talk import GroupTalkIntake
from pipeline.digest.citations import cited_messages
from pipeline.digest.ports import StoredDigest
from pipeline.digest.renumbering import as_numbered_now
from pipeline.feedback.models import Feedback, Opinion
from pipeline.groups.models import ConnectedGroup, PersonId, Reader
from pipeline.ingest.migration import former_id
from pipeline.ingest.models import Chat, ChatKind, Message, MessageId, ReadingAccount
from pipeline.threads.linking import link_new_messages
from pipeline.threads.models import Link, LinkReason, ThreadId
from pipeline.threads.settings import ThreadSettings
from storage.postgres.amendments import Amendments
from storage.postgres.connection import Connection, Pool
from storage.postgres.feedback import FeedbackEntries
from storage.postgres.outbox import Outbox
from storage.postgres.threads import Threads
from tests.fixtures.migrating import AFTER, BEFORE, digest_of
from tests.fixtures.mtproto import Team
from tests.fixtures.reading import TENANT, World, until
from tests.fixtures.rules import wording
from tests.fixtures.stores import CHAT, Stores, new_digest, said, silent, span, window_of
from tests.servers.mtproto import Delivery, MtprotoServer
from tests.servers.telegram import BotApiServer

BASIC = Chat(telegram_id=-501, kind=ChatKind.GROUP, title="Дача")
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
_ROWS = """
SELECT message_id, reply_to, thread_id, parent_id, topic_id FROM group_messages
ORDER BY sent_at, message_id
"""


@pytest.fixture
def stores(postgres_stores: Stores) -> Stores:
    return postgres_stores


async def connect(
    stores: Stores, chat: Chat = BASIC, reader: Reader = Reader.BOT, name: str = "one"
) -> ConnectedGroup:
    return await stores.group_book.connect(
        await stores.tenants.ensure(name),
        chat,
        reader=reader,
        owner=PersonId(1),
        time_zone="UTC",
        language="ru",
    )


def actions(messages: list[Message]) -> list[str | None]:
    return [message.action for message in messages if message.action is not None]


class TestByTheBot:
    @pytest.fixture
    async def http(self) -> AsyncIterator[ClientSession]:
        async with ClientSession() as session:
            yield session

    @pytest.fixture
    def talk(self, stores: Stores) -> GroupTalkIntake:
        return GroupTalkIntake(stores.group_book, stores.sink, stores.reactions)

    @staticmethod
    async def updates(bot_api: BotApiServer, http: ClientSession) -> list[dict[str, Any]]:
        """What the Bot API has to tell, as it writes it."""
        url = f"{bot_api.base}/bot{bot_api.token}/getUpdates"
        async with http.get(url, params={"offset": "-100"}) as answer:
            found: list[dict[str, Any]] = (await answer.json())["result"]
        return found

    async def upgraded(
        self, bot_api: BotApiServer, http: ClientSession
    ) -> tuple[int, int, list[dict[str, Any]]]:
        """The old chat, the new one, and the updates of all that was said in both."""
        people = bot_api.people
        anna = people.person("Анна")
        old = people.group("Дача", [anna])
        first = people.says(anna, old, BEFORE[0])
        for text in BEFORE[1:]:
            people.says(anna, old, text, reply_to=first)
        new = people.upgrades(anna, old)
        for text in AFTER:
            people.says(anna, new, text)
        return old, new, await self.updates(bot_api, http)

    @pytest.mark.parametrize("order", ["together", "one by one", "the new chat first"])
    async def test_nothing_that_was_said_is_lost_in_whatever_order_it_is_told(
        self,
        bot_api: BotApiServer,
        http: ClientSession,
        stores: Stores,
        talk: GroupTalkIntake,
        order: str,
    ) -> None:
        old, new, told = await self.upgraded(bot_api, http)
        group = await connect(stores, Chat(old, ChatKind.GROUP, "Дача"))
        goodbye = next(
            place for place, each in enumerate(told) if "migrate_to_chat_id" in str(each)
        )
        batches = {
            "together": [told],
            "one by one": [[each] for each in told],
            "the new chat first": [told[:goodbye], told[goodbye + 1 :], [told[goodbye]]],
        }[order]

        for batch in [*batches, *batches]:
            await talk.accept(batch)

        digest = await digest_of(stores, group)
        window = await stores.windows.get(group.tenant, digest.window_id)
        stored = [each.message for each in await stores.archive.messages(group.tenant, window)]
        assert sorted([*BEFORE, *AFTER]) == sorted(each.text for each in stored if each.text)
        assert ["migrate_from_group", "migrate_to_supergroup"] == sorted(
            filter(None, actions(stored))
        )
        counted = digest.digest.statistics
        assert (len(stored), 2) == (counted.messages + counted.service, counted.service)
        assert counted.expected is None
        cited = cited_messages(digest.digest)
        assert min(cited) < 0 < max(cited)
        assert [group.id] == [each.id for each in await stores.group_book.of_chat(new)]

    async def test_threads_go_on(
        self,
        bot_api: BotApiServer,
        http: ClientSession,
        stores: Stores,
        talk: GroupTalkIntake,
        pool: Pool,
        behind: Connection,
    ) -> None:
        old, _, told = await self.upgraded(bot_api, http)
        group = await connect(stores, Chat(old, ChatKind.GROUP, "Дача"))
        before = [each for each in told if each.get("message", {}).get("chat", {})["id"] == old]
        await talk.accept(before[:-1])
        await link_new_messages(Threads(pool), group.tenant, group.id, ThreadSettings())
        await talk.accept(told)

        linked = await link_new_messages(Threads(pool), group.tenant, group.id, ThreadSettings())

        rows = await behind.fetch(_ROWS)
        threads = await behind.fetch("SELECT thread_id, message_count FROM group_threads")
        assert len(rows) - len(before[:-1]) == linked
        assert {row["thread_id"] for row in rows} == {row["thread_id"] for row in threads}
        assert len(rows) == sum(row["message_count"] for row in threads)
        by_thread = {row["thread_id"]: set[bool]() for row in rows}
        for row in rows:
            by_thread[row["thread_id"]].add(row["message_id"] > 0)
        assert {True, False} in by_thread.values()


class TestByAnAccount:
    @pytest.fixture
    def world(self, mtproto: MtprotoServer, tmp_path: Path) -> World:
        return World(mtproto, tmp_path)

    @pytest.fixture
    async def account(self, world: World, team: Team) -> ReadingAccount:
        return await world.log_in(team.me)

    @pytest.mark.parametrize("delivery", [Delivery.PROMPT, Delivery.LOSSY, Delivery.TWICE])
    async def test_nothing_that_was_said_is_lost(
        self, world: World, team: Team, account: ReadingAccount, delivery: Delivery
    ) -> None:
        group = await world.connect(team.basic)
        speech = world.server.speech
        async with world.reading(account):
            await until(lambda: world.stored(group))
            world.server.delivery = delivery
            for text in BEFORE:
                speech.say(team.basic, team.ann, text)
            chat = world.server.people.migrate(team.basic, team.ann)
            for text in AFTER:
                speech.say(chat, team.bob, text)
            await until(lambda: len(world.texts(group)) == len([*BEFORE, *AFTER]))

        stored = sorted(world.stored(group), key=lambda message: message.id)
        assert [*BEFORE, *AFTER] == world.texts(group)
        assert ["create_group", "migrate_to_supergroup", "migrate_from_group"] == actions(stored)
        assert [*range(1, len(AFTER) + 2)] == [each.id for each in stored if each.id > 0]

    async def test_what_was_said_while_nobody_read_is_read_of_both_chats(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.basic)
        async with world.reading(account):
            await until(lambda: world.stored(group))
        for text in BEFORE:
            world.server.speech.say(team.basic, team.ann, text)
        chat = world.server.people.migrate(team.basic, team.ann)
        for text in AFTER:
            world.server.speech.say(chat, team.bob, text)

        async with world.reading(account):
            await until(lambda: len(world.texts(group)) == len([*BEFORE, *AFTER]))

        assert [*BEFORE, *AFTER] == world.texts(group)

    async def test_what_another_tenant_was_told_first_takes_nothing_from_this_one(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.basic)
        async with world.reading(account):
            await until(lambda: world.stored(group))
        for text in BEFORE:
            world.server.speech.say(team.basic, team.ann, text)
        chat = world.server.people.migrate(team.basic, team.ann)
        world.server.forget_updates()
        await world.book.migrate(team.basic, Chat(chat, ChatKind.SUPERGROUP, "Дача"))

        async with world.reading(account):
            await until(lambda: len(world.texts(group)) == len(BEFORE))
            await until(lambda: "migrate_from_group" in actions(world.stored(group)))

        stored = sorted(world.stored(group), key=lambda message: message.id)
        assert list(BEFORE) == world.texts(group)
        assert ["create_group", "migrate_to_supergroup", "migrate_from_group"] == actions(stored)

    async def test_an_old_message_that_is_deleted_afterwards_is_gone(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.basic)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            first = world.server.speech.say(team.basic, team.ann, "лишнее")
            chat = world.server.people.migrate(team.basic, team.ann)
            await until(lambda: "migrate_from_group" in actions(world.stored(group)))
            for _ in range(first + 1):
                world.server.speech.say(chat, team.ann, "нужное")
            await until(lambda: len(world.texts(group)) == first + 2)

            world.server.speech.delete(team.basic, first)
            await until(lambda: "лишнее" not in world.texts(group))

        assert ["нужное"] * (first + 1) == world.texts(group)
        assert [group.id] == [each.id for each in await world.book.of_tenant(TENANT)]


async def test_every_id_that_is_kept_of_old_messages_is_renumbered(
    stores: Stores, pool: Pool, behind: Connection
) -> None:
    group = await connect(stores)
    reply = said(2, 2, reply_to=MessageId(1), topic_id=MessageId(1))
    await stores.sink.accept(group.tenant, group.id, [said(1, 1), reply])
    await stores.sink.accept(group.tenant, group.id, [said(1, 1, "иначе", edit_version=1)])
    async with Threads(pool).open(group.tenant, group.id) as ledger:
        assert ledger is not None
        await ledger.record(
            [
                Link(MessageId(1), ThreadId(1), None, LinkReason.ROOT, 1.0),
                Link(MessageId(2), ThreadId(1), MessageId(1), LinkReason.REPLY, 1.0),
            ]
        )
    await digest_of_team(stores, group)
    ids = await kept_ids(behind)

    await stores.group_book.migrate(BASIC.telegram_id, CHAT)

    rows = [tuple(row) for row in await behind.fetch(_ROWS)]
    first, second = -999_999_999, -999_999_998
    assert [(first, None, first, None, None), (second, first, first, first, None)] == rows
    assert ids == {
        table: [number + 1_000_000_000 for number in numbers]
        for table, numbers in (await kept_ids(behind)).items()
    }
    assert [] == [table for table, numbers in ids.items() if not numbers]


async def digest_of_team(stores: Stores, group: ConnectedGroup) -> StoredDigest:
    window = await window_of(stores, group.tenant, group.id)
    number = await stores.digests.add(group.tenant, new_digest(window), silent)
    return await stores.digests.get(group.tenant, number)


async def kept_ids(behind: Connection) -> dict[str, list[int]]:
    queries = {
        "versions": "SELECT message_id FROM group_message_versions ORDER BY 1",
        "threads": "SELECT thread_id FROM group_threads ORDER BY 1",
        "citations": "SELECT message_id FROM group_digest_citations ORDER BY 1",
        "topics": "SELECT unnest(message_ids) FROM group_digest_topics ORDER BY 1",
        "threads of topics": "SELECT unnest(thread_ids) FROM group_digest_topics ORDER BY 1",
        "people": "SELECT unnest(message_ids) FROM group_digest_participants ORDER BY 1",
        "events": "SELECT (payload ->> 'message_id')::bigint FROM events"
        " WHERE name = 'group.message.ingested.v1' ORDER BY 1",
        "keys": "SELECT split_part(key, ':', 3)::bigint FROM events"
        " WHERE name = 'group.message.ingested.v1' ORDER BY 1",
    }
    return {
        table: [row[0] for row in await behind.fetch(query)] for table, query in queries.items()
    }


async def test_a_digest_of_before_has_no_links_and_its_ids_lead_to_the_old_messages(
    stores: Stores,
) -> None:
    group = await connect(stores)
    digest = await digest_of_team(stores, group)
    cited = cited_messages(digest.digest)

    await stores.group_book.migrate(BASIC.telegram_id, CHAT)

    place = await stores.archive.group(group.tenant, group.id)
    window = await stores.windows.get(group.tenant, digest.window_id)
    report = Report(place, (WindowReport(window, digest),), "ru")
    [page] = compose(report, wording("ru"))
    refs: list[Ref] = [
        ref
        for block in page.blocks
        for entry in block.entries
        for line in entry.lines
        for ref in line.refs
    ]
    assert refs
    assert {None} == {ref.url for ref in refs}
    now = cited_messages(as_numbered_now(digest, place.migrated_at).digest)
    assert {number - 1_000_000_000 for number in cited} == now


async def test_words_that_were_kept_of_an_old_message_go_with_it(
    stores: Stores, pool: Pool, behind: Connection
) -> None:
    group = await connect(stores, reader=Reader.ACCOUNT)
    digest = await digest_of_team(stores, group)
    first, second = (judged.statement.message_ids for judged in digest.digest.statements[:2])
    cited = sorted({*first, *second})
    await stores.sink.accept(group.tenant, group.id, [said(each, each) for each in cited])
    entries = FeedbackEntries(pool)
    person = PersonId(1)
    await entries.add(group.tenant, Feedback(digest.id, person, Opinion.WRONG, statement=0))

    await stores.group_book.migrate(BASIC.telegram_id, CHAT)
    await stores.sink.accept(group.tenant, group.id, [said(each, 500) for each in cited])
    await entries.add(group.tenant, Feedback(digest.id, person, Opinion.WRONG, statement=1))
    query = "SELECT evidence -> 'messages' FROM group_digest_feedback ORDER BY statement"
    kept = [
        [message["message_id"] for message in orjson.loads(row[0])]
        for row in await behind.fetch(query)
    ]
    doomed = [MessageId(each) for each in cited]
    await stores.sink.delete(group.tenant, None, doomed)

    assert [sorted(map(former_id, ids)) for ids in (first, second)] == kept
    assert [None, None] == [row[0] for row in await behind.fetch(query)]


async def test_who_links_messages_and_who_renumbers_them_take_turns(
    stores: Stores, pool: Pool, behind: Connection
) -> None:
    group = await connect(stores)
    await stores.sink.accept(group.tenant, group.id, [said(1, 1)])

    async with asyncio.TaskGroup() as tasks:
        async with Threads(pool).open(group.tenant, group.id) as ledger:
            assert ledger is not None
            [utterance] = await ledger.unlinked(9)
            migrating = tasks.create_task(stores.group_book.migrate(BASIC.telegram_id, CHAT))
            async with asyncio.timeout(10):
                while await behind.fetchval(_WAITING) != 1:  # noqa: ASYNC110  # it tells no event
                    await asyncio.sleep(0.01)
            await ledger.record([Link(utterance.id, ThreadId(1), None, LinkReason.ROOT, 1.0)])
        await migrating

    [row] = await behind.fetch(_ROWS)
    assert (-999_999_999, -999_999_999) == (row["message_id"], row["thread_id"])


async def test_who_amends_a_digest_waits_for_the_group_before_it_locks_anything_of_it(
    stores: Stores, pool: Pool, behind: Connection
) -> None:
    group = await connect(stores)
    digest = await digest_of_team(stores, group)
    amendments = Amendments(pool, Outbox([]))
    migrating = behind.transaction()
    await migrating.start()
    await behind.execute("SELECT FROM groups FOR UPDATE")

    async with asyncio.TaskGroup() as tasks, pool.acquire() as looking:
        amending = tasks.create_task(
            amendments.amend(group.tenant, digest.id, digest.digest, silent)
        )
        async with asyncio.timeout(10):
            while await looking.fetchval(_WAITING) != 1:  # noqa: ASYNC110  # it tells no event
                await asyncio.sleep(0.01)
        locked = await behind.fetch("SELECT position FROM group_digest_topics FOR UPDATE NOWAIT")
        await migrating.commit()

    assert len(digest.digest.topics) == len(locked)
    assert amending.result()


async def test_two_who_are_told_of_a_migration_at_once_renumber_once(stores: Stores) -> None:
    groups = [await connect(stores, name=name) for name in ("one", "two", "three")]
    for group in groups:
        await stores.sink.accept(group.tenant, group.id, [said(1, 1)])

    await asyncio.gather(
        *(stores.group_book.migrate(BASIC.telegram_id, CHAT) for _ in range(4)),
        *(
            stores.sink.accept(group.tenant, group.id, [said(2, 2)], said_in=BASIC.telegram_id)
            for group in groups
        ),
    )

    for group in groups:
        [window] = await stores.windows.ensure(group.tenant, group.id, [span(0)])
        stored = await stores.archive.messages(group.tenant, window)
        assert [-999_999_999, -999_999_998] == [each.message.id for each in stored]
