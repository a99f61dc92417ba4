from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from pipeline.digest.answers import Stage
from pipeline.digest.findings import Topics
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.assembling import assemble
from pipeline.digest.model.matters import Part, Written
from pipeline.digest.model.selection import Pick
from pipeline.digest.model.synthesis import compose
from pipeline.digest.model.writing import Outcome
from pipeline.digest.prompts.synthesis import StoryAnswer, SynthesisAnswer, Told
from pipeline.digest.rules.emotion.mood import feel
from pipeline.digest.rules.roles.participants import assign
from pipeline.digest.rules.statements.changes import Changes
from pipeline.digest.rules.statements.synthesis import Material
from pipeline.digest.rules.statements.synthesis import compose as by_rules
from pipeline.digest.statements import Section, Statement, Synthesis
from pipeline.llm.errors import ModelError, ModelUnavailableError, RefusedError
from pipeline.llm.models import Prompt
from pipeline.llm.tokens import estimate
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.chats import chat
from tests.fixtures.prompts import UncheckedLanguageModel, asker, data, handle, number, rows
from tests.fixtures.rules import tell, wording
from tests.fixtures.team_hour import TEAM_HOUR

HOUR = chat(TEAM_HOUR, redacted=True)
TOLD = tell(HOUR)
MATERIAL = Material(
    prepared=TOLD.prepared,
    threads=TOLD.threads,
    segments=TOLD.segments,
    emotion=feel(HOUR, TOLD.threads),
    roles=assign(HOUR, TOLD.threads),
    topics=TOLD.topics,
    changes=Changes(),
)
WORDS = wording("ru")
RULES = by_rules(MATERIAL, HOUR, WORDS)
INCIDENT, RELEASE = 1, 2
KOSTYA = "⟦P0005⟧"
SOME = (Pick(HOUR.by_id[115], "двигаем релиз", 1.0),)

Answering = Callable[[Prompt[Any]], BaseModel | ModelError]


def story(prompt: Prompt[Any], topic: int = INCIDENT) -> StoryAnswer:
    if topic == INCIDENT:
        who, line = handle(prompt, "откатил,"), number(prompt, "откатил,")
        return StoryAnswer(topic=topic, text=f"@{who} откатил, 502 пропали.", lines=[line])
    line = number(prompt, "релиз 2.4")
    return StoryAnswer(topic=topic, text="Релиз 2.4 планируют на четверг.", lines=[line])


def told(prompt: Prompt[Any], section: str, text: str, words: str) -> list[Told]:
    asked = f"#{section}" in data(prompt)
    return [Told(text=text, lines=[number(prompt, words)])] if asked else []


def everything(prompt: Prompt[Any]) -> SynthesisAnswer:
    """What was asked for, in whatever part."""
    return SynthesisAnswer(
        topics=[story(prompt, n) for n in (INCIDENT, RELEASE) if f"#{n} (" in data(prompt)],
        decisions=told(prompt, "decisions", "Постмортем сделает до 12:00.", "12:00"),
        questions=told(prompt, "questions", "Кто предупредит поддержку?", "поддержку"),
    )


async def composed(
    model: ScriptedLanguageModel, material: Material = MATERIAL
) -> tuple[Synthesis, Asker]:
    stage = asker(model, Stage.SYNTHESIS)
    return await compose(stage, material, HOUR, WORDS), stage


def of(synthesis: Synthesis, section: Section) -> list[Statement]:
    return [one for one in synthesis.statements if one.section is section]


def texts(synthesis: Synthesis, section: Section) -> list[str]:
    return [one.text for one in of(synthesis, section)]


