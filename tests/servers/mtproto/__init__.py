"""A stand-in for Telegram's servers: MTProto over TCP on loopback, for unmodified clients.

    async with mtproto_server() as server:
        me = server.people.account("+9996621234")
        ann = server.people.person("Ann")
        team = server.people.group("Team", [ann, me])
        server.speech.say(team, ann, "Hello")
        server.fail("messages.getHistory", Fault.flood_wait(7))
        ...
        assert 1 == server.journal.counts()["messages.getHistory"]

The protocol is that of https://core.telegram.org/mtproto, the schema that of the installed
Telethon, whose classes read and write it. Accounts, keys and messages live as long as the server,
whatever becomes of the connections. A client reaches it with the address ``server.dc`` as data
centre 2 and with the key ``server.rsa_key``.
"""

from tests.servers.mtproto.control import control_api
from tests.servers.mtproto.faults import Delivery, Fault
from tests.servers.mtproto.handshake import ServerKey
from tests.servers.mtproto.login import CODE
from tests.servers.mtproto.qr import TokenError
from tests.servers.mtproto.running import mtproto_server
from tests.servers.mtproto.server import MtprotoServer
from tests.servers.mtproto.world import Kind, Role

__all__ = [
    "CODE",
    "Delivery",
    "Fault",
    "Kind",
    "MtprotoServer",
    "Role",
    "ServerKey",
    "TokenError",
    "control_api",
    "mtproto_server",
]
