"""The web server as it is put together."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.settings import WebhookSettings, WebSettings
from bot.telegram.part import WebhookDoor
from bot.telethon.chats import AccountChats
from bot.web.server import WebServer
from handlers.api.application import Api
from handlers.api.authentication import Gate
from handlers.api.digests import Digests
from handlers.api.groups import Groups
from handlers.api.health import Health
from handlers.api.metrics import HttpMetrics, metrics_page
from handlers.api.ordering import Ordering
from handlers.api.progress import RunFeed
from handlers.service.kitchen import Kitchen
from handlers.service.program import Stage
from handlers.service.reading import Reading
from pipeline.groups.account_connecting import AccountConnecting
from pipeline.health.parts import Part, PartStatus
from pipeline.health.ports import Check


def open_web(
    kitchen: Kitchen,
    reading: Reading,
    settings: WebSettings,
    webhook: WebhookSettings,
    door: WebhookDoor,
    stage: Stage,
    checks: Sequence[Check],
    registry: CollectorRegistry,
    version: str,
) -> tuple[Part, ...]:
    """The server, and what tells its streams how far digests are."""
    ports = kitchen.ports
    feed = RunFeed(ports.signals)

    def statuses() -> Mapping[str, PartStatus]:
        return {} if stage.supervisor is None else stage.supervisor.statuses

    chats = AccountChats(ports.accounts, reading.accounts.client)
    api = Api(
        health=Health(statuses, checks),
        metrics=metrics_page(registry, public=settings.metrics_public),
        groups=Groups(
            ports.group_book, AccountConnecting(ports.accounts, ports.group_book, chats, chats)
        ),
        digests=Digests(
            Ordering(kitchen.placing, ports.windows, ports.archive, ports.digests, kitchen.now),
            ports.group_book,
            ports.endpoints,
            kitchen.runs.refuse_missing_model,
        ),
        feed=feed,
        gate=Gate(ports.tokens, settings.requests_per_minute),
        measures=HttpMetrics(registry),
        version=version,
        extra=_webhook(webhook, door),
    )
    return WebServer(api.application, settings), feed


def _webhook(settings: WebhookSettings, door: WebhookDoor) -> Sequence[web.RouteDef]:
    if not settings.url:
        return ()
    return (web.post(urlsplit(settings.url).path or "/", door.handle),)
