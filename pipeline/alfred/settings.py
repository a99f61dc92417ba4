from pydantic import Field
from pydantic_settings import BaseSettings

from pipeline.llm.models import Tier
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
