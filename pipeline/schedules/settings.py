from datetime import timedelta

from pydantic import Field
from pydantic_settings import BaseSettings

from pipeline.settings import section


class ScheduleSettings(BaseSettings):
    """How pushes that are due are found and turned into orders."""

    model_config = section("SCHEDULE_")

    grace_minutes: int = Field(
        180, ge=1, le=10_080, description="A push that is later than this is left out as missed"
    )
    batch: int = Field(
        50, ge=1, le=10_000, description="Subscriptions that one transaction turns into orders"
    )
    claims: int = Field(2, ge=1, le=64, description="Such transactions at once")

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)
