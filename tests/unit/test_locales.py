"""The languages say the same things, and exactly those that the code asks for."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, FluentSerializer
from fluent.syntax.ast import Junk, Message, MessageReference, Resource, VariableReference
from fluent.syntax.visitor import Visitor

from bot.translator import FALLBACK, LOCALES
from pipeline.digest.findings import ThreadState, TopicStatus
from pipeline.digest.statements import Quality, Section
from pipeline.privacy.models import MaskKind
from tests.fixtures.digests import wording

ROOT = LOCALES.parent
CODE = ("bot", "handlers", "pipeline", "scheduler")
LANGUAGES = sorted(path.name for path in LOCALES.iterdir())
FILES = sorted(path.name for path in (LOCALES / FALLBACK).iterdir())


class Names(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802 (Fluent's name)
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: MessageReference) -> None:  # noqa: N802 (Fluent's name)
        self.messages.add(node.id.name)


def parsed(language: str, file: str) -> Resource:
    return FluentParser().parse((LOCALES / language / file).read_text(encoding="utf-8"))


def messages(language: str) -> Iterator[Message]:
    for file in FILES:
        yield from (entry for entry in parsed(language, file).body if isinstance(entry, Message))


def names_in(message: Message) -> Names:
    names = Names()
    names.visit(message)
    return names


def variables(language: str) -> dict[str, set[str]]:
    """Every id with the arguments that it needs, those of the wordings within it included."""
    found = {message.id.name: names_in(message) for message in messages(language)}

    def needed(message_id: str) -> set[str]:
        names = found[message_id]
        return names.variables.union(*map(needed, names.messages))

    return {message_id: needed(message_id) for message_id in found}


def asked_for() -> tuple[set[str], list[re.Pattern[str]]]:
    """The ids that the code gives to ``say``; f-strings as patterns of what they become."""
    ids: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for argument in arguments_of_say():
        if isinstance(argument, ast.JoinedStr):
            patterns.append(pattern_of(argument))
            continue
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                ids.add(node.value)
    return ids, patterns


def arguments_of_say() -> Iterator[ast.expr]:
    modules = (path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py")))
    for path in (ROOT / "main.py", *modules):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", None) == "say":
                yield from node.args[:1]


def pattern_of(node: ast.JoinedStr) -> re.Pattern[str]:
    parts = (
        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_-]+"
        for part in node.values
    )
    return re.compile("".join(parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_files(language: str) -> None:
    assert FILES == sorted(path.name for path in (LOCALES / language).iterdir())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_fluent_and_says_nothing_twice(language: str) -> None:
    junk = [
        entry.content
        for file in FILES
        for entry in parsed(language, file).body
        if isinstance(entry, Junk)
    ]
    twice = [
        message_id
        for message_id, count in Counter(each.id.name for each in messages(language)).items()
        if count > 1
    ]

    assert [] == junk
    assert [] == twice


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_wordings_with_the_same_arguments(language: str) -> None:
    assert variables(FALLBACK) == variables(language)


def test_every_wording_that_the_code_asks_for_exists() -> None:
    known = set(variables(FALLBACK))
    ids, patterns = asked_for()

    nowhere = [pattern.pattern for pattern in patterns if not any(map(pattern.fullmatch, known))]

    assert set() == ids - known
    assert [] == nowhere


def test_no_wording_is_left_that_the_code_does_not_ask_for() -> None:
    ids, patterns = asked_for()
    within = {name for message in messages(FALLBACK) for name in names_in(message).messages}

    unused = {
        message_id
        for message_id in set(variables(FALLBACK)) - ids - within
        if not any(pattern.fullmatch(message_id) for pattern in patterns)
    }

    assert set() == unused


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "message_id",
    [
        *(f"digest-section-{each}" for each in Section),
        *(f"digest-status-{each}" for each in TopicStatus),
        *(f"digest-state-{each}" for each in ThreadState),
    ],
)
def test_every_word_of_the_model_has_a_wording(language: str, message_id: str) -> None:
    assert wording(language).say(message_id)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", Quality.model_fields)
def test_every_measure_of_quality_has_a_wording(language: str, measure: str) -> None:
    assert wording(language).say(f"digest-measure-{measure}", score=0.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_mask_has_a_word_of_its_own(language: str) -> None:
    words = {wording(language).say("digest-mask", kind=kind) for kind in (*MaskKind, "other")}

    assert len(MaskKind) + 1 == len(words)


@pytest.mark.parametrize(
    "path", sorted(LOCALES.glob("*/digest.ftl")), ids=lambda path: path.parts[-2]
)
def test_a_number_stays_on_the_line_of_its_word(path: Path) -> None:
    breaking = re.findall(r"\{ \$count \} \w+", path.read_text(encoding="utf-8"))

    assert [] == breaking


def test_in_russian_a_digest_has_one_name_but_where_the_design_gave_it_another() -> None:
    """«Дайджест» and «сводка» mean the same: nobody is to wonder whether they do."""
    named = {"digest-title", "digest-section-changes"}

    told = {
        message.id.name: FluentSerializer().serialize_entry(message) for message in messages("ru")
    }

    assert named == {name for name, text in told.items() if "дайджест" in text.casefold()}
