"""Tokens of a text: how good the guess is, and how little the API is asked to improve it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.llm.calibration import CALIBRATED_MARGIN, SAMPLE, SAMPLE_CHARACTERS, fitted, sampled
from pipeline.llm.counting import CACHED_COUNTS, REST_SECONDS, CalibratedCounter
from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.tokens import Script, dominant_script, estimate

PROSE = (
    "Вечером мы долго обсуждали, стоит ли переносить выпуск на следующую неделю. Часть команды"
    " считала, что без полной проверки платёжного модуля показывать новую версию заказчику"
    " нельзя, остальные предлагали выпустить её в среду, но выключить спорную возможность"
    " настройкой. В конце концов договорились: Марина до понедельника допишет проверки, Сергей"
    " подготовит откат, а решение примем вместе, когда увидим результаты."
)
TALK = "ну ок, я за! а ты как? мне норм, но в 5 не могу, го в 6"
ENGLISH = (
    "In the evening we talked for a long time about whether the release should move to next week."
    " Part of the team thought that the new version must not be shown before it has been tested."
)


@dataclass
class Api:
    """Counts by a rule of its own, and keeps what it was asked."""

    rate: Callable[[str], float] = lambda text: len(text) / 3.5
    asked: list[tuple[str, list[str]]] = field(default_factory=list)
    fails: bool = False

    async def count(self, model: str, texts: Sequence[str]) -> Sequence[int]:
        self.asked.append((model, list(texts)))
        await asyncio.sleep(0)
        if self.fails:
            raise ModelUnavailableError("GigaChat failed (500) — try again later")
        return [round(self.rate(text)) for text in texts]


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def many(texts: int = 300, length: int = 5) -> list[str]:
    return [f"Сообщение {n} о переносе выпуска. " * (n % length + 1) for n in range(texts)]


@pytest.mark.parametrize(
    ("text", "lowest", "highest"),
    [(PROSE, 2.9, 3.4), (TALK, 1.8, 3.0), (ENGLISH, 3.2, 4.0)],
    ids=["prose", "talk", "english"],
)
def test_characters_a_token_are_a_little_fewer_than_documented(
    text: str, lowest: float, highest: float
) -> None:
    rate = len(text) / estimate(text)

    assert lowest <= rate <= highest


@pytest.mark.parametrize(
    ("dear", "cheap"),
    [
        ("СРОЧНО ВСЕМ", "срочно всем"),
        ("12345678", "тысячами"),
        ("👍👍👍👍", "лайк"),
        ("会議は明日です", "завтра!"),
        ("?!?!?!?!", "вопросик"),
        ("eyJhbGciOiJIUzI1NiJ9", "perhaps tomorrow not"),
    ],
)
def test_what_tokenizers_see_seldom_costs_more(dear: str, cheap: str) -> None:
    assert len(dear) <= len(cheap)
    assert estimate(dear) > estimate(cheap)


def test_nothing_is_no_tokens() -> None:
    assert 0 == estimate("")


@given(st.text())
def test_any_text_costs_between_a_fifth_and_three_and_a_half_tokens_a_character(
    text: str,
) -> None:
    tokens = estimate(text)

    assert len("".join(text.split())) / 5 <= tokens <= 3.5 * len(text) + 1


@given(st.text(), st.text())
def test_texts_together_cost_about_what_they_cost_apart(one: str, other: str) -> None:
    together, apart = estimate(f"{one}\n{other}"), estimate(one) + estimate(other)

    assert abs(together - apart) <= 4


def test_a_million_characters_are_estimated_at_once() -> None:
    text = "\n".join((PROSE, TALK, ENGLISH)) * 1_600

    began = time.process_time()
    estimate(text)

    assert len(text) > 1_000_000
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (PROSE, Script.CYRILLIC),
        (ENGLISH, Script.LATIN),
        ("см. https://example.org/a", Script.LATIN),
        ("пр в main, смотрите", Script.CYRILLIC),
        ("👍 +1", Script.OTHER),
        ("", Script.OTHER),
    ],
)
def test_the_dominant_script_is_that_of_most_letters(text: str, script: Script) -> None:
    assert script == dominant_script(text)


async def test_few_texts_are_counted_by_the_api_and_remembered() -> None:
    api = Api()
    counter = CalibratedCounter(api)

    first = await counter.count("GigaChat-2", [PROSE, TALK, PROSE])
    second = await counter.count("GigaChat-2", [TALK])

    exact = [round(len(text) / 3.5) for text in (PROSE, TALK, PROSE)]
    assert exact == first
    assert exact[1:2] == second
    assert [("GigaChat-2", [PROSE, TALK])] == api.asked


async def test_each_model_counts_for_itself() -> None:
    api = Api()
    counter = CalibratedCounter(api)

    await counter.count("GigaChat-2", [TALK])
    await counter.count("GigaChat-2-Pro", [TALK])

    assert ["GigaChat-2", "GigaChat-2-Pro"] == [model for model, _ in api.asked]


async def test_nothing_to_count_asks_nothing() -> None:
    api = Api()

    counts = await CalibratedCounter(api).count("GigaChat-2", [])

    assert [] == counts
    assert [] == api.asked


@pytest.mark.parametrize("characters", [2.2, 3.0, 3.5, 5.0])
async def test_many_texts_are_judged_by_one_sample_with_a_margin(characters: float) -> None:
    api = Api(rate=lambda text: len(text) / characters)
    texts = many()

    counts = await CalibratedCounter(api).count("GigaChat-2", texts)

    exact = sum(round(len(text) / characters) for text in texts)
    ((_, sample),) = api.asked
    assert len(sample) <= SAMPLE
    assert 1.0 <= sum(counts) / exact <= 1.12


async def test_each_script_has_its_own_factor() -> None:
    api = Api(rate=lambda text: len(text) / (3 if dominant_script(text) is Script.CYRILLIC else 6))
    russian, english = many(), [f"{ENGLISH} {n}" for n in range(100)]
    counter = CalibratedCounter(api)

    counts = await counter.count("GigaChat-2", [*russian, *english])

    for texts, told, rate in ((russian, counts[:300], 3), (english, counts[300:], 6)):
        exact = sum(len(text) / rate for text in texts)
        assert 1.0 <= sum(told) / exact <= 1.12


async def test_a_model_is_sampled_once_however_many_ask_at_once() -> None:
    api = Api()
    counter = CalibratedCounter(api)

    async with asyncio.TaskGroup() as group:
        for part in range(5):
            group.create_task(counter.count("GigaChat-2", many(300 + part)))

    assert 1 == len(api.asked)


async def test_later_batches_are_judged_without_another_question() -> None:
    api = Api()
    counter = CalibratedCounter(api)
    await counter.count("GigaChat-2", many())

    counts = await counter.count("GigaChat-2", [f"Другое {text}" for text in many()])

    exact = sum(len(f"Другое {text}") / 3.5 for text in many())
    assert 1 == len(api.asked)
    assert 1.0 <= sum(counts) / exact <= 1.15


async def test_a_day_of_talk_does_not_hold_up_the_loop() -> None:
    turns, busy = 0, True

    async def neighbour() -> None:
        nonlocal turns
        while busy:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(neighbour())
        counts = await CalibratedCounter(None).count("any", many(20_000))
        busy = False

    assert 20_000 == len(counts)
    assert turns > sum(map(len, many(20_000))) / 100_000


async def test_an_empty_text_is_nothing_to_ask_about() -> None:
    api = Api()

    counts = await CalibratedCounter(api).count("GigaChat-2", ["", TALK])

    assert 0 == counts[0]
    assert [("GigaChat-2", [TALK])] == api.asked


async def test_without_an_api_the_estimate_is_told() -> None:
    counts = await CalibratedCounter(None).count("any", [PROSE, *many(), ""])

    assert estimate(PROSE) == counts[0]
    assert 0 == counts[-1]


async def test_an_api_that_fails_leaves_the_estimate_and_is_left_alone_for_a_while() -> None:
    api, clock = Api(fails=True), Clock()
    counter = CalibratedCounter(api, clock=clock)

    few = await counter.count("GigaChat-2", [TALK])
    lot = await counter.count("GigaChat-2", many())
    clock.now += REST_SECONDS
    api.fails = False
    again = await counter.count("GigaChat-2", [TALK])

    assert [estimate(TALK)] == few
    assert [estimate(text) for text in many()] == lot
    assert [round(len(TALK) / 3.5)] == again
    assert 2 == len(api.asked)


async def test_one_failure_is_enough_for_all_who_wait_for_the_sample() -> None:
    api = Api(fails=True)
    counter = CalibratedCounter(api, clock=Clock())

    async with asyncio.TaskGroup() as group:
        for _ in range(5):
            group.create_task(counter.count("GigaChat-2", many()))

    assert 1 == len(api.asked)


async def test_nonsense_of_the_api_does_not_make_texts_free() -> None:
    counter = CalibratedCounter(Api(rate=lambda _: 0))
    texts = many()

    counts = await counter.count("GigaChat-2", texts)

    assert sum(counts) > sum(map(estimate, texts)) / 5


async def test_the_memory_is_bounded_and_forgets_what_was_not_asked_for_the_longest() -> None:
    api = Api()
    counter = CalibratedCounter(api)
    await counter.count("GigaChat-2", ["старое", "вечное"])
    for start in range(0, CACHED_COUNTS, SAMPLE):
        await counter.count("GigaChat-2", [f"{n}" for n in range(start, start + SAMPLE)])
        await counter.count("GigaChat-2", ["вечное"])

    await counter.count("GigaChat-2", ["вечное", f"{CACHED_COUNTS - 1}", "старое"])

    asked = [text for _, texts in api.asked for text in texts]
    assert ("GigaChat-2", ["старое"]) == api.asked[-1]
    assert 1 == asked.count("вечное")


async def test_a_few_huge_texts_are_sampled_too() -> None:
    api = Api()
    texts = [f"{n} {'слово ' * 5_000}" for n in range(10)]

    counts = await CalibratedCounter(api).count("GigaChat-2", texts)

    ((_, sample),) = api.asked
    assert sum(map(len, sample)) <= SAMPLE_CHARACTERS
    assert 10 == len(counts)
    assert min(counts) > 0


def test_a_sample_holds_every_script_and_every_length() -> None:
    texts = [*many(1_000, 50), ENGLISH, "👍"]

    sample = sampled(texts)

    lengths = sorted(map(len, sample))
    assert len(sample) <= SAMPLE
    assert set(Script) == {dominant_script(text) for text in sample}
    assert lengths[0] < 50
    assert lengths[-1] > 1_000
    assert sample == sampled(texts)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=200, unique=True))
def test_a_sample_is_a_part_of_the_texts(texts: list[str]) -> None:
    sample = sampled(texts)

    assert 0 < len(sample) <= SAMPLE
    assert set(sample) <= set(texts)
    assert len(set(sample)) == len(sample)


def test_a_factor_is_what_was_counted_over_what_was_guessed_and_a_margin() -> None:
    factors = fitted([PROSE, TALK, ENGLISH], [100, 20, 50])

    russian = 120 / (estimate(PROSE) + estimate(TALK))
    assert pytest.approx(russian * CALIBRATED_MARGIN) == factors[Script.CYRILLIC]
    assert pytest.approx(50 / estimate(ENGLISH) * CALIBRATED_MARGIN) == factors[Script.LATIN]


def test_a_script_that_says_nothing_has_no_factor() -> None:
    factors = fitted(["", "Привет"], [0, 2])

    assert {Script.CYRILLIC} == factors.keys()
