from urllib.parse import unquote

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from pipeline.settings import section


class TelemetrySettings(BaseSettings):
    """Where spans go, by the names that OpenTelemetry gave these variables.

    See opentelemetry.io/docs/specs/otel/protocol/exporter.
    """

    model_config = section("OTEL_", secrets=True)

    exporter_otlp_endpoint: str = Field("", pattern=r"^(https?://\S+)?$")
    """A collector's base address for OTLP over HTTP; empty: nobody collects."""
    exporter_otlp_headers: SecretStr | None = None
    """``name=value`` by commas, values percent-encoded."""
    service_name: str = "alfred"

    @property
    def traces_url(self) -> str:
        return f"{self.exporter_otlp_endpoint.rstrip('/')}/v1/traces"

    @property
    def headers(self) -> dict[str, str]:
        written = self.exporter_otlp_headers
        pairs = written.get_secret_value().split(",") if written else ()
        named = (pair.partition("=") for pair in pairs)
        return {
            name.strip().lower(): unquote(value.strip()) for name, given, value in named if given
        }
