from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from pipeline.delivery.models import DeadLetter, DeadLetterNotice, UntoldLetter
from pipeline.digest.request import Language
from pipeline.events.catalogue import EVENTS
from pipeline.events.models import Event
from pipeline.events.orders import DigestDeliveryDue
from pipeline.ingest.models import TenantId
from pipeline.orders.dropping import Left, left_by
from pipeline.orders.models import Order
from pipeline.orders.reopening import ended_with
from storage.postgres import order_rows
from storage.postgres.queue import pack_one, unpack
from tests.fakes.digests import MemoryDigests
from tests.fakes.groups import MemoryTenants
from tests.fakes.orders import MemoryOrders

_MOST = 500


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Buried:
    letter: DeadLetter
    payload: bytes


class MemoryDeadLetters:
    """The port ``DeadLetters``; ``bury`` does what the bus would."""

    def __init__(
        self,
        tenants: MemoryTenants,
        orders: MemoryOrders,
        now: Callable[[], datetime] = _now,
        *,
        digests: MemoryDigests | None = None,
    ) -> None:
        self._digests = digests
        self.jobs: list[tuple[TenantId, str, bytes]] = []
        """Tenant, event and payload of each job that was enqueued again."""
        self._tenants = tenants
        self._orders = orders
        self._now = now
        self._buried: dict[int, _Buried] = {}
        self._last = 0

    def bury(
        self, tenant: TenantId, event: str, key: str, payload: bytes, error: str, attempts: int
    ) -> int:
        number = self._number(tenant, event, key)
        name = next(name for name, each in self._tenants._ids.items() if each == tenant)
        letter = DeadLetter(number, event, key, error, attempts, tenant, self._now(), name)
        self._buried[number] = _Buried(letter, payload)
        return number

    async def since(self, tenant: TenantId, moment: datetime) -> Sequence[DeadLetter]:
        return [
            replace(letter, tenant_name="")
            for letter in self.letters()
            if letter.tenant == tenant and letter.died_at >= moment
        ]

    async def count(self) -> int:
        return len(self._buried)

    async def latest(self, *, skip: int = 0, limit: int) -> Sequence[DeadLetter]:
        return self.letters()[::-1][skip : skip + min(limit, _MOST)]

    async def find(self, letter: int) -> DeadLetter | None:
        buried = self._buried.get(letter)
        return None if buried is None else buried.letter

    async def replay(self, tenant: TenantId, letter: int) -> bool:
        if not self._owns(tenant, letter):
            return False
        buried = self._buried.pop(letter)
        event = buried.letter.event
        reopened = self._reopened(event, buried.payload)
        pursued = [] if event == DigestDeliveryDue.name else order_rows.ordered(reopened)
        jobs = [(tenant, each.name, pack_one(each)) for each in pursued]
        self.jobs += jobs or [(tenant, event, buried.payload)]
        return True

    async def drop(self, tenant: TenantId, letter: int) -> bool:
        if not self._owns(tenant, letter):
            return False
        buried = self._buried.pop(letter)
        for event in _read(buried.letter.event, buried.payload):
            if (left := left_by(event)) is not None:
                await self._settle(tenant, left)
        return True

    async def _settle(self, tenant: TenantId, left: Left) -> None:
        if left.order is not None:
            await self._orders.settle(tenant, [left.order], left.state, left.reason)
        if left.window is not None:
            language: Language | None = None
            if left.digest is not None and self._digests is not None:
                language = (await self._digests.get(tenant, left.digest)).digest.language
            await self._orders.settle_wanted(
                tenant, left.window, left.state, left.reason, language=language
            )

    def letters(self) -> list[DeadLetter]:
        """Of all tenants, by number."""
        return [self._buried[number].letter for number in sorted(self._buried)]

    def _owns(self, tenant: TenantId, letter: int) -> bool:
        return letter in self._buried and self._buried[letter].letter.tenant == tenant

    def _number(self, tenant: TenantId, event: str, key: str) -> int:
        for letter in self.letters():
            if (letter.tenant, letter.event, letter.key) == (tenant, event, key):
                return letter.id
        self._last += 1
        return self._last

    def _reopened(self, event: str, payload: bytes) -> list[Order]:
        reopened: list[Order] = []
        for each in _read(event, payload):
            ended = ended_with(each)
            if ended is not None:
                reopened += self._orders.reopen(ended)
        return reopened


class MemoryLetterNotices:
    """The port ``DeadLetterNotices``."""

    def __init__(self, letters: MemoryDeadLetters, now: Callable[[], datetime] = _now) -> None:
        self._letters = letters
        self._now = now
        self._told: set[tuple[int, datetime]] = set()
        self._left_at: datetime | None = None
        self._doubtful = False

    async def next(self, *, settled: timedelta, quiet: timedelta) -> DeadLetterNotice | None:
        now = self._now()
        untold = [
            UntoldLetter(letter.id, letter.tenant, letter.event, letter.died_at)
            for letter in self._letters.letters()
            if (letter.id, letter.died_at) not in self._told
        ]
        if not untold or min(letter.died_at for letter in untold) > now - settled:
            return None
        if self._left_at is not None and self._left_at > now - quiet:
            return None
        notice = DeadLetterNotice(tuple(untold[:1_000]), again=self._doubtful)
        self._left_at, self._doubtful = now, True
        return notice

    async def arrived(self, notice: DeadLetterNotice) -> None:
        self._doubtful = False
        self._told.update((letter.id, letter.died_at) for letter in notice.letters)

    async def failed(self, notice: DeadLetterNotice) -> None:
        self._left_at, self._doubtful = None, notice.again


def _read(event: str, payload: bytes) -> list[Event]:
    models = {each.name: each for each in EVENTS}
    try:
        return [models[event].model_validate(each) for each in unpack(payload)]
    except (ValidationError, KeyError, TypeError, ValueError):
        return []
