"""The handlers of what people say to the bot, in the order in which they are asked."""

from collections.abc import Sequence

from aiogram import Router

from handlers.commands import (
    adding,
    alerts,
    allowing,
    canary,
    canary_buttons,
    cancel,
    claiming,
    disconnecting,
    dlq,
    dlq_buttons,
    gates,
    gonogo,
    group_card,
    group_language,
    group_zone,
    groups,
    hearing,
    help,  # noqa: A004 - named after its command
    language,
    membership,
    memory,
    pausing,
    pending,
    privacy,
    resting,
    settings,
    start,
    talking,
    unknown,
    wordless,
    zone,
)
from handlers.commands.asking import is_asking
from handlers.commands.connect import connect_router
from handlers.commands.digesting import digesting_routers
from handlers.commands.missed import offering
from handlers.commands.schedule import schedule_router


def command_routers(*, conversation: bool = False) -> Sequence[Router]:
    """Made anew for each dispatcher; without ``conversation`` words are not understood.

    ``/connect`` comes first, for in one state of it any message is a password. Schedules come
    before the general ``/cancel``, which would leave their form standing.
    """
    return offering(
        (
            connect_router(),
            schedule_router(),
            *digesting_routers(),
            _house(conversation=conversation),
        )
    )


def _house(*, conversation: bool) -> Router:
    """Under one roof, for neither channels nor bots are listened to."""
    roof = Router(name="house")
    roof.message.filter(is_asking)
    for router in (
        cancel.router(),
        # These take ``/start groups`` and its like before ``/start`` itself does.
        groups.router(),
        settings.router(),
        *((memory.router(),) if conversation else ()),
        start.router(),
        help.router(),
        privacy.router(),
        language.router(),
        membership.router(),
        claiming.router(),
        group_card.router(),
        group_language.router(),
        disconnecting.router(),
        zone.router(),
        group_zone.router(),
        dlq.router(),
        dlq_buttons.router(),
        alerts.router(),
        canary.router(),
        canary_buttons.router(),
        gates.router(),
        allowing.router(),
        pending.router(),
        gonogo.router(),
        pausing.router(),
        adding.router(),
        *(_conversation() if conversation else ()),
        # It takes whatever is left.
        unknown.router(),
    ):
        roof.include_router(router)
    return roof


def _conversation() -> Sequence[Router]:
    return hearing.router(), talking.router(), wordless.router(), resting.router()
