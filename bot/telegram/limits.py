"""Messages wait for their turn before they go out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.telegram.errors import FloodError, OvertakenError
from bot.telegram.methods import chat_of, counted, fleeting
from pipeline.delivery.allowances import Rates
from pipeline.delivery.rates import SendingPlan, Ticket, Urgency

_urgency: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.ANSWER)
_wanted: ContextVar[Callable[[], bool]] = ContextVar("wanted", default=lambda: True)


@contextmanager
def sending_as(urgency: Urgency, wanted: Callable[[], bool] | None = None) -> Iterator[None]:
    """All that is sent within is so urgent.

    ``wanted`` is asked when its turn has come, as the last thing before it leaves: what is not
    wanted any more raises OvertakenError.
    """
    token = _urgency.set(urgency)
    wanting = None if wanted is None else _wanted.set(wanted)
    try:
        yield
    finally:
        _urgency.reset(token)
        if wanting is not None:
            _wanted.reset(wanting)


class Limits(BaseRequestMiddleware):
    """Lets messages and edits pass as a `SendingPlan` says; all else passes at once.

    What shows progress for seconds is not held back but dropped where Telegram wants silence.
    """

    def __init__(self, rates: Rates, *, clock: Callable[[], float] | None = None) -> None:
        self._plan = SendingPlan(rates)
        self._clock = clock
        self._waiting: dict[Ticket, asyncio.Future[None]] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request in its turn.

        Raises:
            FloodError: It is fleeting and shows progress in a chat that is to be left alone.
            OvertakenError: It waited until nobody wanted it any more.
        """
        chat, name = chat_of(method), method.__api_method__
        if chat is None or not counted(name):
            if chat is not None and fleeting(name) and _urgency.get() is Urgency.PROGRESS:
                self._respect_silence(chat)
            return await make_request(bot, method)
        async with self._place(chat):
            if not _wanted.get()():
                raise OvertakenError
            return await make_request(bot, method)

    def pause(self, chat: int | str, seconds: float) -> None:
        """Leave the chat alone for so long."""
        now = self._now()
        self._plan.pause(chat, now + seconds, now)

    def _respect_silence(self, chat: int | str) -> None:
        seconds = self._plan.silence(chat, self._now())
        if seconds > 0:
            raise FloodError(seconds)

    @asynccontextmanager
    async def _place(self, chat: int | str) -> AsyncIterator[None]:
        ticket = Ticket(chat, _urgency.get(), group=_is_group(chat))
        gate = self._waiting[ticket] = asyncio.get_running_loop().create_future()
        self._plan.add(ticket, self._now())
        self._let_pass()
        try:
            await gate
            yield
        finally:
            self._end(ticket)

    def _end(self, ticket: Ticket) -> None:
        if self._waiting.pop(ticket, None) is not None:
            self._plan.withdraw(ticket)
        else:
            self._plan.arrived(ticket, self._now())
        self._let_pass()

    def _let_pass(self) -> None:
        now = self._now()
        for ticket in self._plan.leaving(now):
            gate = self._waiting.pop(ticket)
            if not gate.done():
                gate.set_result(None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wake_at = self._plan.wake_at(now)
        if wake_at is not None and self._waiting:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, wake_at - now), self._let_pass)

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()


def _is_group(chat: Any) -> bool:
    """By its id; what is named by a username is a group or a channel too."""
    return not isinstance(chat, int) or chat < 0
