"""What of the memory has to do with a message."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pipeline.language.stems import stems

T = TypeVar("T")


def relevant(
    items: Sequence[T], message: str, text_of: Callable[[T], str], *, limit: int
) -> tuple[T, ...]:
    """Items that share content words with a message, in their own order.

    A rare word says more than one that half of the items have: each shared stem counts 1/n for n
    items that hold it.
    """
    asked = set(stems(message))
    shared = [asked & set(stems(text_of(item))) for item in items]
    holders = {word: sum(word in each for each in shared) for word in asked}
    weights = [sum(1 / holders[word] for word in each) for each in shared]
    best = sorted((i for i, each in enumerate(shared) if each), key=lambda i: -weights[i])
    return tuple(items[i] for i in sorted(best[:limit]))
