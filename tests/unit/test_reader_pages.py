"""What docs/onboarding and docs/faq tell people is so: commands, buttons, words, figures."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest

from bot.telegram.membership import KEPT_SECONDS
from bot.telethon.backfill import LONGEST
from bot.translator import LOCALES
from handlers.commands.menu import menu
from handlers.commands.schedule_line import read as read_schedule
from pipeline.digest.amendment import CORRECTED_FOR
from pipeline.orders.asking import read_request
from pipeline.recordings.patience import AwaitRecordings
from pipeline.windows.models import WindowSize
from storage.documents.schema import KEPT
from tests.fixtures.command_line import ROOT

DOCS = ROOT / "docs"
LANGUAGES = {"en": "", "ru": ".ru"}
NAMES = [f"{kind}{end}.md" for kind in ("onboarding", "faq") for end in LANGUAGES.values()]
MENU = menu(conversation=True)
FOR_PEOPLE = {*MENU.private, *MENU.groups, *MENU.group_admins}
BOTFATHERS = {"setprivacy"}
LEAST_QUESTIONS = 25
_HOUR = 3_600

_COMMAND = re.compile(r"`/([a-z_]+)([^`]*)`")
_BUTTON = re.compile(r"\*\*([^*]+)\*\*")
_QUOTED = re.compile(r"^> (.+)$", re.MULTILINE)
_SETTING = re.compile(r"`([A-Z]+_[A-Z0-9_]+)`")
_FIGURE = re.compile(r"(\d+(?:[.,]\d+)?)[^\d`.?!(]{0,30}\(`([A-Z][A-Z0-9_]+)`\)")
_EXAMPLE = re.compile(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)


def told(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def both(language: str) -> str:
    return "".join(told(f"{kind}{LANGUAGES[language]}.md") for kind in ("onboarding", "faq"))


def wordings(language: str) -> str:
    """All that Alfred says in a language, as it is written down."""
    files = sorted((LOCALES / language).glob("*.ftl"))
    return "\n".join(path.read_text("utf-8") for path in files)


def defaults() -> Mapping[str, str]:
    return dict(_EXAMPLE.findall((ROOT / ".env.example").read_text("utf-8")))


def figures(language: str) -> Iterator[str]:
    """What is no setting, in the pages' words."""
    hours = int(CORRECTED_FOR.total_seconds()) // _HOUR
    minutes = int(KEPT_SECONDS) // 60
    [wait] = [each.default for each in fields(AwaitRecordings) if each.name == "seconds"]
    *sizes, longest = (size.value for size in WindowSize)
    listed = ", ".join(map(str, sizes))
    if language == "en":
        yield from (f"{hours} hours", f"{LONGEST.days} days", f"{KEPT.days} days")
        yield from (f"{minutes} minutes", f"{wait:.0f} seconds", f"{listed} and {longest} hours")
    else:
        yield from (f"{hours} часов", f"{LONGEST.days} дней", f"{KEPT.days} дней")
        yield from (f"минут {minutes}", f"{wait:.0f} секунд", f"{listed} и {longest} часа")


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_a_page_is_one_that_people_have(name: str) -> None:
    commands = {command for command, _ in _COMMAND.findall(told(name))}

    assert set() == commands - FOR_PEOPLE - BOTFATHERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_people_have_is_explained(language: str) -> None:
    explained = {command for command, _ in _COMMAND.findall(both(language))}

    assert set() == FOR_PEOPLE - explained


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_follows_a_command_is_understood(language: str) -> None:
    written = [(name, rest.strip()) for name, rest in _COMMAND.findall(both(language)) if rest]

    sizes = {read_request(rest).size for name, rest in written if name == "digest"}
    schedules = [read_schedule(rest, "UTC") for name, rest in written if name == "schedule"]

    assert {"digest", "schedule"} == {name for name, _ in written}
    assert None not in sizes
    assert len(schedules) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_that_is_named_is_called_so(language: str) -> None:
    labels = set(re.findall(r"^[\w-]+ = (.+)$", wordings(language), re.MULTILINE))

    assert set() == set(_BUTTON.findall(both(language))) - labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_alfred_is_quoted_with_he_says(language: str) -> None:
    says = " ".join(wordings(language).split())

    quoted = _QUOTED.findall(both(language))

    assert quoted
    assert [] == [each for each in quoted if each not in says]


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_beside_a_setting_is_its_default(name: str) -> None:
    figures = {
        setting: float(figure.replace(",", ".")) for figure, setting in _FIGURE.findall(told(name))
    }

    assert {setting: float(defaults()[setting]) for setting in figures} == figures


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_of_a_page_is_one_that_there_is(name: str) -> None:
    assert set() == set(_SETTING.findall(told(name))) - defaults().keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_set_is_told_as_it_is(language: str) -> None:
    text = both(language)

    assert [] == [figure for figure in figures(language) if figure not in text]


@pytest.mark.parametrize("kind", ["onboarding", "faq"])
def test_both_languages_tell_the_same_in_the_same_order(kind: str) -> None:
    english, russian = (told(f"{kind}{end}.md") for end in LANGUAGES.values())

    def outline(text: str) -> list[str]:
        return re.findall(r"^#+ ", text, re.MULTILINE)

    assert outline(english) == outline(russian)
    assert _SETTING.findall(english) == _SETTING.findall(russian)
    assert [c for c, _ in _COMMAND.findall(english)] == [c for c, _ in _COMMAND.findall(russian)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_as_many_questions_as_people_have_and_each_is_answered(language: str) -> None:
    answers = told(f"faq{LANGUAGES[language]}.md").split("\n### ")[1:]

    questions = [answer.partition("\n")[0] for answer in answers]

    assert len(questions) >= LEAST_QUESTIONS
    assert len(set(questions)) == len(questions)
    assert [] == [each for each in answers if not each.partition("\n")[2].strip()]
