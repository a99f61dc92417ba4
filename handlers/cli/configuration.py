from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from pipeline.errors import BadInputError

S = TypeVar("S", bound=BaseSettings)

SECRETS: Final = Path("/run/secrets")
"""Where containers find secrets, a file for each, named as the setting in any case."""


def load(settings: type[S], **given: str | Path) -> S:
    """Read a section of the settings; ``given`` goes before the environment, a secret's file last.

    Raises:
        BadInputError: A value is not possible, or .env is no text. The value itself is not told:
            it may be a secret.
    """
    try:
        folder = SECRETS if SECRETS.is_dir() else None
        return settings(_secrets_dir=folder, **given)  # type: ignore[arg-type]  # its own fields
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
