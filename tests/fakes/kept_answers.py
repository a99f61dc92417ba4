from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from pipeline.access.models import ApiToken, TokenId
from pipeline.access.repeats import Claim, KeptAnswer, Refusal


@dataclass
class _Asked:
    request: bytes
    claim: Claim
    at: datetime
    answer: KeptAnswer | None = None


class MemoryKeptAnswers:
    """The port ``KeptAnswers``."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._asked: dict[tuple[TokenId, bytes], _Asked] = {}

    async def claim(
        self, token: ApiToken, key: bytes, request: bytes, *, kept: timedelta, lease: timedelta
    ) -> Claim | KeptAnswer | Refusal:
        now, known = self._now(), self._asked.get((token.id, key))
        if known is None or known.at <= now - kept or _is_dead(known, request, now - lease):
            asked = _Asked(request, Claim(uuid4()), now)
            self._asked[token.id, key] = asked
            return asked.claim
        if known.request != request:
            return Refusal.OTHER
        return known.answer or Refusal.UNDERWAY

    async def give(self, token: ApiToken, claim: Claim, answer: KeptAnswer) -> None:
        for (owner, _), asked in self._asked.items():
            if (owner, asked.claim, asked.answer) == (token.id, claim, None):
                asked.answer = answer

    async def release(self, token: ApiToken, claim: Claim) -> None:
        for place, asked in list(self._asked.items()):
            if (place[0], asked.claim, asked.answer) == (token.id, claim, None):
                del self._asked[place]


def _is_dead(known: _Asked, request: bytes, begun_by: datetime) -> bool:
    return known.answer is None and known.request == request and known.at <= begun_by
