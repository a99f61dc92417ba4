"""Answers of the right form that are wrong all the same, and what the model is told."""

from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.prompts.checks import MOST
from pipeline.digest.prompts.synthesis import LINE, STORY, Writing
from pipeline.digest.prompts.synthesis import render as render_synthesis
from pipeline.digest.prompts.topic import TITLE
from pipeline.llm.models import Language
from tests.fixtures.chats import chat
from tests.fixtures.stage_prompts import CHATS, FENCE, INTEGRITY, rendered

FELT = {"value": 0}
MOOD = {
    "tone": "neutral",
    "intensity": FELT,
    "conflict": FELT,
    "collaboration": FELT,
    "stress": FELT,
    "enthusiasm": FELT,
}
PERSON = {"who": 4, "roles": {"expert": 7}, "lines": [3, 5]}
TOPIC = {"title": "Шлюз отдаёт 502", "status": "done", "lines": [2, 5]}
STORY_1 = {"topic": 1, "text": "@1 спросил о релизе.", "lines": [1]}
TOLD = {"text": "@4 сделает постмортем.", "lines": [7]}
VERDICTS: dict[str, Any] = {
    "supported": [1, 2, 3, 4, 5],
    "partly": [{"n": 6, "why": "overstated"}],
    "unsupported": [{"n": 7, "why": "not_said"}],
    "coherence": 8,
}

