"""Each accepted entry is handled once, and gets its receipt."""

import asyncio
import logging
import secrets
import time
import traceback
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

import orjson
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import TelegramMethod
from aiogram.types import Update

from bot.telegram.apologies import Apologies, Apology
from bot.telegram.at_work import AtWork
from bot.telegram.errors import (
    ChatUnreachableError,
    FloodError,
    InterruptedTurnError,
    SendUncertainError,
)
from bot.telegram.fsm import DialogueStorage
from bot.telegram.lanes import Lanes
from bot.telegram.metrics import BotMetrics
from bot.telegram.receipts import PAUSES, Receipts, Sleep, number
from bot.telegram.session import UnreachableError
from bot.telegram.turn import APOLOGY, Turn, taking
from bot.telegram.updates import RawUpdate, lane_of
from pipeline.conversation.models import TELEGRAM, EntryKey, Incoming, ReceiptKind
from pipeline.conversation.ports import ConversationLedger
from pipeline.errors import AlfredError
from pipeline.tracing.correlation import correlated
from pipeline.tracing.spans import span

SIDE_BY_SIDE: Final = 64
TURN_SECONDS: Final = 150.0
"""A recording may take ninety seconds to become text, and its reply forty-five more."""
DRAIN_SECONDS: Final = 20.0
MOST_ATTEMPTS: Final = 3
"""An entry over which so many processes died is not handled again."""
_TAKEN_UP: Final = 1_000

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Taken:
    turn: Turn
    update: RawUpdate | None
    """None if it held a secret, and the process that knew it died."""
    attempts: int = 1


