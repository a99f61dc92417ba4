"""Features that reach people in stages: where each stands, and who moved it there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pipeline.rollout.gates import Decision, Reading


class Subject(StrEnum):
    """Of whom a feature's cohorts are made."""

    TENANT = "tenant"
    USER = "user"


class Feature(StrEnum):
    DIGEST_AGENT = "digest_agent"
    """Digests: ordered by a command, the API or a schedule, and delivered."""
    CHAT_V11 = "chat_v11"
    """Alfred's conversation, by text and by voice."""
    CHAT_DARK_LAUNCH = "chat_dark_launch"
    CHAT_NOTIFICATIONS_BETA = "chat_notifications_beta"
    DISPUTE_TOOLS_V2 = "dispute_tools_v2"
    CHAT_FULL_RELEASE = "chat_full_release"

    @property
    def subject(self) -> Subject:
        return Subject.TENANT if self is Feature.DIGEST_AGENT else Subject.USER


class Stage(StrEnum):
    OFF = "off"
    CANARY_1 = "canary_1"
    CANARY_10 = "canary_10"
    CANARY_50 = "canary_50"
    FULL = "full"

    @property
    def rank(self) -> int:
        """0 for off to 4 for full."""
        return STAGES.index(self)

    @property
    def next(self) -> "Stage | None":
        """One step up; None above full."""
        return STAGES[self.rank + 1] if self is not Stage.FULL else None

    @property
    def below(self) -> "Stage | None":
        """One step down; None below off."""
        return STAGES[self.rank - 1] if self is not Stage.OFF else None


STAGES: Final = tuple(Stage)


class Act(StrEnum):
    """What a person, or for the last two the watch, does with a feature."""

    START = "start"
    """From off to the first stage."""
    PROMOTE = "promote"
    """One stage up."""
    RESUME = "resume"
    """Lift the kill switch or the hold; the stage is the one at which it was thrown."""
    ROLLBACK = "rollback"
    """To any lower stage."""
    HOLD = "hold"
    """No promotion until it is resumed; who has the feature keeps it."""
    KILL = "kill"
    """Off for everybody at once, the stage being kept."""


OPENING: Final = frozenset({Act.START, Act.PROMOTE, Act.RESUME})
"""Acts that let somebody in: people alone do them, with a second person's approval."""
AUTOMATIC: Final = frozenset({Act.HOLD, Act.KILL})


@dataclass(frozen=True, slots=True)
class State:
    """Where one feature stands."""

    feature: Feature
    stage: Stage
    version: int
    """Counts its changes: who acts names the one that they saw."""
    since: datetime
    """When it came to its stage, or was resumed there: dwelling is counted from then."""
    killed: bool = False
    held: bool = False
    allowed: frozenset[int] = frozenset()
    """Subjects that have it whatever the stage, but not while it is killed."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a promotion needs besides open gates."""

    dwell: Mapping[Stage, timedelta]
    """The least time at a stage before the next one."""
    approvals: int = 2
    """People, the one who asks among them: 1 or 2."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done."""

    feature: Feature
    act: Act
    version: int
    """Of the state that they saw."""
    owner: str
    """``telegram:<person>``, ``psql:<role>`` or ``watch``."""
    target: Stage | None = None
    """Of a rollback; None is one step down."""
    note: str = ""


class Refusal(StrEnum):
    """Why a wish is not done."""

    CHANGED = "changed"
    """Somebody else changed the feature since it was seen."""
    NO_WAY = "no_way"
    """The stages do not lead there from here."""
    KILLED = "killed"
    HELD = "held"
    NOT_HELD = "not_held"
    """There is nothing to resume."""
    ALREADY = "already"
    """It is held or killed as it is."""
    DWELL = "dwell"
    """It has not been at its stage for long enough."""
    GATES = "gates"
    AUTOMATION = "automation"
    """The watch wants what only people do."""
    SAME_PERSON = "same_person"
    """Who asked approves of it."""
    EXPIRED = "expired"
    """What was to be approved is too old, done or withdrawn."""


class Outcome(StrEnum):
    DONE = "done"
    WAITING = "waiting"
    """For a second person."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a wish or an approval."""

    outcome: Outcome
    state: State
    """As it is now."""
    refusal: Refusal | None = None
    proposal: int | None = None
    """What a second person approves of, by its number."""
    ready_at: datetime | None = None
    """When the stage will have been held for long enough, if that is what is missing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wish that waits for a second person."""

    id: int
    wish: Wish
    asked_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal, which nobody can change."""

    id: int
    feature: Feature
    at: datetime
    act: str
    """An ``Act``, or ``allow`` or ``deny`` of one subject."""
    before: Stage
    after: Stage
    killed: bool
    held: bool
    version: int
    decision: Decision
    gates: tuple[Reading, ...]
    """As they were read in that moment."""
    owner: str
    approver: str | None
    note: str
