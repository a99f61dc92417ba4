"""What an archive says of itself, as its last member but one."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from storage.backup.errors import DamagedArchiveError, NewerArchiveError

FORMAT = 1
NAME = "manifest.json"
DIGEST = "manifest.sha256"
"""The last member: whose hash the manifest's own is, in hexadecimal."""

POSTGRES, MONGO, SESSIONS = "postgres", "mongo", "sessions"
"""The folders. Each part of one is cut into members ``<part>.<number>.<kind>.gz``."""
KINDS: Mapping[str, str] = {POSTGRES: "copy", MONGO: "bson", SESSIONS: "session"}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Member(_Model):
    size: int = Field(ge=0)
    """Bytes in the archive, that is, compressed."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class TableContent(_Model):
    columns: tuple[str, ...]
    """In the order of the fields of a row."""
    rows: int = Field(ge=0)


class Manifest(_Model):
    format: int
    alfred: str
    """The version of Alfred that wrote it."""
    revision: str
    """Of the schema that the tables have."""
    taken_at: AwareDatetime
    """The moment of the tables' snapshot."""
    tables: Mapping[str, TableContent]
    sequences: Mapping[str, int]
    """The last number that each gave out."""
    collections: Mapping[str, int]
    """How many documents each has."""
    sessions: tuple[str, ...]
    members: Mapping[str, Member]

    @property
    def rows(self) -> int:
        return sum(content.rows for content in self.tables.values())

    @property
    def documents(self) -> int:
        return sum(self.collections.values())


class _Version(BaseModel):
    format: int
    alfred: str = "?"


def member_name(folder: str, part: str, number: int) -> str:
    return f"{folder}/{part}.{number:06}.{KINDS[folder]}.gz"


def parse(text: bytes) -> Manifest:
    """Read a manifest.

    Raises:
        NewerArchiveError: It is of a format that came later.
        DamagedArchiveError: It is none.
    """
    try:
        version = _Version.model_validate_json(text)
        if version.format > FORMAT:
            raise NewerArchiveError(
                f"the archive is of format {version.format}, and this code reads {FORMAT}"
                f" — restore it with Alfred {version.alfred} or later"
            )
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise DamagedArchiveError(
            "the archive's manifest cannot be read — restore another backup"
        ) from error


def utc_text(moment: datetime) -> str:
    """As file names and messages have it: 2026-11-21T02:15:30Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
