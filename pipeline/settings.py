"""How every section of the settings is read: from the environment, then from ``.env``."""

from pydantic_settings import SettingsConfigDict


def section(prefix: str = "", *, secrets: bool = False) -> SettingsConfigDict:
    """The configuration of a section whose variables begin with ``prefix``.

    A variable that is empty counts as unset, so that a copied ``.env.example`` changes nothing.
    Errors about a section with ``secrets`` do not repeat what was given.
    """
    return SettingsConfigDict(
        env_prefix=prefix,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=secrets,
    )
