from collections.abc import Sequence
from typing import Any, Final

from langgraph.runtime import Runtime

from pipeline.alfred.archive import Passage, Question
from pipeline.alfred.context import ButlerContext
from pipeline.alfred.grounding import Grounding
from pipeline.alfred.models import PRIVATE, MemoryEvent, Role
from pipeline.alfred.rules.acts import WISHES, Act, heard
from pipeline.alfred.rules.follow_ups import LONGEST, completed, quoted_for
from pipeline.alfred.rules.intent import asks, asks_about_groups, names
from pipeline.alfred.rules.meant import (
    answering,
    may_concern_groups,
    said_to_others,
    wants_found,
)
from pipeline.alfred.rules.news import NEWS, OPEN, news
from pipeline.alfred.state import ButlerState
from pipeline.alfred.talk import Said
from pipeline.groups.models import ConnectedGroup

PASSAGES: Final = 6
SOUGHT: Final = 10
"""Passages that are looked for: some may be what people asked Alfred."""
TOLD: Final = {Act.NEWS: NEWS, Act.OPEN_QUESTIONS: OPEN}
"""What digests tell, by what they are asked for."""
GOING_ON: Final = frozenset({Act.ASKED, Act.WANTED, Act.SAID, Act.LANGUAGE})
"""What may be about the last reply: «подробнее», «а по-английски?»."""
TELLERS: Final = 3
"""Groups whose last digests tell what is new."""


async def ground(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """What the archive holds, if the message asks about groups, or may.

    In a group only that group is looked into: others of the asker are not for its members.
    """
    said, context = state["said"], runtime.context
    act = heard(said.text).act
    before = _quoted_before(state, act) if context.model else None
    idle = act not in TOLD and not before and (act in WISHES or not asks(said.text))
    # Who comes for the first time is told how to begin, which a known group makes shorter.
    if idle and not state["newcomer"]:
        return _grounded(Grounding.NONE)
    chat = None if said.scope == PRIVATE else int(said.scope)
    found_groups = await context.groups_of(said.person, chat)
    groups = [group for group in found_groups if chat in (None, group.chat.telegram_id)]
    if idle:
        return _grounded(Grounding.NONE, groups)
    # A model knows of much that it is to tell; without one only groups do.
    may_ask = act is Act.ASKED or wants_found(said.text, told=context.model is None)
    titles = [group.chat.title for group in groups]
    grounding, words = _why(said, titles, state["recent"], may_ask=may_ask)
    if grounding is Grounding.NONE and before:
        news_again = heard(before).act in TOLD
        grounding, words = (Grounding.NEWS if news_again else Grounding.AGAIN), before
    if grounding is Grounding.NONE or not groups:
        return _grounded(grounding, groups)
    if grounding is Grounding.NEWS:
        return _grounded(grounding, groups, await _news(words, groups, context))
    question = Question(said.person, words, said.language, said.at)
    found = await context.archive.search(question, groups, limit=SOUGHT)
    own = (event.content for event in state["recent"] if event.role is Role.USER)
    told = said_to_others(found, (said.text, *own))
    if grounding is Grounding.PERHAPS:
        told = answering(said.text, told, said.at)
    return {**_grounded(grounding, groups, told[:PASSAGES]), "question": words}


def _quoted_before(state: ButlerState, act: Act) -> str | None:
    """For what groups were quoted in the last reply, if this may go on about it."""
    said = state["said"]
    if act not in GOING_ON or len(said.text.split()) > LONGEST:
        return None
    return quoted_for(said.at, state["recent"])


def _why(
    said: Said, titles: Sequence[str], recent: Sequence[MemoryEvent], *, may_ask: bool
) -> tuple[Grounding, str]:
    """And the question, with what it leaves to the one before it."""
    if heard(said.text).act in TOLD:
        return Grounding.NEWS, said.text
    whole = completed(said.text, said.at, recent, titles) if may_ask else None
    if whole or asks_about_groups(said.text, titles):
        return Grounding.ASKED, whole or said.text
    if may_ask and may_concern_groups(said.text):
        return Grounding.PERHAPS, said.text
    return Grounding.NONE, said.text


async def _news(
    text: str, groups: Sequence[ConnectedGroup], context: ButlerContext
) -> Sequence[Passage]:
    """Of the groups that were named, or of those whose digests are the latest."""
    wanted = [group for group in groups if names(text, group.chat.title)] or groups
    return news(
        await context.last_digests(wanted, TELLERS),
        TOLD[heard(text).act],
        context.wording.say("alfred-teller"),
        context.wording.say("alfred-somebody"),
    )


def _grounded(
    grounding: Grounding,
    groups: Sequence[ConnectedGroup] = (),
    passages: Sequence[Passage] = (),
) -> dict[str, Any]:
    return {
        "grounding": grounding,
        "in_groups": bool(groups),
        "passages": tuple(passages),
        "question": "",
    }
