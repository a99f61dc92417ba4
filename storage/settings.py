from pathlib import Path
from typing import Self

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from pipeline.settings import section


class StorageSettings(BaseSettings):
    """Where the databases are: with nothing set, both run embedded in ``alfred_home``.

    Raises:
        pydantic.ValidationError: A URL is of another kind; the message does not repeat it.
    """

    model_config = section(secrets=True)

    alfred_home: Path = Path(".alfred")
    """The directory, of mode 0700, that holds all that the embedded databases write."""
    database_url: SecretStr | None = None
    """The service's PostgreSQL, by a role that neither owns the tables nor is a superuser."""
    migrations_database_url: SecretStr | None = None
    """The same database by the role that owns the tables; only ``migrate`` uses it."""
    mongodb_url: SecretStr | None = None

    @field_validator("alfred_home")
    @classmethod
    def _expand(cls, home: Path) -> Path:
        return home.expanduser()

    @field_validator("database_url", "migrations_database_url")
    @classmethod
    def _is_postgres(cls, url: SecretStr | None) -> SecretStr | None:
        return _of_scheme(url, "postgresql://", "postgres://")

    @field_validator("mongodb_url")
    @classmethod
    def _is_mongo(cls, url: SecretStr | None) -> SecretStr | None:
        return _of_scheme(url, "mongodb://", "mongodb+srv://")

    @model_validator(mode="after")
    def _owner_needs_service(self) -> Self:
        if self.migrations_database_url and not self.database_url:
            raise ValueError("MIGRATIONS_DATABASE_URL is set without DATABASE_URL; set both")
        return self


def _of_scheme(url: SecretStr | None, *schemes: str) -> SecretStr | None:
    if url and not url.get_secret_value().startswith(schemes):
        raise ValueError(f"must start with {' or '.join(schemes)}")
    return url
