"""Everything about digests that people say and press."""

from collections.abc import Sequence

from aiogram import Router

from handlers.commands.digest import digest_router
from handlers.commands.digest_buttons import buttons_router
from handlers.commands.digest_stop import stop_router
from handlers.commands.last import last_router
from handlers.commands.missed import missed_router
from handlers.commands.thread import thread_router


def digesting_routers() -> Sequence[Router]:
    """In any order: no two of them answer to the same. Made anew for each dispatcher.

    They want ``desk``, ``shelf``, ``stopping``, ``progress``, ``missed`` and ``subscribing`` among
    what is provided.
    """
    return (
        digest_router(),
        stop_router(),
        buttons_router(),
        last_router(),
        missed_router(),
        thread_router(),
    )
