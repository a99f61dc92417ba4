"""ArchiveSearch, in memory and on Postgres."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import pytest

from pipeline.alfred.archive import ArchiveSearch, Passage, Question
from pipeline.digest.statements import Section
from pipeline.groups.models import ConnectedGroup, PersonId, Reader, Scope
from pipeline.ingest.models import Chat, ChatKind, Message, MessageId, MessageKind
from pipeline.threads.linking import link_new_messages
from pipeline.threads.settings import ThreadSettings
from storage.postgres.connection import Connection, Pool
from storage.postgres.group_book import ConnectedGroups
from storage.postgres.groups import Groups, Tenants
from storage.postgres.outbox import Outbox
from storage.postgres.pool import open_pool
from storage.postgres.search import GroupArchive
from storage.postgres.tenant import tenant_transaction
from storage.postgres.threads import Threads
from tests.fakes.archive_search import MemoryArchiveSearch
from tests.fakes.messages import MemoryMessages
from tests.fixtures.digests import judged
from tests.fixtures.postgres import Database
from tests.fixtures.stores import (
    CHAT,
    MIDNIGHT,
    Stores,
    new_digest,
    said,
    silent,
    window_of,
)

ANYA, STRANGER = PersonId(77), PersonId(78)
BASIC = Chat(telegram_id=-501, kind=ChatKind.GROUP, title="Дача")
DAY = 24 * 60
NOW = MIDNIGHT + timedelta(days=2, hours=12)
"""A Wednesday."""


@dataclass(frozen=True, slots=True)
class Library:
    stores: Stores
    search: ArchiveSearch
    threads: Threads | None
    """None where messages need no links to be found."""

    async def group(self, chat: Chat = CHAT, tenant: str = "one") -> ConnectedGroup:
        """One that Anya connected."""
        return await self.stores.group_book.connect(
            await self.stores.tenants.ensure(tenant),
            chat,
            reader=Reader.BOT,
            owner=ANYA,
            time_zone="UTC",
            language="ru",
        )

    async def hears(self, group: ConnectedGroup, *talk: Message) -> None:
        await self.stores.sink.accept(group.tenant, group.id, talk)
        await self.link(group)

    async def link(self, group: ConnectedGroup) -> None:
        if self.threads is not None:
            await link_new_messages(self.threads, group.tenant, group.id, ThreadSettings())

    async def asked(
        self,
        words: str,
        *groups: ConnectedGroup,
        asker: PersonId = ANYA,
        now: datetime = NOW,
        limit: int = 6,
    ) -> Sequence[Passage]:
        return await self.search.search(Question(asker, words, "ru", now), groups, limit=limit)


@pytest.fixture
def memory_library(memory_stores: Stores) -> Library:
    assert isinstance(memory_stores.sink, MemoryMessages)
    search = MemoryArchiveSearch(
        memory_stores.sink, memory_stores.group_book, memory_stores.members
    )
    return Library(memory_stores, search, None)


@pytest.fixture
def postgres_library(postgres_stores: Stores, pool: Pool) -> Library:
    return Library(postgres_stores, GroupArchive(pool), Threads(pool))


@pytest.fixture(params=["memory", "postgres"])
def library(request: pytest.FixtureRequest) -> Library:
    found: Library = request.getfixturevalue(f"{request.param}_library")
    return found


TALK = (
    said(1, 0, "шлюз оплаты опять отдаёт ошибку 502"),
    said(2, 1, "смотрю, это наш прокси", author_id="user2", author_name="Борис"),
    said(3, 300, "The backup job failed on the replica again"),
    said(4, 301, "restarting it now", author_id="user2", author_name="Борис"),
    said(5, 600, "Решили: релиз переносим на четверг"),
    said(6, 601, "ок, предупрежу клиентов", author_id="user3", author_name="Вика"),
    said(7, 900, "кто-нибудь видел мою кружку?"),
    said(8, 901, "она на кухне", author_id="user2", author_name="Борис"),
)


def ids(passages: Sequence[Passage]) -> list[int]:
    return [passage.found.id for passage in passages]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("что с ошибками шлюза?", 1),
        ("What happened to the backups?", 3),
        ("what about backup replicas", 3),
        ("что решили про релизы?", 5),
        ("где кружка", 8),
        ("что там с job на replica?", 3),
    ],
)
async def test_what_was_said_is_found_in_other_forms_of_both_languages(
    library: Library, question: str, answer: int
) -> None:
    group = await library.group()
    await library.hears(group, *TALK)

    found = await library.asked(question, group)

    assert answer in ids(found)[:2]
    assert {group.id} == {passage.group.id for passage in found}


async def test_a_passage_shows_its_neighbours_in_the_order_of_the_talk(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *TALK)

    [first, *_] = await library.asked("что с ошибками шлюза?", group)

    assert [1, 2] == [cited.id for cited in first.around]
    assert ("Аня", TALK[0].sent_at) == (first.found.author, first.found.sent_at)


async def test_no_more_is_told_than_was_asked_for(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *(said(n, n * 100, f"релиз номер {n}") for n in range(1, 9)))

    found = await library.asked("когда релиз?", group, limit=3)

    assert 3 == len(found)


async def test_what_nobody_talked_about_is_not_found(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *TALK)

    assert [] == list(await library.asked("что решили про отпуск бухгалтерии?", group))


async def test_what_has_no_thread_yet_is_found_already(library: Library) -> None:
    group = await library.group()
    await library.stores.sink.accept(group.tenant, group.id, TALK)

    assert 1 in ids(await library.asked("что с ошибками шлюза?", group))


async def test_groups_of_several_tenants_are_searched_together(library: Library) -> None:
    mine, other = await library.group(), await library.group(BASIC, "two")
    await library.hears(mine, said(1, 0, "билеты в театр у Вики"))
    await library.hears(other, said(1, 5, "билеты на поезд купил"))

    found = await library.asked("у кого билеты?", mine, other)

    assert {mine.id, other.id} == {passage.group.id for passage in found}


async def test_a_group_that_the_asker_was_never_seen_in_gives_nothing(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *TALK)

    assert [] == list(await library.asked("что с ошибками шлюза?", group, asker=STRANGER))
    assert [] == list(await library.asked("что решили?", group, asker=STRANGER))


async def test_who_holds_a_scope_of_the_tenant_needs_not_be_a_member(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *TALK)
    await library.stores.members.grant(group.tenant, STRANGER, frozenset({Scope.READ}))

    assert 1 in ids(await library.asked("что с ошибками шлюза?", group, asker=STRANGER))


async def test_scopes_of_one_tenant_open_no_group_of_another(library: Library) -> None:
    group = await library.group()
    other = await library.stores.tenants.ensure("two")
    await library.hears(group, *TALK)
    await library.stores.members.grant(other, STRANGER, frozenset(Scope))

    forged = replace(group, tenant=other)
    found = await library.asked("что с ошибками шлюза?", forged, asker=STRANGER)

    assert [] == list(found)


async def test_a_membership_that_nobody_confirmed_for_two_days_opens_nothing(
    postgres_library: Library, behind: Connection
) -> None:
    group = await postgres_library.group()
    await postgres_library.hears(group, *TALK)
    await behind.execute("UPDATE group_people SET seen_at = now() - interval '49 hours'")

    left = await postgres_library.asked("что с ошибками шлюза?", group)
    await postgres_library.stores.group_book.know(group.tenant, group.id, ANYA)
    back = await postgres_library.asked("что с ошибками шлюза?", group)

    assert [] == list(left)
    assert 1 in ids(back)


async def test_what_was_deleted_is_neither_found_nor_shown(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *TALK)
    await library.stores.sink.delete(group.tenant, group.id, [MessageId(1)])

    found = await library.asked("что ответили про прокси и ошибку 502 шлюза?", group)

    assert 1 not in [cited.id for passage in found for cited in passage.around]


async def test_only_the_last_wording_of_a_message_is_found(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *TALK)
    await library.hears(group, said(1, 0, "принтер починили", edit_version=1))

    before = await library.asked("что с ошибками шлюза?", group)
    after = await library.asked("что с принтером?", group)

    assert 1 not in ids(before)
    assert "принтер починили" == after[0].found.text


async def test_what_is_no_talk_is_not_found(library: Library) -> None:
    group = await library.group()
    await library.hears(
        group,
        said(1, 0, "Аня пригласила шлюз", kind=MessageKind.SERVICE, action="invite_members"),
        said(2, 1, "/digest шлюз"),
        said(3, 2, "Сводка: шлюз падал", own=True),
        said(4, 3, "про шлюз спросите Борю"),
    )

    found = await library.asked("что со шлюзом?", group)

    assert {4} == {cited.id for passage in found for cited in passage.around}


async def test_who_wrote_lately_is_told_so_that_their_names_can_be_hidden(
    library: Library,
) -> None:
    group = await library.group()
    await library.hears(
        group,
        said(1, 0, "спросите Марину про шлюз", author_name="Костя"),
        said(2, 40, "обед", author_id="user2", author_name="Марина +7 903 765-43-21"),
    )

    [found, *_] = await library.asked("что со шлюзом?", group)

    assert (found.found.author_id, "Костя") in found.people
    assert "Марина ⟦phone⟧" in {name for _, name in found.people}


async def test_personal_data_is_masked_in_all_that_is_shown(library: Library) -> None:
    group = await library.group()
    await library.hears(
        group,
        said(1, 0, "сантехник обещал прийти"),
        said(
            *(2, 1, "его телефон +7 916 123-45-67, почта plumber@example.org"),
            author_name="+7 903 765-43-21",
        ),
    )

    found = await library.asked("какой телефон у сантехника?", group)

    around = [cited for passage in found for cited in passage.around]
    shown = " ".join(f"{cited.author} {cited.text}" for cited in around)
    assert "⟦" in shown
    assert "123-45-67" not in shown
    assert "765-43-21" not in shown
    assert "plumber@" not in shown


async def test_history_from_before_a_group_became_a_supergroup_is_found(library: Library) -> None:
    group = await library.group(BASIC)
    await library.hears(group, said(1, 0, "рассада томатов взошла"))
    [moved] = await library.stores.group_book.migrate(BASIC.telegram_id, CHAT)
    await library.hears(moved, said(1, 9, "рассаду томатов высадили"))

    found = await library.asked("что с рассадой томатов?", moved)

    assert [-999_999_999, 1] == sorted(ids(found))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "a & b | !c <-> d:* ' \\ \"",
        "');DROP TABLE group_messages;--",
        "что\0решили\0про\0шлюз",
        "\ud800 \udfff",
        "а и но же или что как the of and to",
        "🙂🙂🙂 👍",
        "шлюз " * 20_000,
        "ш" * 100_000,
        "&" * 100_000,
        " ".join(f"слово{n}" for n in range(20_000)),
        "в январе " * 10_000,
        "05.11." * 10_000,
        "%s %(a)s {0} $1",
    ],
    ids=lambda words: f"{words[:12]!r}x{len(words)}",
)
async def test_no_question_breaks_the_search(library: Library, words: str) -> None:
    group = await library.group()
    await library.hears(group, *TALK)

    found = await library.asked(words, group)

    assert "шлюз" in words or not found


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("что писали про релиз вчера?", 3),
        ("what was said of the релиз yesterday?", 3),
        ("что писали про релиз сегодня?", 4),
        ("что писали про релиз в понедельник?", 2),
        ("что писали про релиз на прошлой неделе?", 1),
    ],
)
async def test_words_of_time_narrow_what_is_found(
    library: Library, question: str, expected: int
) -> None:
    group = await library.group()
    await library.hears(
        group,
        said(1, -3 * DAY, "релиз один"),
        said(2, 60, "релиз два"),
        said(3, DAY + 60, "релиз три"),
        said(4, 2 * DAY + 60, "релиз четыре"),
    )

    assert [expected] == ids(await library.asked(question, group))


async def test_a_time_of_which_nothing_is_known_is_passed_over(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *TALK)

    assert 5 in ids(await library.asked("что говорили про релиз сегодня?", group))


async def test_a_question_for_decisions_alone_finds_them(library: Library) -> None:
    group = await library.group()
    await library.hears(group, *TALK)

    assert [5] == ids(await library.asked("что решили на этой неделе?", group))


async def test_of_two_answers_the_one_by_whom_the_question_names_comes_first(
    library: Library,
) -> None:
    group = await library.group()
    vika: dict[str, Any] = {"author_id": "user3", "author_name": "Вика"}
    await library.hears(
        group, said(1, 0, "бюджет урежут"), said(2, 300, "бюджет не урежут", **vika)
    )

    assert 2 == ids(await library.asked("что сказала Вика про бюджет?", group))[0]
    assert 1 == ids(await library.asked("что думает Аня про бюджет?", group))[0]


async def test_what_a_digest_says_leads_to_the_messages_that_it_cites(
    postgres_library: Library,
) -> None:
    stores = postgres_library.stores
    group = await postgres_library.group()
    await postgres_library.hears(group, *TALK)
    window = await window_of(stores, group.tenant, group.id)
    new = new_digest(window)
    told = judged(Section.DECISIONS, "Поставку откладывают на четверг", 5)
    await stores.digests.add(
        group.tenant,
        replace(new, digest=new.digest.model_copy(update={"statements": (told,)})),
        silent,
    )

    found = await postgres_library.asked("на когда отложена поставка?", group)

    assert 5 == ids(found)[0]


async def test_digests_tell_nothing_to_who_may_not_read_them(postgres_library: Library) -> None:
    stores = postgres_library.stores
    group = await postgres_library.group()
    await postgres_library.hears(group, *TALK)
    window = await window_of(stores, group.tenant, group.id)
    await stores.digests.add(group.tenant, new_digest(window), silent)
    statement = new_digest(window).digest.statements[0].statement.text

    assert [] == list(await postgres_library.asked(statement, group, asker=STRANGER))


_SCANS = """
SELECT seq_scan AS of_table,
    pg_stat_get_xact_numscans('ix_group_messages_words'::regclass) AS of_words
