"""What operators do with rollouts, whichever way they ask for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.buttons.dead_letters import seconds_of
from bot.operators.names import OperatorNames, owner_of
from bot.views.rollout_acts import Intent
from bot.views.rollout_list import KnownTenants
from bot.views.rollout_picture import SPAN, Picture, picture_of
from pipeline.digest.ports import Wording
from pipeline.groups.models import Person
from pipeline.rollout.checklist import Checklists
from pipeline.rollout.flags import Overrides
from pipeline.rollout.models import Answer, Entry, Feature, Outcome, Proposal, State, Terms, Wish
from pipeline.rollout.ports import RolloutBook
from pipeline.rollout.samples import GateHistory
from pipeline.rollout.standing import Standing

TIME_TO_CONFIRM: Final = timedelta(minutes=10)
_RECENT: Final = 20
"""Entries of a journal among which one of a moment ago is."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CanaryDesk:
    rollouts: RolloutBook
    overrides: Overrides
    names: OperatorNames
    samples: GateHistory
    draw: Callable[[Picture], bytes]
    now: Callable[[], datetime]
    checklists: Checklists
    tenant_exists: Callable[[int], Awaitable[bool]]

    async def standing(self, feature: Feature) -> Standing:
        return replace(
            self.bare(await self.rollouts.state(feature)),
            terms=await self.rollouts.terms(feature),
            readings=await self.rollouts.gates(feature),
            proposals=await self.rollouts.proposals(feature),
        )

    async def picture(self, standing: Standing, zone: ZoneInfo, wording: Wording) -> bytes:
        """Where it stands, and its gates over the last hours, as a PNG."""
        samples = await self.samples.since(standing.feature, standing.at - SPAN)
        shown = picture_of(standing, samples, zone, wording)
        return await asyncio.to_thread(self.draw, shown)

    async def standings(self) -> Sequence[Standing]:
        """Of all features that the database knows."""
        return [await self.standing(each.feature) for each in await self.rollouts.states()]

    async def ask(self, feature: Feature, intent: Intent, version: int, person: Person) -> Answer:
        """Have it done in their name; the database holds it to every guard."""
        owner = owner_of(person.id)
        answer = await self.rollouts.ask(
            Wish(feature, intent.act, version, owner, intent.target, intent.note)
        )
        self._note(answer, intent.act, person)
        return answer

    async def agree(self, proposal: Proposal, person: Person) -> Answer:
        answer = await self.rollouts.approve(proposal.id, owner_of(person.id))
        self._note(answer, f"approval of {proposal.wish.act}", person)
        return answer

    def bare(self, state: State) -> Standing:
        """What is known of a state without asking the database for anything more."""
        return Standing(
            state=state,
            terms=Terms({}),
            readings=(),
            proposals=(),
            overridden=state.feature in self.overrides.full,
            named=self._named(state.feature),
            at=self.now(),
        )

    async def entry_of(self, state: State) -> Entry | None:
        """What the journal says of how it came to this state."""
        entries = await self.rollouts.history(state.feature, limit=_RECENT)
        return next((each for each in entries if each.version == state.version), None)

    async def history(self, feature: Feature | None, limit: int) -> Sequence[Entry]:
        """The newest entries of a feature's journal, or of all of them, first."""
        features = [*Feature] if feature is None else [feature]
        found = [await self.rollouts.history(each, limit=limit) for each in features]
        newest = sorted(
            (entry for entries in found for entry in entries),
            key=lambda entry: entry.id,
            reverse=True,
        )
        return newest[:limit]

    async def allow(self, tenant: int, person: Person, *, allowed: bool, note: str) -> bool:
        """Put a tenant on the list of digests or take it off; False if that was so already."""
        moved = await self.rollouts.allow(
            Feature.DIGEST_AGENT, tenant, allowed=allowed, owner=owner_of(person.id), note=note
        )
        _log.info("tenant %s on the list: %s, by person %s", tenant, allowed, person.id)
        return moved

    async def list_of_tenants(self) -> KnownTenants:
        state = await self.rollouts.state(Feature.DIGEST_AGENT)
        return KnownTenants(state.allowed, self._named(Feature.DIGEST_AGENT))

    async def names_in(self, standing: Standing, *entries: Entry) -> Mapping[str, str]:
        """Of everybody whom a screen of these tells of."""
        asking = (each.wish.owner for each in standing.proposals)
        return await self.names.of((*asking, *_actors(entries)))

    async def names_of(self, entries: Sequence[Entry]) -> Mapping[str, str]:
        return await self.names.of(_actors(entries))

    def until(self) -> datetime:
        """Until when something that is asked now may be confirmed."""
        return self.now() + TIME_TO_CONFIRM

    def is_late(self, until: int) -> bool:
        return seconds_of(self.now()) > until

    def _named(self, feature: Feature) -> frozenset[int]:
        return frozenset(self.overrides.allowed.get(feature, ()))

    def _note(self, answer: Answer, act: str, person: Person) -> None:
        why = "" if answer.outcome is not Outcome.REFUSED else f" ({answer.refusal})"
        _log.info(
            "%s of %s by person %s: %s%s",
            act,
            answer.state.feature,
            person.id,
            answer.outcome,
            why,
        )


def _actors(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield entry.owner
        if entry.approver is not None:
            yield entry.approver
