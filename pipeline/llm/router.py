"""The port ``LanguageModel`` over one provider: tiers, retries, repairs."""

import asyncio
import functools
import random
import secrets
import time
from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel

from pipeline.llm.breaker import Breaker, BreakerState
from pipeline.llm.calls import Ask, Calls, Request
from pipeline.llm.completions import AnswerSchema, ChatCall, Heard
from pipeline.llm.errors import (
    BreakerOpenError,
    FundsSpentError,
    InvalidAnswerError,
    ModelError,
    ModelRejectedError,
    ModelUnavailableError,
    PromptTooLongError,
    QuotaSpentError,
    RunDeadlineError,
)
from pipeline.llm.guard import guard
from pipeline.llm.judging import Judgement
from pipeline.llm.ledger import UsageLedger
from pipeline.llm.metrics import ModelMetrics
from pipeline.llm.models import A, Answered, Asking, FreeText, Prompt, Tier, Turn
from pipeline.llm.ports import ChatModel
from pipeline.llm.quotas import Quotas
from pipeline.llm.retries import retried
from pipeline.llm.settings import LlmSettings
from pipeline.llm.tokens import estimate as estimate_tokens

_TURN_TOKENS = 4
"""Around each turn, of its role and its ends."""
_STEP_DOWN = (
    ModelUnavailableError,
    BreakerOpenError,
    ModelRejectedError,
    PromptTooLongError,
    FundsSpentError,
)
"""What another model may not suffer from."""


class Router:
    """Asks the wanted tier's model, then those of the lower tiers.

    A lower tier is asked when the higher one cannot be reached, rests, rejects the request, is out
    of funds or out of quota. It is not asked

    - after a refusal: the same content would be refused again, and a filter is not argued with;
    - after an answer that stayed invalid or cut off: a less able model would not do better, and
      the rules engine answers at once;
    - under a name that has just failed: tiers of one model are tried once.

    One router serves a provider in a process: it alone knows how many streams are free.
    """

    def __init__(
        self,
        chat: ChatModel,
        ledger: UsageLedger,
        *,
        names: Mapping[Tier, str],
        streams: int,
        quotas: Quotas,
        settings: LlmSettings,
        metrics: ModelMetrics,
        estimate: Callable[[str], int] = estimate_tokens,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Each model of ``names`` gets a breaker.

        Args:
            chat: The provider; at most ``streams`` calls run at once.
            ledger: Where each call is booked.
            names: The model of each tier.
            streams: How many calls the provider takes at once.
            quotas: What a tenant may use, by what calls are for.
            settings: How patient the router is.
            metrics: Where attempts are counted.
            estimate: Tokens of a text, rather too many.
            clock: Seconds, on the scale of ``Asking.deadline``.
            chance: Uniform in [0, 1): jitter, and which successes are logged.
        """
        self._born = secrets.token_hex(4)
        self._names = dict(names)
        self._streams = streams
        self._settings = settings
        self._estimate = estimate
        self._clock = clock
        self._chance = chance
        self._breakers = {
            name: Breaker(settings.breaker_failures, settings.breaker_seconds, clock)
            for name in self._names.values()
        }
        for name, breaker in self._breakers.items():
            metrics.watch_breaker(name, functools.partial(_state, breaker))
        self._calls = Calls(
            chat,
            ledger,
            streams=streams,
            quotas=quotas,
            breakers=self._breakers,
            call_seconds=settings.call_seconds,
            metrics=metrics,
            clock=clock,
            chance=chance,
        )

    @property
    def names(self) -> Mapping[Tier, str]:
        return self._names

    @property
    def streams(self) -> int:
        return self._streams

    def resting(self) -> Sequence[str]:
        """The models that failed too often and are left alone for a while."""
        return [
            name for name, breaker in self._breakers.items() if breaker.state is BreakerState.OPEN
        ]

    async def answer(
        self, prompt: Prompt[A], asking: Asking, heard: Heard | None = None
    ) -> Answered[A]:
        """As the port says.

        Raises:
            RefusedError: The provider's filter refused.
            InvalidAnswerError: There is no valid answer after all repairs.
            RunDeadlineError: The run's time is over.
            ModelError: Of the wanted tier, if no lower one could answer either.
        """
        left = self._left(asking)
        if left <= 0:
            raise _too_late(prompt)
        try:
            async with asyncio.timeout(left if asking.deadline is not None else None) as run:
                return await self._descend(Ask(prompt, asking, run, heard=heard))
        except TimeoutError:
            if not run.expired():
                raise
            raise _too_late(prompt) from None

    async def _descend(self, ask: Ask[A]) -> Answered[A]:
        began = self._clock()
        failed: set[str] = set()
        errors: list[ModelError] = []
        for tier in ask.asking.tier.descent:
            name = self._names[tier]
            if name in failed:
                continue
            try:
                value, repairs = await guard(ask.prompt, functools.partial(self._ask, ask, tier))
            except InvalidAnswerError:
                self._breakers[name].learn(useful=False)
                raise
            except QuotaSpentError as error:
                errors.append(error)
            except _STEP_DOWN as error:
                errors.append(error)
                failed.add(name)
            else:
                self._breakers[name].learn(useful=True)
                seconds = self._clock() - began
                return Answered(
                    value=value,
                    model=name,
                    tier=tier,
                    usage=ask.bill.usage,
                    calls=ask.bill.calls,
                    repairs=repairs,
                    seconds=seconds,
                    stepped_down=errors[0].reason if errors else None,
                )
        raise errors[0]

    async def _ask(self, ask: Ask[A], tier: Tier, turns: tuple[Turn, ...]) -> Judgement[A]:
        request = Request(
            ask=ask,
            tier=tier,
            call=self._call(ask, tier, turns),
            tokens=sum(self._estimate(turn.text) + _TURN_TOKENS for turn in turns),
        )
        breaker = self._breakers[request.call.model]
        return await retried(
            functools.partial(self._calls.make, request),
            retries=self._settings.retries,
            longest=lambda: min(self._settings.retry_after_cap, self._left(ask.asking)),
            hopeless=lambda: not breaker.admits,
            chance=self._chance,
        )

    def _call(self, ask: Ask[A], tier: Tier, turns: tuple[Turn, ...]) -> ChatCall:
        return ChatCall(
            model=self._names[tier],
            turns=turns,
            temperature=ask.asking.temperature,
            max_tokens=ask.prompt.max_tokens,
            schema=_schema(ask.prompt.name, ask.prompt.answer),
            session=f"{self._born}.{ask.asking.tenant}.{ask.prompt.key}",
        )

    def _left(self, asking: Asking) -> float:
        """Seconds until the run's deadline; none is infinitely far."""
        return float("inf") if asking.deadline is None else asking.deadline - self._clock()


@functools.cache
def _schema(name: str, answer: type[BaseModel]) -> AnswerSchema | None:
    if issubclass(answer, FreeText):
        return None
    return AnswerSchema(name, answer.model_json_schema())


def _state(breaker: Breaker) -> float:
    return float(breaker.state)


def _too_late(prompt: Prompt[A]) -> RunDeadlineError:
    return RunDeadlineError(f"the run has no time left for {prompt.key}")
