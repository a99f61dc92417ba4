"""What is wrong with the settings is said before anything starts, each with its remedy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.settings import (
    AlertSettings,
    TelegramSettings,
    TelethonSettings,
    WebhookSettings,
    WebSettings,
)
from bot.telegram.health import BotCheck, OperatorsCheck
from bot.telethon.health import ApplicationCheck
from handlers.service.roles import Role
from pipeline.errors import BadInputError
from pipeline.health.models import Level
from pipeline.health.ports import Check


class NotReadyToStartError(BadInputError):
    """A check found what would keep the service from working."""


@dataclass(frozen=True, slots=True)
class Edges:
    """The settings of the Telegram and web edge."""

    telegram: TelegramSettings
    telethon: TelethonSettings
    webhook: WebhookSettings
    web: WebSettings
    alerts: AlertSettings


def required(roles: frozenset[Role], edges: Edges) -> None:
    """Refuse roles that cannot be filled.

    Raises:
        NotReadyToStartError: There is no token for the bot, or a webhook and nobody to take it.
    """
    if Role.BOT in roles and edges.telegram.bot_token is None:
        others = ",".join(role for role in Role if role is not Role.BOT)
        raise NotReadyToStartError(
            "there is no bot — take a token from @BotFather and set TELEGRAM_BOT_TOKEN, or run"
            f" the rest with --roles {others}"
        )
    if Role.BOT in roles and edges.webhook.url and Role.WEB not in roles:
        raise NotReadyToStartError(
            "WEBHOOK_URL is set, and the process that is the bot does not serve the web — give it"
            " the role web too, or unset WEBHOOK_URL"
        )


def checks_before_start(roles: frozenset[Role], edges: Edges) -> Sequence[Check]:
    reads = Role.INGEST in roles and edges.telegram.api_id is not None
    return (
        *((BotCheck(edges.telegram),) if Role.BOT in roles else ()),
        *((OperatorsCheck(edges.telegram),) if Role.SCHEDULER in roles else ()),
        *((ApplicationCheck(edges.telegram, edges.telethon),) if reads else ()),
    )


async def check_first(checks: Sequence[Check], say: Callable[[str], None]) -> None:
    """Ask each; what is only away at the moment is said and waited for by the parts themselves.

    Raises:
        NotReadyToStartError: Something is wrong that waiting does not mend.
    """
    for check in checks:
        found = await check.examine()
        remedy = f" — {found.remedy}" if found.remedy else ""
        if found.level is Level.FAIL:
            raise NotReadyToStartError(f"{check.subject}: {found.detail}{remedy}")
        say(f"{check.subject}: {found.detail}{remedy if found.level is Level.WARN else ''}")
