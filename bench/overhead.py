"""What a call of a model costs beside the model: our part, and that of GigaChat's SDK.

Pairs of calls over a stand-in that answers at once, in a process of its own: one by the router,
with the ledger in an embedded PostgreSQL and a quota to keep, and one by the bare SDK with the
same request. Both get the same answer, streamed token by token. Run by ``python -m bench.model``.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from gigachat import GigaChatAsyncClient
from prometheus_client import CollectorRegistry
from pydantic import SecretStr

from pipeline.digest.answers import Stage
from pipeline.llm.completions import AnswerSchema, ChatCall
from pipeline.llm.gigachat.settings import GigaChatSettings
from pipeline.llm.gigachat.stream import request
from pipeline.llm.ledger import Limits, UsageLedger
from pipeline.llm.metrics import ModelMetrics
from pipeline.llm.models import Asking, Prompt, Tier
from pipeline.llm.provider import open_provider
from pipeline.llm.quotas import Allowance, Quotas
from pipeline.llm.router import Router
from pipeline.llm.settings import LlmSettings
from storage.embedded import embedded_postgres
from storage.migrations.run import migrate
from storage.postgres.database import open_database
from tests.fixtures.chats import chat
from tests.fixtures.stage_prompts import CHATS, rendered
from tests.servers.gigachat.journal import Message
from tests.servers.gigachat.tokens import count

WARM, PAIRS = 20, 200
"""Pairs before the measuring begins, and pairs that are measured."""
GOAL_MS = 5.0
MODEL = "GigaChat-2-Pro"
NEVER_SPENT = Limits(calls=10**9, tokens=10**12)
"""With a limit a booking takes its turn and sums up the day, as it does in service."""
_ANSWER = json.dumps(
    {
        "topics": [
            ["Релиз 2.4 в четверг", "in_progress", [1, 4]],
            ["Шлюз отдаёт 502 с ночи", "done", [2, 3, 5]],
            ["Постмортем до завтра", "in_progress", [6, 7]],
            ["Прогон e2e перед релизом", "watch", [4]],
        ]
    },
    ensure_ascii=False,
)


@dataclass(frozen=True, slots=True)
class Overhead:
    """Of one call, in milliseconds."""

    calls: int
    answer_tokens: int
    ours_ms: float
    """Router, ledger and adapter: by how much longer a call takes than by the bare SDK; median."""
    ours_p95_ms: float
    goal_ms: float
    """For ours."""
    sdk_cpu_ms: float
    """Processor time of the SDK and its HTTP client, median. How long the stand-in and the wire
    take is no overhead."""


def answered(messages: Sequence[Message], body: Mapping[str, Any]) -> str:
    """What the stand-in says, whatever it is asked."""
    return _ANSWER


async def overhead() -> Overhead:
    prompt = rendered(chat(CHATS["ru"]), "ru")[Stage.TOPIC]
    with tempfile.TemporaryDirectory(prefix="alfred-bench-") as home:
        async with (
            _stand_in() as access,
            embedded_postgres(Path(home) / "home") as server,
        ):
            await migrate(server.dsn())
            async with (
                open_database(server.dsn(user="alfred_service"), []) as database,
                _routed(access, database.usage) as router,
                _sdk(access) as sdk,
            ):
                tenant = await database.tenants.ensure("bench")
                asking = Asking(tenant, Stage.TOPIC, "bench", Tier.PRO, temperature=0.2)
                return await _paired(
                    lambda: router.answer(prompt, asking), lambda: _bare(sdk, prompt)
                )


async def _paired(
    whole: Callable[[], Awaitable[object]], bare: Callable[[], Awaitable[object]]
) -> Overhead:
    for _ in range(WARM):
        await whole()
        await bare()
    differences: list[float] = []
    processor: list[float] = []
    for _ in range(PAIRS):
        routed, _ = await _timed(whole)
        alone, spent = await _timed(bare)
        differences.append(1_000 * (routed - alone))
        processor.append(1_000 * spent)
    ours, sdk = median(differences), median(processor)
    return Overhead(
        calls=PAIRS,
        answer_tokens=count(_ANSWER),
        ours_ms=round(ours, 2),
        ours_p95_ms=round(quantiles(differences, n=20)[-1], 2),
        goal_ms=GOAL_MS,
        sdk_cpu_ms=round(sdk, 2),
    )


async def _timed(call: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Seconds by the clock, and of this process's processor time."""
    began, spent = time.perf_counter(), time.process_time()
    await call()
    return time.perf_counter() - began, time.process_time() - spent


async def _bare(sdk: GigaChatAsyncClient, prompt: Prompt[Any]) -> str:
    """The same request, and its answer put together."""
    call = ChatCall(
        model=MODEL,
        turns=prompt.turns,
        temperature=0.2,
        max_tokens=prompt.max_tokens,
        schema=AnswerSchema(prompt.name, prompt.answer.model_json_schema()),
    )
    parts = [
        choice.delta.content or ""
        async for chunk in sdk.astream(request(call, call.schema))
        for choice in chunk.choices
    ]
    return "".join(parts)


def _sdk(access: Mapping[str, str]) -> GigaChatAsyncClient:
    return GigaChatAsyncClient(
        credentials=access["credentials"],
        base_url=access["base_url"],
        auth_url=access["auth_url"],
        max_retries=0,
    )


@asynccontextmanager
async def _routed(access: Mapping[str, str], ledger: UsageLedger) -> AsyncIterator[Router]:
    gigachat = GigaChatSettings(
        _env_file=None,
        credentials=SecretStr(access["credentials"]),
        base_url=access["base_url"],
        auth_url=access["auth_url"],
    )
    llm = LlmSettings(_env_file=None)
    async with open_provider(gigachat, llm) as provider:
        if provider is None:
            raise SystemExit("the stand-in is no provider")
        yield Router(
            provider.chat,
            ledger,
            names=provider.names,
            streams=provider.streams,
            quotas=Quotas(Allowance("DIGEST", NEVER_SPENT, NEVER_SPENT)),
            settings=llm,
            metrics=ModelMetrics(CollectorRegistry()),
        )


@asynccontextmanager
async def _stand_in() -> AsyncIterator[dict[str, str]]:
    """The stand-in in a process of its own, and how it is reached."""
    command = ["-m", "tests.servers.gigachat", "--answers", f"{__name__}:{answered.__name__}"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.PIPE
    )
    try:
        told = await process.stdout.readline() if process.stdout else b""
        yield json.loads(told)
    finally:
        process.terminate()
        await process.wait()
