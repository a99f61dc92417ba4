"""Recordings got from Telegram, by the bot and by an account, and what keeps them from coming."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.telegram.recordings import BotRecordings
from bot.telethon.recordings import AccountRecordings
from pipeline.groups.models import ConnectedGroup
from pipeline.ingest.models import Chat, ChatKind, GroupId, MessageId, TenantId
from pipeline.recordings.errors import RecordingDelayedError, RecordingGoneError
from pipeline.recordings.models import Claim
from pipeline.speech.errors import SpeechError, SpeechFault
from tests.fixtures.bot_transport import Trial
from tests.fixtures.mtproto import Team
from tests.fixtures.reading import TENANT, World, until
from tests.servers.mtproto import Fault as MtprotoFault
from tests.servers.mtproto import MtprotoServer
from tests.servers.telegram import BotApiServer
from tests.servers.telegram.faults import Fault

SOUND = b"OggS" + bytes(range(256)) * 8_000
"""2 MB: more than one part of a file."""
CLAIM = Claim(uuid.uuid4(), TenantId(1), GroupId(1), MessageId(1), None, 5, "en", attempts=1)


class TestByTheBot:
    @pytest.fixture
    async def shelf(self, bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[BotRecordings]:
        async with Trial.at(bot_api, tmp_path).wired() as wired:
            yield BotRecordings(wired.bot)

    @staticmethod
    def sent(bot_api: BotApiServer) -> Claim:
        anna = bot_api.people.person("Anna")
        number = bot_api.people.sends_voice(anna, anna, content=SOUND)
        voice = bot_api.world.chat(anna).messages[number].json["voice"]
        return replace(CLAIM, handle=voice["file_id"])

    async def test_it_comes_as_it_was_sent(
        self, bot_api: BotApiServer, shelf: BotRecordings
    ) -> None:
        assert SOUND == await shelf.fetch(self.sent(bot_api))
        assert shelf.serves(TenantId(1))

    @pytest.mark.parametrize("handle", [None, "nobody's"])
    async def test_what_nobody_has_is_gone(self, shelf: BotRecordings, handle: str | None) -> None:
        with pytest.raises(RecordingGoneError):
            await shelf.fetch(replace(CLAIM, handle=handle))

    async def test_what_is_too_large_is_not_fetched(
        self, bot_api: BotApiServer, shelf: BotRecordings
    ) -> None:
        claim = self.sent(bot_api)

        with pytest.raises(SpeechError) as caught:
            await replace(shelf, most=len(SOUND) - 1).fetch(claim)

        assert SpeechFault.TOO_LARGE is caught.value.fault

    async def test_a_size_that_was_told_wrongly_does_not_help(
        self, bot_api: BotApiServer, shelf: BotRecordings
    ) -> None:
        claim = self.sent(bot_api)
        file = bot_api.world.files.get(claim.handle or "")
        assert file is not None
        bot_api.world.files._paths[file.path] = replace(file, content=SOUND * 2)

        with pytest.raises(SpeechError) as caught:
            await replace(shelf, most=len(SOUND)).fetch(claim)

        assert SpeechFault.TOO_LARGE is caught.value.fault

    async def test_a_long_flood_is_waited_for_elsewhere(
        self, bot_api: BotApiServer, shelf: BotRecordings
    ) -> None:
        claim = self.sent(bot_api)
        bot_api.faults.add(Fault.retry_after(600), method="getFile")

        with pytest.raises(RecordingDelayedError) as caught:
            await shelf.fetch(claim)

        assert (600, True) == (caught.value.seconds, caught.value.by_order)

    async def test_a_server_that_fails_is_asked_later(
        self, bot_api: BotApiServer, shelf: BotRecordings
    ) -> None:
        claim = self.sent(bot_api)
        bot_api.faults.add(Fault.page(), method="getFile", times=None)

        with pytest.raises(RecordingDelayedError) as caught:
            await shelf.fetch(claim)

        assert not caught.value.by_order

    async def test_a_file_that_is_not_where_it_was_told_to_be_is_asked_for_later(
        self, bot_api: BotApiServer, shelf: BotRecordings
    ) -> None:
        claim = self.sent(bot_api)
        bot_api.world.files._paths.clear()

        with pytest.raises(RecordingDelayedError):
            await shelf.fetch(claim)


class TestByAnAccount:
    @pytest.fixture
    def world(self, mtproto: MtprotoServer, tmp_path: Path) -> World:
        return World(mtproto, tmp_path)

    @pytest.fixture
    async def group(self, world: World, team: Team) -> ConnectedGroup:
        return await world.connect(team.supergroup)

    @pytest.fixture
    async def shelf(
        self, world: World, team: Team, group: ConnectedGroup
    ) -> AsyncIterator[AccountRecordings]:
        account = await world.log_in(team.me)
        async with world.reading(account) as reader:
            await until(lambda: world.stored(group))
            yield AccountRecordings({TENANT: reader}.get, world.book, most=4_000_000)

    @staticmethod
    def sent(world: World, team: Team, group: ConnectedGroup, chat: int = 0) -> Claim:
        number = world.server.speech.voice(chat or team.supergroup, team.ann, 3, content=SOUND)
        return replace(CLAIM, group=group.id, message=MessageId(number))

    async def test_it_comes_as_it_was_sent(
        self, world: World, team: Team, group: ConnectedGroup, shelf: AccountRecordings
    ) -> None:
        assert SOUND == await shelf.fetch(self.sent(world, team, group))
        assert shelf.serves(TENANT)
        assert not shelf.serves(TenantId(2))

    async def test_what_is_no_recording_any_more_is_gone(
        self, world: World, team: Team, group: ConnectedGroup, shelf: AccountRecordings
    ) -> None:
        claim = self.sent(world, team, group)
        text = world.server.speech.say(team.supergroup, team.ann, "words")
        world.server.speech.delete(team.supergroup, claim.message)

        for number in (claim.message, MessageId(text), MessageId(404)):
            with pytest.raises(RecordingGoneError):
                await shelf.fetch(replace(claim, message=number))

    async def test_what_is_too_large_is_not_fetched(
        self, world: World, team: Team, group: ConnectedGroup, shelf: AccountRecordings
    ) -> None:
        claim = self.sent(world, team, group)

        with pytest.raises(SpeechError) as caught:
            await replace(shelf, most=len(SOUND) - 1).fetch(claim)

        assert SpeechFault.TOO_LARGE is caught.value.fault

    @pytest.mark.parametrize("method", ["upload.getFile", "channels.getMessages"])
    async def test_a_flood_is_waited_for_elsewhere(
        self, world: World, team: Team, group: ConnectedGroup, shelf: AccountRecordings,
        method: str,
    ) -> None:  # fmt: skip
        claim = self.sent(world, team, group)
        world.server.fail(method, MtprotoFault.flood_wait(600))

        with pytest.raises(RecordingDelayedError) as caught:
            await shelf.fetch(claim)

        assert (600, True) == (caught.value.seconds, caught.value.by_order)

    @pytest.mark.parametrize(
        ("fault", "expected"),
        [
            (MtprotoFault.error(400, "CHANNEL_PRIVATE"), RecordingGoneError),
            (MtprotoFault.error(403, "CHAT_FORBIDDEN"), RecordingGoneError),
            (MtprotoFault.error(400, "LOCATION_INVALID"), RecordingDelayedError),
            (MtprotoFault.drop(), RecordingDelayedError),
        ],
        ids=["left", "forbidden", "refused", "dropped"],
    )
    async def test_what_telegram_refuses_is_gone_or_asked_for_later(
        self, world: World, team: Team, group: ConnectedGroup, shelf: AccountRecordings,
        fault: MtprotoFault, expected: type[Exception],
    ) -> None:  # fmt: skip
        claim = self.sent(world, team, group)
        world.server.fail("upload.getFile", fault)

        with pytest.raises(expected):
            await shelf.fetch(claim)

    async def test_an_account_that_is_not_connected_is_waited_for(
        self, world: World, group: ConnectedGroup
    ) -> None:
        shelf = AccountRecordings(lambda _: None, world.book, most=1)

        with pytest.raises(RecordingDelayedError) as caught:
            await shelf.fetch(replace(CLAIM, group=group.id))

        assert caught.value.by_order

    async def test_what_was_said_before_a_group_became_a_supergroup_is_found_there(
        self, world: World, team: Team, group: ConnectedGroup, shelf: AccountRecordings
    ) -> None:
        basic = await world.connect(team.basic)
        claim = self.sent(world, team, basic, team.basic)
        await world.book.migrate(
            team.basic, Chat(-1009999999999, ChatKind.SUPERGROUP, "Basic group")
        )
        former = replace(claim, message=MessageId(claim.message - 1_000_000_000))

        assert SOUND == await shelf.fetch(former)
