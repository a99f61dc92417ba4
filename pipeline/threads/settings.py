"""Sizes of the thread builder.

No setting of an operator: a group that is resumed with other sizes gets other links.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThreadSettings:
    memory: int = 500
    """Linked messages that a decision may look back on."""
    batch: int = 500
    """Messages that are linked and recorded at a time: no more than are remembered, so that what
    a reply answers is always either remembered or recorded."""
    near: int = 16
    """The messages just before, candidates for a parent without any further sign."""
    turns: int = 3
    """Latest turns of each person called and of the author, latest uses of each rare word:
    candidates too."""
    usual_gap: float = 60.0
    """Seconds between messages that are assumed until a chat has shown its own pace."""
    trusted_after: int = 20
    """Gaps from which on a chat's own pace outweighs the assumed one."""
    least_pace: float = 5.0
    """Seconds; a burst of pasted lines is not the pace of a talk."""
