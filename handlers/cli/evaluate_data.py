"""The exports that ``evaluate`` is given, and what is expected of their digests."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from pydantic import ValidationError

from handlers.export.errors import ChatNotChosenError, UnreadableExportError
from handlers.export.reader import Export, open_export
from pipeline.digest.expectations import Expected
from pipeline.digest.scorecard import Scorecard
from pipeline.errors import BadInputError

_RESULT = "result.json"
_EXPECTED = ".expected.json"


class NoExportsError(BadInputError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"no export in {folder} — put *.json files there, or sub-folders with a result.json"
        )


class UnreadableExpectationsError(BadInputError):
    """A file of expectations does not hold what it should."""


class NotAScorecardError(BadInputError):
    """The file to compare with was not written by this command."""


@dataclass(frozen=True, slots=True)
class Source:
    """An export in the data."""

    name: str
    """The same wherever the data lie."""
    path: Path

    @property
    def expectations(self) -> Path:
        """Where what is expected of it may be written down."""
        return self.path.with_name(self.path.name.removesuffix(".json") + _EXPECTED)

    def open(self, chat: str | None, zone: tzinfo) -> Export:
        """Open it; ``chat`` says which one is meant where it holds several.

        Raises:
            ExportError: It cannot be read, or the chat is not in it.
        """
        try:
            return open_export(self.path, None, zone)
        except ChatNotChosenError:
            if chat is None:
                raise
        return open_export(self.path, chat, zone)

    def expected(self) -> Expected | None:
        """What is written down beside it.

        Raises:
            UnreadableExpectationsError: It is not in the form of ``pipeline.digest.expectations``.
        """
        path = self.expectations
        try:
            return Expected.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableExportError(path, error) from error
        except ValidationError as error:
            raise UnreadableExpectationsError(
                f"{path.name} cannot be used: {_first(error)} — give it must_mention, lists of"
                " message ids, and must_not_say, regular expressions"
            ) from None


def find_exports(data: Path) -> Sequence[Source]:
    """The exports of a file or a folder, by name.

    A folder whose only ``*.json`` is a ``result.json`` is an export itself, whatever files of the
    chat lie below it.

    Raises:
        NoExportsError: There is none.
    """
    if not data.is_dir():
        return (Source(_name(data), data),)
    files = sorted(each for each in data.glob("*.json") if not each.name.endswith(_EXPECTED))
    if [each.name for each in files] != [_RESULT]:
        files.extend(sorted(data.glob(f"*/{_RESULT}")))
    if not files:
        raise NoExportsError(data)
    known = Counter(map(_name, files))
    return tuple(
        Source(_name(each) if known[_name(each)] == 1 else _said(each.relative_to(data)), each)
        for each in files
    )


def read_scorecard(path: Path) -> Scorecard:
    """Read what ``--format json`` wrote.

    Raises:
        NotAScorecardError: It is something else.
    """
    try:
        return Scorecard.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise NotAScorecardError(
            f"{path} is no table to compare with: {_first(error)} — give a file that"
            " evaluate --format json --out wrote"
        ) from None


def _name(path: Path) -> str:
    named = path.resolve().parent if path.name == _RESULT else path
    return _said(named.name.removesuffix(".json").removesuffix(".result"))


def _said(name: str | Path) -> str:
    """The name as it can be told: its bytes need not be UTF-8."""
    return str(name).encode("utf-8", "replace").decode()


def _first(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(map(str, found["loc"]))
    return f"{place}: {found['msg']}" if place else found["msg"]
