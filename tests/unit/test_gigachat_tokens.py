"""The stand-in's tokenizer, vectors and pace, without the server."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.gigachat.tokens import count, pieces
from tests.servers.gigachat.vectors import embedding
from tests.servers.gigachat.writing import Tempo

PROJECT = Path(__file__).parents[2]
PROSE = (
    "В среднем в одном токене три-четыре символа, включая пробелы, знаки препинания и "
    "специальные символы. Кроме текста сообщений в токены преобразуется контент, который "
    "используется в запросе: файлы, изображения, описания функций, история сообщений."
)


@given(st.text())
def test_the_tokens_of_a_text_are_the_text(text: str) -> None:
    found = pieces(text)

    assert text == "".join(found)
    assert len(found) == count(text)
    assert "" not in found


@given(st.text(), st.text())
def test_texts_cost_about_as_much_together_as_apart(one: str, other: str) -> None:
    together = count(one + other)

    assert abs(count(one) + count(other) - together) <= 1


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("Привет, мир!", ["Приве", "т", ",", " мир", "!"]),
        ("release notes", ["release", " notes"]),
        ("1234567", ["123", "456", "7"]),
        ("502 → 200", ["502", " ", "→", " 200"]),
        ("да\n\n  нет", ["да", "\n\n  ", "нет"]),
        ("snake_case", ["snake", "_", "case"]),
        ("...", [".", ".", "."]),
    ],
)
def test_words_digits_and_marks_are_split_as_documented(text: str, tokens: list[str]) -> None:
    assert tokens == pieces(text)


def test_russian_has_three_to_four_characters_a_token() -> None:
    export = json.loads((PROJECT / "examples/team-chat.json").read_text("utf-8"))
    said = [row["text"] for row in export["messages"] if isinstance(row.get("text"), str)]
    chat = "\n".join(said)

    assert 3.0 <= len(chat) / count(chat) <= 4.0
    assert 3.0 <= len(PROSE) / count(PROSE) <= 4.0


def test_english_has_about_four_characters_a_token() -> None:
    prose = (PROJECT / "LICENSE").read_text("utf-8")

    assert 3.8 <= len(prose) / count(prose) <= 4.4


@given(st.text(), st.sampled_from([1, 64, 1024]))
def test_an_embedding_is_a_unit_vector_and_always_the_same(text: str, dimensions: int) -> None:
    vector = embedding(text, dimensions)

    assert dimensions == len(vector)
    assert vector == embedding(text, dimensions)
    assert 1.0 == pytest.approx(math.hypot(*vector), abs=1e-3)


def test_texts_that_share_words_are_nearer_than_texts_that_do_not() -> None:
    release, delayed, lunch = (
        embedding(text, 1024)
        for text in ("релиз в пятницу", "релиз перенесли на пятницу", "кто на обед?")
    )

    assert _nearness(release, delayed) > 0.3
    assert abs(_nearness(release, lunch)) < 0.1


def _nearness(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_tokens_are_due_by_latency_and_rate() -> None:
    tempo = Tempo(began=100.0, latency=1.0, tokens_per_second=60.0)

    assert [101.0, 102.0, 111.0] == [tempo.due(tokens) for tokens in (0, 60, 600)]
    assert 3 == tempo.chunk


def test_without_a_rate_all_tokens_are_due_after_the_latency() -> None:
    tempo = Tempo(began=100.0, latency=1.0, tokens_per_second=0.0)

    assert [101.0, 101.0] == [tempo.due(tokens) for tokens in (0, 600)]
