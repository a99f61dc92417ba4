from typing import Any, Final

from langgraph.runtime import Runtime

from pipeline.alfred.archive import Question
from pipeline.alfred.context import ButlerContext
from pipeline.alfred.models import PRIVATE
from pipeline.alfred.rules.intent import asks, asks_about_groups
from pipeline.alfred.state import ButlerState
from pipeline.groups.models import ConnectedGroup

PASSAGES: Final = 6


async def ground(state: ButlerState, runtime: Runtime[ButlerContext]) -> dict[str, Any]:
    """What the archive holds, if the message asks about groups.

    In a group only that group is looked into: others of the asker are not for its members.
    """
    said, context = state["said"], runtime.context
    if not asks(said.text):
        return {"about_groups": False, "passages": ()}
    groups = [
        group for group in await context.groups_of(said.person) if _in_scope(group, said.scope)
    ]
    if not asks_about_groups(said.text, [group.chat.title for group in groups]):
        return {"about_groups": False, "passages": ()}
    question = Question(said.person, said.text, said.language, said.at)
    found = await context.archive.search(question, groups, limit=PASSAGES) if groups else ()
    return {"about_groups": True, "passages": tuple(found)}


def _in_scope(group: ConnectedGroup, scope: str) -> bool:
    return scope in (PRIVATE, str(group.chat.telegram_id))