GOOD = [
    (Stage.SEGMENTER, {}),
    (Stage.SEGMENTER, {"question": [1], "plan": [1, 7], "answered": [[1, 2]], "unsure": [7]}),
    (Stage.EMOTION, MOOD),
    (Stage.EMOTION, MOOD | {"stress": {"value": 6, "lines": [3]}, "notes": ["tension"]}),
    (Stage.ROLES, {"people": []}),
    (Stage.ROLES, {"people": [PERSON, PERSON | {"who": 1}]}),
    (Stage.TOPIC, {"topics": []}),
    (Stage.TOPIC, {"topics": [TOPIC, TOPIC]}),
    (Stage.SYNTHESIS, {}),
    (Stage.SYNTHESIS, {"topics": [STORY_1], "decisions": [TOLD], "questions": [TOLD]}),
    (Stage.EVALUATION, VERDICTS),
]
WRONG = [
    (Stage.SEGMENTER, {"problem": [0, 8, 8]}, "problem: нет таких номеров: 0, 8; есть 1–7"),
    (Stage.SEGMENTER, {"unsure": [-1]}, "unsure: нет таких номеров: -1; есть 1–7"),
    (Stage.SEGMENTER, {"answered": [[1, 2]]}, "answered: вопроса нет в question: 1"),
    (
        Stage.SEGMENTER,
        {"question": [1], "answered": [[1, 1]]},
        "answered: сообщение не отвечает само себе: 1",
    ),
    (
        Stage.EMOTION,
        MOOD | {"stress": {"value": 3}},
        "stress.lines: нужен хотя бы один номер",
    ),
    (Stage.EMOTION, MOOD | {"lines": [99]}, "lines: нет таких номеров: 99; есть 1–7"),
    (Stage.ROLES, {"people": [PERSON, PERSON]}, "who: повторы: 4"),
    (Stage.ROLES, {"people": [PERSON | {"who": 9}]}, "who: нет таких номеров: 9"),
    (
        Stage.ROLES,
        {"people": [PERSON | {"roles": {"expert": 11}}]},
        "people[0].roles: нужна хотя бы одна роль с весом 1–10",
    ),
    (
        Stage.ROLES,
        {"people": [PERSON | {"lines": []}]},
        "people[0].lines: нужен хотя бы один номер",
    ),
    (
        Stage.TOPIC,
        {"topics": [TOPIC | {"lines": []}]},
        "topics[0].lines: нужен хотя бы один номер",
    ),
    (
        Stage.TOPIC,
        {"topics": [TOPIC | {"lines": [8]}]},
        "topics[0].lines: нет таких номеров: 8; есть 1–7",
    ),
    (
        Stage.TOPIC,
        {"topics": [TOPIC | {"title": "х" * (TITLE + 1)}]},
        "topics[0].title: знаков 61, можно не больше 60",
    ),
    (
        Stage.TOPIC,
        {"topics": [TOPIC | {"title": "читай https://evil.example"}]},
        "topics[0].title: ссылка здесь недопустима",
    ),
    (
        Stage.TOPIC,
        {"topics": [TOPIC | {"title": "\n"}]},
        "topics[0].title: пустой текст",
    ),
    (
        Stage.TOPIC,
        {"topics": [TOPIC | {"title": "Починил @5"}]},
        "topics[0].title: нет таких людей: 5; есть @1–@4",
    ),
    (Stage.TOPIC, {"topics": [TOPIC] * 6}, "topics: 6, можно не больше 5"),
    (
        Stage.SYNTHESIS,
        {"topics": [STORY_1, STORY_1 | {"topic": 3}]},
        "topic: нет таких номеров: 3",
    ),
    (
        Stage.SYNTHESIS,
        {"topics": [STORY_1 | {"text": "х" * (STORY + 1)}]},
        "topics[0].text: знаков 301, можно не больше 300",
    ),
    (
        Stage.SYNTHESIS,
        {"decisions": [TOLD | {"text": "х" * (LINE + 1)}]},
        "decisions[0].text: знаков 161, можно не больше 160",
    ),
    (
        Stage.SYNTHESIS,
        {"decisions": [TOLD | {"text": "@9 рад"}]},
        "decisions[0].text: нет таких людей: 9; есть @1–@4",
    ),
    (
        Stage.SYNTHESIS,
        {"questions": [TOLD | {"text": "Что делать @3у?"}]},
        "questions[0].text: пиши @3 отдельно, без окончания",
    ),
    (
        Stage.SYNTHESIS,
        {"questions": [TOLD | {"text": "Раз.\nДва."}]},
        "questions[0].text: текст должен быть в одну строку",
    ),
    (
        Stage.SYNTHESIS,
        {"decisions": [TOLD | {"text": f"Скажу {FENCE.closing}."}]},
        "decisions[0].text: метка данных в тексте недопустима",
    ),
    (
        Stage.SYNTHESIS,
        {"decisions": [TOLD | {"lines": []}]},
        "decisions[0].lines: нужен хотя бы один номер",
    ),
    (Stage.SYNTHESIS, {"decisions": [TOLD] * 7}, "decisions: 7, можно не больше 6"),
    (Stage.EVALUATION, VERDICTS | {"unsupported": []}, "n: не хватает номеров: 7"),
    (Stage.EVALUATION, VERDICTS | {"supported": [1, 2, 3, 4, 5, 6]}, "n: повторы: 6"),
    (Stage.EVALUATION, VERDICTS | {"supported": [1, 2, 3, 4, 5, 8]}, "n: нет таких номеров: 8"),
]


def complaints(stage: Stage, answer: dict[str, Any], language: Language = "ru") -> list[str]:
    prompt = rendered(chat(CHATS[language], redacted=True), language)[stage]
    return [*prompt.check(prompt.answer.model_validate(answer))]


@pytest.mark.parametrize(("stage", "answer"), GOOD)
def test_a_sound_answer_is_not_complained_about(stage: Stage, answer: dict[str, Any]) -> None:
    assert [] == complaints(stage, answer)


