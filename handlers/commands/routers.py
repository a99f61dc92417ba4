"""The handlers of what people say to the bot, in the order in which they are asked."""

from collections.abc import Sequence

from aiogram import Router

from handlers.commands import (
    adding,
    cancel,
    claiming,
    disconnecting,
    group_card,
    group_language,
    group_zone,
    groups,
    help,  # noqa: A004 - named after its command
    language,
    membership,
    privacy,
    settings,
    start,
    unknown,
    zone,
)
from handlers.commands.asking import is_asking
from handlers.commands.connect import connect_router
from handlers.commands.digesting import digesting_routers
from handlers.commands.schedule import schedule_router


def command_routers() -> Sequence[Router]:
    """Made anew for each dispatcher.

    ``/connect`` comes first, for in one state of it any message is a password. Schedules come
    before the general ``/cancel``, which would leave their form standing.
    """
    return (connect_router(), schedule_router(), *digesting_routers(), _house())


def _house() -> Router:
    """Under one roof, for neither channels nor bots are listened to."""
    roof = Router(name="house")
    roof.message.filter(is_asking)
    for router in (
        cancel.router(),
        # These take ``/start groups`` and ``/start settings`` before ``/start`` itself does.
        groups.router(),
        settings.router(),
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
        adding.router(),
        # It takes whatever is left.
        unknown.router(),
    ):
        roof.include_router(router)
    return roof
