"""The prompts as a model reads them; ``tests.fixtures.stage_prompts`` writes the files anew."""

import re
from typing import get_args

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.prompts.quoting import Fence
from pipeline.digest.prompts.versions import VERSIONS, prompt_version
from pipeline.llm.models import Language, Speaker
from pipeline.llm.tokens import estimate
from tests.fixtures.chats import chat
from tests.fixtures.stage_prompts import (
    CHATS,
    FENCE,
    GOLDEN,
    GRAMMAR,
    golden,
    parted,
    rendered,
    system,
    user,
)

LANGUAGES: tuple[Language, ...] = get_args(Language)
EACH = pytest.mark.parametrize(
    ("stage", "language"), [(stage, language) for stage in VERSIONS for language in LANGUAGES]
)
LONGEST_SYSTEM_TURN = 560
"""Tokens by the estimate, which counts every bracket of the example as a token."""


def test_the_prompts_read_as_they_were_reviewed() -> None:
    reviewed = {path.stem: path.read_text("utf-8") for path in GOLDEN.glob("*.txt")}

    assert reviewed == dict(golden())


@EACH
def test_a_prompt_is_one_system_turn_and_one_user_turn(stage: Stage, language: Language) -> None:
    prompt = rendered(chat(CHATS[language], redacted=True), language)[stage]

    assert [Speaker.SYSTEM, Speaker.USER] == [turn.speaker for turn in prompt.turns]


@EACH
def test_the_system_turn_opens_with_the_key_that_answers_are_stored_under(
    stage: Stage, language: Language
) -> None:
    prompt = rendered(chat(CHATS[language], redacted=True), language)[stage]

    assert prompt_version(stage, language) == prompt.key
    assert f"prompt {prompt.key}" == system(prompt).split("\n")[0]


@EACH
def test_the_system_turn_is_the_same_whatever_is_asked(stage: Stage, language: Language) -> None:
    one = rendered(chat(CHATS["ru"], redacted=True), language)[stage]
    other = rendered(chat(CHATS["en"], redacted=True), language, Fence(), correcting=True)[stage]

    assert system(one) == system(other)
    assert user(one) != user(other)


@EACH
def test_the_system_turn_is_short(stage: Stage, language: Language) -> None:
    prompt = rendered(chat(CHATS[language], redacted=True), language)[stage]

    assert estimate(system(prompt)) <= LONGEST_SYSTEM_TURN


@EACH
def test_no_placeholder_is_left_in_a_prompt(stage: Stage, language: Language) -> None:
    prompt = rendered(chat(CHATS[language], redacted=True), language)[stage]

    assert [] == re.findall(r"\{\w*\}", (system(prompt) + user(prompt)).replace("{}", ""))


@EACH
def test_the_talk_stands_between_the_marks_and_nowhere_else(
    stage: Stage, language: Language
) -> None:
    corpus = chat(CHATS[language], redacted=True)

    before, data, after = parted(rendered(corpus, language)[stage])

    outside = f"{before}\n{after}"
    assert not [line for line in corpus.lines if line.text in outside]
    assert (1, 0) == (before.count(FENCE.opening), outside.count(FENCE.closing))
    assert all(GRAMMAR[stage].fullmatch(line) for line in data)


@EACH
def test_what_stands_around_the_data_does_not_depend_on_its_words(
    stage: Stage, language: Language
) -> None:
    corpus = chat(CHATS["ru"], redacted=True)
    other = chat(re.sub(r": .*", ": слово", CHATS["ru"]), redacted=True)

    before, _, after = parted(rendered(corpus, language)[stage])

    assert (before, after) == parted(rendered(other, language)[stage])[::2]


@EACH
def test_an_answer_may_be_as_long_as_its_talk_needs(stage: Stage, language: Language) -> None:
    short = rendered(chat("1 10:00 Аня: да, давайте"), language)[stage]
    long = rendered(chat(CHATS[language], redacted=True), language)[stage]

    assert 0 < short.max_tokens <= long.max_tokens


def test_a_second_attempt_is_told_what_was_wrong_with_the_first() -> None:
    corpus = chat(CHATS["ru"], redacted=True)

    before, data, _ = parted(rendered(corpus, "ru", correcting=True)[Stage.SYNTHESIS])

    assert "вторая попытка" in before
    assert "- (слов нет в сообщениях) откатил, 502 пропали" in data


def test_a_part_that_is_not_asked_for_has_no_head() -> None:
    _, data, _ = parted(rendered(chat(CHATS["ru"], redacted=True), "ru")[Stage.SYNTHESIS])

    assert "#rejected" not in data
    assert "#questions" in data


def test_each_run_has_marks_of_its_own() -> None:
    assert len({Fence().nonce for _ in range(50)}) == 50
