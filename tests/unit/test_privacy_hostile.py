"""Four times the hostile text may cost about four times the time, never sixteen times."""

import time
from collections.abc import Callable

import pytest

from pipeline.ingest.models import AuthorId
from pipeline.privacy.boundary import check_boundary_integrity, repair
from pipeline.privacy.masks import mask
from pipeline.privacy.pseudonyms import Roster
from pipeline.privacy.tokens import clean_name, reveal

_SIZE = 5_000
_FACTOR = 4
_SLACK_SECONDS = 0.02


def _seconds(work: Callable[[str], object], text: str) -> float:
    spans = []
    for _ in range(2):
        start = time.process_time()
        work(text)
        spans.append(time.process_time() - start)
    return min(spans)


def _assert_linear(work: Callable[[str], object], unit: str) -> None:
    short = unit * (_SIZE // len(unit))

    once = _seconds(work, short)
    more = _seconds(work, short * _FACTOR)

    assert more < 2.5 * _FACTOR * once + _SLACK_SECONDS


@pytest.mark.parametrize(
    "unit",
    [
        "1", "1 ", "1.", "12 34 ", "(((1", "+7 (", "8 916 ", "4276 ", "1.1.1.", "a@", "a@b.", "a.",
        "(", ":", "::", "1:", "ab12 ", "DE89 ", "http://", "https://x/?token=a&", "t.me/+", "a/b.",
        "пароль ", "пароль: ", "password=", "паспорт 12 34 ", "-----BEGIN A-----", "eyJaaaaaaaa.",
        "⟦", "\u200b", "\u200d", "٣", "a" * 15 + " ", "инн 7707083893 ", "112-233-445 ",
        "8,", "8, 916, ", "1234/", "1234\n", "a @ b", "a(at)", "a at b dot ", "ключ ", "код ",
        "код 1 ", "ул. А", "ул.А-", "ул. Ленина 1", "Ленина 1 кв 1", "кв 1 ", "1 Oak ",
        "один два ", "abandon ", "II-МЮ ", "mysql -p",
        "вход под a/", "счёт 1234567 ", "полис 1234 ",
        "паспорт № ", "visa 1 A 2 B ", "12 АА 12 АА ", "рождения 1 мая ", "д.р. 1.1.",
        "код от двери ", "код 1234 ", "1234 ваш код ", "никому 1 ", "резервный код abc-",
        "домофон 1", "btc 1", "Ленина 5 ", "адрес Ленина 1-1-1", "СНТ А, ", "дом 1 по ул. А ",
        "address is 1 A ", "1 A A ", "Rue A B 1 ", "Apt 1 ", "PSC 1 Box ", "Aweg 1 ", "А123ВС",
        "кодовое слово ", "логин a, ", "wifi a /", "кука a=", "доступ a b: c ", "пароль от а ",
        "a dot ", "nсобака", "a1B2c3D4e5F6g7H8i9", "0x" + "a" * 40 + " btc ", "1️⃣", "１", "𝟏𝟐 ",
        "٣٤ ", "А\u0301 1 ",
    ],
)  # fmt: skip
def test_masking_takes_linear_time(unit: str) -> None:
    _assert_linear(mask, unit)


@pytest.mark.parametrize(
    "unit",
    ["Иван ", "Иван Петров ", "Иван,\n", "Вера ", "user: ", "U 1 ", "@", "@a", "@a-", "⟦", "⟦P1⟧",
     "a,", "\n", " ", "İ", "a"],
)  # fmt: skip
def test_concealing_and_revealing_take_linear_time(unit: str) -> None:
    names = ["Иван Петров", "Вера", "user", "a", "U " + "x" * 60, *(f"U {n}" for n in range(200))]
    authors = [(AuthorId(f"user{place}"), name) for place, name in enumerate(names)]
    roster = Roster(b"salt", authors, ["@a"])

    _assert_linear(lambda text: reveal(roster.conceal(text), roster.people()), unit)


@pytest.mark.parametrize(
    "unit",
    ["system:", "\nsystem:", "ignore ", "ignore all ", "забудь все ", "игнорир", "```", "<|", "<a",
     "<|a_b|>", "###", "\n# ", "---", "--- end of ", "\u200b", "\U000e0041", "\ufe0f", "：", " ",
     "[[", "[ ", "[[0badcafe", "аa", "a\u0336", "𝐢 ", "🅰", "｀", "repeat the text ",
     "don't follow "],
)  # fmt: skip
def test_the_boundary_takes_linear_time(unit: str) -> None:
    _assert_linear(lambda text: (repair(text), check_boundary_integrity([text])), unit)


def test_a_display_name_of_a_million_characters_is_cut_before_it_is_read() -> None:
    start = time.process_time()

    clean_name("\u0301" * 1_000_000)

    assert time.process_time() - start < 0.1
