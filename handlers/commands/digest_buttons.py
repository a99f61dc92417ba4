"""The buttons under a digest. Whoever presses one is asked anew whether they may read it."""

from dataclasses import dataclass, replace

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import DigestButton, LineButton, OnDigest
from bot.orders.showing import DigestShowing
from bot.telegram.errors import ChatUnreachableError
from bot.translator import Translator
from bot.views import telegram
from bot.views.digest_details import details_chunks, more_keyboard
from bot.views.report import Report, WindowReport
from bot.views.sources import cited_by, source_chunks, topics_keyboard
from bot.views.wrong_lines import lines_keyboard, lines_text
from handlers.commands.digest_desk import refuse_press
from handlers.commands.digest_places import place_of, tell_aside
from handlers.commands.schedule import open_schedules
from pipeline.digest.models import DigestId
from pipeline.digest.ports import Archive
from pipeline.digest.renumbering import as_numbered_now
from pipeline.digest.shown import DigestsForReaders, ShownDigest
from pipeline.feedback.giving import GiveFeedback, Received
from pipeline.feedback.models import Opinion
from pipeline.groups.models import Person
from pipeline.ingest.models import MessageId, TenantId
from pipeline.orders.again import OrderAgain
from pipeline.schedules.subscribing import Subscribing
from pipeline.threads.ports import ThreadReader


@dataclass(frozen=True, slots=True)
class DigestShelf:
    """Digests that were made, and what is kept about them."""

    readers: DigestsForReaders
    archive: Archive
    threads: ThreadReader
    feedback: GiveFeedback
    showing: DigestShowing
    again: OrderAgain

    async def report(self, digest: ShownDigest, language: str) -> Report:
        return Report(
            group=await self.archive.group(digest.tenant, digest.group.id),
            windows=(WindowReport(window=digest.window, stored=digest.stored),),
            language=language,
        )


def buttons_router() -> Router:
    router = Router(name="digest-buttons")
    for action, handler in (
        (OnDigest.DETAILS, details),
        (OnDigest.SOURCES, sources),
        (OnDigest.GOOD, opinion),
        (OnDigest.BAD, opinion),
        (OnDigest.WRONG, wrong),
        (OnDigest.SCHEDULE, schedule),
        (OnDigest.SHARE, share),
        (OnDigest.SHOW, show),
    ):
        router.callback_query.register(handler, DigestButton.filter(F.action == action))
    router.callback_query.register(wrong_line, LineButton.filter())
    return router


async def details(
    callback: CallbackQuery,
    callback_data: DigestButton,
    bot: Bot,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
) -> None:
    """A page of them; its button leads to the next."""
    digest = await _opened(callback, callback_data, person, wording, shelf)
    if digest is None:
        return
    pages = details_chunks(digest, await shelf.report(digest, person.language), wording)
    page = min(max(0, callback_data.item), len(pages) - 1)
    more = more_keyboard(digest, page + 1, wording) if page + 1 < len(pages) else None
    await tell_aside(bot, callback, [pages[page]], wording, more)


async def sources(
    callback: CallbackQuery,
    callback_data: DigestButton,
    bot: Bot,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
) -> None:
    """The topics to choose from, then what the chosen one rests on."""
    digest = await _opened(callback, callback_data, person, wording, shelf)
    if digest is None:
        return
    if callback_data.item < 0:
        question = wording.say("digesting-which-topic")
        keyboard = topics_keyboard(digest, wording)
        await tell_aside(bot, callback, [question], wording, keyboard)
        return
    group = await shelf.archive.group(digest.tenant, digest.group.id)
    stored = as_numbered_now(digest.stored, group.migrated_at)
    wanted = [MessageId(each) for each in cited_by(stored.digest, callback_data.item)]
    messages = await shelf.threads.cited(digest.tenant, digest.group.id, wanted)
    told = source_chunks(stored, callback_data.item, messages, group, wording)
    if told:
        await tell_aside(bot, callback, told, wording)
    else:
        await refuse_press(callback, wording.say("digesting-changed"))