class Turns:
    """What somebody says in a chat in order, all others side by side.

    Run it for as long as updates are accepted.
    """

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        *,
        ledger: ConversationLedger,
        dialogues: DialogueStorage,
        apologies: Apologies,
        metrics: BotMetrics,
        turn_seconds: float = TURN_SECONDS,
        drain_seconds: float = DRAIN_SECONDS,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._ledger = ledger
        self._receipts = Receipts(ledger, dialogues, sleep=sleep)
        self._apologies = apologies
        self._seconds = turn_seconds
        self._sleep = sleep
        self._under_way: set[Turn] = set()
        self._at_work = AtWork(ledger, time.monotonic)
        self._lanes: Lanes[_Taken] = Lanes(
            self._take, side_by_side=SIDE_BY_SIDE, drain_seconds=drain_seconds
        )
        metrics.watch_backlog(lambda: self._lanes.backlog)

    @property
    def backlog(self) -> int:
        return self._lanes.backlog

    async def run(self) -> None:
        """Handle what is put until cancelled, then what waits; the rest is the next process's."""
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(self._receipts.keep(self._under_way))
            saying = group.create_task(self._at_work.say())
            try:
                await self._lanes.run()
            finally:
                keeping.cancel()
                saying.cancel()

    async def room(self, backlog: int) -> None:
        """Wait until fewer entries wait than this."""
        await self._lanes.below(backlog)

    def put(self, entry: Incoming, update: RawUpdate) -> None:
        """Handle an entry that was just accepted."""
        now = asyncio.get_running_loop().time()
        self._at_work.begin(entry.key)
        self._lanes.put(lane_of(update, entry), _Taken(Turn(entry, now), update))

    async def take_up(self) -> int:
        """Handle first what earlier processes left without a receipt; return how much it was."""
        seen: set[EntryKey] = set()
        while True:
            now = asyncio.get_running_loop().time()
            found = await self._ledger.take_up(TELEGRAM, limit=_TAKEN_UP)
            new = [each for each in found if each.entry.key not in seen]
            for each in new:
                payload = each.entry.payload
                update = None if payload is None else orjson.loads(payload)
                taken = _Taken(Turn.again(each, now), update, each.attempts)
                self._at_work.begin(each.entry.key)
                self._lanes.put(lane_of(update, each.entry), taken)
            seen.update(each.entry.key for each in new)
            if not new or len(found) < _TAKEN_UP:
                return len(seen)
            await self._lanes.below(1)

    async def _take(self, taken: _Taken) -> None:
        self._under_way.add(taken.turn)
        entry, update = taken.turn.entry, number(taken.turn)
        try:
            with (
                taking(taken.turn),
                correlated(entry.correlation, update=update),
                span("update", update=update, attempt=taken.attempts),
            ):
                await self._settle(taken)
        finally:
            self._under_way.discard(taken.turn)
            self._at_work.end(taken.turn.entry.key)

    async def _settle(self, taken: _Taken) -> None:
        """Answer it, again if need be, until it has its receipt or is left to the next process."""
        turn, tries = taken.turn, 0
        while True:
            try:
                return await self._receipts.close(turn, await self._answered(taken))
            except (UnreachableError, AlfredError) as error:
                # Nothing went out. Nobody can be told anything before Telegram, or the
                # database, is back.
                _log.warning("update %s waits: %s", number(turn), type(error).__name__)
                if tries >= len(PAUSES) and not isinstance(error, UnreachableError):
                    return _log.error("update %s stays without a receipt", number(turn))
            except Exception as error:
                return _log.error(
                    "update %s stays without a receipt: %s", number(turn), _told(error)
                )
            self._receipts.forget(turn)
            turn.rewind()
            await self._sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1

    async def _answered(self, taken: _Taken) -> ReceiptKind | None:
        """Handle it, or apologise; the kind of the receipt if it does not follow from the turn."""
        turn = taken.turn
        if turn.on_its_way is not None:
            if turn.on_its_way >= APOLOGY:
                return ReceiptKind.INTERRUPTED
            return await self._apologise(taken, ReceiptKind.INTERRUPTED, Apology.INTERRUPTED)
        if taken.update is None:
            return await self._apologise(taken, ReceiptKind.INTERRUPTED, Apology.SECRET_LOST)
        if taken.attempts > MOST_ATTEMPTS:
            return await self._fail(taken, "too many attempts")
        return await self._handled(taken, taken.update)

    async def _handled(self, taken: _Taken, update: RawUpdate) -> ReceiptKind | None:
        try:
            async with asyncio.timeout(self._seconds):
                await self._feed(update)
        except UnreachableError:
            raise
        except ChatUnreachableError:
            return ReceiptKind.UNDELIVERABLE
        except (SendUncertainError, InterruptedTurnError):
            taken.turn.lose()
            return await self._apologise(taken, ReceiptKind.INTERRUPTED, Apology.INTERRUPTED)
        except Exception as error:
            return await self._fail(taken, _told(error))
        return None

    async def _feed(self, raw: RawUpdate) -> None:
        update = Update.model_validate(raw, context={"bot": self._bot})
        answer: Any = await self._dispatcher.feed_update(self._bot, update)
        if isinstance(answer, TelegramMethod):
            await self._bot(answer)

    async def _fail(self, taken: _Taken, reason: str) -> ReceiptKind:
        incident = secrets.token_hex(3)
        _log.error("incident %s: update %s: %s", incident, number(taken.turn), reason)
        return await self._apologise(taken, ReceiptKind.ERROR, Apology.ERROR, incident)

    async def _apologise(
        self, taken: _Taken, kind: ReceiptKind, apology: Apology, incident: str = ""
    ) -> ReceiptKind:
        turn = taken.turn
        self._receipts.forget(turn)
        turn.apologise()
        try:
            await self._apologies.say(turn.entry, taken.update, apology, incident)
        except UnreachableError:
            raise
        except SendUncertainError:
            return kind  # a second apology would be worse than none
        except (ChatUnreachableError, FloodError, TelegramAPIError):
            return ReceiptKind.UNDELIVERABLE
        return kind


def _told(error: BaseException) -> str:
    """Kind and place of an error: its message may quote a chat."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = (f"{PurePath(each.filename).name}:{each.lineno}" for each in frames)
    return f"{type(error).__name__} at {' > '.join(places)}"
