"""Where a feature stands with all that a person has to know before they move it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pipeline.rollout.gates import Decision, Reading, Verdict, decide
from pipeline.rollout.models import Act, Feature, Proposal, Refusal, Stage, State, Terms, Wish
from pipeline.rollout.rules.transitions import changed, needs_approval, ready_at, refusal

IN_USE: Final = frozenset({Feature.DIGEST_AGENT, Feature.CHAT_V11})
"""Features that some way into the service asks for; the others may be moved without effect."""


@dataclass(frozen=True, slots=True)
class Standing:
    state: State
    terms: Terms
    readings: Sequence[Reading]
    proposals: Sequence[Proposal]
    overridden: bool
    """The environment gives it to everybody, whatever the stage."""
    named: frozenset[int]
    """Subjects to which the environment gives it, as the list of the database does."""
    at: datetime
    """When all this was so."""

    @property
    def feature(self) -> Feature:
        return self.state.feature

    @property
    def decision(self) -> Decision:
        return decide(self.readings)

    @property
    def closed(self) -> Sequence[Reading]:
        """Gates that are not open, the broken ones first."""
        every = [each for each in self.readings if each.verdict is not Verdict.OK]
        return sorted(every, key=lambda each: each.verdict is not Verdict.BREACH)

    @property
    def listed(self) -> frozenset[int]:
        return self.state.allowed | self.named

    @property
    def ready_at(self) -> datetime:
        return ready_at(self.state, self.terms)

    def proposal(self, number: int | None) -> Proposal | None:
        """What of this number can still be approved."""
        return next((each for each in self.proposals if each.id == number), None)

    def wish(self, act: Act, owner: str, target: Stage | None = None, note: str = "") -> Wish:
        return Wish(self.feature, act, self.state.version, owner, target, note)

    def refusal(self, act: Act, target: Stage | None = None) -> Refusal | None:
        """Why a person cannot have this done now; the database asks again when they try."""
        wish = self.wish(act, "", target)
        return refusal(wish, self.state, self.decision, self.terms, self.at)

    def possible(self) -> Iterator[Act]:
        return (act for act in Act if self.refusal(act) is None)

    def after(self, act: Act, target: Stage | None = None) -> State:
        """What it comes to.

        Raises:
            ValueError: The stages do not lead there.
        """
        return changed(self.wish(act, "", target), self.state, self.at)

    def needs_second(self, act: Act) -> bool:
        return needs_approval(self.wish(act, ""), self.terms)
