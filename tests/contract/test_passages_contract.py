"""Passages and their vectors on Postgres: who finds by them, and what makes them go."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.alfred.archive import Question
from pipeline.embedding.models import Embedded
from pipeline.groups.models import Scope
from pipeline.ingest.models import Chat, ChatKind, MessageId
from pipeline.llm.errors import (
    ModelError,
    ModelRejectedError,
    ModelUnavailableError,
    PromptTooLongError,
    QuotaSpentError,
)
from pipeline.llm.ledger import Limits
from pipeline.retention.models import Expiring
from storage.postgres.connection import Connection, Pool
from storage.postgres.passages import Passages
from storage.postgres.retention import OldRows
from storage.postgres.search import GroupArchive
from tests.fakes.thesaurus import Thesaurus
from tests.fixtures.embedding import (
    ANYA,
    EVER,
    NOW,
    ROUTER,
    SAID_AT,
    STRANGER,
    Vectors,
    ids,
    talk,
)
from tests.fixtures.stores import CHAT, Stores, said

OTHER = Chat(telegram_id=-1009876543210, kind=ChatKind.SUPERGROUP, title="Соседи")
BASIC = Chat(telegram_id=-501, kind=ChatKind.GROUP, title="Дача")
QUESTION = "Что у нас с интернетом?"

_HELD = "SELECT message_id FROM group_passage_messages ORDER BY message_id"


@pytest.fixture
def vectors(postgres_stores: Stores, pool: Pool) -> Vectors:
    return Vectors(postgres_stores, pool)


async def held(behind: Connection) -> list[int]:
    return [row["message_id"] for row in await behind.fetch(_HELD)]


async def count(behind: Connection) -> int:
    return int(await behind.fetchval("SELECT count(*) FROM group_passages"))


async def test_what_was_said_in_other_words_is_found_by_vectors_alone(
    vectors: Vectors, pool: Pool
) -> None:
    group = await vectors.embedded()

    question = Question(ANYA, QUESTION, "ru", NOW)
    by_words = await GroupArchive(pool).search(question, [group], limit=6)
    by_meaning = await vectors.asked(QUESTION, group)

    assert [] == list(by_words)
    assert ROUTER == ids(by_meaning)[0]


async def test_the_embedder_reads_masks_and_numbers_in_the_place_of_people(
    vectors: Vectors,
) -> None:
    group = await vectors.group()
    await vectors.hears(
        group,
        said(1, 0, "Костя, счёт пришёл на kostya@example.org"),
        said(
            *(2, 1, "звоните по +7 916 123-45-67, Костя всё оплатит"),
            author_id="user2",
            author_name="Костя Белов",
        ),
    )

    await vectors.embed(group)

    [text] = vectors.embedder.texts
    assert "Кост" not in text
    assert "example.org" not in text
    assert "123-45-67" not in text
    assert "⟦email⟧" in text
    assert "@1" in text


async def test_a_question_leaves_masked(vectors: Vectors) -> None:
    group = await vectors.embedded()

    await vectors.asked("кто писал с почты kostya@example.org?", group)

    assert "kostya" not in vectors.embedder.texts[-1]


async def test_who_is_no_member_finds_nothing_by_vectors(vectors: Vectors) -> None:
    group = await vectors.embedded()

    assert [] == list(await vectors.asked(QUESTION, group, asker=STRANGER))


async def test_a_membership_that_nobody_confirmed_for_two_days_finds_nothing(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.embedded()
    await behind.execute("UPDATE group_people SET seen_at = now() - interval '49 hours'")

    assert [] == list(await vectors.asked(QUESTION, group))


async def test_a_member_of_one_group_finds_nothing_of_another_of_its_tenant(
    vectors: Vectors,
) -> None:
    group = await vectors.embedded()
    other = await vectors.group(OTHER)
    await vectors.stores.group_book.know(other.tenant, other.id, STRANGER)

    found = await vectors.asked(QUESTION, group, other, asker=STRANGER)

    assert [] == list(found)


async def test_scopes_of_one_tenant_open_no_passage_of_another(vectors: Vectors) -> None:
    group = await vectors.embedded()
    other = await vectors.stores.tenants.ensure("two")
    await vectors.stores.members.grant(other, STRANGER, frozenset(Scope))

    found = await vectors.asked(QUESTION, replace(group, tenant=other), asker=STRANGER)

    assert [] == list(found)


async def test_an_erased_message_takes_its_vector_along_at_once(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.embedded()
    before = await count(behind)

    await vectors.stores.sink.delete(group.tenant, group.id, [MessageId(ROUTER)])

    assert before - 1 == await count(behind)
    assert ROUTER not in await held(behind)
    assert [] == list(await vectors.asked(QUESTION, group))


async def test_the_rest_of_a_passage_is_embedded_anew_without_what_was_erased(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.group()
    await vectors.hears(
        group,
        said(1, 0, "насос на даче опять течёт"),
        said(2, 1, "пароль тот же: сезам открывайся"),
    )
    await vectors.embed(group)

    await vectors.stores.sink.delete(group.tenant, group.id, [MessageId(2)])
    none = await count(behind)
    await vectors.embed(group)

    assert 0 == none
    assert [1] == await held(behind)
    assert "сезам" not in vectors.embedder.texts[-1]


async def test_an_edited_message_is_embedded_again_as_it_reads_now(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.embedded()
    edited = said(ROUTER, SAID_AT, "сгорел утюг, гладить нечем", edit_version=1)

    await vectors.hears(group, edited)
    left = await held(behind)
    await vectors.embed(group)

    assert ROUTER not in left
    assert ROUTER in await held(behind)
    assert "утюг" in vectors.embedder.texts[-1]
    assert [] == list(await vectors.asked(QUESTION, group))


async def test_a_message_that_only_gets_reactions_keeps_its_vector(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.embedded()
    again = said(ROUTER, SAID_AT, talk()[-1].text, mentions=("@master",))

    await vectors.hears(group, again)

    assert ROUTER in await held(behind)


@pytest.mark.parametrize("change", ["edited", "deleted"])
async def test_what_changes_while_it_is_embedded_is_not_stored(
    vectors: Vectors, behind: Connection, change: str
) -> None:
    group = await vectors.group()
    await vectors.hears(
        group, said(1, 0, "насос течёт опять"), said(2, 3_000, "куплю новый насос")
    )
    space = await vectors.space()
    waiting = await vectors.book.waiting(group.tenant, group.id, space, before=None, limit=9)
    if change == "edited":
        await vectors.hears(group, said(1, 0, "насос исправен", edit_version=1))
    else:
        await vectors.stores.sink.delete(group.tenant, group.id, [MessageId(1)])

    unit = [1.0, *[0.0] * (space.dimension - 1)]
    embedded = [Embedded((remark,), unit) for remark in waiting.remarks]
    stored = await vectors.book.add(group.tenant, group.id, space, embedded)

    assert 1 == stored
    assert [2] == await held(behind)


async def test_an_expired_message_takes_its_vector_along(
    vectors: Vectors, pool: Pool, behind: Connection
) -> None:
    await vectors.embedded()
    await behind.execute("UPDATE group_messages SET sent_at = now() - interval '40 days'")
    await behind.execute("UPDATE group_messages SET sent_at = now() WHERE message_id = 2")

    async with OldRows(pool).turn() as turn:
        assert turn
        await turn.remove(Expiring.MESSAGES, 35, most=1_000)

    assert 0 == await behind.fetchval("SELECT count(*) FROM group_messages WHERE message_id <> 2")
    assert await held(behind) in ([], [2])
    assert len(await held(behind)) == await count(behind)


async def test_passages_stay_with_a_group_that_becomes_a_supergroup(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.group(BASIC)
    await vectors.hears(group, *talk())
    await vectors.embed(group)
    paid = len(vectors.embedder.texts)

    [moved] = await vectors.stores.group_book.migrate(BASIC.telegram_id, CHAT)
    await vectors.embed(moved)

    assert paid == len(vectors.embedder.texts)
    assert ROUTER - 1_000_000_000 == ids(await vectors.asked(QUESTION, moved))[0]


@pytest.mark.parametrize("changed", ["model", "dimension"])
async def test_vectors_of_another_space_are_not_compared_but_replaced(
    vectors: Vectors, pool: Pool, behind: Connection, changed: str
) -> None:
    group = await vectors.embedded()
    passages = await count(behind)
    new = (
        Vectors(vectors.stores, pool, name="test/another")
        if changed == "model"
        else Vectors(vectors.stores, pool, embedder=Thesaurus(300))
    )

    before = await new.asked(QUESTION, group)
    uncovered = await new.book.uncovered(await new.space(), EVER)
    await new.embed(group)
    after = await new.asked(QUESTION, group)

    spaces = await behind.fetch("SELECT DISTINCT model, dimension FROM group_passages")
    space = await new.space()
    assert [] == list(before)
    assert [(group.tenant, group.id)] == uncovered
    assert ROUTER == ids(after)[0]
    assert [(space.model, space.dimension)] == [tuple(row) for row in spaces]
    assert passages == await count(behind)


async def test_a_dead_embedder_leaves_the_words(vectors: Vectors) -> None:
    group = await vectors.embedded()
    vectors.embedder.fails = lambda _: ModelUnavailableError("away")

    found = await vectors.asked("что с роутером?", group)

    failed = {"status": ModelUnavailableError.reason}
    assert ROUTER == ids(found)[0]
    assert 1 == vectors.registry.get_sample_value("archive_questions_embedded_total", failed)


async def test_a_slow_embedder_leaves_the_words_after_its_time(
    vectors: Vectors, postgres_stores: Stores, pool: Pool
) -> None:
    class Slow(Thesaurus):
        async def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
            await asyncio.get_running_loop().create_future()
            raise AssertionError

    group = await vectors.embedded()
    slow = Vectors(postgres_stores, pool, embedder=Slow(), seconds=0.05)

    found = await slow.asked("что с роутером?", group)

    assert ROUTER == ids(found)[0]
    late = {"status": "model_timeout"}
    assert 1 == slow.registry.get_sample_value("archive_questions_embedded_total", late)


async def test_a_fill_that_dies_midway_is_taken_up_where_it_ended(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.group()
    await vectors.hears(group, *(said(n, 700 * n, f"заметка о деле {n}") for n in range(1, 60)))
    vectors.embedder.fails = lambda _: (
        ModelUnavailableError("killed") if vectors.embedder.calls else None
    )

    with pytest.raises(ModelUnavailableError):
        await vectors.embed(group)
    stored = await count(behind)
    vectors.embedder.fails = lambda _: None
    await vectors.embed(group)

    assert 0 < stored < await count(behind)
    assert list(range(1, 60)) == await held(behind)
    assert len(set(vectors.embedder.texts)) == len(vectors.embedder.texts)


async def test_a_text_that_the_model_refuses_keeps_no_other_from_being_found(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.group()
    await vectors.hears(group, *talk(), said(300, 1_440 * 27, "base64 мусор мусор длинный"))

    def refuses(texts: Sequence[str]) -> ModelError | None:
        return PromptTooLongError("too long") if any("base64" in text for text in texts) else None

    vectors.embedder.fails = refuses
    await vectors.embed(group)

    assert 300 in await held(behind)
    assert ROUTER == ids(await vectors.asked(QUESTION, group))[0]
    assert [] == await vectors.book.uncovered(await vectors.space(), EVER)


async def test_a_model_that_refuses_everything_marks_nothing_as_done(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.group()
    await vectors.hears(group, *talk())
    vectors.embedder.fails = lambda _: ModelRejectedError("wrong key")

    with pytest.raises(ModelRejectedError):
        await vectors.embed(group)

    assert [] == await held(behind)


async def test_a_tenant_whose_quota_is_spent_sends_nothing_more(
    postgres_stores: Stores, pool: Pool, behind: Connection
) -> None:
    vectors = Vectors(postgres_stores, pool, limits=Limits(0, 20))
    group = await vectors.group()
    await vectors.hears(group, *talk())

    with pytest.raises(QuotaSpentError):
        await vectors.embed(group)

    assert [] == vectors.embedder.texts
    assert [] == await held(behind)


async def test_calls_of_the_embedder_are_in_the_books(
    vectors: Vectors, behind: Connection
) -> None:
    group = await vectors.embedded()
    await vectors.asked(QUESTION, group)

    rows = await behind.fetch(
        "SELECT DISTINCT purpose, tier, model, status, prompt_tokens > 0 FROM llm_usage ORDER BY 1"
    )

    name = vectors.metered.name
    assert [
        ("passages", "embedding", name, "ok", True),
        ("question", "embedding", name, "ok", True),
    ] == [tuple(row) for row in rows]


async def test_what_is_embedded_is_asked_for_no_more(vectors: Vectors) -> None:
    group = await vectors.embedded()
    paid = len(vectors.embedder.texts)

    uncovered = await vectors.book.uncovered(await vectors.space(), EVER)
    await vectors.embed(group)

    assert [] == uncovered
    assert paid == len(vectors.embedder.texts)


async def test_a_group_that_nobody_reads_any_more_is_not_embedded(vectors: Vectors) -> None:
    group = await vectors.group()
    await vectors.hears(group, *talk())
    [reader] = group.readers
    await vectors.stores.group_book.disconnect(group.tenant, group.id, reader)

    assert [] == await vectors.book.uncovered(await vectors.space(), EVER)


async def test_one_process_at_a_time_fills_the_book(vectors: Vectors, pool: Pool) -> None:
    async with vectors.book.turn() as ours, Passages(pool).turn() as theirs:
        both = (ours, theirs)
    async with Passages(pool).turn() as afterwards:
        assert afterwards

    assert (True, False) == both


async def test_a_time_in_the_question_bounds_what_vectors_find(vectors: Vectors) -> None:
    group = await vectors.embedded()
    later = said(400, 1_440 * 29, "провайдер поменял роутер")
    await vectors.hears(group, later)
    await vectors.embed(group)

    found = await vectors.asked("что было с интернетом вчера?", group)

    assert NOW > later.sent_at
    assert [400] == ids(found)
