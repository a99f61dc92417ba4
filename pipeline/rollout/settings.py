"""Which tenants have digests, as the environment says."""

import json
from dataclasses import dataclass
from typing import Annotated

from pydantic import field_validator
from pydantic_settings import BaseSettings, NoDecode

from pipeline.ingest.models import TenantId
from pipeline.settings import section


class RolloutSettings(BaseSettings):
    model_config = section("DIGEST_AGENT_")

    enabled: bool = True
    """Digests for every tenant."""
    canary_tenants: Annotated[frozenset[int], NoDecode] = frozenset()
    """Tenants that have them although the rest has not: ``1,2`` or ``[1, 2]``."""

    @field_validator("canary_tenants", mode="before")
    @classmethod
    def _list(cls, given: object) -> object:
        """Read both spellings.

        Raises:
            ValueError: It is neither.
        """
        if not isinstance(given, str):
            return given
        try:
            parsed = json.loads(given if given.lstrip().startswith("[") else f"[{given}]")
        except json.JSONDecodeError:
            raise ValueError("write tenants' numbers as 1,2 or as [1, 2]") from None
        return parsed


@dataclass(frozen=True, slots=True)
class SettingsRollout:
    """The port ``Rollout`` by the settings alone."""

    settings: RolloutSettings

    async def digests_on(self, tenant: TenantId) -> bool:
        return self.settings.enabled or tenant in self.settings.canary_tenants
