from collections.abc import Callable
from pathlib import Path

import pytest

from bot.telethon.session import session_path
from pipeline.ingest.models import ReadingAccount, Transport
from pipeline.ingest.recoveries import Recovery, RecoveryKind
from tests.fixtures.mtproto import Team
from tests.fixtures.reading import TENANT, World, until
from tests.servers.mtproto import Delivery, Fault, MtprotoServer


@pytest.fixture
def world(mtproto: MtprotoServer, tmp_path: Path) -> World:
    return World(mtproto, tmp_path)


@pytest.fixture
async def account(world: World, team: Team) -> ReadingAccount:
    return await world.log_in(team.me)


def read_up(world: World, times: int = 1) -> Callable[[], bool]:
    def condition() -> bool:
        return world.metric("ingest_reconciliations_total", reason="start") >= times

    return condition


def noted(world: World, kind: RecoveryKind) -> int:
    return world.recoveries.count(Recovery(kind, Transport.ACCOUNT))


class TestLive:
    async def test_messages_of_connected_groups_are_stored_and_of_no_other(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))

            world.server.speech.say(team.basic, team.ann, "не сюда")
            world.server.speech.say(team.supergroup, team.ann, "раз")
            world.server.speech.say(team.supergroup, team.bob, "два")
            await until(lambda: len(world.texts(group)) == 2)

        assert ["раз", "два"] == world.texts(group)
        names = [message.author_name for message in world.stored(group)[-2:]]
        assert ["Ann", "Bob"] == names
        assert 1 == len({row.id for row in world.groups.rows.values()})

    async def test_the_session_file_is_its_owners_alone(
        self, world: World, account: ReadingAccount
    ) -> None:
        path = session_path(world.home, TENANT)

        assert 0o600 == path.stat().st_mode & 0o777
        assert 0o700 == path.parent.stat().st_mode & 0o777

    async def test_an_edit_is_a_later_version_and_a_reaction_is_none(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            speech = world.server.speech
            first = speech.say(team.supergroup, team.ann, "черновик")
            second = speech.say(team.supergroup, team.ann, "как есть")

            speech.react(team.supergroup, second, {"👍": 1}, as_edit=True)
            speech.edit(team.supergroup, first, "чистовик")
            await until(lambda: world.texts(group) == ["чистовик", "как есть"])

        versions = [message.edit_version > 0 for message in world.stored(group)[-2:]]
        assert [True, False] == versions

    @pytest.mark.parametrize("place", ["supergroup", "basic"])
    async def test_a_deleted_message_is_gone(
        self, world: World, team: Team, account: ReadingAccount, place: str
    ) -> None:
        chat = getattr(team, place)
        group = await world.connect(chat)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            first = world.server.speech.say(chat, team.ann, "лишнее")
            world.server.speech.say(chat, team.ann, "нужное")
            await until(lambda: len(world.texts(group)) == 2)

            world.server.speech.delete(chat, first)
            await until(lambda: world.texts(group) == ["нужное"])

    async def test_an_update_that_comes_twice_is_one_message(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            world.server.delivery = Delivery.TWICE

            world.server.speech.say(team.supergroup, team.ann, "раз")
            world.server.speech.say(team.supergroup, team.ann, "два")
            await until(lambda: len(world.texts(group)) == 2)

        assert ["раз", "два"] == world.texts(group)

    async def test_ids_of_64_bits_are_kept(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        people = world.server.people
        person = people.person("Wide", id=2**52 + 1)
        chat = people.group("Wide", [person, team.me], id=2**41)
        group = await world.connect(chat)
        async with world.reading(account):
            await until(lambda: world.stored(group))

            world.server.speech.say(chat, person, "далеко")
            await until(lambda: world.texts(group))

        assert f"user{2**52 + 1}" == world.stored(group)[-1].author_id

    async def test_a_rich_message_that_is_cut_is_read_to_its_end(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))

            world.server.speech.rich(team.supergroup, team.ann, ["План", "раз", "два"], shown=1)
            await until(lambda: world.texts(group))

        assert ["План\nраз\nдва"] == world.texts(group)

    async def test_an_album_is_its_items(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))

            world.server.speech.album(team.supergroup, team.ann, ["море", ""])
            await until(lambda: len(world.texts(group)) == 2)

        assert ["море", ""] == world.texts(group)

    async def test_a_group_goes_on_as_a_supergroup(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.basic)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            world.server.speech.say(team.basic, team.ann, "до")
            await until(lambda: world.texts(group))

            chat = world.server.people.migrate(team.basic, team.ann)
            await until(lambda: world.groups.find(TENANT, chat))
            for number in range(1, 4):
                world.server.speech.say(chat, team.ann, f"после {number}")
            await until(lambda: "после 3" in world.texts(group))

        assert group.id == (await world.book.of_chat(chat))[0].id


class TestMissed:
    async def test_what_was_said_while_nobody_read_is_read_at_the_next_start(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
        world.server.talk.history(team.supergroup, 250, every=1.0)

        async with world.reading(account):
            await until(lambda: len(world.texts(group)) == 250)

    @pytest.mark.parametrize("delivery", [Delivery.LOSSY, Delivery.SWAPPED])
    async def test_a_gap_is_closed(
        self, world: World, team: Team, account: ReadingAccount, delivery: Delivery
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            world.server.delivery = delivery

            for number in range(10):
                world.server.speech.say(team.supergroup, team.ann, f"слово {number}")
            await until(lambda: len(world.texts(group)) == 10)

        assert [f"слово {number}" for number in range(10)] == world.texts(group)

    async def test_edits_and_deletions_in_a_difference_are_not_dropped(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            speech = world.server.speech
            first, second = (speech.say(team.supergroup, team.ann, word) for word in "аб")
            await until(lambda: world.texts(group) == ["а", "б"])
            checks = world.metric("ingest_reconciliations_total", reason="gap")

            world.server.delivery = Delivery.WITHHELD
            speech.edit(team.supergroup, first, "в")
            speech.delete(team.supergroup, second)
            world.server.delivery = Delivery.PROMPT
            speech.say(team.supergroup, team.ann, "г")
            await until(lambda: world.texts(group) == ["в", "г"])

        assert checks == world.metric("ingest_reconciliations_total", reason="gap")

    async def test_a_difference_that_is_too_long_is_counted_and_repaired(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            world.server.speech.say(team.supergroup, team.ann, "первое")
            await until(lambda: world.texts(group))

            world.server.talk.history(team.supergroup, 120, every=1.0)
            world.server.forget_updates()
            world.server.speech.say(team.supergroup, team.ann, "последнее")
            await until(lambda: len(world.texts(group)) == 122)

        assert 1 == noted(world, RecoveryKind.SESSION) == noted(world, RecoveryKind.TOO_LONG)
        assert 1 == world.metric("ingest_too_long_differences_total")
        assert 1 == world.metric("ingest_reconciliations_total", reason="too_long")

    async def test_what_vanished_unseen_becomes_a_tombstone(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            ids = [world.server.speech.say(team.supergroup, team.ann, word) for word in "абв"]
            await until(lambda: len(world.texts(group)) == 3)
        world.server.delivery = Delivery.WITHHELD
        world.server.speech.delete(team.supergroup, ids[1])
        world.server.speech.edit(team.supergroup, ids[2], "г")
        world.server.forget_updates()

        async with world.reading(account):
            await until(lambda: world.texts(group) == ["а", "г"])

    async def test_messages_that_the_store_lost_are_found_by_their_ids(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            for word in "абвг":
                world.server.speech.say(team.supergroup, team.ann, word)
            await until(lambda: len(world.texts(group)) == 4)
            await until(lambda: world.reached(group) == 5)
        lost = world.messages._stored[TENANT, group.id]
        for number in sorted(lost)[1:3]:
            del lost[number]

        async with world.reading(account):
            await until(lambda: world.texts(group) == ["а", "б", "в", "г"])
            await until(lambda: (3, 5) in world.metrics.coverages)


class TestTroubles:
    async def test_a_broken_connection_is_restored(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))

            world.server.drop_connections()
            world.server.speech.say(team.supergroup, team.ann, "в тишину")
            await until(lambda: world.texts(group))

        assert 1 == world.metric("ingest_reconciliations_total", reason="reconnect")
        assert 2 == noted(world, RecoveryKind.SESSION)

    async def test_a_backfill_that_is_broken_off_goes_on_where_it_was(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        world.server.talk.history(team.supergroup, 450, every=60.0)
        group = await world.connect(team.supergroup)
        world.server.fail("messages.getHistory", Fault.drop_in_answer(), after=3)

        async with world.reading(account):
            await until(lambda: world.progress and world.progress[-1].finished)

        assert 450 == len(world.texts(group))
        assert 1.0 == world.progress[-1].share
        counts = [each.read for each in world.progress]
        assert counts[:2] == [100, 200]
        assert counts[2] == 100

    async def test_a_backfill_reads_seven_days_and_no_more(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        world.server.talk.history(team.supergroup, 24 * 8, every=3600.0)
        group = await world.connect(team.supergroup)

        async with world.reading(account):
            await until(lambda: world.progress and world.progress[-1].finished)

        assert 24 * 7 == pytest.approx(len(world.texts(group)), abs=1)

    async def test_a_flood_wait_holds_nothing_else_up_and_outlives_a_restart(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
        world.server.talk.history(team.supergroup, 5, every=1.0)
        world.server.fail("messages.getHistory", Fault.flood_wait(3))
        asked = world.server.journal.counts()["messages.getHistory"]

        async with world.reading(account):
            await until(
                lambda: (
                    world.metric("ingest_flood_wait_seconds_total", method="messages.getHistory")
                    == 3
                )
            )
            world.server.speech.say(team.supergroup, team.ann, "живое")
            await until(lambda: "живое" in world.texts(group))
        async with world.reading(account):
            await until(lambda: read_up(world, 3)())
            assert asked + 1 == world.server.journal.counts()["messages.getHistory"]
            await until(lambda: len(world.texts(group)) == 6)

    async def test_an_outage_of_the_database_loses_nothing(
        self, world: World, team: Team, account: ReadingAccount
    ) -> None:
        group = await world.connect(team.supergroup)
        async with world.reading(account):
            await until(lambda: world.stored(group))
            world.messages.down = True
            world.server.speech.say(team.supergroup, team.ann, "раз")
            await until(lambda: world.messages.refused > 1)
            world.server.speech.say(team.supergroup, team.ann, "два")

            world.messages.down = False
            await until(lambda: world.texts(group) == ["раз", "два"])

    @pytest.mark.parametrize(
        "reason",
        ["AUTH_KEY_UNREGISTERED", "AUTH_KEY_DUPLICATED", "SESSION_REVOKED", "USER_DEACTIVATED"],
    )
    async def test_a_lost_session_is_written_down_and_not_tried_again(
        self, world: World, team: Team, account: ReadingAccount, reason: str
    ) -> None:
        await world.connect(team.supergroup)
        reader = world.reader(account)
        world.server.revoke(team.me, reason)

        await reader.run()

        assert reason == (await world.accounts.all())[0].lost
