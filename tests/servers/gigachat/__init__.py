"""A stand-in for GigaChat: a server on loopback that speaks its wire format.

    async with gigachat_server(Terms(plan=Plan.PERSONAL)) as server:
        server.script(Fault.status(429, retry_after=1), Fault.drop_after(2), Reply("Да"))
        ...
        assert 3 == len(server.chats)

The shapes are those of the SDK's recorded cassettes and of the vendor's reference
(developers.sber.ru, GigaChat API). Without a script an answer comes from the server's answerer.
"""

from tests.servers.gigachat.answering import Answerer, echo
from tests.servers.gigachat.journal import Endpoint, Message, Received
from tests.servers.gigachat.running import gigachat_server
from tests.servers.gigachat.server import GigaChatServer
from tests.servers.gigachat.steps import Fault, Reply, system_begins
from tests.servers.gigachat.terms import Plan, Terms

__all__ = [
    "Answerer",
    "Endpoint",
    "Fault",
    "GigaChatServer",
    "Message",
    "Plan",
    "Received",
    "Reply",
    "Terms",
    "echo",
    "gigachat_server",
    "system_begins",
]
