from collections.abc import Mapping
from typing import Final, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings

from pipeline.retention.models import Expiring
from pipeline.retention.rules import FEWEST_DAYS, MOST_DAYS
from pipeline.settings import section

FOR_EVER: Final = 0

_TABLES: Final[Mapping[str, tuple[Expiring, ...]]] = {
    "conversation_days": (Expiring.CONVERSATIONS,),
    "dialogue_days": (Expiring.DIALOGUES,),
    "event_days": (Expiring.EVENTS,),
    "job_log_days": (Expiring.JOB_LOG,),
    "model_call_days": (Expiring.MODEL_CALLS,),
    "answer_days": (Expiring.ARTIFACTS, Expiring.SEGMENTS),
    "version_days": (Expiring.VERSIONS,),
    "sent_days": (Expiring.SENT, Expiring.COPIES, Expiring.THREADS),
    "request_days": (Expiring.REPEATS,),
    "gate_days": (Expiring.BREAKS, Expiring.RECOVERIES),
    "sample_days": (Expiring.SAMPLES,),
    "message_days": (Expiring.MESSAGES, Expiring.EVIDENCE),
}


class RetentionSettings(BaseSettings):
    """For how many days what grows with use is kept; 0 is for ever."""

    model_config = section("RETENTION_")

    conversation_days: int = Field(
        30, ge=FOR_EVER, le=MOST_DAYS, description="When who wrote to the bot and was answered"
    )
    dialogue_days: int = Field(
        14, ge=FOR_EVER, le=MOST_DAYS, description="Dialogues that nobody went on with"
    )
    event_days: int = Field(90, ge=FOR_EVER, le=MOST_DAYS, description="The audit trail")
    job_log_days: int = Field(7, ge=FOR_EVER, le=MOST_DAYS, description="The queue's own log")
    model_call_days: int = Field(
        90, ge=FOR_EVER, le=MOST_DAYS, description="What each call of a model cost"
    )
    answer_days: int = Field(
        30, ge=FOR_EVER, le=MOST_DAYS, description="What models and rules made of the talk"
    )
    version_days: int = Field(
        30, ge=FOR_EVER, le=MOST_DAYS, description="What a message said before it was edited"
    )
    sent_days: int = Field(
        90, ge=FOR_EVER, le=MOST_DAYS, description="Numbers of what the bot said and showed"
    )
    request_days: int = Field(
        2, ge=FOR_EVER, le=MOST_DAYS, description="Answers of the API to requests with a key"
    )
    sample_days: int = Field(
        14, ge=FOR_EVER, le=MOST_DAYS, description="What gates showed, minute by minute"
    )
    gate_days: int = Field(
        90, ge=FOR_EVER, le=MOST_DAYS, description="Repairs and breaks that gates counted"
    )
    message_days: int = Field(
        FOR_EVER, ge=FOR_EVER, le=MOST_DAYS, description="Messages, from when they were said"
    )

    @field_validator("*")
    @classmethod
    def _leave_what_is_needed(cls, days: int, field: ValidationInfo) -> int:
        """Refuse a limit that the database would refuse, too.

        Raises:
            ValueError: So young, rows are still needed.
        """
        fewest = max(FEWEST_DAYS[table] for table in _TABLES[field.field_name or ""])
        if FOR_EVER < days < fewest:
            raise ValueError(
                f"what is younger than {fewest} days is still needed; 0 keeps it for ever"
            )
        return days

    @model_validator(mode="after")
    def _let_nothing_outlive_the_messages(self) -> Self:
        """Refuse to keep longer than messages what holds or tells their text.

        Raises:
            ValueError: It would outlive them.
        """
        for name in ("version_days", "answer_days"):
            days = getattr(self, name)
            if self.message_days and not FOR_EVER < days <= self.message_days:
                raise ValueError(
                    f"RETENTION_{name.upper()} lets texts outlive their messages; let it be at"
                    f" most {self.message_days}, as RETENTION_MESSAGE_DAYS"
                )
        return self

    @property
    def limits(self) -> Mapping[Expiring, int]:
        """Days by table; what is kept for ever is not named."""
        return {
            table: days
            for name, tables in _TABLES.items()
            if (days := getattr(self, name))
            for table in tables
        }
