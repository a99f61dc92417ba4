"""Moves features and says what became of it, whether it was typed or pressed."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.translator import Translator
from bot.views.gonogo import last_words
from bot.views.rollout import feature_screen
from bot.views.rollout_acts import (
    Intent,
    done_screen,
    refused_screen,
    sure_screen,
    waiting_screen,
)
from bot.views.screen import Screen
from handlers.commands.canary_desk import CanaryDesk
from pipeline.groups.models import Person
from pipeline.rollout.models import OPENING, Act, Answer, Feature, Outcome, Proposal
from pipeline.rollout.standing import Standing


@dataclass(frozen=True, slots=True)
class CanaryTalk:
    """One person's dealings with rollouts, in the words of the chat and by their own clock."""

    desk: CanaryDesk
    person: Person
    wording: Translator

    async def status(self, feature: Feature) -> Screen:
        return await self._screen(await self.desk.standing(feature))

    async def pictured(self, feature: Feature) -> tuple[bytes, Screen]:
        """The same with its picture, which the screen says in words."""
        standing = await self.desk.standing(feature)
        picture = await self.desk.picture(standing, self.zone, self.wording)
        return picture, await self._screen(standing)

    async def question(self, feature: Feature, intent: Intent) -> Screen:
        """Whether it is meant, or why it cannot be."""
        standing = await self.desk.standing(feature)
        why = standing.refusal(intent.act, intent.target)
        if why is None:
            checked = await self._checked(feature, intent.act)
            alone = standing.needs_second(intent.act) and await self.desk.names.alone()
            until = self.desk.until()
            return sure_screen(standing, intent, until, self.wording, checked, alone=alone)
        answer = Answer(Outcome.REFUSED, standing.state, why)
        return refused_screen(answer, standing, self.zone, self.wording)

    async def kill(self, feature: Feature, note: str) -> Screen:
        """At once, whatever it has come to."""
        return await self.do(feature, Intent(Act.KILL, note=note), version=0)

    async def do(self, feature: Feature, intent: Intent, version: int) -> Screen:
        return await self.told(await self.desk.ask(feature, intent, version, self.person))

    async def agree(self, proposal: Proposal) -> Screen:
        return await self.told(await self.desk.agree(proposal, self.person))

    async def told(self, answer: Answer) -> Screen:
        feature = answer.state.feature
        if answer.outcome is Outcome.DONE:
            return await self._done(answer)
        standing = await self.desk.standing(feature)
        if answer.outcome is Outcome.REFUSED:
            return refused_screen(answer, standing, self.zone, self.wording)
        proposal = standing.proposal(answer.proposal)
        if proposal is None:
            return await self.status(feature)
        names, alone = await self.desk.names_in(standing), await self.desk.names.alone()
        return waiting_screen(proposal, standing, names, self.zone, self.wording, alone=alone)

    async def _checked(self, feature: Feature, act: Act) -> str:
        """What the last checklist said, where somebody is let in."""
        if act not in OPENING:
            return ""
        last = await self.desk.checklists.last(feature)
        return last_words(last, feature, self.desk.now(), self.wording)

    async def _screen(self, standing: Standing) -> Screen:
        names = await self.desk.names_in(standing)
        return feature_screen(standing, names, self.zone, self.wording)

    async def _done(self, answer: Answer) -> Screen:
        """This reads no gates: who throws the switch is told so even where they cannot be read."""
        entry = await self.desk.entry_of(answer.state)
        if entry is None:
            return await self.status(answer.state.feature)
        names = await self.desk.names_of([entry])
        return done_screen(entry, self.desk.bare(answer.state), names, self.wording)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.time_zone)
