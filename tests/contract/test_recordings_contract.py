"""Recordings on Postgres: queued with their messages, claimed, and told as part of their text."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.events.catalogue import EVENTS
from pipeline.ingest.models import (
    ChatKind,
    GroupId,
    Heard,
    Media,
    MediaKind,
    Message,
    MessageId,
    MessageKind,
    Sound,
    TenantId,
    Transport,
)
from pipeline.recordings.models import Admission, Claim, GivenUp, Wanted
from pipeline.windows.models import Span, Window, WindowSize
from storage.postgres.connection import Connection, Pool
from storage.postgres.messages import Messages
from storage.postgres.outbox import Outbox
from storage.postgres.recordings import StoredRecordings
from storage.postgres.thread_reading import ThreadReading
from tests.fixtures.stores import CHAT, Stores, said, window_of

LEASE = timedelta(minutes=5)
BOT = Wanted(Transport.BOT, limit=10, lease=LEASE)
HEARD = Heard("we ship on friday", 0.8, ("friday",))
ADMISSION = Admission(longest=120, age=timedelta(hours=24))


def voice(number: int, text: str = "", *, seconds: int = 5, **changes: Any) -> Message:
    """A voice message that the bot read a minute ago."""
    told: dict[str, Any] = {
        "kind": MessageKind.MEDIA,
        "sent_at": datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1),
        "media": Media(MediaKind.VOICE, size=1000 + seconds, seconds=seconds),
        "sound": Sound(Transport.BOT, f"file-{number}"),
    }
    return said(number, 0, text, **told | changes)


@pytest.fixture
def stores(postgres_stores: Stores, pool: Pool) -> Stores:
    outbox = Outbox([event.name for event in EVENTS])
    return replace(postgres_stores, sink=Messages(pool, outbox, ADMISSION))


@pytest.fixture
def recordings(pool: Pool) -> StoredRecordings:
    return StoredRecordings(pool, Outbox([event.name for event in EVENTS]))


async def today(stores: Stores, tenant: TenantId, group: GroupId) -> Window:
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=12)
    told = Span(start, start + timedelta(hours=24), WindowSize.DAY)
    return await window_of(stores, tenant, group, told)


async def stored(stores: Stores, tenant: TenantId, group: GroupId) -> list[Message]:
    window = await today(stores, tenant, group)
    return [linked.message for linked in await stores.archive.messages(tenant, window)]


async def unheard(stores: Stores, tenant: TenantId, group: GroupId) -> int:
    window = await today(stores, tenant, group)
    return (await stores.archive.counts(tenant, [window.id]))[window.id].unheard


async def claimed(
    recordings: StoredRecordings, tenant: TenantId, wanted: Wanted = BOT
) -> tuple[Claim, ...]:
    return (await recordings.claim(tenant, wanted)).claims


def numbers(claims: tuple[Claim, ...]) -> list[int]:
    return [claim.message for claim in claims]


async def test_a_voice_message_waits_until_it_is_claimed(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1, seconds=7), said(2, 1, "слова")])

    due = await recordings.tenants_due(Transport.BOT)
    [claim] = await claimed(recordings, tenant)

    assert [tenant] == list(due)
    assert (group, 1, "file-1", 7, "ru", 1) == (
        *(claim.group, claim.message, claim.handle),
        *(claim.seconds, claim.language, claim.attempts),
    )
    assert [] == list(await recordings.tenants_due(Transport.BOT))


@pytest.mark.parametrize(
    "message",
    [
        voice(1, sound=None),
        voice(1, sent_at=datetime(2026, 3, 2, tzinfo=UTC)),
        voice(1, media=Media(MediaKind.AUDIO, seconds=5)),
        voice(1, own=True),
        voice(1, kind=MessageKind.SERVICE),
    ],
    ids=["without a way to it", "old", "music", "Alfred's", "service"],
)
async def test_what_is_no_recent_recording_of_talk_does_not_wait(
    stores: Stores, recordings: StoredRecordings, message: Message
) -> None:
    tenant, group = await stores.group()

    await stores.sink.accept(tenant, group, [message])

    assert () == await claimed(recordings, tenant)
    assert 0 == await unheard(stores, tenant, group)


async def test_what_is_too_long_is_counted_and_never_claimed(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()

    await stores.sink.accept(tenant, group, [voice(1, seconds=121)])

    assert () == await claimed(recordings, tenant)
    assert 1 == await unheard(stores, tenant, group)


async def test_nothing_waits_where_nobody_listens(
    postgres_stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await postgres_stores.group()

    await postgres_stores.sink.accept(tenant, group, [voice(1)])

    assert () == await claimed(recordings, tenant)


async def test_an_old_recording_of_an_export_waits(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    moment = datetime(2026, 3, 2, 10, tzinfo=UTC)
    sound = Sound(Transport.EXPORT, "voice_messages/audio_1.ogg")
    await stores.sink.accept(tenant, group, [voice(1, sent_at=moment, sound=sound)])
    within = (group, moment, moment + timedelta(hours=1))
    before = (group, moment - timedelta(hours=1), moment)
    wanted = Wanted(Transport.EXPORT, 10, LEASE)

    elsewhere = await claimed(recordings, tenant, replace(wanted, span=before))
    [claim] = await claimed(recordings, tenant, replace(wanted, span=within))

    assert () == elsewhere
    assert "voice_messages/audio_1.ogg" == claim.handle


async def test_what_was_heard_is_the_message_s_text(
    stores: Stores, recordings: StoredRecordings, pool: Pool
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1), voice(2, "послушайте")])
    claims = await claimed(recordings, tenant)

    told = [await recordings.tell(claim, HEARD) for claim in claims]

    bare, captioned = await stored(stores, tenant, group)
    cited = await ThreadReading(pool).cited(tenant, group, [MessageId(2)])
    assert [True, True] == told
    assert ("we ship on friday", HEARD) == (bare.text, bare.heard)
    assert "послушайте\nwe ship on friday" == captioned.text
    assert [captioned] == list(cited)
    assert 0 == await unheard(stores, tenant, group)


async def test_it_is_announced_once_and_enqueued(
    stores: Stores, recordings: StoredRecordings, behind: Connection
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    [claim] = await claimed(recordings, tenant)

    first, second = [await recordings.tell(claim, HEARD) for _ in range(2)]

    name = "group.message.transcribed.v1"
    told = [payload for each, payload in await stores.recorded() if each == name]
    jobs = await behind.fetchval("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", name)
    assert (True, False) == (first, second)
    assert [(group, 1, str(claim.id))] == [
        (each["group_id"], each["message_id"], each["hearing"]) for each in told
    ]
    assert 1 == jobs


@pytest.mark.parametrize("version", [0, 1772400000], ids=["read again", "caption edited"])
async def test_what_was_heard_stays_behind_whatever_caption_comes(
    stores: Stores, recordings: StoredRecordings, version: int
) -> None:
    tenant, group = await stores.group()
    message = voice(1, "до")
    await stores.sink.accept(tenant, group, [message])
    [claim] = await claimed(recordings, tenant)
    await recordings.tell(claim, HEARD)

    again = replace(message, text="после", edit_version=version, sound=None)
    accepted = await stores.sink.accept(tenant, group, [again])

    [kept] = await stored(stores, tenant, group)
    assert (version > 0) == bool(accepted.edited)
    assert ("после\nwe ship on friday", HEARD) == (kept.text, kept.heard)
    assert () == await claimed(recordings, tenant)


async def test_reading_a_heard_message_again_writes_nothing(
    stores: Stores, recordings: StoredRecordings, behind: Connection
) -> None:
    tenant, group = await stores.group()
    message = voice(1, "до")
    await stores.sink.accept(tenant, group, [message])
    [claim] = await claimed(recordings, tenant)
    await recordings.tell(claim, HEARD)
    before = await behind.fetchval("SELECT xmin FROM group_messages")

    await stores.sink.accept(tenant, group, [message])

    assert before == await behind.fetchval("SELECT xmin FROM group_messages")


async def test_a_transport_that_tells_no_size_means_the_same_recording(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    message = voice(1)
    await stores.sink.accept(tenant, group, [message])
    [claim] = await claimed(recordings, tenant)
    await recordings.tell(claim, HEARD)

    sizeless = replace(message, media=Media(MediaKind.VOICE, seconds=5), edit_version=1772400000)
    await stores.sink.accept(tenant, group, [sizeless])

    [kept] = await stored(stores, tenant, group)
    assert HEARD == kept.heard


async def test_another_recording_is_heard_anew(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1, "до")])
    [claim] = await claimed(recordings, tenant)
    await recordings.tell(claim, HEARD)

    other = voice(1, "до", seconds=9, edit_version=1772400000, sound=Sound(Transport.BOT, "new"))
    await stores.sink.accept(tenant, group, [other])

    [kept] = await stored(stores, tenant, group)
    [again] = await claimed(recordings, tenant)
    assert ("до", None) == (kept.text, kept.heard)
    assert ("new", 9) == (again.handle, again.seconds)


async def test_an_edit_while_somebody_listens_wins(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    [claim] = await claimed(recordings, tenant)
    await stores.sink.accept(tenant, group, [voice(1, seconds=9, edit_version=1772400000)])

    told = await recordings.tell(claim, HEARD)

    [kept] = await stored(stores, tenant, group)
    assert not told
    assert ("", None) == (kept.text, kept.heard)


async def test_a_caption_edited_while_somebody_listens_is_kept_with_what_is_heard(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1, "до")])
    [claim] = await claimed(recordings, tenant)
    await stores.sink.accept(tenant, group, [voice(1, "после", edit_version=1772400000)])

    told = await recordings.tell(claim, HEARD)

    [kept] = await stored(stores, tenant, group)
    assert told
    assert "после\nwe ship on friday" == kept.text


@pytest.mark.parametrize("listening", [True, False])
async def test_a_deletion_takes_the_recording_and_what_was_heard(
    stores: Stores, recordings: StoredRecordings, behind: Connection, listening: bool
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    [claim] = await claimed(recordings, tenant)
    if not listening:
        await recordings.tell(claim, HEARD)

    await stores.sink.delete(tenant, group, [MessageId(1)])

    told = await recordings.tell(claim, HEARD)
    [row] = await behind.fetch("SELECT text, heard FROM group_messages")
    assert not told
    assert ("", None) == tuple(row)
    assert 0 == await behind.fetchval("SELECT count(*) FROM recordings")


async def test_a_tombstone_that_comes_again_is_not_heard(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    await stores.sink.delete(tenant, group, [MessageId(1)])

    await stores.sink.accept(tenant, group, [voice(1, edit_version=1772400000)])

    assert () == await claimed(recordings, tenant)


async def test_an_expired_message_takes_its_recording_along(
    stores: Stores, recordings: StoredRecordings, behind: Connection, pool: Pool
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    await behind.execute("UPDATE group_messages SET sent_at = now() - interval '40 days'")

    await pool.fetch("SELECT * FROM expire_group_messages(30, 100, NULL, NULL)")

    assert 0 == await behind.fetchval("SELECT count(*) FROM recordings")


async def test_two_processes_claim_each_recording_once(
    stores: Stores, recordings: StoredRecordings, pool: Pool
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(number) for number in range(1, 21)])
    other = StoredRecordings(pool, Outbox())
    few = replace(BOT, limit=5)

    rounds = await asyncio.gather(
        *(claimed(each, tenant, few) for each in (recordings, other) for _ in range(2))
    )

    found = sorted(number for claims in rounds for number in numbers(claims))
    assert sorted(set(found)) == found
    assert len(found) == sum(map(len, rounds))
    left = await claimed(recordings, tenant, replace(BOT, limit=100))
    assert list(range(1, 21)) == sorted([*found, *numbers(left)])


async def test_the_claim_of_a_killed_process_falls_free_and_its_word_comes_too_late(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    [killed] = await claimed(recordings, tenant, replace(BOT, lease=timedelta(0)))

    [successor] = await claimed(recordings, tenant)

    assert 2 == successor.attempts
    assert not await recordings.tell(killed, Heard("something else", 0.9))
    assert await recordings.tell(successor, HEARD)


async def test_a_claim_that_is_kept_does_not_fall_free(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    [claim] = await claimed(recordings, tenant, replace(BOT, lease=timedelta(0)))

    await recordings.keep(claim, LEASE)

    assert () == await claimed(recordings, tenant)
    assert await recordings.tell(claim, HEARD)


@pytest.mark.parametrize(("counted", "attempts"), [(True, 2), (False, 1)])
async def test_what_is_put_back_comes_again(
    stores: Stores, recordings: StoredRecordings, counted: bool, attempts: int
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    [claim] = await claimed(recordings, tenant)

    await recordings.put_back(claim, timedelta(0), counted=counted)

    [again] = await claimed(recordings, tenant)
    assert attempts == again.attempts


async def test_what_is_put_back_for_a_while_rests(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    [claim] = await claimed(recordings, tenant)

    await recordings.put_back(claim, timedelta(minutes=1), counted=True)

    assert () == await claimed(recordings, tenant)
    assert [] == list(await recordings.tenants_due(Transport.BOT))


@pytest.mark.parametrize("why", list(GivenUp))
async def test_what_is_given_up_is_counted_and_keeps_no_way_to_the_sound(
    stores: Stores, recordings: StoredRecordings, behind: Connection, why: GivenUp
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    [claim] = await claimed(recordings, tenant)

    first, second = [await recordings.give_up(claim, why) for _ in range(2)]

    assert (True, False) == (first, second)
    assert 1 == await unheard(stores, tenant, group)
    [row] = await behind.fetch("SELECT fault, handle, claim FROM recordings")
    assert (why.value, None, None) == tuple(row)


async def test_beyond_the_day_s_quota_recordings_are_given_up(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    batch = [voice(number, seconds=40) for number in (1, 2, 3)]
    await stores.sink.accept(tenant, group, batch)
    stranger, theirs = await stores.group("stranger")
    await stores.sink.accept(stranger, theirs, [voice(1, seconds=40)])
    wanted = replace(BOT, daily=90)

    first = await recordings.claim(tenant, wanted)
    again = await recordings.claim(tenant, wanted)
    other = await recordings.claim(stranger, wanted)

    assert ([1, 2], 1) == (numbers(first.claims), first.refused)
    assert ((), 0) == (again.claims, again.refused)
    assert [1] == numbers(other.claims)


async def test_a_second_attempt_costs_no_quota(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1, seconds=40)])
    wanted = replace(BOT, daily=40, lease=timedelta(0))
    await recordings.claim(tenant, wanted)

    again = await recordings.claim(tenant, wanted)

    assert ([1], 0) == (numbers(again.claims), again.refused)


async def test_another_tenant_and_another_transport_see_nothing(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(1)])
    stranger, _ = await stores.group("stranger")
    window = await today(stores, tenant, group)

    assert () == await claimed(recordings, stranger)
    assert () == await claimed(recordings, tenant, replace(BOT, transport=Transport.ACCOUNT))
    assert [] == list(await recordings.tenants_due(Transport.ACCOUNT))
    assert 0 == await recordings.awaited(stranger, window.id)
    [claim] = await claimed(recordings, tenant)
    assert not await recordings.give_up(replace(claim, tenant=stranger), GivenUp.GONE)
    with pytest.raises(LookupError):
        await recordings.tell(replace(claim, tenant=stranger), HEARD)


async def test_a_digest_awaits_what_came_lately_and_is_due_or_listened_to(
    stores: Stores, recordings: StoredRecordings, behind: Connection
) -> None:
    tenant, group = await stores.group()
    await stores.sink.accept(tenant, group, [voice(number) for number in (1, 2, 3, 4)])
    window = await today(stores, tenant, group)
    due = await recordings.awaited(tenant, window.id)
    first, second, _ = await claimed(recordings, tenant, replace(BOT, limit=3))
    await recordings.put_back(first, timedelta(minutes=1), counted=True)
    await recordings.tell(second, HEARD)

    left = await recordings.awaited(tenant, window.id)
    await behind.execute("UPDATE recordings SET created_at = now() - interval '3 minutes'")

    assert (4, 2) == (due, left)
    assert 0 == await recordings.awaited(tenant, window.id)


async def test_a_recording_goes_along_when_its_group_becomes_a_supergroup(
    stores: Stores, recordings: StoredRecordings
) -> None:
    tenant = await stores.tenants.ensure("one")
    basic = replace(CHAT, telegram_id=-77, kind=ChatKind.GROUP)
    group = await stores.groups.ensure(tenant, basic, time_zone="UTC")
    await stores.sink.accept(tenant, group, [voice(1)])
    [claim] = await claimed(recordings, tenant)

    await stores.group_book.migrate(-77, CHAT)

    told = await recordings.tell(claim, HEARD)
    [kept] = await stored(stores, tenant, group)
    assert told
    assert (1 - 1_000_000_000, "we ship on friday") == (kept.id, kept.text)
