"""The tenant's groups: which there are, and one more."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.views.legible import harmless
from handlers.api.bodies import read_body, read_query
from handlers.api.context import caller_of
from handlers.api.models import GroupList, GroupShown, GroupToConnect, Page
from handlers.api.operations import ADMINS, Operation, gives
from handlers.api.problems import Kind, Problem, invalid
from handlers.api.respond import as_json
from pipeline.digest.request import Language
from pipeline.groups.addresses import Address, read_address
from pipeline.groups.connecting import Connection, Outcome
from pipeline.groups.models import ConnectedGroup
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import TenantId

PATH: Final = "/api/groups"

_WHY: Final = {
    Outcome.NOT_A_GROUP: "That is a channel or a private chat; groups and supergroups are read.",
    Outcome.NOT_FOUND: "The account finds no such chat, or is not let in.",
    Outcome.NOBODY_THERE: "The tenant has no account to read by; connect one with /connect.",
    Outcome.NOT_ADMIN: "Its administrators have to bring the bot into the group.",
}
_BUSY_SECONDS: Final = 60


class ConnectGroup(Protocol):
    """Connects a group to a tenant; the place is Telegram's marked id, or the way to it."""

    async def __call__(
        self,
        tenant: TenantId,
        place: int | Address,
        *,
        language: Language,
        time_zone: str,
        zone_chosen: bool,
    ) -> Connection: ...


@dataclass(frozen=True, slots=True)
class Groups:
    book: GroupBook
    connect_group: ConnectGroup

    def operations(self) -> Sequence[Operation]:
        return [
            Operation(
                name="listGroups",
                method="GET",
                path=PATH,
                summary="The tenant's groups",
                handler=self.list,
                gives={HTTPStatus.OK: gives("A part of the list.", GroupList)},
                query=Page,
            ),
            Operation(
                name="connectGroup",
                method="POST",
                path=PATH,
                summary="Have a group read through the tenant's account",
                handler=self.connect,
                gives={
                    HTTPStatus.CREATED: gives("It is read from now on.", GroupShown),
                    HTTPStatus.OK: gives("It is read already.", GroupShown),
                },
                problems=(Kind.NOT_CONNECTED,),
                scopes=ADMINS,
                takes=GroupToConnect,
                once=True,
            ),
        ]

    async def list(self, request: web.Request) -> web.Response:
        wanted = read_query(request, Page)
        groups = await self.book.of_tenant(caller_of(request).tenant)
        rest = sorted((each for each in groups if each.id > wanted.after), key=lambda row: row.id)
        shown = rest[: wanted.limit]
        goes_on = len(rest) > len(shown)
        following = f"{PATH}?after={shown[-1].id}&limit={wanted.limit}" if goes_on else None
        return as_json(GroupList(groups=[_shown(each) for each in shown], next=following))

    async def connect(self, request: web.Request) -> web.Response:
        wanted = await read_body(request, GroupToConnect)
        connection = await self.connect_group(
            caller_of(request).tenant,
            _place(wanted.group),
            language=wanted.language,
            time_zone=_zone(wanted.time_zone),
            zone_chosen="time_zone" in wanted.model_fields_set,
        )
        if connection.outcome is Outcome.BUSY:
            raise Problem(
                Kind.UNAVAILABLE,
                "The account cannot be asked at the moment.",
                headers={"Retry-After": str(_BUSY_SECONDS)},
            )
        if connection.group is None:
            raise Problem(Kind.NOT_CONNECTED, _WHY.get(connection.outcome, "It cannot be read."))
        new = connection.outcome is Outcome.CONNECTED
        status = HTTPStatus.CREATED if new else HTTPStatus.OK
        return as_json(_shown(connection.group), status)


def _place(written: int | str) -> int | Address:
    address = written if isinstance(written, int) else read_address(written)
    if address is None:
        raise invalid("/group", "It is neither an id, nor a @username, a link or an invitation.")
    return address


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, LookupError):  # it may be a path, or no name at all
        raise invalid("/time_zone", "There is no such time zone; one is Europe/Moscow.") from None


def _shown(group: ConnectedGroup) -> GroupShown:
    return GroupShown(
        id=group.id,
        telegram_id=group.chat.telegram_id,
        kind=group.chat.kind.value,
        title=harmless(group.chat.title),
        username=harmless(group.chat.username) if group.chat.username else None,
        time_zone=group.time_zone,
        language=group.language,
        readers=sorted(reader.value for reader in group.readers),
        connected_at=group.created_at,
    )
