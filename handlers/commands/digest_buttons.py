"""The buttons under a digest. Whoever presses one is asked anew whether they may read it."""

from collections.abc import Callable
from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery

from bot.callbacks import DigestButton, LineButton, OnDigest
from bot.telegram.errors import ChatUnreachableError
from bot.translator import Translator
from bot.views import telegram
from bot.views.digest_details import details_chunks, more_keyboard
from bot.views.sources import cited_by, source_chunks, topics_keyboard
from bot.views.wrong_lines import lines_keyboard, lines_text
from handlers.commands.digest_aside import Hearing, Told, hearers, tell_aside
from handlers.commands.digest_desk import refuse_press
from handlers.commands.digest_places import place_of
from handlers.commands.digest_shelf import DigestShelf, OpenDigest
from handlers.commands.schedule import open_schedules
from pipeline.delivery.copies import CopyKind
from pipeline.digest.renumbering import as_numbered_now
from pipeline.digest.shown import ShownDigest
from pipeline.feedback.giving import Received
from pipeline.feedback.models import Opinion
from pipeline.groups.clocks import own_clock
from pipeline.groups.models import Person
from pipeline.ingest.models import MessageId
from pipeline.schedules.subscribing import Subscribing


def buttons_router() -> Router:
    router = Router(name="digest-buttons")
    router.callback_query.middleware(OpenDigest())
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
    own_wording: Translator,
    shelf: DigestShelf,
    digest: ShownDigest,
) -> None:
    """A page of them; its button leads to the next."""
    report = await shelf.report(digest, person.language, digest.group.time_zone)

    def tell(to: Hearing) -> Told:
        group = replace(report.group, time_zone=to.zone)
        pages = details_chunks(digest, replace(report, group=group), to.wording)
        page = min(max(0, callback_data.item), len(pages) - 1)
        more = more_keyboard(digest, page + 1, to.wording) if page + 1 < len(pages) else None
        return Told([pages[page]], more)

    to = hearers(person, digest.group, own_wording, wording)
    sent = await tell_aside(bot, callback, tell, to)
    await shelf.copies.note(digest, CopyKind.DETAILS, sent.language, sent.messages)


async def sources(
    callback: CallbackQuery,
    callback_data: DigestButton,
    bot: Bot,
    person: Person,
    wording: Translator,
    own_wording: Translator,
    shelf: DigestShelf,
    digest: ShownDigest,
) -> None:
    """The topics to choose from, then what the chosen one rests on."""
    item = callback_data.item
    tell = _which_topic(digest) if item < 0 else await _cited(shelf, digest, item)
    to = hearers(person, digest.group, own_wording, wording)
    if tell(to.own).texts:
        sent = await tell_aside(bot, callback, tell, to)
        await shelf.copies.note(digest, CopyKind.SOURCES, sent.language, sent.messages)
    else:
        await refuse_press(callback, own_wording.say("digesting-changed"))


def _which_topic(digest: ShownDigest) -> Callable[[Hearing], Told]:
    def tell(to: Hearing) -> Told:
        question = to.wording.say("digesting-which-topic")
        return Told([question], topics_keyboard(digest, to.wording))

    return tell


async def _cited(shelf: DigestShelf, digest: ShownDigest, item: int) -> Callable[[Hearing], Told]:
    group = await shelf.archive.group(digest.tenant, digest.group.id)
    stored = as_numbered_now(digest.stored, group.migrated_at)
    wanted = [MessageId(each) for each in cited_by(stored.digest, item)]
    messages = await shelf.threads.cited(digest.tenant, digest.group.id, wanted)

    def tell(to: Hearing) -> Told:
        there = replace(group, time_zone=to.zone)
        return Told(source_chunks(stored, item, messages, there, to.wording))

    return tell


async def opinion(
    callback: CallbackQuery,
    callback_data: DigestButton,
    person: Person,
    own_wording: Translator,
    shelf: DigestShelf,
    digest: ShownDigest,
) -> None:
    good = callback_data.action is OnDigest.GOOD
    given = Opinion.GOOD if good else Opinion.BAD
    await shelf.feedback.on_whole(digest, person.id, given)
    await callback.answer(own_wording.say(f"digesting-thanks-{given}"))


async def wrong(
    callback: CallbackQuery,
    bot: Bot,
    person: Person,
    wording: Translator,
    own_wording: Translator,
    shelf: DigestShelf,
    digest: ShownDigest,
) -> None:
    """Ask which line it is."""

    def tell(to: Hearing) -> Told:
        return Told([lines_text(digest.stored, to.wording)], lines_keyboard(digest))

    to = hearers(person, digest.group, own_wording, wording)
    sent = await tell_aside(bot, callback, tell, to)
    await shelf.copies.note(digest, CopyKind.LINES, sent.language, sent.messages)


async def wrong_line(
    callback: CallbackQuery,
    callback_data: LineButton,
    person: Person,
    own_wording: Translator,
    shelf: DigestShelf,
    digest: ShownDigest,
) -> None:
    received = await shelf.feedback.on_line(
        digest, person.id, callback_data.line, callback_data.mark
    )
    if received is Received.CHANGED:
        await refuse_press(callback, own_wording.say("digesting-changed"))
    else:
        await callback.answer(own_wording.say("digesting-thanks-wrong"), show_alert=True)


async def schedule(
    callback: CallbackQuery,
    bot: Bot,
    person: Person,
    wording: Translator,
    own_wording: Translator,
    subscribing: Subscribing,
    digest: ShownDigest,
) -> None:
    said = wording, own_wording
    await open_schedules(callback, digest.group, bot, person, *said, subscribing)


async def share(
    callback: CallbackQuery,
    bot: Bot,
    person: Person,
    own_wording: Translator,
    shelf: DigestShelf,
    digest: ShownDigest,
) -> None:
    """Send a copy without buttons that can be forwarded, to the person alone."""
    language = digest.stored.digest.language
    report = await shelf.report(digest, language, own_clock(person, digest.group).zone)
    texts = telegram.chunks(report, shelf.showing.delivery.wording(language))
    try:
        sent = [await bot.send_message(person.id, text, parse_mode="HTML") for text in texts]
    except ChatUnreachableError:
        await refuse_press(callback, own_wording.say("digesting-share-closed"))
        return
    await shelf.copies.note(digest, CopyKind.SHARE, language, sent)
    await callback.answer(own_wording.say("digesting-shared"))


async def show(
    callback: CallbackQuery,
    wording: Translator,
    own_wording: Translator,
    shelf: DigestShelf,
    digest: ShownDigest,
) -> None:
    """Put the digest in the place of the word about it, or point to where the chat has it."""
    message = callback.message
    if message is None:
        return
    chat = place_of(message).destination
    for order in await shelf.again.orders.of_digest(digest.tenant, digest.stored.id):
        if order.destination == chat:
            if not await shelf.showing.unfold(order, digest, message.message_id):
                await shelf.showing.point(chat, digest, wording.say("digesting-here-it-is"))
            return
    await refuse_press(callback, own_wording.say("digesting-too-old"))
