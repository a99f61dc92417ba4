"""The buttons of ``/canary``. Whoever presses is looked at each time; what acts asks first."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.buttons.rollout import (
    ActButton,
    ApproveButton,
    FeatureButton,
    FeaturesButton,
    SureButton,
    stage_of,
)
from bot.translator import Translator
from bot.views.rollout import list_screen
from bot.views.rollout_acts import Intent
from handlers.commands.canary_acting import CanaryTalk
from handlers.commands.canary_desk import CanaryDesk
from handlers.commands.operating import for_operators, in_admin_chat
from handlers.commands.showing import refuse, turn_into
from pipeline.groups.models import Person
from pipeline.rollout.models import Refusal


def router() -> Router:
    router = for_operators(Router(name="canary buttons"))
    pressed = router.callback_query
    pressed.register(open_list, FeaturesButton.filter(), in_admin_chat)
    pressed.register(look, FeatureButton.filter(), in_admin_chat)
    pressed.register(ask, ActButton.filter(), in_admin_chat)
    pressed.register(act, SureButton.filter(), in_admin_chat)
    pressed.register(agree, ApproveButton.filter(), in_admin_chat)
    return router


async def open_list(callback: CallbackQuery, wording: Translator, canary_desk: CanaryDesk) -> None:
    await turn_into(callback, list_screen(await canary_desk.standings(), wording))


async def look(
    callback: CallbackQuery,
    callback_data: FeatureButton,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    talk = CanaryTalk(canary_desk, person, wording)
    await turn_into(callback, await talk.status(callback_data.feature))


async def ask(
    callback: CallbackQuery,
    callback_data: ActButton,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    intent = Intent(callback_data.act, stage_of(callback_data.rank), _note_of(callback))
    talk = CanaryTalk(canary_desk, person, wording)
    await turn_into(callback, await talk.question(callback_data.feature, intent))


async def act(
    callback: CallbackQuery,
    callback_data: SureButton,
    person: Person,
    wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    """Have done what was confirmed, if the feature is still as it was shown."""
    if canary_desk.is_late(callback_data.until):
        await refuse(callback, wording.say("rollout-expired"))
        return
    intent = Intent(callback_data.act, stage_of(callback_data.rank), _note_of(callback))
    talk = CanaryTalk(canary_desk, person, wording)
    screen = await talk.do(callback_data.feature, intent, callback_data.version)
    await turn_into(callback, screen)


async def agree(
    callback: CallbackQuery,
    callback_data: ApproveButton,
    person: Person,
    wording: Translator,
    own_wording: Translator,
    canary_desk: CanaryDesk,
) -> None:
    """Agree to what somebody else asked for; to one's own wish nobody can."""
    standing = await canary_desk.standing(callback_data.feature)
    proposal = standing.proposal(callback_data.proposal)
    talk = CanaryTalk(canary_desk, person, wording)
    if proposal is None:
        await refuse(callback, _refusal(Refusal.EXPIRED, own_wording))
        screen = await talk.status(callback_data.feature)
    else:
        answer = await canary_desk.agree(proposal, person)
        if answer.refusal is Refusal.SAME_PERSON:
            await refuse(callback, _refusal(Refusal.SAME_PERSON, own_wording))
            return
        screen = await talk.told(answer)
    await turn_into(callback, screen)


def _refusal(why: Refusal, wording: Translator) -> str:
    return wording.say("rollout-refused", why=why)


def _note_of(callback: CallbackQuery) -> str:
    """What was written after the command: the question repeats it as a quotation."""
    message = callback.message
    if not isinstance(message, Message) or message.text is None:
        return ""
    quoted = (each for each in message.entities or () if each.type == "blockquote")
    return next((each.extract_from(message.text) for each in quoted), "")
