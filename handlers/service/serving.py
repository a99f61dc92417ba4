"""The web server as it is put together."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.settings import AlertSettings, WebhookSettings, WebSettings
from bot.telegram.part import WebhookDoor
from bot.telethon.chats import AccountChats
from bot.web.server import WebServer
from handlers.api.alerts import AlertWebhook
from handlers.api.application import Api
from handlers.api.authentication import Gate
from handlers.api.digests import Digests
from handlers.api.figures import Figures, RolloutFigures
from handlers.api.groups import Groups
from handlers.api.health import Health
from handlers.api.metrics import HttpMetrics, metrics_page
from handlers.api.ordering import Ordering
from handlers.api.progress import RunFeed
from handlers.api.repeats import Repeats
from handlers.service.kitchen import Kitchen
from handlers.service.reading import Reading
from pipeline.groups.account_connecting import AccountConnecting
from pipeline.health.lag import LoopLag, RecentLags
from pipeline.health.metrics import HealthMetrics
from pipeline.health.parts import Part
from pipeline.operators.alerts import Alarms
from pipeline.rollout.metrics import RolloutMetrics


def open_web(
    kitchen: Kitchen,
    reading: Reading,
    settings: WebSettings,
    webhook: WebhookSettings,
    alerts: AlertSettings,
    door: WebhookDoor,
    health: Health,
    lags: RecentLags,
    registry: CollectorRegistry,
    rollouts: RolloutMetrics,
    version: str,
) -> tuple[Part, ...]:
    """The server, and what tells its streams how far digests are."""
    ports = kitchen.ports
    feed, gate = RunFeed(ports.signals), Gate(ports.tokens, settings.requests_per_minute)

    measures = HealthMetrics(registry)
    looks = RolloutFigures(ports.gate_looks, rollouts)
    figures = Figures(health, ports.dead_letters.count, measures, looks)
    chats = AccountChats(ports.accounts, reading.accounts.client)
    api = Api(
        health=health,
        metrics=metrics_page(
            registry, networks=settings.metrics_networks, refresh=figures.refresh
        ),
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
        gate=gate,
        repeats=Repeats(ports.kept_answers),
        measures=HttpMetrics(registry),
        version=version,
        extra=(*_webhook(webhook, door), *_alerts(alerts, ports.alarms, gate)),
    )
    return WebServer(api.application, settings), feed, LoopLag(measures, lags)


def _webhook(settings: WebhookSettings, door: WebhookDoor) -> Sequence[web.RouteDef]:
    if not settings.url:
        return ()
    return (web.post(urlsplit(settings.url).path or "/", door.handle),)


def _alerts(settings: AlertSettings, alarms: Alarms, gate: Gate) -> Sequence[web.RouteDef]:
    """Without a secret there is nothing at that path."""
    if settings.webhook_secret is None:
        return ()
    return AlertWebhook(alarms, settings.webhook_secret.get_secret_value()).routes(gate)
