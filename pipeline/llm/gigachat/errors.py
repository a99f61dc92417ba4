"""The SDK's errors told as ours.

``str()`` of a ResponseError holds the answer's body and headers, and a parser's error the line
that it could not parse: both may repeat the prompt or the key. So ours tell the status and the
remedy alone, and cut off what they were raised from.
"""

import math
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import httpx
from gigachat.exceptions import GigaChatException, ResponseError

from pipeline.llm.errors import (
    FundsSpentError,
    ModelError,
    ModelRejectedError,
    ModelTimeoutError,
    ModelUnavailableError,
    PromptTooLongError,
    RateLimitedError,
)
from pipeline.llm.gigachat.settings import GigaChatSettings

_MODEL_SETTINGS = ("model_base", "model_pro", "model_max", "embeddings")


@contextmanager
def translated(settings: GigaChatSettings, model: str | None = None) -> Iterator[None]:
    """Turn what the SDK raises into ours; a 404 is about ``model``.

    Raises:
        ModelUnavailableError: No connection, a broken stream, 5xx, an answer that is none;
            ModelTimeoutError if it came too late, RateLimitedError at 429.
        ModelRejectedError: The request, the key, a name or a certificate is wrong.
        PromptTooLongError: 413.
        FundsSpentError: 402.
    """
    try:
        yield
    except ResponseError as error:
        raise _of_status(error, settings, model) from None
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
        raise _of_connection(error) from None
    except (httpx.TimeoutException, TimeoutError) as error:
        raise ModelTimeoutError(
            f"GigaChat did not answer in time ({type(error).__name__}) — try again later, or raise"
            " LLM_CALL_SECONDS"
        ) from None
    except (httpx.HTTPError, GigaChatException) as error:
        raise ModelUnavailableError(
            f"The connection to GigaChat broke ({type(error).__name__}) — try again later"
        ) from None
    except (ValueError, TypeError, LookupError) as error:
        # The SDK parses with json, pydantic and dict[...] and lets their errors through.
        raise ModelUnavailableError(
            f"GigaChat answered something else than its API says ({type(error).__name__}) —"
            " check GIGACHAT_BASE_URL and GIGACHAT_AUTH_URL, and try again later"
        ) from None


def unknown_model(settings: GigaChatSettings, model: str) -> ModelRejectedError:
    names = [f"GIGACHAT_{name.upper()}" for name in _MODEL_SETTINGS]
    values = [getattr(settings, name) for name in _MODEL_SETTINGS]
    variable = names[values.index(model)] if model in values else "GIGACHAT_MODEL_BASE"
    return ModelRejectedError(
        f"GigaChat has no model {model} for this key — set {variable} to one that it lists"
    )


def _of_status(error: ResponseError, settings: GigaChatSettings, model: str | None) -> ModelError:
    status = error.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return RateLimitedError(
            "GigaChat takes no more requests for now (429) — lower GIGACHAT_MAX_STREAMS to what"
            " the tariff allows",
            _retry_after(error.headers),
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return ModelUnavailableError(f"GigaChat failed ({status}) — try again later")
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return PromptTooLongError(
            "The prompt is longer than GigaChat takes (413) — lower DIGEST_MAP_TOKENS and"
            " DIGEST_REDUCE_TOKENS"
        )
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return FundsSpentError("The GigaChat account is empty (402) — buy tokens for its project")
    if status == HTTPStatus.NOT_FOUND and model is not None:
        return unknown_model(settings, model)
    return _rejected(error, settings)


def _rejected(error: ResponseError, settings: GigaChatSettings) -> ModelRejectedError:
    status = error.status_code
    if status == HTTPStatus.UNAUTHORIZED:
        remedy = "check GIGACHAT_CREDENTIALS"
    elif status == HTTPStatus.FORBIDDEN or str(error.url) == settings.auth_url:
        remedy = "check that GIGACHAT_CREDENTIALS and GIGACHAT_SCOPE are of one project"
    elif status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        remedy = "check that the models of GIGACHAT_MODEL_* are for chat"
    else:
        remedy = "check GIGACHAT_BASE_URL and GIGACHAT_AUTH_URL"
    return ModelRejectedError(f"GigaChat refuses the request ({status}) — {remedy}")


def _of_connection(error: httpx.TransportError) -> ModelError:
    if _is_about_a_certificate(error):
        return ModelRejectedError(
            "GigaChat's certificate is not trusted — set GIGACHAT_CA_BUNDLE to the file with the"
            " Russian Trusted Root CA"
        )
    return ModelUnavailableError(
        f"GigaChat cannot be reached ({type(error).__name__}) — check the network, the proxy,"
        " GIGACHAT_BASE_URL and GIGACHAT_AUTH_URL"
    )


def _is_about_a_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _retry_after(headers: httpx.Headers | None) -> float | None:
    """Seconds from the header; a date or nonsense there is as good as nothing."""
    try:
        seconds = float(headers.get("retry-after", "") if headers else "")
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
