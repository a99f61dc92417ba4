"""What the environment says of features, and what a promotion needs."""

import json
from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode

from pipeline.rollout.flags import Overrides
from pipeline.rollout.models import STAGES, Feature, Terms
from pipeline.settings import section


class RolloutSettings(BaseSettings):
    model_config = section()

    digest_agent_enabled: bool = True
    """Digests for every tenant, whatever their stage."""
    digest_agent_canary_tenants: Annotated[frozenset[int], NoDecode] = frozenset()
    """Tenants that have them although the rest has not: ``1,2`` or ``[1, 2]``."""
    chat_v11_enabled: bool = True
    """Alfred's conversation for everybody, whatever its stage."""
    rollout_approvals: int = Field(2, ge=1, le=2)
    """People who have to want a promotion."""
    rollout_dwell_minutes: Annotated[tuple[int, ...], NoDecode] = (30, 120, 720)
    """The least time at 1, 10 and 50 per cent."""

    @field_validator("digest_agent_canary_tenants", "rollout_dwell_minutes", mode="before")
    @classmethod
    def _list(cls, given: object) -> object:
        """Read both spellings.

        Raises:
            ValueError: It is neither.
        """
        if not isinstance(given, str):
            return given
        try:
            return json.loads(given if given.lstrip().startswith("[") else f"[{given}]")
        except json.JSONDecodeError:
            raise ValueError("write numbers as 1,2 or as [1, 2]") from None

    @model_validator(mode="after")
    def _three_stages(self) -> Self:
        dwell = self.rollout_dwell_minutes
        if len(dwell) != len(STAGES[1:-1]) or any(minutes < 0 for minutes in dwell):
            raise ValueError("ROLLOUT_DWELL_MINUTES takes three numbers, such as 30,120,720")
        return self

    @property
    def overrides(self) -> Overrides:
        enabled = {
            Feature.DIGEST_AGENT: self.digest_agent_enabled,
            Feature.CHAT_V11: self.chat_v11_enabled,
        }
        return Overrides(
            full=frozenset(feature for feature, on in enabled.items() if on),
            allowed={Feature.DIGEST_AGENT: self.digest_agent_canary_tenants},
        )

    @property
    def terms(self) -> Terms:
        dwell = (timedelta(minutes=minutes) for minutes in self.rollout_dwell_minutes)
        return Terms(dict(zip(STAGES[1:-1], dwell, strict=True)), self.rollout_approvals)
