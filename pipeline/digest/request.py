"""What may be asked of a digest."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["ru", "en"]
Engine = Literal["auto", "rules", "model"]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for, by whom it goes out, and the hash of everything it is made from."""

    version: int
    language: Language
    engine: Engine
    channel: str
    fingerprint: str