FROM pg_stat_xact_user_tables WHERE relname = 'group_messages'
"""
_FILL = """
INSERT INTO group_messages (
    tenant_id, group_id, message_id, sent_at, edit_version, kind, author_id, author_name, text,
    thread_id, link_reason, link_score)
SELECT $1, $2, number, $3::timestamptz + number * interval '1 minute', 0, 'text', 'user1', 'Аня',
    'word' || number % 500 || CASE WHEN number % 900 = 0 THEN ' шлюз' ELSE '' END,
    number, 'root', 1
FROM generate_series(1, 200000) AS number
"""


@pytest.mark.timeout(120)
async def test_among_200_000_messages_words_are_looked_up_in_their_index(
    untouched_database: Database,
) -> None:
    async with open_pool(untouched_database.service_dsn) as pool:
        tenant = await Tenants(pool).ensure("one")
        group = await Groups(pool).ensure(tenant, CHAT, time_zone="UTC")
        await ConnectedGroups(pool, Outbox()).know(tenant, group, ANYA)
        owner = await asyncpg.connect(untouched_database.owner_dsn)
        await owner.execute(_FILL, tenant, group, MIDNIGHT)
        await owner.execute("ANALYZE group_messages")
        await owner.close()

        async with tenant_transaction(pool, tenant) as connection:
            found = await connection.fetch(
                "SELECT * FROM search_messages($1, $2, $3, NULL, NULL, 500, 80)",
                *(ANYA, [group], ["шлюз", "word7"]),
            )
            scans = await connection.fetchrow(_SCANS)

    assert 80 == len(found)
    assert scans is not None
    assert (0, 2) == (scans["of_table"], scans["of_words"])
