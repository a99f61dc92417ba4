"""The Telegram and web edge, from the environment."""

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

from pipeline.settings import section

_TOKEN = re.compile(r"\d+:[\w-]+")
_SECRET = re.compile(r"[\w-]{1,256}")
"""What Telegram takes as a webhook's secret (core.telegram.org/bots/api#setwebhook)."""
_BEARER = re.compile(r"[!-~]{16,256}")


class Address(NamedTuple):
    host: str
    port: int


class TelegramSettings(BaseSettings):
    """The bot, and the application as which accounts are read.

    Raises:
        pydantic.ValidationError: A value cannot be right; the message does not repeat it.
    """

    model_config = section("TELEGRAM_", secrets=True)

    bot_token: SecretStr | None = None
    """From @BotFather. Without it no bot runs."""
    api_base: str = ""
    """A Bot API server of one's own; empty means Telegram's."""
    api_id: int | None = None
    """From my.telegram.org, with ``api_hash``. Without them no account can be connected."""
    api_hash: SecretStr | None = None
    admin_chat: int | None = None
    """The operators' chat: its administrators are the operators. The bot has to be allowed to
    write there."""
    messages_per_second: float = Field(30.0, gt=0)
    """Over all chats (core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this)."""
    chat_interval_seconds: float = Field(1.0, gt=0)
    """Between two messages to one chat."""
    group_messages_per_minute: int = Field(20, gt=0)

    @field_validator("bot_token")
    @classmethod
    def _is_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not _TOKEN.fullmatch(token.get_secret_value()):
            raise ValueError("a bot's token is a number, a colon and letters — copy it whole")
        return token

    @property
    def bot_id(self) -> int | None:
        """The bot's own, which its token begins with."""
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        return int(token.partition(":")[0]) if token else None

    @model_validator(mode="after")
    def _id_and_hash(self) -> Self:
        if (self.api_id is None) is not (self.api_hash is None):
            raise ValueError(
                "TELEGRAM_API_ID and TELEGRAM_API_HASH belong together — set both or neither"
            )
        return self


class TelethonSettings(BaseSettings):
    """Which of Telegram's servers accounts are read from; empty means Telegram's own."""

    model_config = section("TELETHON_")

    dc: str = Field("", pattern=r"^(.+:\d{1,5})?$")
    """``host:port`` of another MTProto server."""
    rsa_key_file: Path | None = None
    """That server's public key, PEM."""

    @property
    def address(self) -> Address | None:
        host, _, port = self.dc.rpartition(":")
        return Address(host, int(port)) if host else None


class WebhookSettings(BaseSettings):
    """Updates by webhook instead of long polling.

    Raises:
        pydantic.ValidationError: An URL without a secret: anybody could send updates.
    """

    model_config = section("WEBHOOK_", secrets=True)

    url: str = ""
    """Public https address under which the web server is reached; empty means long polling."""
    secret: SecretStr | None = None
    """Sent by Telegram with every update: 1 to 256 of A-Z, a-z, 0-9, _ and -."""

    @model_validator(mode="after")
    def _guarded(self) -> Self:
        if not self.url:
            return self
        if not self.url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("WEBHOOK_URL is not https — Telegram sends updates nowhere else")
        if self.secret is None or not _SECRET.fullmatch(self.secret.get_secret_value()):
            raise ValueError(
                "WEBHOOK_URL needs WEBHOOK_SECRET, of 1 to 256 letters, digits, _ and - —"
                " without it anybody could send updates"
            )
        return self


class WebSettings(BaseSettings):
    """Where the HTTP server listens, and what it lets through."""

    model_config = section("WEB_")

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    """0 takes any free port."""
    requests_per_minute: int = Field(120, gt=0)
    """Of one token, or of one address without a token."""
    private_webhooks: bool = False
    """Let digests be posted to private addresses too (10.0.0.0/8, 127.0.0.1, …)."""
    metrics_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = ()
    """From which /metrics is shown, besides this machine: ``10.0.0.0/24, fd00::/64``."""

    @field_validator("metrics_networks", mode="before")
    @classmethod
    def _list(cls, given: object) -> object:
        return [each.strip() for each in given.split(",")] if isinstance(given, str) else given


class AlertSettings(BaseSettings):
    """The monitoring: its reports, which the admin chat is shown, and its rules.

    Raises:
        pydantic.ValidationError: The secret cannot be one; the message does not repeat it.
    """

    model_config = section("ALERTS_", secrets=True)

    webhook_secret: SecretStr | None = None
    """Which Alertmanager sends as a bearer token. Without it nothing is taken."""
    prometheus_url: str = Field("", pattern=r"^(https?://[^\s/]+(/\S*)?)?$")
    """Where Prometheus is asked whether it has the rules; empty: that is not known."""

    @field_validator("webhook_secret")
    @classmethod
    def _is_no_guess(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not _BEARER.fullmatch(secret.get_secret_value()):
            raise ValueError(
                "ALERTS_WEBHOOK_SECRET is not 16 to 256 letters, digits and signs without spaces —"
                " make one with `openssl rand -hex 32`"
            )
        return secret
