"""The archive is embedded in the background: who waits for what, and for how long."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import CollectorRegistry

from pipeline.alfred.rules.surroundings import Remark
from pipeline.embedding.filling import FillPassages
from pipeline.embedding.metrics import EmbeddingMetrics
from pipeline.embedding.opening import open_vectors
from pipeline.embedding.part import BEAT_SECONDS, LATELY, PAUSES, THOROUGH_SECONDS, EmbeddingPart
from pipeline.embedding.settings import EmbeddingSettings
from pipeline.health.parts import Life, PartState, PartStatus
from pipeline.ingest.models import GroupId, MessageId, TenantId
from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.ledger import Limits
from tests.fakes.passages import MemoryPassages
from tests.fakes.thesaurus import Thesaurus
from tests.fakes.usage import MemoryUsage
from tests.fixtures.embedding import UNLIMITED, metered

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def said(number: int, group: int = 1, days: float = 1) -> Remark:
    return Remark(
        group=GroupId(group),
        id=MessageId(number),
        thread=number,
        author_id="user1",
        author="Аня",
        text=f"смета крыши готова, вариант {number}",
        sent_at=NOW - timedelta(days=days),
    )


class Household:
    """A part that runs until it has rested so many times."""

    def __init__(self, *, limits: Limits = UNLIMITED) -> None:
        self.book, self.embedder = MemoryPassages(), Thesaurus()
        self.rests: list[float] = []
        self.statuses: list[PartStatus] = []
        self.seconds = 0.0
        self.on_rest: Callable[[], None] = lambda: None
        self.fill = FillPassages(
            self.book,
            metered(self.embedder, MemoryUsage(), limits=limits),
            EmbeddingMetrics(CollectorRegistry()),
            now=lambda: NOW,
            sleep=self._breathe,
            clock=lambda: self.seconds,
        )

    async def _breathe(self, seconds: float) -> None:
        """Between two calls of the embedder."""

    async def run(self, *, rests: int = 1) -> None:
        life = Life(self.statuses.append)

        async def rest(seconds: float) -> None:
            self.rests.append(seconds)
            self.seconds += seconds
            self.on_rest()
            if len(self.rests) == rests:
                life.stopping.set()
                await asyncio.get_running_loop().create_future()

        part = EmbeddingPart(self.fill, sleep=rest, clock=lambda: self.seconds)
        await part.run(life)

    def talks(self, *remarks: Remark, tenant: int = 1) -> None:
        for remark in remarks:
            self.book.talk.setdefault((TenantId(tenant), remark.group), []).append(remark)

    @property
    def held(self) -> set[int]:
        return {remark.id for each in self.book.stored for remark in each.remarks}


async def test_the_first_look_goes_through_everything_and_usual_ones_through_a_week() -> None:
    house = Household()
    house.talks(said(1, days=900), said(2))

    await house.run(rests=2)

    assert {1, 2} == house.held
    assert [BEAT_SECONDS] * 2 == house.rests
    assert NOW - LATELY == house.book.looks[1]
    assert house.book.looks[0] < NOW - timedelta(days=900)


async def test_once_a_day_everything_is_looked_through_again() -> None:
    house = Household()
    rests = int(THOROUGH_SECONDS / BEAT_SECONDS) + 2

    await house.run(rests=rests)

    assert 2 == sum(since < NOW - LATELY for since in house.book.looks)


async def test_what_is_said_meanwhile_is_embedded_at_the_next_beat() -> None:
    house = Household()
    house.on_rest = lambda: house.talks(said(len(house.rests)))

    await house.run(rests=3)

    assert {1, 2} == house.held


async def test_an_embedder_that_is_away_is_asked_at_growing_pauses_and_then_goes_on() -> None:
    house = Household()
    house.talks(said(1))
    house.embedder.fails = lambda _: (
        ModelUnavailableError("away") if len(house.rests) < 4 else None
    )

    await house.run(rests=5)

    assert [*PAUSES, PAUSES[-1], BEAT_SECONDS] == house.rests
    assert {1} == house.held


async def test_one_tenant_s_spent_quota_holds_up_no_other() -> None:
    house = Household(limits=Limits(0, 30))
    house.talks(*(said(n, days=n) for n in range(1, 40)), tenant=1)
    house.talks(said(100, group=2), tenant=2)

    await house.run()

    assert {100} == house.held


async def test_while_another_process_has_its_turn_nothing_is_done() -> None:
    house = Household()
    house.talks(said(1))
    house.book.turns.append(False)

    await house.run()

    assert set() == house.held
    assert [] == house.embedder.calls


@pytest.mark.parametrize(
    ("missing", "remedy"),
    [("embedder", "LLM_EMBEDDINGS"), ("pgvector", "python main.py migrate")],
)
async def test_what_is_missing_is_told_with_its_remedy(missing: str, remedy: str) -> None:
    house = Household()
    house.book.is_ready = missing != "pgvector"
    life = Life(house.statuses.append)
    life.stopping.set()

    await EmbeddingPart(None if missing == "embedder" else house.fill).run(life)

    [status] = house.statuses
    told, _, advice = (status.reason or "").partition(" — ")
    assert PartState.WAITING is status.state
    assert "BUTLER_VECTORS is on" in told
    assert remedy in advice


async def opened(*, wanted: bool, ready: bool = True, embedder: bool = True) -> tuple[bool, int]:
    """Whether questions get vectors, and how many parts there are."""
    book = MemoryPassages()
    book.is_ready = ready
    found = await open_vectors(
        EmbeddingSettings(_env_file=None, butler_vectors=wanted),
        book,
        metered(Thesaurus(), MemoryUsage()) if embedder else None,
        CollectorRegistry(),
        lambda: NOW,
    )
    return found.questions is not None, len(found.parts)


async def test_nothing_is_embedded_unless_it_is_wanted() -> None:
    assert (False, 0) == await opened(wanted=False)
    assert (True, 1) == await opened(wanted=True)
    assert (False, 1) == await opened(wanted=True, ready=False)
    assert (False, 1) == await opened(wanted=True, embedder=False)
