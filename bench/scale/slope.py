"""How a time grows with a size."""

import math
from collections.abc import Sequence


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """The exponent of ``seconds`` over ``size``: least squares through the points' logarithms.

    1 is linear, 2 quadratic. None if fewer than two sizes have a time.
    """
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points if seconds > 0]
    if len({size for size, _ in logs}) < 2:
        return None
    mean_size = math.fsum(size for size, _ in logs) / len(logs)
    mean_time = math.fsum(seconds for _, seconds in logs) / len(logs)
    above = math.fsum((size - mean_size) * (seconds - mean_time) for size, seconds in logs)
    return above / math.fsum((size - mean_size) ** 2 for size, _ in logs)
