"""The published injection set: what each case becomes on its way into every prompt."""

import re
from collections import Counter
from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.prompts.versions import VERSIONS
from pipeline.llm.models import Language, Prompt
from pipeline.privacy.disguise import plain
from pipeline.privacy.invisible import without_invisible
from tests.fixtures.injections import (
    PROMPT_WORDS,
    Injection,
    Outcome,
    corpus_of,
    injections,
    team_hour,
)
from tests.fixtures.stage_prompts import FENCE, GRAMMAR, parted, rendered, system, user

EACH = pytest.mark.parametrize("case", injections(), ids=lambda case: case.id)
ATTACKS = pytest.mark.parametrize(
    "case",
    [case for case in injections() if case.outcome is not Outcome.KEPT],
    ids=lambda case: case.id,
)
HARMLESS = pytest.mark.parametrize(
    "case",
    [case for case in injections() if case.outcome is Outcome.KEPT],
    ids=lambda case: case.id,
)
ROW = re.compile(r"\d+(?:>\d+)? @\d+: (?P<text>.*)")


class Rendered:
    """The prompts of all stages, with a second synthesis, over each case amid ordinary talk."""

    def __init__(self) -> None:
        self._known: dict[Injection, dict[Stage, Prompt[Any]]] = {}

    async def __call__(self, case: Injection) -> dict[Stage, Prompt[Any]]:
        if case not in self._known:
            corpus = await corpus_of(case, around=team_hour())
            self._known[case] = rendered(corpus, case.language, correcting=True)
        return self._known[case]


@pytest.fixture(scope="module")
def prompts() -> Rendered:
    return Rendered()


def read(text: str) -> str:
    """As a model may read it: without disguises, small letters."""
    return plain(without_invisible(text)).text.casefold()


def counted(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def test_the_set_is_large_and_covers_what_it_promises() -> None:
    attacks = [case for case in injections() if case.outcome is not Outcome.KEPT]
    languages: Counter[Language] = Counter(case.language for case in attacks)

    assert len(injections()) == len({case.id for case in injections()})
    assert len(attacks) >= 80
    assert min(languages["ru"], languages["en"]) >= 40
    assert {
        "text", "name", "forward", "file_name", "poll", "reply", "service", "mention", "reaction",
        "via_bot", "contact", "chat_title", "split",
    } == {case.where for case in attacks}  # fmt: skip
    assert {
        "order", "steer", "reveal", "turn", "fence", "link", "invisible", "disguise", "split",
        "encoded",
    } == {case.kind for case in attacks}  # fmt: skip


@EACH
async def test_nothing_outside_the_fence_depends_on_the_case(
    case: Injection, prompts: Rendered
) -> None:
    attacked, quiet = await prompts(case), await prompts(case.harmless())

    for stage, prompt in attacked.items():
        before, _, after = parted(prompt)
        other, _, end = parted(quiet[stage])
        assert system(quiet[stage]) == system(prompt)
        assert (other, counted(end)) == (before, counted(after))


@EACH
async def test_every_line_between_the_marks_is_a_row_or_a_head_of_ours(
    case: Injection, prompts: Rendered
) -> None:
    for stage, prompt in (await prompts(case)).items():
        _, data, _ = parted(prompt)

        assert [] == [line for line in data if not GRAMMAR[stage].fullmatch(line)]
        assert 2 == user(prompt).count(FENCE.opening)
        assert 1 == user(prompt).count(FENCE.closing)


@EACH
async def test_each_message_is_one_row(case: Injection, prompts: Rendered) -> None:
    quiet = (await prompts(case.harmless()))[Stage.SEGMENTER]

    _, data, _ = parted((await prompts(case))[Stage.SEGMENTER])

    assert len(_rows(parted(quiet)[1])) == len(_rows(data))


@ATTACKS
async def test_an_attack_has_the_outcome_that_it_must_have(
    case: Injection, prompts: Rendered
) -> None:
    assert case.needles

    found = {
        needle: [stage for stage, prompt in (await prompts(case)).items() if _in(needle, prompt)]
        for needle in case.needles
    }

    quoted = [*VERSIONS] if case.outcome is Outcome.FENCED else []
    assert dict.fromkeys(case.needles, quoted) == found


@HARMLESS
async def test_ordinary_talk_reaches_every_prompt_word_for_word(
    case: Injection, prompts: Rendered
) -> None:
    [message] = case.messages
    lines = (" ".join(line.split()) for line in message.text.splitlines())
    expected = " / ".join(filter(None, lines))

    for prompt in (await prompts(case)).values():
        _, data, _ = parted(prompt)
        assert expected in {row["text"] for row in _rows(data)}


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_the_words_that_no_digest_may_hold_are_those_of_our_prompts(
    language: Language, prompts: Rendered
) -> None:
    case = next(case for case in injections() if case.language == language)

    prompt = (await prompts(case))[Stage.SYNTHESIS]

    held = [words for words in PROMPT_WORDS if words in f"{system(prompt)}\n{user(prompt)}"]
    assert len(PROMPT_WORDS) - 1 == len(held)


def _rows(data: list[str]) -> list[re.Match[str]]:
    return [row for line in data if (row := ROW.fullmatch(line))]


def _in(needle: str, prompt: Prompt[Any]) -> bool:
    """Whether a prompt's data holds the needle, as it is written or as it reads."""
    _, data, _ = parted(prompt)
    legible = read(needle)
    return any(needle in line or (legible and legible in read(line)) for line in data)
