from pydantic import Field
from pydantic_settings import BaseSettings

from pipeline.settings import section


class ContextSettings(BaseSettings):
    """How the context of a digest is chosen (docs: the digest's contract, ingest_validator)."""

    model_config = section("DIGEST_CONTEXT_")

    min_messages: int = Field(8, ge=1, description="Fewer messages in a window: it is skipped")
    micro_messages: int = Field(20, ge=1, description="Up to this many: no topics are forced")
    large_messages: int = Field(150, ge=1, description="Above this many: it counts as large")
    dedup_hard: float = Field(
        0.88, ge=0, le=1, description="Similarity from which a duplicate is dropped"
    )
    dedup_soft: float = Field(
        0.76, ge=0, le=1, description="Similarity from which a duplicate weighs less"
    )
    dedup_soft_factor: float = Field(0.85, ge=0, le=1, description="Weight of a soft duplicate")
    dedup_minutes: int = Field(120, ge=1, description="Duplicates are looked for this far back")
    weight_recency: float = Field(0.5, ge=0, le=1, description="Share of recency in the ranking")
    recency_half_life_minutes: int = Field(180, ge=1, description="Half-life of recency")
    weight_reply: float = Field(0.25, ge=0, le=1, description="Share of replies in the ranking")
    weight_length: float = Field(0.15, ge=0, le=1, description="Share of length in the ranking")
    length_saturation: int = Field(400, ge=1, description="Characters at which length saturates")
    weight_reactions: float = Field(0.1, ge=0, le=1, description="Share of reactions")
    reactions_saturation: int = Field(5, ge=1, description="Reactions at which they saturate")
    weight_media: float = Field(0.12, ge=0, le=1, description="Share of media in the ranking")
    media_saturation: int = Field(4, ge=1, description="Media items at which they saturate")
    history_windows: int = Field(3, ge=0, description="Earlier windows that are looked at")
    history_messages: int = Field(150, ge=0, description="Messages of them at the most")
    history_factor: float = Field(
        0.7, ge=0, le=1, description="Weight of a message that history told already"
    )
    boundary_threshold: float = Field(
        0.75,
        ge=0,
        le=1,
        description="Boundary integrity below this: the context counts as degraded",
    )


class DigestSettings(BaseSettings):
    model_config = section("DIGEST_")

    quality_threshold: float = Field(
        0.7, ge=0, le=1, description="Quality score below this: corrected once, then held back"
    )
    max_topics: int = Field(5, ge=1, le=12, description="Topics that a digest tells at the most")
