"""One attempt at a model: a free stream, the breaker's leave, the quota, the time, the books."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic

from pipeline.llm.breaker import Breaker
from pipeline.llm.completions import ChatCall, Completion, Heard
from pipeline.llm.errors import ModelError, ModelTimeoutError, QuotaSpentError, RunDeadlineError
from pipeline.llm.judging import Judged, Judgement, judge
from pipeline.llm.ledger import CallId, NewCall, UsageLedger
from pipeline.llm.metrics import ModelMetrics
from pipeline.llm.models import A, Asking, Prompt, Tier, Usage
from pipeline.llm.ports import ChatModel
from pipeline.llm.quotas import Quotas
from pipeline.tracing.spans import Span, span

SUCCESSES_LOGGED = 0.01
_LEDGER_SECONDS = 5
"""How long a cancelled call may hold up its cancellation to be booked."""
_log = logging.getLogger(__name__)


@dataclass
class Bill:
    """What an ask has cost so far, over all its attempts."""

    calls: int = 0
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Ask(Generic[A]):
    """What the router is to find an answer to, whichever model gives it."""

    prompt: Prompt[A]
    asking: Asking
    run: asyncio.Timeout
    """Ends the ask when its run has no time left."""
    bill: Bill = field(default_factory=Bill)
    heard: Heard | None = None


@dataclass(frozen=True, slots=True)
class Request(Generic[A]):
    """What one model is asked, however many attempts that takes."""

    ask: Ask[A]
    tier: Tier
    call: ChatCall
    tokens: int
    """Of the prompt, estimated."""


@dataclass
class _Entry:
    id: CallId | None = None
    """None until the call is booked."""
    began: float = 0.0


class Calls:
    def __init__(
        self,
        chat: ChatModel,
        ledger: UsageLedger,
        *,
        streams: int,
        quotas: Quotas,
        breakers: Mapping[str, Breaker],
        call_seconds: float,
        metrics: ModelMetrics,
        clock: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self._chat = chat
        self._ledger = ledger
        self._free = asyncio.Semaphore(streams)
        self._quotas = quotas
        self._breakers = breakers
        self._seconds = call_seconds
        self._metrics = metrics
        self._clock = clock
        self._chance = chance

    async def make(self, request: Request[A], number: int) -> Judgement[A]:
        """Call once and judge what comes back.

        The wait for a free stream counts against the run's deadline, not against the call's. The
        adapter never waits for one, because no more calls than its streams get to it.

        The books: a call that failed, or took longer than a call may, costs nothing as far as the
        API says. A call that ended with its run, by a cancellation or the run's deadline, may have
        been billed; it stays as it was booked.

        Raises:
            BreakerOpenError, QuotaSpentError: Nothing was sent.
            ModelError: As ``ChatModel.complete``.
        """
        with span(
            "model.call",
            model=request.call.model,
            tier=request.tier.value,
            purpose=request.ask.asking.purpose,
            run_id=request.ask.asking.run_id,
            attempt=number,
        ) as opened:
            return await self._make(request, number, opened)

    async def _make(self, request: Request[A], number: int, opened: Span) -> Judgement[A]:
        entry = _Entry()
        try:
            completion = await self._send(request, entry)
        except ModelError as error:
            await self._settle(request, entry, error.reason, Usage())
            self._tell_failure(request, number, error.reason, str(error))
            raise
        except asyncio.CancelledError:
            reason = RunDeadlineError.reason if request.ask.run.expired() else "cancelled"
            await self._abandon(request, entry, reason)
            raise
        judgement = judge(request.ask.prompt, completion)
        _note(opened, completion.usage, judgement.status)
        request.ask.bill.usage += completion.usage
        self._metrics.billed(request.call.model, completion.usage.billed)
        await self._settle(request, entry, judgement.status, completion.usage)
        if judgement.status is Judged.OK:
            self._tell_success(request, completion)
        else:
            self._tell_failure(request, number, judgement.status, "the answer cannot be used")
        return judgement

    async def _send(self, request: Request[A], entry: _Entry) -> Completion:
        breaker = self._breakers[request.call.model]
        breaker.check()
        async with self._free:
            with breaker.passage():
                entry.id = await self._reserve(request)
                entry.began = self._clock()
                request.ask.bill.calls += 1
                return await self._in_time(request.call, request.ask.heard)

    async def _in_time(self, call: ChatCall, heard: Heard | None) -> Completion:
        try:
            async with asyncio.timeout(self._seconds) as limit:
                return await self._chat.complete(call, heard)
        except TimeoutError:
            if not limit.expired():
                raise
            raise ModelTimeoutError(
                f"no answer within {self._seconds:g} s — raise LLM_CALL_SECONDS if that is usual"
            ) from None

    async def _reserve(self, request: Request[A]) -> CallId:
        asking = request.ask.asking
        quota = self._quotas.of(asking.purpose, request.tier)
        booked = NewCall(
            purpose=asking.purpose,
            run_id=asking.run_id,
            tier=request.tier,
            model=request.call.model,
            prompt_version=request.ask.prompt.key,
            tokens=request.tokens + request.call.max_tokens,
        )
        call = await self._ledger.reserve(
            asking.tenant, booked, quota.tiers, quota.limits, quota.purposes
        )
        if call is None:
            raise QuotaSpentError(
                f"the tenant's 24 hours of the tier {request.tier} are spent — wait, or raise"
                f" {quota.setting}_CALLS and _TOKENS"
            )
        return call

    async def _settle(self, request: Request[A], entry: _Entry, status: str, usage: Usage) -> None:
        self._metrics.ended(request.call.model, status)
        if entry.id is None:
            return
        seconds = self._clock() - entry.began
        self._metrics.took(request.call.model, seconds)
        await self._ledger.settle(request.ask.asking.tenant, entry.id, status, usage, seconds)

    async def _abandon(self, request: Request[A], entry: _Entry, status: str) -> None:
        booked = Usage(prompt=request.tokens, completion=request.call.max_tokens)
        try:
            async with asyncio.timeout(_LEDGER_SECONDS):
                await self._settle(request, entry, status, booked)
        except Exception as error:  # nothing may take the place of a cancellation
            _log.warning("call %s counts as booked: %s", entry.id, type(error).__name__)

    def _tell_failure(self, request: Request[A], number: int, reason: str, message: str) -> None:
        _log.warning(
            "model=%s purpose=%s run=%s attempt=%d reason=%s: %s",
            request.call.model,
            request.ask.asking.purpose,
            request.ask.asking.run_id,
            number,
            reason,
            message,
        )

    def _tell_success(self, request: Request[A], completion: Completion) -> None:
        if self._chance() < SUCCESSES_LOGGED:
            _log.info(
                "model=%s purpose=%s run=%s answered: %d tokens billed",
                request.call.model,
                request.ask.asking.purpose,
                request.ask.asking.run_id,
                completion.usage.billed,
            )


def _note(opened: Span, usage: Usage, status: Judged) -> None:
    opened.note(
        prompt_tokens=usage.prompt,
        completion_tokens=usage.completion,
        cached_tokens=usage.cached,
        status=status.value,
    )
