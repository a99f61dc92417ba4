"""The button by which a person waits for an order no more; with the last one its run stops."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import OrderButton, ProgressButton
from bot.orders.progress import ProgressBoard
from bot.translator import Translator
from handlers.commands.digest_desk import DigestDesk, refuse_press
from pipeline.groups.models import Person
from pipeline.ingest.models import TenantId
from pipeline.orders.models import Order, OrderId
from pipeline.orders.stopping import StopOrder, Stopped


def stop_router() -> Router:
    router = Router(name="digest-stop")
    router.callback_query.register(stop_shown, ProgressButton.filter())
    router.callback_query.register(stop_order, OrderButton.filter())
    return router


async def stop_shown(
    callback: CallbackQuery,
    callback_data: ProgressButton,
    person: Person,
    own_wording: Translator,
    desk: DigestDesk,
    stopping: StopOrder,
    progress: ProgressBoard,
) -> None:
    """The button of the first answer, which knew no order yet."""
    group = await desk.group_behind(callback_data.tenant, callback_data.group, person)
    message, order = callback.message, None
    if group is not None and message is not None:
        order = await desk.standing.shown_by(group, message.chat.id, message.message_id)
    await _stop(callback, order, person, own_wording, stopping, progress)


async def stop_order(
    callback: CallbackQuery,
    callback_data: OrderButton,
    person: Person,
    own_wording: Translator,
    stopping: StopOrder,
    progress: ProgressBoard,
) -> None:
    try:
        order = await stopping.orders.get(
            TenantId(callback_data.tenant), OrderId(callback_data.order)
        )
    except LookupError:
        order = None
    await _stop(callback, order, person, own_wording, stopping, progress)


async def _stop(
    callback: CallbackQuery,
    order: Order | None,
    person: Person,
    wording: Translator,
    stopping: StopOrder,
    progress: ProgressBoard,
) -> None:
    if order is None:
        await callback.answer(wording.say("digesting-stop-over"))
        return
    match await stopping(order, person.id):
        case Stopped.DONE:
            await callback.answer(wording.say("digesting-stop-done"))
        case Stopped.LEFT:
            await callback.answer(wording.say("digesting-stop-left"))
            await progress.repaint(order)
        case Stopped.OVER:
            await callback.answer(wording.say("digesting-stop-over"))
        case Stopped.NOT_THEIRS:
            await refuse_press(callback, wording.say("digesting-stop-not-yours"))
