"""Recordings of groups become text: what is tried again, what is given up, and what is left."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry

from pipeline.errors import AlfredError
from pipeline.health.parts import Life, PartStatus
from pipeline.ingest.models import Heard, TenantId, Transport
from pipeline.recordings.ears import GroupEars
from pipeline.recordings.errors import RecordingDelayedError, RecordingGoneError
from pipeline.recordings.hearing import FETCH_SECONDS, KEEP_SECONDS, LEASE, GroupHearing
from pipeline.recordings.metrics import RecordingMetrics
from pipeline.recordings.models import Claim, GivenUp
from pipeline.recordings.patience import AwaitRecordings
from pipeline.recordings.rules import ATTEMPTS, LONGEST_PAUSE
from pipeline.speech.errors import SpeechError, SpeechFault
from pipeline.speech.metrics import SpeechMetrics
from pipeline.speech.models import Transcription, Word
from pipeline.speech.ports import SpeechToText
from pipeline.speech.settings import SpeechSettings
from pipeline.speech.transcribing import Transcriber
from pipeline.windows.models import WindowId
from tests.fakes.recordings import NOW, MemoryRecordings
from tests.fakes.speech import DeafRecogniser, FakeDecoder, Said, ScriptedRecogniser
from tests.fakes.virtual_time import in_virtual_time, now

TENANT = TenantId(1)
SPEECH = SpeechSettings(_env_file=None)


class AwayError(AlfredError):
    """The store, for a while."""


@dataclass
class Shelf:
    """A fetcher whose recordings lie ready, or do not."""

    failing: list[Exception] = field(default_factory=list)
    fetched: list[str | None] = field(default_factory=list)
    seconds: float = 0.0
    there: bool = True
    transport: Transport = Transport.BOT

    def serves(self, tenant: TenantId) -> bool:
        return self.there

    async def fetch(self, claim: Claim) -> bytes:
        self.fetched.append(claim.handle)
        await asyncio.sleep(self.seconds)
        if self.failing:
            raise self.failing.pop(0)
        return b"voice"


class Room:
    """A hearing with all that it stands upon."""

    def __init__(
        self, *said: Said, recogniser: SpeechToText | None = None, daily: int | None = None
    ) -> None:
        self.registry = CollectorRegistry()
        self.recordings = MemoryRecordings()
        self.shelf = Shelf()
        self.recogniser = ScriptedRecogniser(*said)
        ears = GroupEars(
            Transcriber(
                FakeDecoder(), recogniser or self.recogniser, SPEECH, SpeechMetrics(self.registry)
            ),
            workers=4,
        )
        self.hearing = GroupHearing(
            self.shelf, self.recordings, ears, RecordingMetrics(self.registry), daily=daily
        )

    def counted(self, outcome: str) -> float | None:
        labels = {"source": "bot", "outcome": outcome}
        return self.registry.get_sample_value("recordings_total", labels)

    async def until(self, condition: Callable[[], bool]) -> None:
        while not condition():  # noqa: ASYNC110 - the time is virtual
            await asyncio.sleep(0.1)


def silent(_: PartStatus) -> None:
    """Nobody looks at how the part is."""


async def test_what_is_heard_is_told_with_the_words_that_are_not_sure() -> None:
    words = (Word("ship", 0.9), Word("Friday", 0.4))
    room = Room(Transcription(" ship\n Friday ", 0.8, words))
    row = room.recordings.add(1)

    found = await room.hearing.round()

    assert 1 == found
    assert Heard("ship Friday", 0.8, ("Friday",)) == row.heard
    assert ["file-1"] == room.shelf.fetched
    assert ["en"] == [language for _, language in room.recogniser.heard]
    assert 1 == room.counted("heard")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (SpeechFault.BROKEN, GivenUp.BROKEN),
        (SpeechFault.TOO_LONG, GivenUp.TOO_LONG),
        (SpeechFault.TOO_LARGE, GivenUp.TOO_LARGE),
        (SpeechFault.SILENT, GivenUp.SILENT),
        (SpeechFault.UNSURE, GivenUp.UNSURE),
        (SpeechFault.REJECTED, GivenUp.REJECTED),
    ],
)
async def test_what_would_fail_again_is_given_up_at_once(fault: SpeechFault, why: GivenUp) -> None:
    room = Room(SpeechError(fault, "why"))
    row = room.recordings.add(1)

    await room.hearing.round()

    assert why is row.fault
    assert 1 == room.counted(why.value)


@pytest.mark.parametrize("text", ["\x00", " \u202e ", ""])
async def test_a_text_of_nothing_is_silence(text: str) -> None:
    room = Room(Transcription(text, 0.9))
    row = room.recordings.add(1)

    await room.hearing.round()

    assert GivenUp.SILENT is row.fault


async def test_a_file_that_is_gone_is_given_up() -> None:
    room = Room()
    row = room.recordings.add(1)
    room.shelf.failing = [RecordingGoneError()]

    await room.hearing.round()

    assert GivenUp.GONE is row.fault
    assert [] == room.recogniser.heard


@pytest.mark.parametrize(
    "failure",
    [RecordingDelayedError(), RuntimeError("a defect"), SpeechError(SpeechFault.UNAVAILABLE, "")],
    ids=["network", "defect", "recogniser"],
)
async def test_what_may_get_better_is_tried_again_after_pauses_that_grow(
    failure: Exception,
) -> None:
    room = Room()
    row = room.recordings.add(1)
    room.shelf.failing = [failure] * ATTEMPTS
    pauses = []

    for _ in range(ATTEMPTS - 1):
        await room.hearing.round()
        pauses.append(row.next_at - room.recordings.now)
        room.recordings.now = row.next_at
    left = row.fault
    await room.hearing.round()

    assert [30, 120, 480, 1920, LONGEST_PAUSE.total_seconds()] == [
        pause.total_seconds() for pause in pauses
    ]
    assert left is None
    assert GivenUp.UNAVAILABLE is row.fault
    assert ATTEMPTS - 1 == room.counted("again")


async def test_silence_that_telegram_asks_for_is_kept_and_counts_as_no_attempt() -> None:
    room = Room("we ship")
    row = room.recordings.add(1)
    room.shelf.failing = [RecordingDelayedError(90, by_order=True)] * ATTEMPTS

    for _ in range(ATTEMPTS):
        await room.hearing.round()
        assert timedelta(seconds=90) <= row.next_at - room.recordings.now
        room.recordings.now = row.next_at
    await room.hearing.round()

    assert "we ship" == (row.heard and row.heard.text)


@in_virtual_time
async def test_a_download_that_hangs_is_tried_again() -> None:
    room = Room()
    row = room.recordings.add(1)
    room.shelf.seconds = 2 * FETCH_SECONDS

    await room.hearing.round()

    assert (FETCH_SECONDS, 1.0) == (now(), room.counted("again"))
    assert row.fault is None


@in_virtual_time
async def test_a_claim_is_kept_while_somebody_listens() -> None:
    room = Room("we ship")
    row = room.recordings.add(1)
    room.shelf.seconds = 3.5 * KEEP_SECONDS
    kept = []

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(room.hearing.round())
        for _ in range(3):
            await asyncio.sleep(KEEP_SECONDS + 0.1)
            kept.append(row.next_at - room.recordings.now)
            room.recordings.now += timedelta(seconds=KEEP_SECONDS)

    assert [LEASE] * 3 == kept
    assert row.heard is not None


@in_virtual_time
async def test_groups_take_half_of_the_workers() -> None:
    deaf = DeafRecogniser()
    room = Room(recogniser=deaf)
    for number in range(1, 6):
        room.recordings.add(number)

    async with asyncio.TaskGroup() as tasks:
        listening = tasks.create_task(room.hearing.round())
        await deaf.listening.wait()
        begun = [row for row in room.recordings.rows if row.holder is not None]
        listening.cancel()

    assert 2 == len(begun)


@in_virtual_time
async def test_what_was_under_way_at_the_end_is_put_back() -> None:
    deaf = DeafRecogniser()
    room = Room(recogniser=deaf)
    row = room.recordings.add(1)
    life = Life(silent)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(room.hearing.run(life))
        await deaf.listening.wait()
        life.stopping.set()

    assert (None, NOW, 0) == (row.holder, row.next_at, row.claim.attempts)


@in_virtual_time
async def test_a_store_that_is_away_is_asked_again_later() -> None:
    room = Room("we ship")
    row = room.recordings.add(1)
    room.recordings.failing = AwayError()
    life = Life(silent)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(room.hearing.run(life))
        await asyncio.sleep(5)
        room.recordings.failing = None
        await room.until(lambda: row.is_settled)
        life.stopping.set()

    assert "we ship" == (row.heard and row.heard.text)


async def test_what_has_another_recording_by_now_is_not_told() -> None:
    room = Room("we ship")
    row = room.recordings.add(1)

    class Replaced(Shelf):
        async def fetch(self, claim: Claim) -> bytes:
            row.holder = None
            return b"voice"

    hearing = GroupHearing(
        Replaced(), room.recordings, room.hearing._ears, RecordingMetrics(CollectorRegistry())
    )

    await hearing.round()

    assert row.heard is None


async def test_whom_this_process_does_not_serve_is_left_to_another() -> None:
    room = Room()
    row = room.recordings.add(1)
    room.shelf.there = False

    found = await room.hearing.round()

    assert (0, None) == (found, row.holder)


async def test_beyond_the_quota_nothing_is_fetched() -> None:
    room = Room("one", daily=9)
    first, second = room.recordings.add(1), room.recordings.add(2)

    await room.hearing.round()

    assert first.heard is not None
    assert GivenUp.QUOTA is second.fault
    assert ["file-1"] == room.shelf.fetched
    assert 1 == room.counted("quota")


@in_virtual_time
async def test_a_digest_waits_until_all_of_it_is_heard() -> None:
    recordings = MemoryRecordings()
    row = recordings.add(1)
    waiting = AwaitRecordings(recordings, clock=now)

    async with asyncio.TaskGroup() as tasks:
        digest = tasks.create_task(waiting(TENANT, WindowId(1)))
        await asyncio.sleep(3)
        assert not digest.done()
        row.heard = Heard("we ship", 0.9)

    assert 3 <= now() <= 3.5


@in_virtual_time
async def test_a_digest_does_not_wait_for_ever() -> None:
    recordings = MemoryRecordings()
    recordings.add(1)

    await AwaitRecordings(recordings, clock=now)(TENANT, WindowId(1))

    assert 20 == now()


@in_virtual_time
async def test_a_digest_of_what_was_written_does_not_wait() -> None:
    await AwaitRecordings(MemoryRecordings(), clock=now)(TENANT, WindowId(1))

    assert 0 == now()
