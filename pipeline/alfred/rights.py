"""What a person may see, take away and have forgotten: all that is known of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipeline.alfred.exporting import Known, exported
from pipeline.alfred.models import FactId, Profile, Tone, replied_to
from pipeline.alfred.ports import Facts, Memory, Profiles
from pipeline.digest.ports import Wording
from pipeline.digest.request import Language
from pipeline.groups.models import PersonId


@dataclass(frozen=True, slots=True)
class Rights:
    profiles: Profiles
    memory: Memory
    facts: Facts
    now: Callable[[], datetime]

    async def known(self, person: PersonId) -> Known:
        return Known(
            profile=await self.profiles.find(person),
            events=await self.memory.all(person),
            facts=await self.facts.all(person),
        )

    async def export(self, person: PersonId, wording: Wording) -> bytes:
        known = await self.known(person)
        return exported(known, wording.say("alfred-export-readme"), self.now())

    async def forget_everything(self, person: PersonId) -> Known:
        """Delete it everywhere, what is condensed last; return what there was.

        Killed in the middle, the next try finishes: the profile, which shows that there is
        something, goes at the end.
        """
        known = await self.known(person)
        await self.memory.forget(person)
        await self.facts.forget(person)
        await self.profiles.forget(person)
        return known

    async def forget_fact(self, person: PersonId, fact: FactId) -> bool:
        """Delete a fact and what it was learned from; False if there is none of this person.

        Alfred's replies may repeat it, so they go with the words that they answered; the summary
        may tell it in words of its own, so that of its scope goes too.
        """
        found = next((each for each in await self.facts.all(person) if each.id == fact), None)
        if found is None:
            return False
        learned_from = [each.event for each in found.evidence]
        replies = [replied_to(event) for event in learned_from]
        await self.memory.forget_events(person, [*learned_from, *replies])
        await self.profiles.summarize(person, found.scope, "", self.now())
        return bool(await self.facts.forget(person, fact))

    async def meet(self, person: PersonId, language: Language) -> Profile:
        return await self.profiles.meet(person, language, self.now())

    async def change_tone(self, person: PersonId, language: Language, tone: Tone) -> Profile:
        profile = await self.meet(person, language)
        return await self.profiles.change(person, self.now(), tone=tone) or profile