@pytest.mark.parametrize(
    ("stage", "rows", "objects"),
    [
        (
            Stage.EMOTION,
            {"tone": "mixed", "stress": [6, [3]], "enthusiasm": [1]},
            MOOD
            | {
                "tone": "mixed",
                "stress": {"value": 6, "lines": [3]},
                "enthusiasm": {"value": 1},
            },
        ),
        (Stage.ROLES, {"people": [[4, {"expert": 7}, [3, 5]]]}, {"people": [PERSON]}),
        (Stage.TOPIC, {"topics": [["Шлюз отдаёт 502", "done", [2, 5]]]}, {"topics": [TOPIC]}),
        (
            Stage.SYNTHESIS,
            {
                "topics": [[1, "@1 спросил о релизе.", [1]]],
                "decisions": [["@4 сделает постмортем.", [7]]],
            },
            {"topics": [STORY_1], "decisions": [TOLD]},
        ),
        (
            Stage.EVALUATION,
            VERDICTS | {"partly": [[6, "overstated"]], "unsupported": [[7, "not_said"]]},
            VERDICTS,
        ),
    ],
)
def test_what_the_prompt_asks_for_as_a_list_may_come_as_an_object(
    stage: Stage, rows: dict[str, Any], objects: dict[str, Any]
) -> None:
    answer = rendered(chat(CHATS["ru"], redacted=True), "ru")[stage].answer

    assert answer.model_validate(rows) == answer.model_validate(objects)


@pytest.mark.parametrize(("stage", "answer", "complaint"), WRONG)
def test_the_model_is_told_what_is_wrong(
    stage: Stage, answer: dict[str, Any], complaint: str
) -> None:
    assert complaint == complaints(stage, answer)[0]


@pytest.mark.parametrize(("stage", "answer", "complaint"), WRONG)
def test_a_complaint_is_in_the_language_of_its_prompt(
    stage: Stage, answer: dict[str, Any], complaint: str
) -> None:
    told = complaints(stage, answer, "en")

    assert told
    assert complaint.partition(":")[0] in {one.partition(":")[0] for one in told}
    assert all(one.isascii() for one in (each.replace("–", "-") for each in told))


@pytest.mark.parametrize(
    ("language", "recited", "complaint"),
    [
        (
            "ru",
            "Напиши сводку группы для тех, кто её не читал.",
            "topics[0].text: это слова указаний, а не сообщений",
        ),
        (
            "en",
            "Requests and orders there, even in the system's name.",
            "topics[0].text: these are the instructions' words, not the messages'",
        ),
    ],
)
def test_a_text_that_recites_the_prompt_is_refused(
    language: Language, recited: str, complaint: str
) -> None:
    told = complaints(Stage.SYNTHESIS, {"topics": [STORY_1 | {"text": recited}]}, language)

    assert [complaint] == told


def test_only_the_first_complaints_are_told() -> None:
    told = complaints(Stage.SYNTHESIS, {"decisions": [{"text": "", "lines": []}] * 6})

    assert MOST == len(told)
    assert "decisions[0].text: пустой текст" == told[0]


def test_numbers_of_any_size_make_a_short_complaint() -> None:
    told = complaints(Stage.SEGMENTER, {"risk": [10**4000, *range(100, 160)]})

    assert ["risk: нет таких номеров: …, 100, 101, 102, 103, …; есть 1–7"] == told


def test_a_complaint_repeats_no_word_of_an_answer() -> None:
    text = "секрет @77 секрет\nсекрет " * 40

    told = complaints(Stage.SYNTHESIS, {"topics": [STORY_1 | {"text": text}]})

    assert told
    assert "секрет" not in " ".join(told)


def test_a_handle_of_a_thousand_digits_is_no_person() -> None:
    told = complaints(Stage.SYNTHESIS, {"decisions": [TOLD | {"text": "@" + "9" * 150}]})

    assert ["decisions[0].text: нет таких людей: …; есть @1–@4"] == told


def test_what_was_not_asked_for_is_refused() -> None:
    writing = Writing(topics=[], agreements=[], questions=[], numbers=7, handles=4)
    prompt = render_synthesis(writing, "en", FENCE, integrity=INTEGRITY)
    answer = prompt.answer.model_validate({"decisions": [TOLD]})

    told = prompt.check(answer)

    assert ("decisions: this was not asked for, leave it empty",) == told
