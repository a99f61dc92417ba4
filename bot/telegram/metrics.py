from collections.abc import Callable

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from bot.telegram.errors import UnreadableError
from pipeline.ingest.models import Transport
from pipeline.ingest.recoveries import Noting, Recovery, RecoveryKind, unnoted

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60)
"""From a plain answer to the deadline of a turn."""

_OUTCOMES: tuple[tuple[type[Exception], str], ...] = (
    (TelegramRetryAfter, "retry_after"),
    (TelegramForbiddenError, "forbidden"),
    (TelegramNetworkError, "network"),
    (TelegramServerError, "server_error"),
    (TelegramAPIError, "refused"),
    (UnreadableError, "unreadable"),
)


class BotMetrics:
    """What the bot of this process does.

    Args:
        registry: Of the process.
        noting: Hears of each session of the bot's, and of each wait that Telegram asks for.
    """

    def __init__(self, registry: CollectorRegistry, noting: Noting = unnoted) -> None:
        self._noting = noting
        self._updates = Counter(
            "bot_updates", "Updates that Telegram handed over", ("kind",), registry=registry
        )
        self._turns = Histogram(
            "bot_turn_seconds",
            "From the acceptance of what a person sent to the first answer",
            buckets=_SECONDS,
            registry=registry,
        )
        self._calls = Counter(
            "bot_api_calls",
            "Requests to the Bot API by how they ended",
            ("method", "outcome"),
            registry=registry,
        )
        self._floods = Counter(
            "bot_retry_after", "How often Telegram asked for silence", registry=registry
        )
        self._backlog = Gauge(
            "bot_backlog", "Entries that wait for their turn or have it", registry=registry
        )

    def began(self) -> None:
        """This process is the bot, and lets updates in from now on."""
        self._note(RecoveryKind.SESSION)

    def update(self, kind: str) -> None:
        self._updates.labels(kind).inc()

    def answered(self, seconds: float) -> None:
        self._turns.observe(seconds)

    def called(self, method: str, outcome: str) -> None:
        self._calls.labels(method, outcome).inc()
        if outcome == "retry_after":
            self._floods.inc()
            self._note(RecoveryKind.FLOOD_WAIT)

    def watch_backlog(self, backlog: Callable[[], float]) -> None:
        """Read it whenever the metrics are read."""
        self._backlog.set_function(backlog)

    def _note(self, kind: RecoveryKind) -> None:
        self._noting(Recovery(kind, Transport.BOT))


class CountedCalls(BaseRequestMiddleware):
    """Counts each attempt; the innermost middleware."""

    def __init__(self, metrics: BotMetrics) -> None:
        self._metrics = metrics

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        try:
            answer = await make_request(bot, method)
        except (TelegramAPIError, UnreadableError) as error:
            outcome = next(name for kind, name in _OUTCOMES if isinstance(error, kind))
            self._metrics.called(method.__api_method__, outcome)
            raise
        self._metrics.called(method.__api_method__, "ok")
        return answer
