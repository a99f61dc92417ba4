"""What a model wrote is shown plain, and leads nowhere that its reader did not name."""

import pytest

from pipeline.alfred.rules.linking import JOINER, addresses, unlinked
from pipeline.alfred.rules.presentable import cited, presentable
from tests.fixtures.telegram_links import linked


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Добрый** вечер, __сэр__.", "Добрый вечер, сэр."),
        ("# Итог\nрелиз в четверг", "Итог\nрелиз в четверг"),
        ("Смотрите [отчёт](https://evil.example/x).", "Смотрите отчёт."),
        ("Подробнее: https://evil.example/?q=1 , сэр", "Подробнее:, сэр"),
        ("Откройте tg://resolve?domain=evil", "Откройте"),
        ("WWW.EVIL.EXAMPLE велит", "велит"),
        ("Решили в четверг [1], сказал Костя [7].", "Решили в четверг [1], сказал Костя."),
        ("5 * 6 * 7 = 210", "5 * 6 * 7 = 210"),
        ("a[0] и b[1]", "a и b[1]"),
    ],
)
def test_markup_foreign_links_and_citations_of_nothing_are_left_out(
    written: str, shown: str
) -> None:
    assert shown == presentable(written, known=[], passages=2)


def test_a_link_of_the_persons_own_may_be_repeated() -> None:
    text = "Вы прислали https://example.org/doc и я её прочёл."

    shown = presentable(text, known=["вот https://example.org/doc"], passages=0)

    assert text == shown


def test_a_link_that_only_begins_like_the_persons_is_foreign() -> None:
    written = "https://example.org/doc.evil.example"

    assert "" == presentable(written, known=["https://example.org/doc"], passages=0)


def test_the_citations_of_a_text_are_known() -> None:
    assert frozenset({1, 3}) == cited("да [1][3], нет [1]")


def test_hostile_text_takes_no_longer_than_it_is_long() -> None:
    hostile = "**" * 20_000 + "[" * 20_000 + "(" * 20_000

    assert presentable(hostile, known=[], passages=0)


ACTIVE = (
    "Загляните на t.me/x сегодня",
    "Вход: evil.example.com/login.",
    "Пишите @scam_bot, он поможет",
    "(www.evil.com)",
    "evil**.**com и ev[9]il.[9]com",
    "evil .com",
    "evil https://x.com .com",
    "https ://evil.com",
    "https https://x.com ://evil.com",
    "evil\u202e.com и t\u200b.me/x",
    "ftp://evil.com, tg://resolve?domain=evil, ton://transfer",
    "Почта: a@evil.com",
    "/start@evil_bot",
    "зайдите на президент.рф и 💩.me",
    "сервер 8.8.8.8 отвечает",
    "https://example.org@evil.com/x",
    "`evil.com` «evil.com» 'evil.com'",
)


@pytest.mark.parametrize("written", ACTIVE)
def test_nothing_is_left_of_which_telegram_makes_a_link(written: str) -> None:
    shown = presentable(written, known=[], passages=0)

    assert [] == linked(shown)


@pytest.mark.parametrize(
    "written",
    ["t.me/x", "@scam_bot", "main.py", "a@evil.com", "/start@evil_bot", "tg://x", "8.8.8.8"],
)
def test_the_checks_know_a_link_when_they_see_it(written: str) -> None:
    assert linked(f"вот {written}, да")


@pytest.mark.parametrize("written", ACTIVE)
def test_while_it_grows_there_is_no_link_in_it_either(written: str) -> None:
    grown = [presentable(written[:end], known=[], passages=0) for end in range(len(written))]

    assert [] == [link for shown in grown for link in linked(shown)]


@pytest.mark.parametrize(
    "written",
    [
        "и т.д., и т.п., т.е. так",
        "e.g. 3.5, i.e. 10.12 и 12.11.2026",
        "node.js, data.json, report.pdf и app.tsx",
        "5 @ 10, a @ b",
        "Конец... Начало.",
        "в 18:00, счёт 2:1",
    ],
)
def test_what_is_no_link_stays_letter_by_letter(written: str) -> None:
    assert written == presentable(written, known=[], passages=0)


@pytest.mark.parametrize("written", ["main.py", "Вызовите os.path.join.", "релиз.Потом отдых"])
def test_what_only_looks_like_a_domain_is_told_to_the_last_letter(written: str) -> None:
    shown = presentable(written, known=[], passages=0)

    assert written == shown.replace(JOINER, "")
    assert JOINER in shown


def test_what_the_person_said_is_linked_as_they_said_it_and_no_further() -> None:
    known = ["это main.py, @durov и (example.org/doc)!"]
    own = "main.py, @durov, example.org/doc."

    assert own == presentable(own, known=known, passages=0)
    assert [] == linked(presentable("example.org/doc/evil @durov_bot", known=known, passages=0))
    assert [] == linked(presentable("example.org/doc,evil main.py?x", known=known, passages=0))


def test_an_address_that_ends_a_sentence_is_the_persons_too() -> None:
    written = "Вот он: https://example.org/doc."

    assert written == presentable(written, known=["https://example.org/doc"], passages=0)


@pytest.mark.parametrize(
    "empty", ["\u202e", "\u200b \u2060", "\u2800", "\u3164", "\x00\x07", " \n", "\u0301"]
)
def test_of_what_nobody_sees_nothing_is_left(empty: str) -> None:
    assert "" == presentable(empty, known=[], passages=0)


@pytest.mark.parametrize("little", ["👍", "…", "7", "да", "[1]"])
def test_a_sign_is_an_answer(little: str) -> None:
    assert little == presentable(little, known=[], passages=1)


@pytest.mark.parametrize(
    "hostile", ["@" * 50_000, "a." * 25_000, "://" * 20_000, "1." * 25_000, "www." * 20_000]
)
def test_hostile_addresses_take_no_longer_than_they_are_long(hostile: str) -> None:
    assert [] == linked(unlinked(hostile, addresses([])))
