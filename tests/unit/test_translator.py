import logging
from pathlib import Path

import pytest

from bot.translator import Translator, Translators, WordingError
from pipeline.digest.ports import Wording

RUSSIAN = """
messages = { $count ->
    [one] { $count } сообщение
    [few] { $count } сообщения
   *[many] { $count } сообщений
}
quote = { $kind ->
    [spoken] { $who }: «{ $text }»
   *[other] «{ $text }»
}
greeting = Доброе утро, { $name }
"""
ENGLISH = """
messages = { $count } messages
quote = “{ $text }”
greeting = Good morning, { $name }
farewell = Good night
"""


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    for language, text in (("ru", RUSSIAN), ("en", ENGLISH)):
        (tmp_path / language).mkdir()
        (tmp_path / language / "house.ftl").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("count", "told"),
    [(1, "1 сообщение"), (2, "2 сообщения"), (5, "5 сообщений"), (21, "21 сообщение")],
)
def test_russian_counts_take_the_right_plural(locales: Path, count: int, told: str) -> None:
    russian = Translators(locales, strict=True).into("ru")

    said = russian.say("messages", count=count)

    assert told == said


def test_a_translator_is_a_wording(locales: Path) -> None:
    wording: Wording = Translators(locales).into("en")

    assert "Good night" == wording.say("farewell")


@pytest.mark.parametrize(("asked", "spoken"), [("ru-RU", "ru"), ("RU", "ru"), ("uk", "en")])
def test_the_language_of_a_tag_speaks_or_else_english(
    locales: Path, asked: str, spoken: str
) -> None:
    assert spoken == Translators(locales).into(asked).language


def test_a_language_cannot_lead_out_of_the_folder(locales: Path) -> None:
    assert "en" == Translators(locales).into("../../etc").language


def test_arguments_are_not_wrapped_in_invisible_marks(locales: Path) -> None:
    said = Translators(locales, strict=True).into("en").say("greeting", name="Alfred")

    assert "Good morning, Alfred" == said


def test_a_wording_that_only_english_has_is_said_in_english(
    locales: Path, caplog: pytest.LogCaptureFixture
) -> None:
    russian = Translators(locales).into("ru")

    with caplog.at_level(logging.WARNING):
        said = [russian.say("farewell"), russian.say("farewell")]

    assert ["Good night", "Good night"] == said
    assert ["wording farewell in locales/ru: no such wording"] == caplog.messages


def test_a_wording_that_no_language_has_is_shown_by_its_id(locales: Path) -> None:
    assert "nowhere" == Translators(locales).into("ru").say("nowhere")


@pytest.mark.parametrize("message_id", ["farewell", "greeting"])
def test_a_strict_translator_refuses_a_missing_wording_and_a_missing_argument(
    locales: Path, message_id: str
) -> None:
    russian = Translators(locales, strict=True).into("ru")

    with pytest.raises(WordingError, match=rf"{message_id} in locales/ru"):
        russian.say(message_id)


@pytest.mark.parametrize("kind", ["spoken", "other"])
def test_a_quotation_of_any_length_is_said_whole(locales: Path, kind: str) -> None:
    text = "слово " * 3000
    russian = Translators(locales, strict=True).into("ru")

    said = russian.say("quote", kind=kind, who="Аня", text=text)

    assert text in said
    assert said.endswith("»")


def test_a_file_that_is_not_fluent_is_refused_with_its_name(locales: Path) -> None:
    (locales / "en" / "torn.ftl").write_text("fine = Yes\ntorn = { $open", encoding="utf-8")

    with pytest.raises(WordingError, match=r"en/torn\.ftl is not Fluent from here: torn"):
        Translators(locales).into("en")


def test_the_files_of_a_language_are_read_once(locales: Path) -> None:
    translators = Translators(locales, strict=True)
    first = translators.into("en")
    (locales / "en" / "house.ftl").unlink()

    second: Translator = translators.into("en-GB")

    assert first is second
    assert "Good night" == second.say("farewell")