async def test_the_model_writes_what_people_said_and_the_rules_what_is_in_our_words() -> None:
    synthesis, _ = await composed(ScriptedLanguageModel(everything))

    assert [
        (f"{KOSTYA} откатил, 502 пропали.", (110,), 0),
        ("Релиз 2.4 планируют на четверг.", (101,), 1),
    ] == [(one.text, one.message_ids, one.topic) for one in of(synthesis, Section.TOPICS)]
    assert ["Постмортем сделает до 12:00."] == texts(synthesis, Section.DECISIONS)
    assert ["Кто предупредит поддержку?"] == texts(synthesis, Section.QUESTIONS)
    for section in (Section.PEOPLE, Section.CHANGES, Section.ATTACHMENTS, Section.MOOD):
        assert of(RULES, section) == of(synthesis, section)
    assert of(synthesis, Section.MOOD)
    order = [list(Section).index(one.section) for one in synthesis.statements]
    assert sorted(order) == order


@pytest.mark.parametrize(("streams", "calls"), [(1, 1), (2, 2), (3, 3), (10, 3)])
async def test_as_many_calls_write_it_as_there_are_streams_and_as_are_worth_it(
    streams: int, calls: int
) -> None:
    model = ScriptedLanguageModel(everything, streams=streams)

    synthesis, stage = await composed(model)

    alone, _ = await composed(ScriptedLanguageModel(everything))
    assert alone == synthesis
    assert (calls, calls) == (len(model.asked), stage.tally.calls)
    assert [] == stage.tally.failures


async def test_all_calls_together_quote_no_more_than_the_settings_allow() -> None:
    model = ScriptedLanguageModel(lambda _: SynthesisAnswer(), streams=4)
    narrow = asker(model, Stage.SYNTHESIS, reduce_tokens=500)

    await compose(narrow, MATERIAL, HOUR, WORDS)

    assert 500 >= sum(estimate(row) for prompt in model.asked for row in rows(prompt))


async def test_the_rules_tell_what_a_failed_call_was_to_tell() -> None:
    def failing(prompt: Prompt[Any]) -> BaseModel | ModelError:
        return RefusedError("filtered") if f"#{INCIDENT} (" in data(prompt) else everything(prompt)

    synthesis, stage = await composed(ScriptedLanguageModel(failing, streams=3))

    first, second = of(synthesis, Section.TOPICS)
    assert of(RULES, Section.TOPICS)[0] == first
    assert "Релиз 2.4 планируют на четверг." == second.text
    assert ["refused"] == stage.tally.failures


@pytest.mark.parametrize(
    ("lost", "told_by_rules"),
    [
        (Part(agreements=SOME), {Section.DECISIONS}),
        (Part(questions=SOME), {Section.QUESTIONS}),
        (Part(agreements=SOME, questions=SOME), {Section.DECISIONS, Section.QUESTIONS}),
    ],
)
def test_the_rules_tell_the_whole_section_of_which_a_failed_call_was_to_tell_a_part(
    lost: Part, told_by_rules: set[Section]
) -> None:
    decided = Statement(section=Section.DECISIONS, text="Решили.", message_ids=(115,))
    asked = Statement(section=Section.QUESTIONS, text="Кто?", message_ids=(116,))
    written = Written(decisions=(decided,), questions=(asked,))

    synthesis = assemble(Outcome([written], [lost]), MATERIAL, HOUR, WORDS)

    for section, statement in ((Section.DECISIONS, decided), (Section.QUESTIONS, asked)):
        expected = of(RULES, section) if section in told_by_rules else [statement]
        assert expected == of(synthesis, section)


async def test_where_every_call_fails_there_is_no_synthesis() -> None:
    model = ScriptedLanguageModel(lambda _: ModelUnavailableError("gone"), streams=4)

    with pytest.raises(ModelUnavailableError):
        await composed(model)


async def test_with_nothing_to_write_about_nobody_is_asked() -> None:
    model = ScriptedLanguageModel(everything)
    empty = tell(chat("1 09:00 Аня: +1"))
    material = Material(
        prepared=empty.prepared,
        threads=empty.threads,
        segments=empty.segments,
        emotion=feel(empty.corpus, empty.threads),
        roles=assign(empty.corpus, empty.threads),
        topics=empty.topics,
        changes=Changes(),
    )

    synthesis = await compose(asker(model, Stage.SYNTHESIS), material, empty.corpus, WORDS)

    assert [] == model.asked
    assert by_rules(material, empty.corpus, WORDS) == synthesis


