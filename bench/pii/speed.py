"""What masking costs: a message of talk, and the longest message made to be slow."""

import time
from collections.abc import Sequence

from pipeline.privacy.masks import mask

ROUNDS = 3
LONGEST = 4_096
"""Characters of a message of Telegram."""
HOSTILE = (
    "1", "1 ", "1.", "12 34 ", "8 916 ", "8,", "8, 916, ", "1234/", "a@", "a @ b", "(at)", "a.",
    "пароль ", "ключ ", "код ", "ул. А", "ул. Ленина 1", "кв 1 ", "Ленина 1 кв ", "один два ",
    "abandon ", "1-1-", "II-МЮ ", "паспорт 12 34 ", "DE89 ", "https://x/?token=a&", ":", "⟦",
)  # fmt: skip
"""What a message of the longest kind is made of: beginnings of everything that is looked for."""


def microseconds(texts: Sequence[str]) -> float:
    """Processor time of a message, the best of some rounds."""
    best = min(_seconds(texts) for _ in range(ROUNDS))
    return round(1e6 * best / len(texts), 1)


def hostile_ms() -> float:
    """Processor time of the slowest of ``HOSTILE``, in milliseconds."""
    slowest = max(
        min(_seconds([(unit * LONGEST)[:LONGEST]]) for _ in range(ROUNDS)) for unit in HOSTILE
    )
    return round(1_000 * slowest, 1)


def _seconds(texts: Sequence[str]) -> float:
    began = time.process_time()
    for text in texts:
        mask(text)
    return time.process_time() - began
