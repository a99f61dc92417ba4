"""One TCP connection of a client: packets in, packets out."""

import asyncio
import time
from collections.abc import Iterator

from mtproto.enums import ConnectionRole
from mtproto.transport.connection import Connection as Transport
from mtproto.transport.packets.base_packet import BasePacket
from mtproto.transport.packets.error_packet import ErrorPacket
from mtproto.transport.packets.message_packet import (
    EncryptedMessagePacket,
    UnencryptedMessagePacket,
)
from mtproto.transport.transports.base_transport import BaseTransport
from telethon import types
from telethon.errors import TypeNotFoundError

from tests.servers.mtproto import tl
from tests.servers.mtproto.faults import Fault, Kind
from tests.servers.mtproto.handshake import Handshake, HandshakeError
from tests.servers.mtproto.methods import METHODS
from tests.servers.mtproto.rpc import Outcome, handle
from tests.servers.mtproto.sessions import Key, Session, message_id
from tests.servers.mtproto.state import State

_KEY_NOT_FOUND = 404
_WRONG_SALT = 48
_TOO_OLD, _TOO_NEW = 300, 30
"""Seconds that a message id may be behind and ahead of the clock."""


class Connection:
    def __init__(
        self, state: State, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._state = state
        self._reader = reader
        self._writer = writer
        self._transport: Transport[BaseTransport] = Transport(ConnectionRole.SERVER)
        self._handshake = Handshake(state.server_key)
        self._sessions: set[Session] = set()
        self._late: set[asyncio.Task[None]] = set()

    async def serve(self) -> None:
        """Until the client leaves or is dropped."""
        self._state.journal.connections += 1
        self._state.links.add(self)
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._read(tasks)
                for task in self._late:
                    task.cancel()
        except* ConnectionError:
            self.drop()
        finally:
            self._forget()
            self._writer.close()

    def drop(self) -> None:
        """Reset the connection; what was not sent yet is lost."""
        self._forget()
        self._writer.transport.abort()

    def _forget(self) -> None:
        self._state.links.discard(self)
        for session in self._sessions:
            session.key.sessions.pop(session.id, None)

    async def _read(self, tasks: asyncio.TaskGroup) -> None:
        while data := await self._reader.read(2**16):
            self._transport.data_received(data)
            for packet in self._packets():
                self._take(packet, tasks)
            await self._writer.drain()

    def _packets(self) -> Iterator[BasePacket]:
        while isinstance(packet := self._transport.next_event(), BasePacket):
            yield packet

    def _write(self, packet: BasePacket) -> None:
        if not self._writer.is_closing():
            self._writer.write(self._transport.send(packet))

    def _take(self, packet: BasePacket, tasks: asyncio.TaskGroup) -> None:
        if isinstance(packet, UnencryptedMessagePacket):
            self._exchange(packet)
        elif isinstance(packet, EncryptedMessagePacket):
            key = self._state.keys.get(packet.auth_key_id)
            if key is None:
                self._write(ErrorPacket(_KEY_NOT_FOUND))
            else:
                self._open(key, packet, tasks)

    def _exchange(self, packet: UnencryptedMessagePacket) -> None:
        try:
            answer = self._handshake.answer(tl.read(packet.message_data))
        except HandshakeError:
            self._write(ErrorPacket(_KEY_NOT_FOUND))
            return
        if self._handshake.secret is not None:
            key = Key(self._handshake.secret)
            self._state.keys[key.id] = key
        self._write(UnencryptedMessagePacket(message_id() | 1, bytes(answer)))

    def _open(self, key: Key, packet: EncryptedMessagePacket, tasks: asyncio.TaskGroup) -> None:
        message = packet.decrypt(key.secret, ConnectionRole.CLIENT)
        session = key.sessions.get(message.session_id) or self._begin(key, message.session_id)
        if message.salt != key.salt:
            salt = int.from_bytes(key.salt, "little", signed=True)
            session.notify(
                types.BadServerSalt(message.message_id, message.seq_no, _WRONG_SALT, salt),
                content=False,
            )
            return
        if not session.seen:
            session.greet(message.message_id)
        for number, order, body in tl.messages_in(
            message.message_id, message.seq_no, message.data
        ):
            if number not in session.seen:
                session.seen.add(number)
                self._message(session, number, order, body, tasks)

    def _begin(self, key: Key, number: int) -> Session:
        if any(other.link is not self for other in key.sessions.values()):
            self._state.journal.doubled_keys += 1
            if self._state.terms.strict_keys:
                key.revoked = "AUTH_KEY_DUPLICATED"
        session = Session(key, number, self._write, self)
        key.sessions[number] = session
        self._sessions.add(session)
        return session

    def _message(
        self, session: Session, number: int, order: int, body: bytes, tasks: asyncio.TaskGroup
    ) -> None:
        if (code := _clock_error(number)) is not None:
            session.notify(types.BadMsgNotification(number, order, code), content=False)
            return
        try:
            request = tl.read(body)
        except TypeNotFoundError as error:
            text = f"INPUT_METHOD_INVALID_{error.invalid_constructor_id}"
            session.answer(tl.rpc_result(number, types.RpcError(400, text)))
            return
        outcome = handle(self._state, session, number, request, METHODS)
        if outcome is None:
            return
        if outcome.fault is None:
            session.answer(outcome.answer)
        elif outcome.fault.kind is Kind.SLOW:
            task = tasks.create_task(self._later(session, number, outcome, outcome.fault.seconds))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        else:
            self._fail(session, number, order, outcome.answer, outcome.fault)

    async def _later(
        self, session: Session, number: int, outcome: Outcome, seconds: float
    ) -> None:
        session.notify(types.MsgsAck([number]), content=False)
        await asyncio.sleep(seconds)
        session.answer(outcome.answer)

    def _fail(
        self, session: Session, number: int, order: int, answer: bytes, fault: Fault
    ) -> None:
        match fault.kind:
            case Kind.BAD_MESSAGE:
                session.seen.discard(number)
                session.notify(types.BadMsgNotification(number, order, fault.code), content=False)
            case Kind.DROP:
                self.drop()
            case _:
                whole = self._transport.send(session.encrypted(answer))
                self._writer.write(whole[: len(whole) // 2])
                self._writer.close()


def _clock_error(number: int) -> int | None:
    """https://core.telegram.org/mtproto/service_messages_about_messages, codes 16 and 17."""
    ahead = (number >> 32) - time.time()
    if ahead < -_TOO_OLD:
        return 16
    return 17 if ahead > _TOO_NEW else None
