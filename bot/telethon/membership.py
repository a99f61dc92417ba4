"""Who is in a group, asked through the account that reads it."""

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from telethon import errors, functions, types

from bot.telethon.client import AccountClient, Clients
from pipeline.groups.models import ConnectedGroup, PersonId, Standing
from pipeline.ingest.models import ChatKind

_KEPT_SECONDS: Final = 300.0
_REMEMBERED: Final = 20_000
_ADMINS: Final = (
    types.ChannelParticipantAdmin,
    types.ChannelParticipantCreator,
    types.ChatParticipantAdmin,
    types.ChatParticipantCreator,
)
_OUTSIDERS: Final = (types.ChannelParticipantBanned, types.ChannelParticipantLeft)
_NOT_IN: Final = (errors.UserNotParticipantError, errors.ParticipantIdInvalidError)
_CANNOT_TELL: Final = (errors.RPCError, ConnectionError, TimeoutError, ValueError)
"""ValueError: the account was never told of this person, and cannot name them to Telegram."""


class AccountMembership:
    """The port ``Membership`` of groups that the bot is not in.

    It waits for nothing: while Telegram wants to be left alone, or no account is connected here,
    the standing is unknown; that is not kept.
    """

    def __init__(self, clients: Clients, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._clock = clock
        self._kept: OrderedDict[tuple[int, int], tuple[float, Standing]] = OrderedDict()

    async def standing(self, group: ConnectedGroup, person: PersonId) -> Standing:
        key, now = (group.id, person), self._clock()
        if (kept := self.kept(group, person)) is not None:
            return kept
        standing = await self._asked(group, person)
        if standing is not Standing.UNKNOWN:
            self._kept[key] = now + _KEPT_SECONDS, standing
            self._kept.move_to_end(key)
            if len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return standing

    def kept(self, group: ConnectedGroup, person: PersonId) -> Standing | None:
        until, standing = self._kept.get((group.id, person), (0.0, None))
        return standing if self._clock() < until else None

    async def _asked(self, group: ConnectedGroup, person: PersonId) -> Standing:
        client = self._clients(group.tenant)
        if client is None:
            return Standing.UNKNOWN
        ask = _in_basic if group.chat.kind is ChatKind.GROUP else _in_channel
        try:
            return await ask(client, group.chat.telegram_id, person)
        except _NOT_IN:
            return Standing.OUTSIDER
        except _CANNOT_TELL:
            return Standing.UNKNOWN


async def _in_channel(client: AccountClient, chat: int, person: PersonId) -> Standing:
    channel = await client.get_input_entity(chat)
    user = await client.get_input_entity(types.PeerUser(person))
    answer = await client(functions.channels.GetParticipantRequest(channel, user))
    return _standing(answer.participant)


async def _in_basic(client: AccountClient, chat: int, person: PersonId) -> Standing:
    answer = await client(functions.messages.GetFullChatRequest(-chat))
    participants = getattr(answer.full_chat.participants, "participants", None)
    if participants is None:
        return Standing.UNKNOWN
    found = [each for each in participants if each.user_id == person]
    return _standing(found[0]) if found else Standing.OUTSIDER


def _standing(participant: Any) -> Standing:
    if isinstance(participant, types.ChannelParticipantBanned) and not participant.left:
        # Restricted, not banned: still in the group.
        rights = participant.banned_rights
        return Standing.OUTSIDER if rights.view_messages else Standing.MEMBER
    if isinstance(participant, _OUTSIDERS):
        return Standing.OUTSIDER
    return Standing.ADMIN if isinstance(participant, _ADMINS) else Standing.MEMBER
