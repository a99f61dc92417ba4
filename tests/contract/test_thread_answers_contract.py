"""ThreadAnswers, in memory and on Postgres."""

from dataclasses import replace

from pipeline.ingest.models import Chat, ChatKind, GroupId, MessageId
from pipeline.threads.answers import ThreadAnswer
from tests.fixtures.service_stores import ServiceStores
from tests.fixtures.stores import CHAT

BASIC = Chat(telegram_id=-501, kind=ChatKind.GROUP, title="Дача")


def answer(group: GroupId, *quoted: int, message: int = 70, chat: int = 0) -> ThreadAnswer:
    return ThreadAnswer(
        group=group,
        chat=chat or CHAT.telegram_id,
        messages=(message, message + 2),
        quoted=tuple(map(MessageId, quoted)),
        cut=True,
        language="ru",
    )


async def outdated(live: ServiceStores) -> list[tuple[int, int]]:
    return [
        (payload["message_id"], payload["revision"])
        for name, payload in await live.stores.recorded()
        if name == "thread.answer.outdated.v1"
    ]


async def test_an_answer_comes_back_as_it_was_noted_first(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    noted = answer(group, 1, 2)

    for each in (noted, replace(noted, cut=False)):
        await live.thread_answers.add(tenant, each)

    assert noted == await live.thread_answers.get(tenant, group, noted.chat, 70)
    assert None is await live.thread_answers.get(tenant, group, noted.chat, 72)


async def test_each_change_of_what_it_quotes_is_told_of_an_answer(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    await live.thread_answers.add(tenant, answer(group, 1, 2))
    await live.thread_answers.add(tenant, answer(group, 2, 3, message=80))

    told = [
        await live.thread_answers.touched(tenant, group, [MessageId(number)])
        for number in (1, 1, 9)
    ]
    both = await live.thread_answers.touched(tenant, group, [MessageId(2), MessageId(3)])

    assert [1, 1, 0] == told
    assert 2 == both
    assert {(70, 1), (70, 2), (70, 3), (80, 1)} == set(await outdated(live))


async def test_what_was_taken_back_is_told_of_no_more(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    noted = answer(group, 1)
    await live.thread_answers.add(tenant, noted)

    for _ in range(2):
        await live.thread_answers.remove(tenant, noted)

    assert 0 == await live.thread_answers.touched(tenant, group, [MessageId(1)])
    assert None is await live.thread_answers.get(tenant, group, noted.chat, 70)


async def test_an_answer_in_a_chat_that_became_another_is_left_alone(live: ServiceStores) -> None:
    tenant = await live.stores.tenants.ensure("default")
    group = await live.stores.groups.ensure(tenant, BASIC, time_zone="UTC")
    await live.thread_answers.add(tenant, answer(group, 1, chat=BASIC.telegram_id))
    await live.stores.group_book.migrate(BASIC.telegram_id, CHAT)

    assert 0 == await live.thread_answers.touched(tenant, group, [MessageId(1)])


async def test_answers_of_another_tenants_groups_are_not_there(live: ServiceStores) -> None:
    tenant, group = await live.stores.group()
    stranger = await live.stores.tenants.ensure("stranger")
    noted = answer(group, 1)
    await live.thread_answers.add(tenant, noted)

    await live.thread_answers.remove(stranger, noted)

    assert None is await live.thread_answers.get(stranger, group, noted.chat, 70)
    assert noted == await live.thread_answers.get(tenant, group, noted.chat, 70)
