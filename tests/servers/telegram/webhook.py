"""Updates that are posted to the bot's own address."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Final

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from tests.servers.telegram.fields import Json
from tests.servers.telegram.updates import BY_DEFAULT, Update, Updates

_PATIENCE: Final = 60.0
"""Seconds that the bot has to answer a post."""


@dataclass(frozen=True, slots=True)
class Webhook:
    url: str
    secret: str
    connections: int
    """The most posts at once; those of one chat follow each other."""


@dataclass(slots=True)
class Courier:
    """Carries updates to the webhook, again and again until they are taken."""

    updates: Updates
    pause: float = 0.05
    """Seconds before a failed post is repeated; Telegram waits longer each time."""
    webhook: Webhook | None = None
    failures: list[str] = field(default_factory=list)
    """Why posts failed."""
    failed_at: float = 0.0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _failed: asyncio.Event = field(default_factory=asyncio.Event)
    _posts: dict[int, asyncio.Task[None]] = field(default_factory=dict)
    """By the queue of their updates."""
    _stopped: bool = False

    def set(self, webhook: Webhook | None) -> None:
        """From now on; posts under way to another address are given up."""
        self.webhook = webhook
        self.failures.clear()
        self._give_up()
        self.wake()

    def wake(self) -> None:
        self._changed.set()

    def stop(self) -> None:
        self._stopped = True
        self._give_up()
        self.wake()

    async def failed(self) -> None:
        """Wait until a post has failed."""
        await self._failed.wait()

    async def run(self) -> None:
        """Until it is stopped."""
        async with (
            ClientSession(timeout=ClientTimeout(total=_PATIENCE)) as session,
            asyncio.TaskGroup() as posts,
        ):
            while not self._stopped:
                await self._changed.wait()
                self._changed.clear()
                if self.webhook is not None and not self._stopped:
                    self._start(posts, session, self.webhook)

    def info(self) -> Json:
        """A WebhookInfo."""
        shown: Json = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        if self.failures:
            shown["last_error_date"] = int(self.failed_at)
            shown["last_error_message"] = self.failures[-1]
        if self.webhook is not None:
            shown["max_connections"] = self.webhook.connections
            shown["ip_address"] = "127.0.0.1"
        if self.updates.allowed != BY_DEFAULT:
            shown["allowed_updates"] = sorted(self.updates.allowed)
        return shown

    def _start(self, posts: asyncio.TaskGroup, session: ClientSession, webhook: Webhook) -> None:
        room = webhook.connections - len(self._posts)
        ahead = itertools.islice(self.updates.pending.values(), 2 * webhook.connections)
        for update in list(ahead):
            if room <= 0:
                return
            if update.queue not in self._posts:
                self._posts[update.queue] = posts.create_task(
                    self._deliver(session, webhook, update)
                )
                room -= 1

    async def _deliver(self, session: ClientSession, webhook: Webhook, update: Update) -> None:
        task = asyncio.current_task()
        try:
            while (failure := await self._post(session, webhook, update)) is not None:
                self.failures.append(failure)
                self.failed_at = time.time()
                self._failed.set()
                await asyncio.sleep(self.pause)
            self.updates.confirm(update.id)
        finally:
            if self._posts.get(update.queue) is task:
                del self._posts[update.queue]
            self.wake()

    async def _post(self, session: ClientSession, webhook: Webhook, update: Update) -> str | None:
        """Why it failed."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        self.updates.handed[update.id] += 1
        try:
            async with session.post(webhook.url, data=update.body, headers=headers) as answer:
                if 200 <= answer.status < 300:
                    return None
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except ClientConnectorError:
            return "Connection refused"
        except ClientError:
            return "Webhook connection closed"

    def _give_up(self) -> None:
        for task in self._posts.values():
            task.cancel()
        self._posts.clear()
