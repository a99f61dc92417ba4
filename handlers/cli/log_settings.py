import logging
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings

from handlers.cli.logs import LogTerms
from pipeline.settings import section


class LogSettings(BaseSettings):
    """What is logged, how, and where to."""

    model_config = section("LOG_")

    format: Literal["text", "json"] = "text"
    level: Literal["info", "warning", "error"] = "warning"
    to: Literal["file", "stderr"] = "file"
    lines_per_minute: int = Field(60, ge=0)
    """Of one kind; errors are all written. 0: no limit."""

    @field_validator("format", "level", "to", mode="before")
    @classmethod
    def _in_any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def terms(self) -> LogTerms:
        level = logging.getLevelNamesMapping()[self.level.upper()]
        return LogTerms(self.format, level, self.to, self.lines_per_minute)
