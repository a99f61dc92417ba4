"""One account's life: connected, read, connected again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from telethon import errors, events, functions, types, utils

from bot.telethon.backfill import Backfill, Watch
from bot.telethon.calls import Calls
from bot.telethon.client import AccountClient, ClientFactory
from bot.telethon.cursors import Marks
from bot.telethon.history import Reconciliation
from bot.telethon.intake import IntakeFactory, Reason
from bot.telethon.losses import LostSessionError, loss
from bot.telethon.metrics import IngestMetrics
from bot.telethon.names import Names
from bot.telethon.places import Places, UnreachableGroupError, is_numbered
from bot.telethon.repairs import RepairList, Work
from bot.telethon.session import AccountSession, session_path
from bot.telethon.turns import Turn
from pipeline.groups.migration import as_it_was
from pipeline.groups.models import ConnectedGroup, Reader
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import ReadingAccount
from pipeline.ingest.pauses import KnownPauses
from pipeline.ingest.ports import FloodWaits, IngestCursors, ReadingAccounts, StoredMessages

_log = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 60.0
_PERIOD: Final = 15 * 60.0
_REGROUP: Final = 30.0
_LOOK: Final = 1.0
_TOO_LONG: Final = (types.updates.DifferenceTooLong, types.updates.ChannelDifferenceTooLong)


@dataclass(frozen=True, slots=True)
class ReadingPorts:
    accounts: ReadingAccounts
    groups: GroupBook
    cursors: IngestCursors
    stored: StoredMessages
    floods: FloodWaits
    pauses: KnownPauses = field(default_factory=KnownPauses)

    def reads(self, group: ConnectedGroup) -> bool:
        return Reader.ACCOUNT in group.readers and self.pauses.of(group.tenant, group.id) is None


class AccountReader:
    """Reads the connected groups of one account for as long as its session lives.

    Updates are taken as a hint: after every start, loss of connection, gap and skipped
    difference, and every 15 minutes, the groups' histories tell what is there.
    """

    def __init__(
        self,
        account: ReadingAccount,
        home: Path,
        clients: ClientFactory,
        ports: ReadingPorts,
        intakes: IntakeFactory,
        metrics: IngestMetrics,
        watch: Watch,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._account = account
        self._path = session_path(home, account.tenant)
        self._clients = clients
        self._ports = ports
        self._metrics = metrics
        self._sleep = sleep
        self._names = Names()
        self._repairs = RepairList()
        self._intake = intakes(account.tenant, self._names, self._repairs)
        self.calls = Calls(str(account.telegram_user_id), ports.floods, metrics, sleep=sleep)
        self._marks = Marks(ports.cursors, account.tenant, account.telegram_user_id)
        backfill = Backfill(self._marks, self._intake, watch)
        self._history = Reconciliation(self._marks, self._intake, ports.stored, backfill, metrics)
        self._groups: dict[int, ConnectedGroup] = {}
        self._turn = Turn()
        self.client: AccountClient | None = None
        """While it is connected and logged in."""

    async def run(self) -> None:
        """Return when the session is lost, which is then written down."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._intake.run())
                await self._stay_connected()
        except* LostSessionError as lost:
            reason = (loss(lost) or LostSessionError("")).reason
            _log.warning("the account of tenant %s is lost: %s", self._account.tenant, reason)
            await self._ports.accounts.lose(self._account.tenant, reason)

    def refresh(self) -> None:
        """Look the connected groups up now."""
        self._repairs.changed()

    async def difference(self, request: Any, answer: Any) -> None:
        """See what Telethon asked after a gap: it drops a good part of the answer.

        Of a difference that is too long it tells nothing at all; edits and deletions in one that
        is not are taken for known, as their pts is below the one that the difference ends with.
        """
        channel = getattr(request, "channel", None)
        chat = None if channel is None else utils.get_peer_id(channel)
        if isinstance(answer, _TOO_LONG):
            self._metrics.skipped()
            self._repairs.ask(Reason.TOO_LONG, chat)
        elif answer is None:
            self._repairs.ask(Reason.GAP, chat)
        for update in getattr(answer, "other_updates", None) or ():
            await self._intake.told(update)

    async def _stay_connected(self) -> None:
        reason, failures = Reason.START, 0
        while True:
            client = self._open()
            try:
                await self._connect(client)
                failures = 0
                await self._read(client, reason)
            except (Exception, asyncio.CancelledError) as error:
                if _asked_to_end():
                    raise asyncio.CancelledError from error
                if (lost := loss(error)) is not None:
                    raise lost from error
                failures += 1
                _log.warning(
                    "the account of tenant %s is disconnected: %s",
                    self._account.tenant,
                    _described(error),
                )
            finally:
                self.client = None
                await client.disconnect()
            reason = Reason.RECONNECT
            await self._sleep(min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** max(0, failures - 1)))

    def _open(self) -> AccountClient:
        session = AccountSession(self._path, self._names)
        client = self._clients.open(session, self.calls, self)
        client.add_event_handler(self._intake.told, events.Raw())
        return client

    async def _connect(self, client: AccountClient) -> None:
        await client.connect()
        me = (await client(functions.users.GetUsersRequest([types.InputUserSelf()])))[0]
        if me.id != self._account.telegram_user_id:
            raise LostSessionError("ANOTHER_ACCOUNT")
        self.client = client
        self._metrics.connected()

    async def _read(self, client: AccountClient, reason: Reason) -> None:
        await self._regroup(Reason.START)
        self._repairs.ask(reason)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._repair(Places(client, self.calls)))
            tasks.create_task(self._watch_groups())
            tasks.create_task(self._watch_ids())
            tasks.create_task(self._periodically())
            await client.run_until_disconnected()
            raise ConnectionError("the connection was closed")

    async def _repair(self, places: Places) -> None:
        while True:
            chat, work = await self._repairs.take()
            group = self._groups.get(chat)
            if group is None:
                continue
            try:
                await self._turn.take(chat, self._repair_one(group, places, work))
            except (UnreachableGroupError, errors.RPCError) as error:
                if loss(error) is not None:
                    raise
                _log.warning("group %s cannot be read: %s", group.id, _described(error))
            except BaseException:
                self._repairs.ask(work.reason or Reason.GAP, chat)
                raise

    async def _repair_one(self, group: ConnectedGroup, places: Places, work: Work) -> None:
        if work.ids:
            await self._history.fetch(group, places, sorted(work.ids))
        if work.reason is not None:
            reached = await self._history.reconcile(group, places, work.reason)
            if is_numbered(group):
                self._repairs.repaired(group.chat.telegram_id, reached)

    async def _watch_groups(self) -> None:
        while True:
            try:
                async with asyncio.timeout(_REGROUP):
                    await self._repairs.regroup.wait()
            except TimeoutError:
                pass
            await self._regroup(Reason.START)

    async def _regroup(self, reason: Reason) -> None:
        self._repairs.regroup.clear()
        found = await self._ports.groups.of_tenant(self._account.tenant)
        read = [group for group in found if self._ports.reads(group)]
        past = [was for group in read if (was := as_it_was(group, Reader.ACCOUNT)) is not None]
        groups = {group.chat.telegram_id: group for group in (*past, *read)}
        fresh = groups.keys() - self._groups.keys()
        self._groups = groups
        self._intake.follow(read)
        self._repairs.follow(frozenset(groups))
        for chat in fresh:
            self._repairs.ask(reason, chat)
        self._turn.keep_to(groups.keys())

    async def _watch_ids(self) -> None:
        """Move the cursors on as live messages are stored, and look for ids that never came."""
        while True:
            await asyncio.sleep(_LOOK)
            self._repairs.look_for_gaps()
            for chat, reached in self._repairs.moved().items():
                if (group := self._groups.get(chat)) is not None:
                    await self._marks.reached(group, reached)

    async def _periodically(self) -> None:
        while True:
            await asyncio.sleep(_PERIOD)
            self._repairs.ask(Reason.PERIODIC)


def _asked_to_end() -> bool:
    """Whether this task was cancelled, whatever else went wrong while it ended.

    Telethon breaks off what waits for an answer when it disconnects, which is no such wish.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _described(error: BaseException) -> str:
    """By its kind: what Telegram and Telethon add may repeat what people wrote."""
    if isinstance(error, BaseExceptionGroup):
        return ", ".join(sorted({_described(each) for each in error.exceptions}))
    return type(error).__name__
