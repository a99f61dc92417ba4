"""What an account of the stand-in may do, and how the server behaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SCOPES = ("GIGACHAT_API_PERS", "GIGACHAT_API_B2B", "GIGACHAT_API_CORP")

MODELS: Mapping[str, str] = {
    "GigaChat-2": "chat",
    "GigaChat-2-Pro": "chat",
    "GigaChat-2-Max": "chat",
    "GigaChat-3-Ultra": "chat",
    "Embeddings": "embedder",
    "Embeddings-2": "embedder",
    "EmbeddingsGigaR": "embedder",
}


class Plan(StrEnum):
    """GigaChat's plans differ in how many answers may be written at once (its limits page)."""

    PERSONAL = "personal"
    BUSINESS = "business"
    AGREED = "agreed"
    """More streams by a contract of one's own."""

    @property
    def streams(self) -> int:
        return _STREAMS[self]


_STREAMS: Mapping[Plan, int] = {Plan.PERSONAL: 1, Plan.BUSINESS: 10, Plan.AGREED: 100}


@dataclass(slots=True)
class Terms:
    """A test may change them in mid-run."""

    plan: Plan = Plan.BUSINESS
    latency: float = 0.0
    """Seconds from a request to its first token."""
    tokens_per_second: float = 0.0
    """Of each stream; 0 is as fast as it goes."""
    scopes: tuple[str, ...] = SCOPES
    token_seconds: float = 1800.0
    """How long an access token is valid. The SDK renews it 60 s before."""
    funds: int | None = None
    """Prepaid tokens; None is a postpaid account, which has no balance to ask for."""
    max_bytes: int = 2**20
    """Longest body of a request."""
    context_tokens: int = 128 * 1024
    """Longest prompt."""
    dimensions: int = 1024
    """Of every embedding."""
    prefix_seconds: float = 30.0
    """How long a prefix stays cached after its last use (as gpt2giga measured it)."""
    response_format_status: int = 200
    """422 or 400 rejects structured output as models do that have none."""
    models: Mapping[str, str] = field(default_factory=lambda: MODELS)
    """Type of each model that there is."""
