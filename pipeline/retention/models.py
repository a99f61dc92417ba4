"""What is deleted once it is old, and how one batch of that went."""

from dataclasses import dataclass
from enum import StrEnum


class Expiring(StrEnum):
    """What expires, by the table that it is deleted from. Every other table is kept."""

    CONVERSATIONS = "conversation_ledger"
    """Entries that have their receipt."""
    DIALOGUES = "dialogues"
    EVENTS = "events"
    JOB_LOG = "pgqueuer_log"
    MODEL_CALLS = "llm_usage"
    ARTIFACTS = "group_digest_stage_artifacts"
    SEGMENTS = "thread_segments"
    VERSIONS = "group_message_versions"
    SENT = "sent_messages"
    """Numbers of what the bot put into groups."""
    COPIES = "digest_copies"
    THREADS = "thread_answers"
    REPEATS = "api_answers"
    """What requests of the API with a key were answered."""
    BREAKS = "invariant_breaks"
    RECOVERIES = "recoveries"
    """All but the latest session of each reader: by it the rates of a reader are known."""
    SAMPLES = "rollout_samples"
    """What gates showed, minute by minute."""
    MESSAGES = "group_messages"
    """With the threads that end with them."""
    EVIDENCE = "group_digest_feedback"
    """The messages that are kept with a line which a reader called wrong; the opinion stays."""


@dataclass(frozen=True, slots=True)
class Batch:
    removed: int
    ended: bool
    """Nothing that old is left, or others hold the rest at this moment."""
