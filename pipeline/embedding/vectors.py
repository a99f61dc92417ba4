import math
from collections.abc import Sequence


def unit(vector: Sequence[float]) -> Sequence[float] | None:
    """The vector at length 1, so that a product of two is their cosine; None if it has none."""
    length = math.hypot(*vector)
    if not (length > 0 and math.isfinite(length)):
        return None
    return [value / length for value in vector]
