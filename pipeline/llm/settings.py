"""Which provider answers, by which models, and how patient we are with it."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class GigaChatSettings(BaseSettings):
    """GigaChat is used once ``credentials`` are set."""

    model_config = SettingsConfigDict(
        env_prefix="GIGACHAT_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    credentials: SecretStr | None = Field(None, description="Authorization key of the project")
    scope: str = Field("GIGACHAT_API_PERS", description="PERS, B2B (prepaid) or CORP (postpaid)")
    base_url: str = Field("https://api.giga.chat/v1", description="Address of the API")
    auth_url: str = Field(
        "https://ngw.devices.sberbank.ru:9443/api/v2/oauth", description="Address for tokens"
    )
    ca_bundle: Path | None = Field(
        None, description="File with the Russian Trusted Root CA; empty: the system's"
    )
    max_streams: int = Field(
        1,
        ge=1,
        le=100,
        description="Calls at once; 1 on personal plans, usually 10 on business ones",
    )
    model_base: str = Field("GigaChat-2", description="Model of the tier base")
    model_pro: str = Field("GigaChat-2-Pro", description="Model of the tier pro")
    model_max: str = Field("GigaChat-2-Max", description="Model of the tier max")
    embeddings: str = Field("Embeddings", description="Model of embeddings")


class LlmSettings(BaseSettings):
    """An OpenAI-compatible server is used once ``api_url`` is set; the rest holds for both."""

    model_config = SettingsConfigDict(
        env_prefix="LLM_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    api_url: str | None = Field(None, description="Such as http://localhost:8000/v1")
    api_key: SecretStr | None = Field(None, description="Key of the server, if it wants one")
    max_streams: int = Field(4, ge=1, le=100, description="Calls at once")
    model_base: str | None = Field(
        None, description="Model of the tier base; empty: the first that the server lists"
    )
    model_pro: str | None = Field(None, description="Model of the tier pro; empty: that of base")
    model_max: str | None = Field(None, description="Model of the tier max; empty: that of pro")
    embeddings: str | None = Field(None, description="Model of embeddings; empty: none")
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
