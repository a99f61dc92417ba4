"""Makes people, accounts and groups, and lets them come and go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telethon import types

from tests.servers.mtproto.events import Events
from tests.servers.mtproto.srp import Password
from tests.servers.mtproto.tl import Tl
from tests.servers.mtproto.world import Account, Group, Kind, Member, Person, Role, World, now


@dataclass(frozen=True, slots=True)
class People:
    """People are named by their id, groups by their marked id (-id, or -100 and the id)."""

    world: World
    events: Events

    def person(
        self,
        first_name: str,
        last_name: str | None = None,
        *,
        username: str | None = None,
        bot: bool = False,
        id: int | None = None,  # noqa: A002 - the schema's own word for it
    ) -> int:
        number = id or self.world.fresh_person_id()
        self.world.people[number] = Person(number, first_name, last_name, username, bot)
        return number

    def account(
        self,
        phone: str,
        first_name: str = "Alfred",
        *,
        password: str | None = None,
        username: str | None = None,
        id: int | None = None,  # noqa: A002
    ) -> int:
        """A person who can log in. The code is always ``login.CODE``."""
        number = self.person(first_name, username=username, id=id)
        verifier = Password.set_to(password) if password else None
        self.world.accounts[number] = Account(
            self.world.people[number], phone.removeprefix("+"), verifier
        )
        return number

    def group(
        self,
        title: str,
        members: Sequence[int] = (),
        *,
        kind: Kind | str = Kind.SUPERGROUP,
        username: str | None = None,
        invite: str | None = None,
        approval: bool = False,
        about: str = "",
        folder: int = 0,
        pinned: bool = False,
        linked: int | None = None,
        at: datetime | None = None,
        id: int | None = None,  # noqa: A002
    ) -> int:
        """The first of ``members`` made it. Its first message says so."""
        form = Kind(kind)
        group = Group(
            id=id or self.world.fresh_group_id(form),
            title=title,
            kind=form,
            created=at or now(),
            username=username,
            invite=invite,
            approval=approval,
            about=about,
            folder=folder,
            pinned=pinned,
        )
        for index, member in enumerate(members):
            role = Role.MEMBER if index else Role.CREATOR
            group.members[member] = Member(role, group.created, members[0])
        self.world.groups[group.marked] = group
        if linked is not None:
            group.linked = self.world.group(linked)
            group.linked.linked = group
        self._made(group, members)
        return group.marked

    def join(
        self, group: int, person: int, *, inviter: int | None = None, by_link: bool = False
    ) -> int:
        """Let a person in, by ``inviter`` or by a link; returns the service message's id."""
        place = self.world.group(group)
        place.members[person] = Member(Role.MEMBER, now(), inviter or person)
        self._membership_changed(place, person)
        if by_link:
            creator = next(iter(place.members))
            action = types.MessageActionChatJoinedByLink(creator)
        else:
            action = types.MessageActionChatAddUser([person])
        return self.service(group, inviter or person, action)

    def leave(self, group: int, person: int, *, by: int | None = None) -> int:
        """A person leaves, or is put out ``by`` another one."""
        place = self.world.group(group)
        number = self.service(group, by or person, types.MessageActionChatDeleteUser(person))
        place.members.pop(person, None)
        self._membership_changed(place, person)
        return number

    def promote(self, group: int, person: int, role: Role | str = Role.ADMIN) -> None:
        self.world.group(group).members[person].role = Role(role)

    def rename(self, group: int, by: int, title: str) -> int:
        self.world.group(group).title = title
        return self.service(group, by, types.MessageActionChatEditTitle(title))

    def migrate(self, group: int, by: int) -> int:
        """Turn a basic group into a supergroup with another id, which is returned."""
        old = self.world.group(group)
        new = Group(
            id=self.world.fresh_group_id(Kind.SUPERGROUP),
            title=old.title,
            kind=Kind.SUPERGROUP,
            created=now(),
            members=dict(old.members),
            migrated_from=old,
        )
        self.world.groups[new.marked] = new
        old.migrated_to = new
        with self.events.pusher.together():
            for account in self.world.accounts_in(new):
                self.events.pusher.add(account, types.UpdateChannel(new.id), old, new)
            self.service(group, by, types.MessageActionChatMigrateTo(new.id))
            arrival = types.MessageActionChannelMigrateFrom(old.title, old.id)
            self.service(new.marked, by, arrival)
        return new.marked

    def service(
        self, group: int, author: int | None, action: Tl, *, at: datetime | None = None
    ) -> int:
        """A service message; ``author`` None is the channel itself."""
        place = self.world.group(group)
        message = types.MessageService(
            id=self.world.next_message_id(place),
            peer_id=place.peer,
            from_id=None if author is None else types.PeerUser(author),
            date=at or now(),
            action=action,
            post=place.kind is Kind.CHANNEL or None,
        )
        self.events.new(place, message)
        return int(message.id)

    def _made(self, group: Group, members: Sequence[int]) -> None:
        author = members[0] if members and group.kind is not Kind.CHANNEL else None
        action = (
            types.MessageActionChatCreate(group.title, list(members))
            if group.basic
            else types.MessageActionChannelCreate(group.title)
        )
        self.service(group.marked, author, action, at=group.created)

    def _membership_changed(self, group: Group, person: int) -> None:
        account = self.world.accounts.get(person)
        if account is not None:
            kind = types.UpdateChat if group.basic else types.UpdateChannel
            self.events.pusher.add(account, kind(group.id), group)
