"""What a reader is told, in the reader's language: Fluent files in ``locales/<language>/``.

``fluent.runtime`` answers a missing id with the id and a missing argument with its name, and
drops its list of errors. Here a wrong wording is noticed: at once where ``strict``, otherwise by
one line in the log and the English text.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Junk, Resource

from pipeline.errors import AlfredError

LOCALES = Path(__file__).resolve().parent.parent / "locales"
FALLBACK = "en"

LONG = 500
"""``fluent.runtime`` refuses parts above 2 500 characters; a longer text is put in after it."""

Argument = str | int | float

_log = logging.getLogger(__name__)


class WordingError(AlfredError):
    """A locale file cannot be read, or lacks a wording, or an argument of it was not given."""


class Translator:
    """One reader's language; where it has no wording, English speaks. A ``Wording``."""

    def __init__(self, bundles: Mapping[str, FluentBundle], *, strict: bool) -> None:
        self.language = next(iter(bundles))
        self._bundles = bundles
        self._strict = strict
        self._noticed: set[tuple[str, str]] = set()

    def say(self, message_id: str, /, **arguments: Argument) -> str:
        """Return the plain text of a wording; a view escapes it for its own format.

        Numbers come out grouped (``12 345``): pass an id or a year as a string.

        Raises:
            WordingError: the wording is missing or cannot be formatted, and this is strict.
        """
        text = message_id
        for language, bundle in self._bundles.items():
            text, errors = _format(bundle, message_id, arguments)
            if not errors:
                break
            self._notice(language, message_id, errors)
        return text

    def _notice(self, language: str, message_id: str, errors: Sequence[Exception]) -> None:
        problem = "; ".join(str(error) for error in errors)
        if self._strict:
            raise WordingError(f"{message_id} in locales/{language}: {problem}")
        if (language, message_id) not in self._noticed:
            self._noticed.add((language, message_id))
            _log.warning("wording %s in locales/%s: %s", message_id, language, problem)


class Translators:
    """Translators by language; a language's files are read once, when it is first asked for."""

    def __init__(self, folder: Path = LOCALES, *, strict: bool = False) -> None:
        self.languages = tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))
        self._folder = folder
        self._strict = strict
        self._bundles: dict[str, FluentBundle] = {}
        self._translators: dict[str, Translator] = {}

    def into(self, language: str) -> Translator:
        """Return the translator for a language tag (``ru``, ``ru-RU``); English if unknown."""
        name = language.split("-")[0].lower()
        if name not in self.languages:
            name = FALLBACK
        if name not in self._translators:
            chain = {each: self._bundle(each) for each in (name, FALLBACK)}
            self._translators[name] = Translator(chain, strict=self._strict)
        return self._translators[name]

    def _bundle(self, language: str) -> FluentBundle:
        if language not in self._bundles:
            # Isolation marks around arguments would break links and commands.
            bundle = FluentBundle([language], use_isolating=False)
            for path in sorted((self._folder / language).glob("*.ftl")):
                bundle.add_resource(_read(path))
            self._bundles[language] = bundle
        return self._bundles[language]


def _read(path: Path) -> Resource:
    resource = FluentResource(path.read_text(encoding="utf-8"))
    for entry in resource.body:
        if isinstance(entry, Junk):
            first = (entry.content or "").strip().splitlines()[0]
            raise WordingError(f"{path.parent.name}/{path.name} is not Fluent from here: {first}")
    return resource


def _format(
    bundle: FluentBundle, message_id: str, arguments: Mapping[str, Argument]
) -> tuple[str, Sequence[Exception]]:
    if not bundle.has_message(message_id):
        return message_id, (LookupError("no such wording"),)
    pattern = bundle.get_message(message_id).value
    if pattern is None:
        return message_id, (LookupError("it has no text"),)
    marks = {
        name: f"\ue000{name}\ue001"
        for name, value in arguments.items()
        if isinstance(value, str) and len(value) > LONG
    }
    text, errors = bundle.format_pattern(pattern, {**arguments, **marks})
    text = str(text)
    for name, mark in marks.items():
        text = text.replace(mark, str(arguments[name]))
    return text, errors
