"""A request that Telegram refuses, in Telegram's own words.

The texts are those of github.com/tdlib/telegram-bot-api and github.com/tdlib/td.
"""

from typing import Any


class ApiError(Exception):
    """An answer with ``ok`` false; ``parameters`` is its ResponseParameters."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(text: str, **parameters: Any) -> ApiError:
    return ApiError(400, f"Bad Request: {text}", **parameters)


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized")


def migrated(chat_id: int) -> ApiError:
    """The group is a supergroup now; ``chat_id`` is the supergroup's."""
    return bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat_id)


def not_modified() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message"
    )
