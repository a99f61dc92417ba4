"""What can go wrong between a prompt and its answer. ``reason`` is what events and metrics tell.

ModelError
├── ModelUnavailableError   no connection, a dropped stream, 5xx            (tried again)
│   ├── ModelTimeoutError   no answer within the call's deadline
│   └── RateLimitedError    429, with how long to wait if the server said
├── BreakerOpenError        it failed so often that nobody asks it for now
├── ModelRejectedError      400, 401, 403, 404, 422: the request or the configuration is wrong
├── PromptTooLongError      413, or more than the model's context
├── FundsSpentError         402: the provider's account is empty
├── QuotaSpentError         the tenant's quota of this tier is spent, that of 24 hours
├── RefusedError            the provider's content filter refused
├── InvalidAnswerError      no valid answer after all repairs
│   └── CutOffError         the last of them reached its length limit
├── RunDeadlineError        the run has no time left
└── BoundaryBrokenError     the quoted data could be taken for a part of the prompt
"""

from pipeline.errors import AlfredError


class ModelError(AlfredError):
    """The model gave no answer that can be used; the rules engine can answer instead."""

    reason: str = "model_failed"


class ModelUnavailableError(ModelError):
    reason = "model_unavailable"


class ModelTimeoutError(ModelUnavailableError):
    reason = "model_timeout"


class RateLimitedError(ModelUnavailableError):
    reason = "rate_limited"

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds, if the server said."""


class BreakerOpenError(ModelError):
    reason = "breaker_open"


class ModelRejectedError(ModelError):
    reason = "model_rejected"


class PromptTooLongError(ModelError):
    reason = "prompt_too_long"


class FundsSpentError(ModelError):
    reason = "funds_spent"


class QuotaSpentError(ModelError):
    reason = "quota_spent"


class RefusedError(ModelError):
    reason = "refused"


class InvalidAnswerError(ModelError):
    reason = "invalid_answer"


class CutOffError(InvalidAnswerError):
    reason = "cut_off"


class RunDeadlineError(ModelError):
    reason = "run_deadline"


class BoundaryBrokenError(ModelError):
    reason = "boundary"
