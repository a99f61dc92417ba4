"""Why Telegram let an account's session end."""

from collections.abc import Iterator
from typing import Final

from telethon import errors

_GONE: Final = (errors.UnauthorizedError, errors.AuthKeyDuplicatedError, errors.AuthKeyNotFound)
"""Other errors of the class ``AuthKeyError`` (406) have nothing to do with keys."""
_KEY_UNKNOWN: Final = "AUTH_KEY_UNKNOWN"


class LostSessionError(Exception):
    """The account has to be connected again; ``reason`` is Telegram's word for why."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the session is lost ({reason}) — connect the account again")
        self.reason = reason


def loss(error: BaseException) -> LostSessionError | None:
    """The loss among what went wrong; None if trying again may help."""
    for each in _leaves(error):
        if isinstance(each, LostSessionError):
            return each
        if isinstance(each, _GONE):
            return LostSessionError(_reason(each))
    return None


def _reason(error: BaseException) -> str:
    """``AUTH_KEY_DUPLICATED`` for ``AuthKeyDuplicatedError``, which does not repeat it."""
    if isinstance(error, errors.AuthKeyNotFound):
        return _KEY_UNKNOWN
    if type(error) is errors.UnauthorizedError:  # one that Telethon has no class for
        return str(getattr(error, "message", ""))
    name = type(error).__name__.removesuffix("Error")
    return "".join(f"_{sign}" if sign.isupper() else sign.upper() for sign in name).lstrip("_")


def _leaves(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _leaves(each)
    else:
        yield error
