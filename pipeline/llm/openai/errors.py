"""What the refusals of an OpenAI-compatible server mean.

Its words are read to tell one refusal from another and are never repeated: they may quote the
prompt or the key. Where they could be a quotation they decide nothing that a chat could abuse.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from pipeline.llm.errors import (
    FundsSpentError,
    ModelError,
    ModelRejectedError,
    ModelUnavailableError,
    PromptTooLongError,
    RateLimitedError,
)

_SPENT = {"insufficient_quota", "insufficient_balance", "billing_hard_limit_reached"}
_TOO_LONG = {"context_length_exceeded", "exceed_context_size_error"}
"""OpenAI's code and llama.cpp's type."""
_TOO_LONG_SENTENCE = "maximum context length"
"""vLLM has no code for it."""
_FILTERED = {"content_filter", "content_policy_violation"}
_REMEDIES = {
    401: "check LLM_API_KEY",
    403: "check LLM_API_KEY and which models it may use",
    404: "check LLM_API_URL, and LLM_MODEL_BASE and the other names of models",
}


class RequestRefusedError(ModelRejectedError):
    """400 or 422: a part of the request, which some servers name."""

    def __init__(self, message: str, param: str | None) -> None:
        super().__init__(message)
        self.param = param


class PromptFilteredError(ModelRejectedError):
    """The provider's filter refused the prompt before the model read it."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """The ``error`` of a body or of a stream."""

    codes: frozenset[str] = frozenset()
    """Its code and its type: servers disagree on which is which."""
    message: str = ""
    param: str | None = None

    @classmethod
    def read(cls, error: Any) -> "Complaint":
        """Of the forms in use: an object, or a sentence, either of them perhaps in ``error``."""
        if isinstance(error, dict) and "error" in error:
            error = error["error"]
        if not isinstance(error, dict):
            return cls(message=error if isinstance(error, str) else "")
        codes = frozenset(str(error.get(name)) for name in ("code", "type"))
        param = error.get("param")
        message = str(error.get("message", ""))
        return cls(codes, message, param if isinstance(param, str) else None)

    @property
    def status(self) -> int:
        """The HTTP status that a stream's error names; 500 if it names none."""
        statuses = (int(code) for code in self.codes if code.isascii() and code.isdigit())
        return next((status for status in statuses if 400 <= status < 600), 500)


def refused(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> ModelError:
    """The error that an answer other than 200 stands for; ``now`` has a zone."""
    wait = retry_after(headers.get("Retry-After"), now)
    return _meaning(status, Complaint.read(_json(body)), wait)


def broken_off(error: Any) -> ModelError:
    """The error that a stream holds in the place of an answer's end."""
    complaint = Complaint.read(error)
    return _meaning(complaint.status, complaint, None)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, of a header in seconds or as a date (RFC 9110, 10.2.3); None if unclear."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = _seconds_until(value, now)
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _seconds_until(date: str, now: datetime) -> float:
    try:
        parsed = parsedate_to_datetime(date)
    except ValueError:
        return math.nan
    return (parsed.replace(tzinfo=parsed.tzinfo or UTC) - now).total_seconds()


def _meaning(status: int, complaint: Complaint, wait: float | None) -> ModelError:
    if status == 402 or complaint.codes & _SPENT:
        return FundsSpentError("the account at the model's provider is empty — top it up")
    if status == 413 or complaint.codes & _TOO_LONG:
        return _too_long()
    if status == 429:
        return RateLimitedError(
            "the model's server takes no more calls for now (429) — "
            "try again later, or lower LLM_MAX_STREAMS",
            wait,
        )
    if status in (408, 409, 425) or status >= 500:
        return ModelUnavailableError(f"the model's server failed ({status}) — try again later")
    if status in (400, 422):
        return _of_the_request(status, complaint)
    if status < 400:
        return ModelRejectedError(
            f"the model's server answered {status} — set LLM_API_URL to the API's own address"
        )
    remedy = _REMEDIES.get(status, "check LLM_API_URL")
    return ModelRejectedError(f"the model's server refused the request ({status}) — {remedy}")


def _of_the_request(status: int, complaint: Complaint) -> ModelError:
    if _TOO_LONG_SENTENCE in complaint.message:
        return _too_long()
    if complaint.codes & _FILTERED:
        return PromptFilteredError("the provider's filter refused the prompt")
    return RequestRefusedError(
        f"the model's server refused the request ({status}) — "
        "check LLM_MODEL_BASE and LLM_API_URL",
        complaint.param,
    )


def _too_long() -> PromptTooLongError:
    return PromptTooLongError(
        "the prompt is longer than the model takes — "
        "lower DIGEST_MAP_TOKENS and DIGEST_REDUCE_TOKENS"
    )


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
