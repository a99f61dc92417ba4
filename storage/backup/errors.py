"""What keeps a backup from being taken or restored.

StorageError
└── BackupError
    ├── NothingToBackUpError    (a BadInputError) there is no installation where we look
    ├── DamagedArchiveError     the file is not what a backup wrote
    ├── NewerArchiveError       (a BadInputError) a later version of Alfred wrote it
    ├── OccupiedError           (a BadInputError) something is there already
    └── ServiceRunningError     somebody works on the databases
"""

from pipeline.errors import BadInputError
from storage.errors import StorageError


class BackupError(StorageError):
    """A backup could not be taken or restored."""


class NothingToBackUpError(BackupError, BadInputError):
    """There is no installation where the settings say."""


class DamagedArchiveError(BackupError):
    """The file was cut off or changed, or was never one of ours."""


class NewerArchiveError(BackupError, BadInputError):
    """This code does not know what the archive holds."""


class OccupiedError(BackupError, BadInputError):
    """An installation is there, and nobody said that it may go."""


class ServiceRunningError(BackupError):
    """A process of ours uses the database."""
