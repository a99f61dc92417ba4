from pydantic import Field
from pydantic_settings import BaseSettings

from pipeline.settings import section


class EmbeddingSettings(BaseSettings):
    """Whether the archive is searched by meaning too.

    Raises:
        pydantic.ValidationError: A value is out of its bounds.
    """

    model_config = section()

    butler_vectors: bool = False
    """Every message of every connected group is embedded, once: it goes to the provider, masked,
    and costs tokens."""
    butler_vectors_seconds: float = Field(1.0, gt=0, le=10)
    """How long a question may wait for its vector; then words alone find its answer."""
