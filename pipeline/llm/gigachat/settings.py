"""Where GigaChat is, on whose account, and which of its models answer."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from pipeline.settings import section


class GigaChatSettings(BaseSettings):
    """GigaChat is used once ``credentials`` are set."""

    model_config = section("GIGACHAT_", secrets=True)

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
