"""What ``/schedule`` does with a line that says it all."""

from collections.abc import Sequence
from typing import Final

from aiogram.fsm.context import FSMContext

from bot.telegram.turn import refused
from bot.views.schedule_draft import Draft, Page, ZoneFrom, new_draft_id
from handlers.commands.schedule_form import save
from handlers.commands.schedule_line import Off, WindowError, read
from handlers.commands.schedule_scene import Scene
from pipeline.delivery.models import Destination, Via
from pipeline.groups.clocks import clock_at
from pipeline.groups.models import ConnectedGroup
from pipeline.schedules.crontab import CrontabError
from pipeline.schedules.models import Timetable
from pipeline.schedules.phrases import PhraseError, PhraseProblem
from pipeline.schedules.subscribing import Refusal

_TIMES: Final = (PhraseProblem.SEVERAL_TIMES, PhraseProblem.NO_SUCH_TIME)
"""What is wrong with the time in a line; anything else may as well be a group's name."""


async def by_line(
    scene: Scene,
    state: FSMContext,
    group: ConnectedGroup | None,
    groups: Sequence[ConnectedGroup],
    line: str,
) -> None:
    """Arrange it, or switch off what is arranged, or tell what is wrong with the line."""
    wording = scene.wording
    try:
        meant = read(line, scene.person.time_zone)
    except PhraseError as error:
        problem = error.problem.value if error.problem in _TIMES else "line"
        await scene.show(wording.say(f"schedule-problem-{problem}"))
    except CrontabError as error:
        await scene.show(wording.say(f"schedule-cron-{error.problem.value}"))
    except WindowError:
        await scene.show(wording.say("schedule-problem-windows"))
    else:
        if isinstance(meant, Off):
            await _pause_all(scene, groups if group is None else [group])
        else:
            await _add(scene, state, group, groups, meant)


async def _add(
    scene: Scene,
    state: FSMContext,
    group: ConnectedGroup | None,
    groups: Sequence[ConnectedGroup],
    timetable: Timetable,
) -> None:
    draft = Draft(
        id=new_draft_id(),
        timetable=timetable,
        chosen=True,
        destination=Destination(Via.CHAT, scene.person.id),
        zone_from=ZoneFrom.GUESS,
        page=Page.GROUP,
    )
    if group is None:
        await scene.show_page(draft, state, groups)
        return
    place = await scene.nearest(group)
    placed = {"destination": place, "group": group.id, "tenant": group.tenant}
    draft = draft.model_copy(update=placed).by(clock_at(place, scene.person, group))
    refusal = await save(scene, group, draft)
    if refusal is not None:
        await _refuse(scene, refusal)


async def _refuse(scene: Scene, refusal: Refusal) -> None:
    refused()
    await scene.show(scene.wording.say(f"schedule-refused-{refusal.value}"))


async def _pause_all(scene: Scene, groups: Sequence[ConnectedGroup]) -> None:
    paused = [await scene.subscribing.pause_all(group, scene.person.id) for group in groups]
    if sum(paused):
        await scene.show(scene.wording.say("schedule-off", count=sum(paused)))
    else:
        await scene.show(scene.wording.say("schedule-off-nothing"))
