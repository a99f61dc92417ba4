from pydantic import Field
from pydantic_settings import BaseSettings

from pipeline.digest.answers import Stage
from pipeline.llm.ledger import MOST, Limits
from pipeline.llm.models import Tier
from pipeline.llm.quotas import Allowance
from pipeline.settings import section


class ModelSettings(BaseSettings):
    """How ably a model answers each stage, how long prompts are, what a run may cost."""

    model_config = section("DIGEST_")

    segmenter_tier: Tier = Field(Tier.BASE, description="Model tier: base, pro or max")
    emotion_tier: Tier = Field(Tier.BASE, description="Model tier: base, pro or max")
    roles_tier: Tier = Field(Tier.BASE, description="Model tier: base, pro or max")
    topic_tier: Tier = Field(Tier.PRO, description="Model tier: base, pro or max")
    synthesis_tier: Tier = Field(Tier.PRO, description="Model tier: base, pro or max")
    evaluation_tier: Tier = Field(Tier.PRO, description="Model tier: base, pro or max")
    segmenter_temperature: float = Field(0.1, ge=0, le=2, description="Sampling temperature")
    emotion_temperature: float = Field(0.1, ge=0, le=2, description="Sampling temperature")
    roles_temperature: float = Field(0.1, ge=0, le=2, description="Sampling temperature")
    topic_temperature: float = Field(0.2, ge=0, le=2, description="Sampling temperature")
    synthesis_temperature: float = Field(0.3, ge=0, le=2, description="Sampling temperature")
    evaluation_temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature")
    map_tokens: int = Field(
        6_000, ge=500, description="Tokens of talk in one call of the segmenter at the most"
    )
    reduce_tokens: int = Field(
        2_000, ge=500, description="Tokens of talk in one call of a later stage at the most"
    )
    run_tokens: int = Field(
        2_000_000,
        ge=0,
        description="Tokens of talk that a run sends; the lightest rest is for rules",
    )
    run_seconds: float = Field(
        1_800, gt=0, description="Seconds of a run after which the rules finish it"
    )

    def tier(self, stage: Stage) -> Tier:
        return Tier(getattr(self, f"{stage}_tier"))

    def temperature(self, stage: Stage) -> float:
        return float(getattr(self, f"{stage}_temperature"))


class QuotaSettings(BaseSettings):
    """What a tenant's digests may use of the model within 24 hours; 0 is no limit."""

    model_config = section("DIGEST_")

    pro_quota_calls: int = Field(50, ge=0, le=MOST, description="Calls of the tiers pro and max")
    pro_quota_tokens: int = Field(
        400_000, ge=0, le=MOST, description="Tokens of the tiers pro and max"
    )
    base_quota_calls: int = Field(0, ge=0, le=MOST, description="Calls of the tier base")
    base_quota_tokens: int = Field(0, ge=0, le=MOST, description="Tokens of the tier base")

    @property
    def allowance(self) -> Allowance:
        return Allowance(
            name="DIGEST",
            pro=Limits(self.pro_quota_calls, self.pro_quota_tokens),
            base=Limits(self.base_quota_calls, self.base_quota_tokens),
        )
