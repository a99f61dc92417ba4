from enum import StrEnum


class Grounding(StrEnum):
    """Why groups were looked into for an answer."""

    NONE = "none"
    """They were not."""
    ASKED = "asked"
    """They were asked about."""
    PERHAPS = "perhaps"
    """They may have been meant: a question that names nobody and nothing of them."""
    AGAIN = "again"
    """They were quoted in the last reply, and the message may go on about that."""
    NEWS = "news"
    """Somebody wants to know what is new: the last digests tell it."""
