"""How many requests may be made: token buckets in memory, of this process."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from handlers.api.problems import Kind, Problem

REMEMBERED: Final = 10_000
"""Of more, those who asked longest ago begin anew."""
_NETWORK_BITS: Final = 64
"""What one customer of a provider has at least (RFC 6177)."""


@dataclass(slots=True)
class _Bucket:
    left: float
    filled_at: float


class Buckets:
    """So many requests a minute for each of those who ask, and as many at once after a rest.

    Args:
        per_minute: How many.
        clock: Seconds from any moment on.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def take(self, who: Hashable) -> None:
        """Count one request.

        Raises:
            Problem: It is one too many; the answer says when to come again.
        """
        self.look(who)
        self._buckets[who].left -= 1

    def look(self, who: Hashable) -> None:
        """The same without counting one."""
        bucket = self._filled(who)
        if bucket.left < 1:
            seconds = math.ceil((1 - bucket.left) / self._per_second)
            raise Problem(
                Kind.TOO_MANY,
                f"There may be {self._most:.0f} requests a minute.",
                headers={"Retry-After": str(max(1, seconds))},
            )

    def _filled(self, who: Hashable) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(who, _Bucket(self._most, now))
        self._buckets.move_to_end(who)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        gained = (now - bucket.filled_at) * self._per_second
        bucket.left = min(self._most, bucket.left + gained)
        bucket.filled_at = now
        return bucket


def neighbourhood(remote: str | None) -> str:
    """Who shares a limit: an IPv4 address, or the network that a provider gives a customer."""
    try:
        address = ip_address(remote or "")
    except ValueError:
        return "?"
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(int(address) >> (128 - _NETWORK_BITS))
    return str(address)
