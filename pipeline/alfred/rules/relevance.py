"""What of the memory has to do with a message."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from pipeline.language.expansion import variants
from pipeline.language.stems import content_stem, stems
from pipeline.language.words import words

T = TypeVar("T")
WIDENED: Final = 24
"""Words of a message that are looked for in all their forms, a millisecond each at first; the
rest of a longer one by their stems."""


def relevant(
    items: Sequence[T], message: str, text_of: Callable[[T], str], *, limit: int
) -> tuple[T, ...]:
    """Items that share content words with a message, in their own order.

    A rare word says more than one that half of the items have: each shared word counts 1/n for n
    items that hold it, and less in another word that stands for it.
    """
    common = shared(message, [text_of(item) for item in items])
    holders = {word: sum(word in each for each in common) for each in common for word in each}
    weights = [sum(worth / holders[word] for word, worth in each.items()) for each in common]
    best = sorted((i for i, each in enumerate(common) if each), key=lambda i: -weights[i])
    return tuple(items[i] for i in sorted(best[:limit]))


def shared(message: str, texts: Sequence[str]) -> list[Mapping[str, float]]:
    """Content words of a message that each text has, and how surely the same is meant, up to 1.

    They are looked for as in the archive: in all their forms, in either alphabet, in the other
    aspect and as the deed for the verb (docs/decisions/0031).
    """
    found = {stem: word for word in words(message) if (stem := content_stem(word))}
    asked = {
        stem: {each.stem: each.worth for each in variants(word)} if at < WIDENED else {stem: 1.0}
        for at, (stem, word) in enumerate(found.items())
    }
    said = [frozenset(stems(text)) for text in texts]
    return [
        {
            stem: max(worth for form, worth in forms.items() if form in each)
            for stem, forms in asked.items()
            if not each.isdisjoint(forms)
        }
        for each in said
    ]
