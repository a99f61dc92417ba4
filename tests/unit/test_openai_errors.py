import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.llm.errors import (
    FundsSpentError,
    ModelError,
    ModelRejectedError,
    ModelUnavailableError,
    PromptTooLongError,
    RateLimitedError,
)
from pipeline.llm.openai.errors import (
    PromptFilteredError,
    RequestRefusedError,
    broken_off,
    refused,
    retry_after,
)

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["error", "code"]), inner),
    max_leaves=5,
)


def told(status: int, error: Any = None) -> ModelError:
    return refused(status, {}, json.dumps({"error": error}).encode(), NOW)


@pytest.mark.parametrize(
    ("status", "kind", "remedy"),
    [
        (302, ModelRejectedError, "LLM_API_URL"),
        (400, RequestRefusedError, "LLM_MODEL_BASE"),
        (401, ModelRejectedError, "LLM_API_KEY"),
        (402, FundsSpentError, "top it up"),
        (403, ModelRejectedError, "LLM_API_KEY"),
        (404, ModelRejectedError, "LLM_MODEL_BASE"),
        (405, ModelRejectedError, "LLM_API_URL"),
        (408, ModelUnavailableError, "later"),
        (413, PromptTooLongError, "DIGEST_MAP_TOKENS"),
        (422, RequestRefusedError, "LLM_MODEL_BASE"),
        (429, RateLimitedError, "LLM_MAX_STREAMS"),
        (500, ModelUnavailableError, "later"),
        (529, ModelUnavailableError, "later"),
    ],
)
def test_a_status_is_an_error_with_a_remedy(
    status: int, kind: type[ModelError], remedy: str
) -> None:
    error = told(status)

    what, _, cure = str(error).partition(" — ")
    assert kind is type(error)
    assert what
    assert remedy in cure


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (429, {"code": "insufficient_quota"}, FundsSpentError),
        (429, {"type": "insufficient_quota", "code": None}, FundsSpentError),
        (400, {"code": "context_length_exceeded"}, PromptTooLongError),
        (400, {"code": 400, "type": "exceed_context_size_error"}, PromptTooLongError),
        (
            400,
            {"message": "This model's maximum context length is 4096 tokens.", "code": 400},
            PromptTooLongError,
        ),
        (400, {"code": "content_filter"}, PromptFilteredError),
        (400, "no such thing", RequestRefusedError),
    ],
)
def test_a_code_tells_more_than_the_status(
    status: int, error: Any, kind: type[ModelError]
) -> None:
    assert kind is type(told(status, error))


@pytest.mark.parametrize("status", [400, 429, 500])
def test_what_a_chat_says_does_not_empty_the_account(status: int) -> None:
    quoted = {"message": "cannot parse: «insufficient_quota, content_filter, 402»", "code": None}

    assert told(status).reason == told(status, quoted).reason


def test_the_refused_parameter_is_known_where_it_is_named() -> None:
    error = told(400, {"param": "max_tokens", "code": "unsupported_parameter"})

    assert isinstance(error, RequestRefusedError)
    assert "max_tokens" == error.param


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"message": "out of memory"}, ModelUnavailableError),
        ({"code": 429}, RateLimitedError),
        ({"code": "429"}, RateLimitedError),
        ({"code": 400, "type": "BadRequestError"}, RequestRefusedError),
        ({"code": 200}, ModelUnavailableError),
        ({"code": "insufficient_quota"}, FundsSpentError),
        ("cannot", ModelUnavailableError),
        (True, ModelUnavailableError),
    ],
)
def test_an_error_amid_a_stream_means_what_its_status_would(
    error: Any, kind: type[ModelError]
) -> None:
    assert kind is type(broken_off(error))


@given(json_values, st.sampled_from([302, 400, 404, 413, 429, 500]))
def test_any_body_is_an_error_and_never_repeated(error: Any, status: int) -> None:
    bare = refused(status, {}, b"", NOW)

    failure = told(status, error)

    assert isinstance(failure, ModelError)
    assert str(bare) == str(failure)


@given(st.binary())
def test_a_body_that_is_no_json_tells_nothing(body: bytes) -> None:
    assert "model_unavailable" == refused(502, {}, body, NOW).reason


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("Mon, 02 Mar 2026 12:00:30 GMT", 30.0),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0.0),
        ("Mon, 02 Mar 2026 12:00:30 -0000", 30.0),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_the_wait_is_in_seconds_or_until_a_date(header: str | None, seconds: float | None) -> None:
    assert seconds == retry_after(header, NOW)


def test_the_wait_belongs_to_the_rate_limit() -> None:
    error = refused(429, {"Retry-After": "12"}, b"", NOW)

    assert isinstance(error, RateLimitedError)
    assert 12.0 == error.retry_after
