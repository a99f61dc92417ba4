"""How old a row has to be at least before it may be deleted, whatever an operator wants.

The database holds to the same figures: its functions refuse fewer days.
"""

from collections.abc import Mapping
from typing import Final

from pipeline.retention.models import Expiring

MOST_DAYS: Final = 3650
"""Ten years; whoever wants more wants to keep it for ever."""

FEWEST_DAYS: Final[Mapping[Expiring, int]] = {
    # Telegram repeats an update for 24 hours (core.telegram.org/bots/api#getting-updates).
    Expiring.CONVERSATIONS: 3,
    # A backfill of seven days tells its progress in a dialogue.
    Expiring.DIALOGUES: 7,
    # Messages are read back for seven days, and digests are corrected for two.
    Expiring.EVENTS: 7,
    Expiring.JOB_LOG: 1,
    # Quotas count the calls of 24 hours.
    Expiring.MODEL_CALLS: 3,
    # A window of 24 hours that failed is made anew on the next day.
    Expiring.ARTIFACTS: 3,
    Expiring.SEGMENTS: 3,
    # For two days a digest is corrected because a message that it cites has a later version.
    Expiring.VERSIONS: 7,
    # Of a window that may still be told it is counted what was missed.
    Expiring.SENT: 7,
    # For two days a digest is corrected by itself, and wherever it is asked for as long as it is.
    Expiring.COPIES: 7,
    Expiring.THREADS: 7,
    # A key means the same request for 24 hours.
    Expiring.REPEATS: 1,
    # Gates look back at a day.
    Expiring.BREAKS: 3,
    Expiring.RECOVERIES: 3,
    # Pictures of gates show the last hours.
    Expiring.SAMPLES: 1,
    # Its digest, the corrections of that and the three windows that a digest looks back at.
    Expiring.MESSAGES: 30,
    Expiring.EVIDENCE: 30,
}
