from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from pipeline.errors import BadInputError

S = TypeVar("S", bound=BaseSettings)


def load(settings: type[S], **given: str | Path) -> S:
    """Read a section of the settings; ``given`` goes before the environment.

    Raises:
        BadInputError: A value is not possible, or .env is no text. The value itself is not told:
            it may be a secret.
    """
    try:
        return settings(**given)  # type: ignore[arg-type]  # the section's own field names
    except UnicodeDecodeError:
        raise BadInputError(".env is no text in UTF-8 — save it as UTF-8") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        if first["loc"]:
            name = variable(settings, str(first["loc"][0]))
            reason = f"{name} is not possible: {reason[:1].lower()}{reason[1:]}"
        raise BadInputError(f"{reason} — change it in the environment or in .env") from None


def variable(settings: type[BaseSettings], field: str) -> str:
    """Return the environment's name of a field."""
    prefix = settings.model_config.get("env_prefix", "")
    described = settings.model_fields.get(field)
    alias = described.validation_alias if described else None
    return alias.upper() if isinstance(alias, str) else f"{prefix}{field}".upper()
