"""People come and go, take the bot along, shut it out, and change what a chat is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from tests.servers.telegram.chats import Chat, ChatType
from tests.servers.telegram.members import RIGHTS, Member, Status
from tests.servers.telegram.membership import change
from tests.servers.telegram.people.side import Side
from tests.servers.telegram.world import ANONYMOUS, LARGEST_ID, Origin

_UPGRADED: Final = -1_003_000_000_000


@dataclass(slots=True)
class Moving(Side):
    def adds_bot(self, user_id: int, chat_id: int, *, administrator: bool = False) -> None:
        """To a group or channel, or to its administrators."""
        status = Status.ADMINISTRATOR if administrator else Status.MEMBER
        self._change_bot(user_id, chat_id, Member(status))

    def demotes_bot(self, user_id: int, chat_id: int, rights: Sequence[str] = ()) -> None:
        """Leave it an administrator with these rights, or a member without any."""
        unknown = set(rights) - RIGHTS
        if unknown:
            raise ValueError(f"no such rights: {', '.join(sorted(unknown))}")
        member = Member(Status.ADMINISTRATOR, rights=frozenset(rights))
        self._change_bot(user_id, chat_id, member if rights else Member(Status.MEMBER))

    def restricts_bot(self, user_id: int, chat_id: int) -> None:
        """It stays, but may not send."""
        self._change_bot(user_id, chat_id, Member(Status.RESTRICTED))

    def removes_bot(self, user_id: int, chat_id: int) -> None:
        self._change_bot(user_id, chat_id, Member(Status.KICKED))

    def joins(self, user_id: int, chat_id: int) -> None:
        self._change(user_id, user_id, chat_id, Member(Status.MEMBER))

    def leaves(self, user_id: int, chat_id: int) -> None:
        self._change(user_id, user_id, chat_id, Member.left())

    def removes(self, by: int, user_id: int, chat_id: int) -> None:
        """Kick somebody out."""
        self._change(by, user_id, chat_id, Member(Status.KICKED))

    def restricts(self, by: int, user_id: int, chat_id: int) -> None:
        self._change(by, user_id, chat_id, Member(Status.RESTRICTED))

    def promotes(self, by: int, user_id: int, chat_id: int, *, anonymous: bool = False) -> None:
        """To an administrator; an anonymous one speaks in the group's name from now on."""
        old = self.world.chat(chat_id).member(user_id)
        status = Status.CREATOR if old.status is Status.CREATOR else Status.ADMINISTRATOR
        self._change(by, user_id, chat_id, Member(status, anonymous=anonymous))

    def demotes(self, by: int, user_id: int, chat_id: int) -> None:
        self._change(by, user_id, chat_id, Member(Status.MEMBER))

    def blocks(self, user_id: int) -> None:
        """The bot, in the private chat."""
        self._change_bot(user_id, user_id, Member(Status.KICKED))

    def unblocks(self, user_id: int) -> None:
        self._change_bot(user_id, user_id, Member(Status.MEMBER))

    def deactivates(self, user_id: int) -> None:
        """Delete a person's account; nobody is told of it."""
        self.world.person(user_id).deactivated = True

    def mutes(self, chat_id: int, *, muted: bool = True) -> None:
        """Let only administrators send."""
        self.world.chat(chat_id).muted = muted

    def closes_topic(self, chat_id: int, thread: int, *, closed: bool = True) -> None:
        topic = self.world.chat(chat_id).topics.get(thread)
        if topic is None:
            raise LookupError(f"no topic {thread} in {chat_id}")
        topic.closed = closed

    def upgrades(self, user_id: int, chat_id: int, *, new_id: int | None = None) -> int:
        """A group becomes a supergroup with an identifier of its own; both say so."""
        old = self.world.chat(chat_id)
        if old.type is not ChatType.GROUP or old.migrated_to is not None:
            raise ValueError(f"{chat_id} is no group that can be upgraded")
        number = new_id or _UPGRADED + chat_id % 1_000_000_000
        if not -LARGEST_ID <= number < 0 or number in self.world.chats:
            raise ValueError(f"{number} cannot be a new chat's identifier")
        members = {each: replace(member) for each, member in old.members.items()}
        new = Chat(number, ChatType.SUPERGROUP, old.title, members=members)
        self.world.chats[number] = new
        farewell = {"migrate_to_chat_id": number}
        self._told(old, farewell, Origin(self.world.person(user_id)))
        old.migrated_to = number
        self._told(new, {"migrate_from_chat_id": chat_id}, Origin(ANONYMOUS, new))
        return number

    def _change_bot(self, user_id: int, chat_id: int, new: Member) -> None:
        actor, chat = self.world.person(user_id), self.world.chat(chat_id)
        change(self.world, chat, self.world.me, new, actor)

    def _change(self, by: int, user_id: int, chat_id: int, new: Member) -> None:
        actor, chat = self.world.person(by), self.world.chat(chat_id)
        change(self.world, chat, self.world.person(user_id), new, actor)