async def test_sections_without_candidates_are_not_asked_for_and_not_taken() -> None:
    def chatty(prompt: Prompt[Any]) -> SynthesisAnswer:
        invented = [Told(text="Все решено.", lines=[1])]
        return SynthesisAnswer(decisions=invented, questions=invented)

    silent = replace(
        MATERIAL,
        segments=MATERIAL.segments.model_copy(update={"segments": ()}),
        topics=Topics(topics=MATERIAL.topics.topics[:1]),
    )
    model = UncheckedLanguageModel(chatty)

    synthesis, _ = await composed(model, silent)

    assert "#questions" not in data(model.asked[0])
    assert [] == of(synthesis, Section.QUESTIONS)


async def test_a_topic_of_which_nothing_was_told_keeps_the_rules_story() -> None:
    synthesis, _ = await composed(ScriptedLanguageModel(lambda _: SynthesisAnswer()))

    assert of(RULES, Section.TOPICS) == of(synthesis, Section.TOPICS)
    assert [] == of(synthesis, Section.DECISIONS) + of(synthesis, Section.QUESTIONS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "откатил,"),
        ("**", "откатил,"),
        ("слово " * 300, "откатил,"),
        ("Костя, блядь, откатил.", "откатил,"),
        ("502 пропали.", "релиз 2.4"),
    ],
)
async def test_a_story_that_cannot_be_told_or_is_anothers_is_no_story(
    text: str, words: str
) -> None:
    def hostile(prompt: Prompt[Any]) -> SynthesisAnswer:
        told = StoryAnswer(topic=INCIDENT, text=text, lines=[number(prompt, words), 0, 999])
        stray = StoryAnswer(topic=77, text="Ничья история.", lines=[1])
        return SynthesisAnswer(topics=[told, stray])

    synthesis, _ = await composed(UncheckedLanguageModel(hostile))

    assert of(RULES, Section.TOPICS) == of(synthesis, Section.TOPICS)


async def test_statements_are_plain_whole_sentences_within_bounds() -> None:
    def verbose(prompt: Prompt[Any]) -> SynthesisAnswer:
        who = handle(prompt, "откатил,")
        text = f"<b>@{who}</b> **откатил**,\n502 пропали. " + "Дальше все обсуждали погоду. " * 20
        return SynthesisAnswer(
            topics=[StoryAnswer(topic=INCIDENT, text=text, lines=[number(prompt, "откатил,")])]
        )

    synthesis, _ = await composed(UncheckedLanguageModel(verbose))

    told = of(synthesis, Section.TOPICS)[0].text
    assert told.startswith(f"{KOSTYA} откатил, 502 пропали. Дальше")
    assert told.endswith("погоду.")
    assert 420 > len(told)


async def test_a_section_is_told_in_the_order_of_the_talk_each_thought_once_and_bounded() -> None:
    def repeating(prompt: Prompt[Any]) -> SynthesisAnswer:
        late, early = number(prompt, "двигаем релиз"), number(prompt, "12:00")
        texts = [("Релиз двигают на пятницу.", late), ("Сделает до 12:00.", early)]
        told = [Told(text=text, lines=[line]) for text, line in texts * 20]
        more = [Told(text=f"Решение {n}.", lines=[early]) for n in range(50)]
        return SynthesisAnswer(decisions=[*told, *more])

    synthesis, _ = await composed(UncheckedLanguageModel(repeating))

    decisions = texts(synthesis, Section.DECISIONS)
    assert 6 == len(decisions)
    assert ("Сделает до 12:00.", "Релиз двигают на пятницу.") == (decisions[0], decisions[-1])
