"""Digests: ordered by one request, asked for by another."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.views.digest_document import digest_document
from bot.views.report import Report
from handlers.api.bodies import number_in_path, read_body
from handlers.api.context import caller_of
from handlers.api.models import DigestShown, DigestStatus, DigestToMake
from handlers.api.operations import Operation, gives
from handlers.api.ordering import HELD_BACK, NOBODY, Ordering
from handlers.api.problems import Kind, Problem, invalid, not_found
from handlers.api.respond import as_json
from pipeline.delivery.models import Destination, Via
from pipeline.digest.errors import NoModelError
from pipeline.digest.request import Engine
from pipeline.groups.models import ConnectedGroup
from pipeline.groups.ports import GroupBook
from pipeline.ingest.models import GroupId, TenantId
from pipeline.orders.models import NewOrder, Order, OrderId
from pipeline.orders.placing import SwitchedOff
from pipeline.rollout.models import Feature
from pipeline.webhooks.models import EndpointId
from pipeline.webhooks.ports import Endpoints
from pipeline.windows.models import WindowSize

PATH: Final = "/api/digests/{id}"
ORDERS: Final = "/api/groups/{id}/digest"
_AGAIN_SECONDS: Final = 2
_UNDERWAY: Final = frozenset({"queued", "processing"})


@dataclass(frozen=True, slots=True)
class Digests:
    ordering: Ordering
    groups: GroupBook
    endpoints: Endpoints
    refuse_missing_model: Callable[[Engine], None]
    """Raises ``NoModelError`` if the engine cannot be had."""

    def operations(self) -> list[Operation]:
        return [
            Operation(
                name="orderDigest",
                method="POST",
                path=ORDERS,
                summary="Have a digest made; asked again within five minutes, it is the same one",
                handler=self.order,
                gives={
                    HTTPStatus.ACCEPTED: gives(
                        "It was ordered.", DigestStatus, Location="Where the digest is found."
                    )
                },
                problems=(Kind.DIGESTS_OFF,),
                takes=DigestToMake,
                once=True,
            ),
            Operation(
                name="getDigest",
                method="GET",
                path=PATH,
                summary="A digest, or how far it is, or why there is none",
                handler=self.show,
                gives={
                    HTTPStatus.OK: gives(
                        "What there is.",
                        DigestShown,
                        DigestStatus,
                        Retry_After="While it is made: seconds after which to ask again.",
                    )
                },
                problems=(Kind.DIGESTS_OFF,),
            ),
        ]

    async def order(self, request: web.Request) -> web.Response:
        """Order a digest, or find the one that was ordered a moment ago."""
        tenant = caller_of(request).tenant
        number = number_in_path(request, "group")
        wanted = await read_body(request, DigestToMake)
        group = await self._group(tenant, GroupId(number))
        self._refuse(wanted.engine)
        new = NewOrder(
            destination=await self._destination(tenant, wanted.webhook),
            language=wanted.language or group.language,
            engine=wanted.engine,
        )
        order = await self.ordering.place(group, WindowSize(wanted.window_hours), new)
        if isinstance(order, SwitchedOff):
            raise switched_off()
        location = {"Location": PATH.replace("{id}", str(order.id))}
        return as_json(await self.ordering.status(order), HTTPStatus.ACCEPTED, location)

    async def show(self, request: web.Request) -> web.Response:
        """The digest, or how far it is, or why there is none."""
        order = await self.find(request)
        if (told := await self._told(order)) is not None:
            return as_json(told)
        status = await self.ordering.status(order)
        if status.status in _UNDERWAY:
            return as_json(status, headers={"Retry-After": str(_AGAIN_SECONDS)})
        return as_json(_held_back(status) if status.status == "completed" else status)

    async def find(self, request: web.Request) -> Order:
        """The order that a path names.

        Raises:
            Problem: Digests are off, or the tenant has no such order.
        """
        tenant = caller_of(request).tenant
        number = number_in_path(request, "digest")
        if not self.ordering.placing.rollout.is_on(Feature.DIGEST_AGENT, tenant):
            raise switched_off()
        order = await self.ordering.find(tenant, OrderId(number))
        if order is None:
            raise not_found("digest")
        return order

    async def status(self, order: Order) -> DigestStatus:
        """How far it is, without the digest itself."""
        status = await self.ordering.status(order)
        if status.status != "completed":
            return status
        return status if _may_be_told(await self.ordering.report(order)) else _held_back(status)

    async def _told(self, order: Order) -> DigestShown | None:
        report = await self.ordering.report(order)
        if report is None or not _may_be_told(report):
            return None
        return DigestShown.model_validate(digest_document(order, report))

    async def _group(self, tenant: TenantId, number: GroupId) -> ConnectedGroup:
        try:
            return await self.groups.get(tenant, number)
        except LookupError:
            raise not_found("group") from None

    async def _destination(self, tenant: TenantId, webhook: int | None) -> Destination:
        if webhook is None:
            return NOBODY
        try:
            endpoint = await self.endpoints.get(tenant, EndpointId(webhook))
        except LookupError:
            raise invalid("/webhook", "There is no such URL of this tenant.") from None
        return Destination(Via.WEBHOOK, endpoint.id)

    def _refuse(self, engine: Engine) -> None:
        try:
            self.refuse_missing_model(engine)
        except NoModelError:
            detail = "No language model is set up; ask for “rules” or “auto”."
            raise invalid("/engine", detail) from None


def switched_off() -> Problem:
    return Problem(Kind.DIGESTS_OFF, "Nothing was ordered, and nothing is told meanwhile.")


def _may_be_told(report: Report | None) -> bool:
    return report is not None and report.windows[0].cleared is not None


def _held_back(status: DigestStatus) -> DigestStatus:
    """It went out and was found wanting later, or its text is not the judged one any more."""
    return status.model_copy(update={"status": "blocked", "reasons": [HELD_BACK]})
