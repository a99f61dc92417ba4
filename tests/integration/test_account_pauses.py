"""Reading that operators stop loses nothing, whatever happens to the process meanwhile."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from bot.telethon.reader import AccountReader
from bot.telethon.recordings import AccountRecordings
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import MessageId, ReadingAccount
from pipeline.ingest.pauses import Pause, Reach, Target
from pipeline.recordings.errors import RecordingDelayedError
from pipeline.recordings.models import Claim
from tests.fixtures.mtproto import Team
from tests.fixtures.reading import TENANT, World, until
from tests.servers.mtproto import Fault, MtprotoServer

ALL = Target()
HISTORY = "messages.getHistory"


@pytest.fixture
def world(mtproto: MtprotoServer, tmp_path: Path) -> World:
    return World(mtproto, tmp_path)


@pytest.fixture
async def account(world: World, team: Team) -> ReadingAccount:
    return await world.log_in(team.me)


def pause(world: World, *targets: Target) -> None:
    since = datetime.now(UTC)
    world.pauses.learn([Pause(target, since, None, "telegram:1") for target in targets])


def resume(world: World) -> None:
    world.pauses.learn(())


def obeys(world: World, reader: AccountReader) -> None:
    """As the service has it: each reader looks its groups up when pauses change."""
    world.pauses.on_change(reader.refresh)


def of_group(group: ConnectedGroup) -> Target:
    return Target(Reach.GROUP, group.id)


def followed(reader: AccountReader) -> frozenset[int]:
    """Chats of which it takes what it is told."""
    return frozenset(reader._groups)


async def read_so_far(world: World, group: ConnectedGroup) -> None:
    await until(lambda: world.stored(group))


@pytest.mark.parametrize("reach", Reach)
async def test_what_is_said_meanwhile_is_read_once_it_goes_on(
    world: World, team: Team, account: ReadingAccount, reach: Reach
) -> None:
    group = await world.connect(team.supergroup)
    other = await world.connect(team.basic)
    number = {Reach.ALL: 0, Reach.ACCOUNT: TENANT, Reach.GROUP: group.id}[reach]
    speech = world.server.speech
    async with world.reading(account) as reader:
        obeys(world, reader)
        await read_so_far(world, group)
        await read_so_far(world, other)
        speech.say(team.supergroup, team.ann, "до")
        await until(lambda: world.texts(group) == ["до"])

        pause(world, Target(reach, number))
        await until(lambda: team.supergroup not in followed(reader))
        for word in ("раз", "два"):
            speech.say(team.supergroup, team.ann, word)
        speech.say(team.basic, team.ann, "рядом")
        if reach is Reach.GROUP:
            await until(lambda: world.texts(other) == ["рядом"])
        meanwhile = world.texts(group)
        resume(world)
        await until(lambda: world.texts(group) == ["до", "раз", "два"])
        await until(lambda: world.texts(other) == ["рядом"])

    assert ["до"] == meanwhile
    assert world.reached(group) == max(message.id for message in world.stored(group))


async def test_a_kill_and_a_start_in_between_lose_nothing(
    world: World, team: Team, account: ReadingAccount
) -> None:
    group, other = await world.connect(team.supergroup), await world.connect(team.basic)
    speech = world.server.speech
    async with world.reading(account) as reader:
        obeys(world, reader)
        await read_so_far(world, group)
        speech.say(team.supergroup, team.ann, "до")
        await until(lambda: world.texts(group) == ["до"])
        pause(world, of_group(group))
        await until(lambda: team.supergroup not in followed(reader))
        speech.say(team.supergroup, team.ann, "пока жив")
    speech.say(team.supergroup, team.bob, "пока мёртв")

    async with world.reading(account) as reader:
        obeys(world, reader)
        await until(lambda: followed(reader))
        speech.say(team.supergroup, team.ann, "снова жив")
        # Updates come in order: what was said before it was seen, too.
        speech.say(team.basic, team.ann, "рядом")
        await until(lambda: world.texts(other) == ["рядом"])
        during = world.texts(group)
        resume(world)
        await until(lambda: world.texts(group) == ["до", "пока жив", "пока мёртв", "снова жив"])

    assert ["до"] == during


async def test_what_was_edited_or_deleted_meanwhile_is_seen(
    world: World, team: Team, account: ReadingAccount
) -> None:
    group = await world.connect(team.supergroup)
    speech = world.server.speech
    async with world.reading(account) as reader:
        obeys(world, reader)
        await read_so_far(world, group)
        first, second = (speech.say(team.supergroup, team.ann, word) for word in "аб")
        await until(lambda: world.texts(group) == ["а", "б"])

        pause(world, ALL)
        await until(lambda: not followed(reader))
        speech.edit(team.supergroup, first, "в")
        speech.delete(team.supergroup, second)
        resume(world)
        await until(lambda: world.texts(group) == ["в"])


async def test_a_history_that_is_being_read_is_left_at_once(
    world: World, team: Team, account: ReadingAccount
) -> None:
    group = await world.connect(team.supergroup)
    for chat in (team.supergroup, team.basic):
        world.server.talk.history(chat, 3, every=1.0)
    asked = world.server.journal.counts().get(HISTORY, 0)
    world.server.fail(HISTORY, Fault.slow(600))
    async with world.reading(account) as reader:
        obeys(world, reader)
        await world.server.journal.reach(HISTORY, asked + 1)
        other = await world.connect(team.basic)

        pause(world, of_group(group))
        await until(lambda: len(world.texts(other)) == 3)

    assert [] == world.texts(group)


async def test_recordings_of_what_is_not_read_wait_without_a_failure(
    world: World, team: Team, account: ReadingAccount
) -> None:
    group = await world.connect(team.supergroup)
    number = world.server.speech.voice(team.supergroup, team.ann, 3, content=b"sound")
    claim = Claim(uuid4(), TENANT, group.id, MessageId(number), None, 3, "ru", 1)
    async with world.reading(account) as reader:
        await read_so_far(world, group)
        shelf = AccountRecordings(
            {TENANT: reader}.get, world.book, most=1_000, pauses=world.pauses
        )
        before = await shelf.fetch(claim)
        pause(world, of_group(group))

        with pytest.raises(RecordingDelayedError) as delayed:
            await shelf.fetch(claim)

    assert b"sound" == before
    assert delayed.value.by_order
