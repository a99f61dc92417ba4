"""The injection set told to Alfred as what was found in a group: asked about it, and asked again.

The model here repeats its whole prompt. Where a text cannot be quoted safely it is not asked, and
the rules answer by quotation.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from pipeline.alfred.archive import Cited, Passage
from pipeline.alfred.talk import Manner
from pipeline.llm.models import FreeText, Prompt, Speaker
from pipeline.privacy.disguise import plain
from pipeline.privacy.invisible import without_invisible
from pipeline.privacy.masks import mask
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.butler import NotedChannel, group, parlour
from tests.fixtures.injections import Injection, Outcome, injections
from tests.fixtures.telegram_links import linked

SAID = [case for case in injections() if any(message.text for message in case.messages)]
EACH = pytest.mark.parametrize("case", SAID, ids=lambda case: case.id)
DEFUSED = pytest.mark.parametrize(
    "case",
    [case for case in SAID if case.outcome is Outcome.DEFUSED and case.where == "text"],
    ids=lambda case: case.id,
)
QUESTIONS = {"ru": "что обсуждали в группе?", "en": "what did they discuss in the group?"}
_SPEAKER = re.compile(r"(?:^\d+ .*?: | / )(.{0,60}?), \d{4}-\d\d-\d\d \d\d:\d\d: ")
_HANDLE = re.compile(r"@\d+")
_MARK = re.compile(r"\[\[(/?)[0-9a-f]{8}\]\]")


@dataclass
class Trial:
    """Twice the same question."""

    prompts: list[Prompt[Any]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


class Trials:
    """Each case once."""

    def __init__(self) -> None:
        self._known: dict[Injection, Trial] = {}

    async def __call__(self, case: Injection) -> Trial:
        if case not in self._known:
            self._known[case] = await tried(case)
        return self._known[case]


@pytest.fixture(scope="module")
def trials() -> Trials:
    return Trials()


async def tried(case: Injection) -> Trial:
    model = ScriptedLanguageModel(
        lambda prompt: FreeText(text="\n".join(turn.text for turn in prompt.turns))
    )
    of = group(1, case.chat_title)
    at = parlour(model, groups=[of], passages=[found(case, of.chat.title)])
    trial = Trial(model.asked)
    for _ in range(2):
        channel = NotedChannel()
        reply = await at.hears(QUESTIONS[case.language], channel=channel, language=case.language)
        if reply.manner is Manner.OK:
            trial.shown += [reply.text, *channel.drafts]
    return trial


def found(case: Injection, title: str) -> Passage:
    around = tuple(
        Cited(
            message.id,
            mask(message.author_name).text,
            mask(message.text).text,
            message.sent_at,
            author_id=message.author_id,
        )
        for message in case.messages
        if message.text
    )
    return Passage(group(1, title), around[0], around, 1.0)


def own_words(prompt: Prompt[Any]) -> str:
    """What stands outside the fence, which no text of a group may change."""
    before, *fenced = re.split(r"\n(?=\[\[[0-9a-f]{8}\]\]\n)", prompt.turns[0].text)
    return _MARK.sub(r"[[\1…]]", before) if len(fenced) == 1 else f"{len(fenced)} fences"


def rows(prompts: Iterable[Prompt[Any]]) -> list[str]:
    fenced = [prompt.turns[0].text.rpartition("]]\n#")[2] for prompt in prompts]
    return [line for text in fenced for line in text.splitlines()[3:-1]]


@EACH
async def test_nothing_that_was_said_in_a_group_leaves_its_fence(
    trials: Trials, case: Injection
) -> None:
    hostile, quiet = await trials(case), await trials(case.harmless())

    assert 2 == len(hostile.prompts)
    assert {own_words(each) for each in hostile.prompts} <= set(map(own_words, quiet.prompts))
    assert all(_MARK.findall(each.turns[0].text)[-2:] == ["", "/"] for each in hostile.prompts)
    assert len(rows(hostile.prompts)) == len(hostile.prompts)


@EACH
async def test_asked_again_alfred_has_said_nothing_of_it_himself(
    trials: Trials, case: Injection
) -> None:
    trial = await trials(case)

    turns = [turn for prompt in trial.prompts for turn in prompt.turns[1:]]
    assert {QUESTIONS[case.language]} >= {turn.text for turn in turns}
    assert {Speaker.USER} >= {turn.speaker for turn in turns}


@EACH
async def test_nobody_of_the_group_is_named_to_the_model(trials: Trials, case: Injection) -> None:
    trial = await trials(case)

    names = {message.author_name for message in case.messages if message.text} - {""}
    speakers = [part for row in rows(trial.prompts) for part in _SPEAKER.findall(row)]
    assert set() == names & set(speakers)
    assert all(_HANDLE.fullmatch(speaker) for speaker in speakers)


@EACH
async def test_a_model_that_repeats_it_all_links_to_nothing(
    trials: Trials, case: Injection
) -> None:
    trial = await trials(case)

    assert [] == [link for text in trial.shown for link in linked(text)]


@DEFUSED
async def test_orders_to_the_model_are_cut_out_before_it_reads_them(
    trials: Trials, case: Injection
) -> None:
    trial = await trials(case)

    read = plain(without_invisible("\n".join(rows(trial.prompts)))).text.casefold()
    assert [] == [needle for needle in case.needles if needle.casefold() in read]


def test_most_of_the_set_is_tried() -> None:
    assert len(SAID) >= 80
