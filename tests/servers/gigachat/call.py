"""A request that is being answered."""

from dataclasses import dataclass

from aiohttp import web

from tests.servers.gigachat.journal import Received
from tests.servers.gigachat.steps import Fault, Reply
from tests.servers.gigachat.streams import Slot


@dataclass(frozen=True, slots=True)
class Call:
    request: web.Request
    received: Received
    slot: Slot
    reply: Reply
    """What the script says of the answer; by default nothing."""
    fault: Fault | None
