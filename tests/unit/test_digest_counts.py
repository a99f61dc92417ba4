"""What digests and the workers that make them tell about themselves in numbers."""

import pytest
from prometheus_client import CollectorRegistry

from handlers.events.generate_digest import GenerateDigest
from handlers.events.request_digest import RequestDigest
from pipeline.digest.answers import Stage
from pipeline.digest.errors import WindowBusyError
from pipeline.digest.metrics import DigestMetrics
from pipeline.digest.models import Fallback
from pipeline.events.groups import GroupWindowReady
from pipeline.ingest.models import TenantId
from pipeline.windows.models import WindowId
from tests.fixtures.digests import team_digest
from tests.fixtures.world import World

TENANT = TenantId(1)
JOBS = "digest_worker_generation_seconds_count"
WRITTEN = "digest_written_total"
SCORES = "group_digest_evaluation_score"


@pytest.fixture
async def world() -> World:
    world = World()
    await world.talk()
    return world


def jobs(world: World) -> dict[str, float | None]:
    ends = ("ok", "dropped", "failed")
    return {end: world.registry.get_sample_value(JOBS, {"status": end}) for end in ends}


async def test_a_job_is_timed_by_how_it_ended(world: World) -> None:
    await RequestDigest(world.runs, "en", "rules", "file")(world.of(GroupWindowReady))
    [wanted] = world.requests()
    generate = GenerateDigest(world.runs)

    async with world.locks.hold(TENANT, WindowId(wanted.window_id)):
        with pytest.raises(WindowBusyError):
            await generate([wanted])
    await generate([wanted])

    assert {"ok": 1.0, "dropped": None, "failed": 1.0} == jobs(world)


def test_digests_are_counted_by_their_tenant_and_who_wrote_them() -> None:
    registry = CollectorRegistry()
    metrics, digest = DigestMetrics(registry), team_digest()
    gave_up = Fallback(stage=Stage.SYNTHESIS, reason="model_timeout")

    metrics.digest(7, digest, 0.7)
    metrics.digest(7, digest.model_copy(update={"fallbacks": (gave_up,)}), 0.7)
    metrics.digest(7, digest.model_copy(update={"engine": "rules"}), 0.7)

    engines = ("model", "makeshift", "rules")
    assert [1.0, 1.0, 1.0] == [
        registry.get_sample_value(WRITTEN, {"tenant": "7", "engine": engine}) for engine in engines
    ]


def test_the_scores_of_all_digests_are_kept_and_not_those_of_the_latest() -> None:
    registry = CollectorRegistry()
    metrics, digest = DigestMetrics(registry), team_digest()
    worse = digest.quality.model_copy(update={"faithfulness": 0.55})

    for quality in (digest.quality, worse, digest.quality):
        metrics.digest(7, digest.model_copy(update={"quality": quality}), 0.7)

    below = {"metric": "faithfulness", "le": "0.6"}
    assert 1.0 == registry.get_sample_value(f"{SCORES}_bucket", below)
    assert 3.0 == registry.get_sample_value(f"{SCORES}_count", {"metric": "faithfulness"})


def test_scores_are_there_before_the_first_digest() -> None:
    registry = CollectorRegistry()

    DigestMetrics(registry)

    assert 0.0 == registry.get_sample_value(f"{SCORES}_count", {"metric": "faithfulness"})
