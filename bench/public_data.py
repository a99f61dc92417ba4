"""Where the public data lie that benchmarks measure on; they are no part of the project."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class DataSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ALFRED_")

    data: Path = Path(__file__).resolve().parents[2] / "shared" / "data"


def public_data(name: str) -> Path:
    """The file or folder of that name, such as ``threads/ubuntu-dev.jsonl``.

    Raises:
        SystemExit: It is not there; says how to name the folder that has it.
    """
    path = DataSettings().data / name
    if not path.exists():
        raise SystemExit(f"error: there is no {name} — set ALFRED_DATA to the folder that has it")
    return path