async def opinion(
    callback: CallbackQuery,
    callback_data: DigestButton,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
) -> None:
    digest = await _opened(callback, callback_data, person, wording, shelf)
    if digest is None:
        return
    good = callback_data.action is OnDigest.GOOD
    given = Opinion.GOOD if good else Opinion.BAD
    await shelf.feedback.on_whole(digest, person.id, given)
    await callback.answer(wording.say(f"digesting-thanks-{given}"))


async def wrong(
    callback: CallbackQuery,
    callback_data: DigestButton,
    bot: Bot,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
) -> None:
    """Ask which line it is."""
    digest = await _opened(callback, callback_data, person, wording, shelf)
    if digest is not None:
        text = lines_text(digest.stored, wording)
        await tell_aside(bot, callback, [text], wording, lines_keyboard(digest))


async def wrong_line(
    callback: CallbackQuery,
    callback_data: LineButton,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
) -> None:
    digest = await _opened(callback, callback_data, person, wording, shelf)
    if digest is None:
        return
    received = await shelf.feedback.on_line(
        digest, person.id, callback_data.line, callback_data.mark
    )
    if received is Received.CHANGED:
        await refuse_press(callback, wording.say("digesting-changed"))
    else:
        await callback.answer(wording.say("digesting-thanks-wrong"), show_alert=True)


async def schedule(
    callback: CallbackQuery,
    callback_data: DigestButton,
    bot: Bot,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
    subscribing: Subscribing,
) -> None:
    digest = await _opened(callback, callback_data, person, wording, shelf)
    if digest is not None:
        await open_schedules(callback, digest.group, bot, person, wording, subscribing)


async def share(
    callback: CallbackQuery,
    callback_data: DigestButton,
    bot: Bot,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
) -> None:
    """Send a copy without buttons that can be forwarded, to the person alone."""
    digest = await _opened(callback, callback_data, person, wording, shelf)
    if digest is None:
        return
    language = digest.stored.digest.language
    texts = telegram.chunks(
        await shelf.report(digest, language), shelf.showing.delivery.wording(language)
    )
    try:
        for text in texts:
            await bot.send_message(person.id, text, parse_mode="HTML")
    except ChatUnreachableError:
        await refuse_press(callback, wording.say("digesting-share-closed"))
        return
    await callback.answer(wording.say("digesting-shared"))


async def show(
    callback: CallbackQuery,
    callback_data: DigestButton,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
) -> None:
    """Put the digest in the place of the word about it, or point to where the chat has it."""
    digest = await _opened(callback, callback_data, person, wording, shelf)
    message = callback.message
    if digest is None or message is None:
        return
    chat, pressed = place_of(message).destination, message.message_id
    there = wording.say("digesting-here-it-is")
    if await shelf.showing.point(chat, digest, there, pressed=pressed):
        return
    for order in await shelf.again.orders.of_digest(digest.tenant, digest.stored.id):
        if order.destination == chat:
            await shelf.showing.unfold(replace(order, message_id=pressed), digest)
            return
    await refuse_press(callback, wording.say("digesting-too-old"))


async def _opened(
    callback: CallbackQuery,
    button: DigestButton | LineButton,
    person: Person,
    wording: Translator,
    shelf: DigestShelf,
) -> ShownDigest | None:
    """The digest, if there is one to show them; if not they are told why."""
    tenant, number = TenantId(button.tenant), DigestId(button.digest)
    digest = await shelf.readers.open(tenant, number, person.id)
    if digest is None:
        await refuse_press(callback, wording.say("digesting-not-yours"))
        return None
    if WindowReport(window=digest.window, stored=digest.stored).cleared is None:
        await refuse_press(callback, wording.say("digest-held"))
        return None
    return digest
