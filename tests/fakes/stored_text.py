"""What the stores of Alfred's memory do to what they are given."""

from datetime import datetime


def as_stored(text: str) -> str:
    """Halves of surrogate pairs are no text."""
    return "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in text)


def in_milliseconds(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
