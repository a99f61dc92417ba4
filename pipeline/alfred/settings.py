from pydantic import Field
from pydantic_settings import BaseSettings

from pipeline.alfred.purposes import CONDENSING, REPLY
from pipeline.llm.ledger import MOST, Limits
from pipeline.llm.models import Tier
from pipeline.llm.quotas import Allowance
from pipeline.settings import section


class ButlerSettings(BaseSettings):
    """How Alfred converses.

    Raises:
        pydantic.ValidationError: A value is out of its bounds.
    """

    model_config = section()

    personalization_enabled: bool = True
    """False leaves a plain bot: commands and digests, no conversation and no memory."""
    butler_tier: Tier = Tier.PRO
    butler_temperature: float = Field(0.7, ge=0, le=2)
    butler_reply_tokens: int = Field(700, ge=50, le=4_000)
    """Longest reply."""
    butler_reply_seconds: float = Field(45, gt=0, le=55)
    """How long a model may take; a turn as a whole has a minute."""
    butler_context_tokens: int = Field(2_000, ge=600, le=32_000)
    """Persona, summary, memory, message and what was looked up, together."""
    butler_pro_quota_calls: int = Field(100, ge=0, le=MOST)
    """Of the tiers pro and max, for all conversations of a tenant in 24 hours; 0 is no limit."""
    butler_pro_quota_tokens: int = Field(300_000, ge=0, le=MOST)
    butler_base_quota_calls: int = Field(1_000, ge=0, le=MOST)
    """Of the tier base, likewise; condensing is among them."""
    butler_base_quota_tokens: int = Field(0, ge=0, le=MOST)

    @property
    def allowance(self) -> Allowance:
        return Allowance(
            name="BUTLER",
            pro=Limits(self.butler_pro_quota_calls, self.butler_pro_quota_tokens),
            base=Limits(self.butler_base_quota_calls, self.butler_base_quota_tokens),
            purposes=frozenset({REPLY, CONDENSING}),
        )
