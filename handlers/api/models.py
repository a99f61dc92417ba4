"""What the API takes and gives; its OpenAPI document is made of these models."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from pipeline.digest.answers import Stage
from pipeline.digest.request import Engine, Language
from pipeline.health.parts import PartState

MOST = 2**63 - 1
"""The largest number of a row."""

Id = Annotated[int, Field(ge=1, le=MOST)]
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Given(BaseModel):
    """What a client sends; a member that is not known is refused."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )


class Told(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class GroupToConnect(Given):
    group: (
        Annotated[int, Field(ge=-(2**52), lt=0)]
        | Annotated[str, StringConstraints(min_length=1, max_length=512)]
    )
    """Telegram's id of the group (`-1001234567890`), its @username, its link or an invitation."""
    language: Language = "ru"
    """Of its digests, unless something else is asked for."""
    time_zone: Annotated[str, StringConstraints(min_length=1, max_length=64)] = "UTC"
    """A name of the IANA database, such as `Europe/Moscow`."""


class Page(Given):
    """Which part of a list is wanted."""

    model_config = ConfigDict(strict=False)  # a query's values are text

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    """How many at the most."""
    after: Annotated[int, Field(ge=0, le=MOST)] = 0
    """Only those with a greater id."""


class DigestToMake(Given):
    window_hours: Literal[4, 6, 12, 24]
    """How many hours of talk are told, up to the next full five minutes."""
    language: Language | None = None
    """The group's by default."""
    engine: Engine = "auto"
    """Who writes it: rules, a language model, or the model where one is set up."""
    webhook: Id | None = None
    """The number of one of the tenant's URLs, to which it is posted when it is ready."""


class GroupShown(Told):
    id: Id
    telegram_id: int
    kind: Literal["private", "group", "supergroup", "channel"]
    title: str
    username: str | None
    time_zone: str
    language: Language
    readers: list[Literal["bot", "account"]]
    """Through whom it is read; empty if it is not read any more."""
    connected_at: datetime


class GroupList(Told):
    groups: list[GroupShown]
    """In the order of their ids."""
    next: str | None
    """Where the list goes on."""


DigestState = Literal[
    "queued", "processing", "completed", "skipped", "blocked", "failed", "stopped"
]


class DigestStatus(Told):
    digest_id: Id
    """The number under which the digest is found, from the first moment on."""
    group_id: Id
    group_window_id: Id
    """The span of talk that it tells."""
    status: DigestState
    """The last five are final; `completed` comes with the digest."""
    reasons: list[str] = []
    """Why there is none, for `skipped`, `blocked` and `failed`."""
    message_count: Count
    """Messages in the span that are talk: no service messages, commands or words of Alfred's."""
    participant_count: Count
    """Who wrote them."""


class GroupTold(Told):
    id: Id
    telegram_id: int
    kind: str
    title: str
    username: str | None
    time_zone: str


class DigestShown(DigestStatus):
    status: Literal["completed"]
    language: Language
    group: GroupTold
    digest: dict[str, Any]
    """Its statements, topics, people and figures, as `replay --format json` writes a window."""


class Progress(Told):
    stage: Stage
    share: Share
    """Of the whole way, 0 to 1."""


class Alive(Told):
    status: Literal["alive"] = "alive"


class PartShown(Told):
    state: PartState | Literal["ok", "warn", "fail"]
    reason: str | None = None


class Readiness(Told):
    ready: bool
    parts: dict[str, PartShown]
    """The parts of this process."""
    checks: dict[str, PartShown]
    """What it needs of the world."""


class InvalidMember(Told):
    pointer: str
    """Where it is in the body or the query: a JSON Pointer (RFC 6901), empty for all of it."""
    detail: str


class ProblemShown(Told):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    instance: str
    """The incident's code, which the log names too: `urn:incident:…`."""
    errors: list[InvalidMember] | None = None
    """What is wrong with a request that was understood."""
