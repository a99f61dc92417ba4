"""An OpenAI-compatible server, and how patient we are with any provider."""

import re
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

from pipeline.settings import section


class LlmSettings(BaseSettings):
    """An OpenAI-compatible server is used once ``api_url`` is set; the rest holds for both."""

    model_config = section("LLM_", secrets=True)

    api_url: str | None = Field(None, description="Such as http://localhost:8000/v1")
    api_key: SecretStr | None = Field(None, description="Key of the server, if it wants one")
    max_streams: int = Field(4, ge=1, le=100, description="Calls at once")
    model_base: str | None = Field(
        None, description="Model of the tier base; empty: the first that the server lists"
    )
    model_pro: str | None = Field(None, description="Model of the tier pro; empty: that of base")
    model_max: str | None = Field(None, description="Model of the tier max; empty: that of pro")
    embeddings: str | None = Field(None, description="Model of embeddings; empty: none")
    embeddings_quota_tokens: int = Field(
        1_000_000,
        ge=0,
        le=10**12,
        description="Tokens that a tenant may have embedded in 24 hours; 0: no limit",
    )
    structured_output: bool = Field(
        True, description="Ask for JSON by schema where the API takes one"
    )
    call_seconds: float = Field(60, gt=0, description="Seconds within which a call has to end")
    retries: int = Field(3, ge=0, le=10, description="Further attempts of a call that failed")
    retry_after_cap: float = Field(
        20, ge=0, description="Longest wait in seconds that a server may ask for"
    )
    breaker_failures: int = Field(
        4, ge=1, description="Failures in a row after which a model rests"
    )
    breaker_seconds: float = Field(60, gt=0, description="Seconds that it rests")

    @field_validator("api_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            possible = (
                parts.scheme in ("http", "https") and parts.port != 0 and bool(parts.hostname)
            )
        except ValueError:  # it repeats a part of the address, which may be a password
            possible = False
        if not possible or re.search(r"\s", url):
            raise ValueError("must be an address such as http://localhost:8000/v1")
        if "@" in parts.netloc:
            raise ValueError("must hold no name or password; a key belongs in LLM_API_KEY")
        if parts.query or parts.fragment:
            raise ValueError("must end with a path such as /v1")
        return url.rstrip("/")

    @field_validator("api_key")
    @classmethod
    def _fits_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        if key and not (key.get_secret_value().isascii() and key.get_secret_value().isprintable()):
            raise ValueError("must be one line of printable ASCII")
        return key
