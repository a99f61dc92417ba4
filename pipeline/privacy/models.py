from dataclasses import dataclass
from enum import StrEnum


class MaskKind(StrEnum):
    """What a mask hides; its value is the word inside the mask's brackets."""

    PHONE = "phone"
    EMAIL = "email"
    CARD = "card"
    IBAN = "iban"
    ACCOUNT = "account"
    PASSPORT = "passport"
    INN = "inn"
    SNILS = "snils"
    DOCUMENT = "document"
    ADDRESS = "address"
    IP = "ip"
    SECRET = "secret"  # noqa: S105 - the name of a kind

    @property
    def token(self) -> str:
        return f"⟦{self}⟧"


@dataclass(frozen=True, slots=True)
class Masked:
    text: str
    counts: dict[MaskKind, int]
    """How often each kind was masked; kinds that did not occur are absent."""
