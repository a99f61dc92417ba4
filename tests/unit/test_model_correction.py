from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.model.correction import mend
from pipeline.digest.prompts.synthesis import StoryAnswer, SynthesisAnswer, Told
from pipeline.digest.rules.emotion.mood import feel
from pipeline.digest.rules.roles.participants import assign
from pipeline.digest.rules.statements.changes import Changes
from pipeline.digest.rules.statements.correction import correct
from pipeline.digest.rules.statements.synthesis import Material
from pipeline.digest.rules.topics.finding import find_topics
from pipeline.digest.statements import Evaluation, Judged, Quality, Section, Statement, Verdict
from pipeline.llm.errors import ModelError, ModelUnavailableError
from pipeline.llm.models import Prompt
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.prompts import UncheckedLanguageModel, asker, data, number, rows
from tests.fixtures.rules import wording
from tests.fixtures.two_talks import CORPUS, NEEDED, PREPARED, SEGMENTS, THREADS

WORDS = wording("ru")
MATERIAL = Material(
    prepared=PREPARED,
    threads=THREADS,
    segments=SEGMENTS,
    emotion=feel(CORPUS, THREADS),
    roles=assign(CORPUS, THREADS),
    topics=find_topics(CORPUS, PREPARED, THREADS, SEGMENTS, wording=WORDS, limit=1),
    changes=Changes(),
)
[TOPIC] = MATERIAL.topics.topics
"""The window's one topic; the other conversation is told by nothing but the correction."""
LEFT_OUT = next(strand for strand in NEEDED if strand.thread_id not in TOPIC.thread_ids)


def said(section: Section, text: str, *ids: int, topic: int | None = None) -> Statement:
    return Statement(section=section, text=text, message_ids=ids, topic=topic)


STORY = said(Section.TOPICS, "Оплату картой чинили и починили.", *TOPIC.message_ids, topic=0)
TRIP = said(Section.DECISIONS, "Даня решил ехать на Байкал навсегда.", 8)
FILM = said(Section.QUESTIONS, "Гриша ищет фильм.", 7)
MOOD = said(Section.MOOD, "Деловое.", 3)


def evaluation(*judged: Judged, dropped: tuple[Judged, ...] = ()) -> Evaluation:
    return Evaluation(
        judged=judged,
        dropped=dropped,
        quality=Quality(faithfulness=0.5, completeness=0.5, relevance=0.5, coherence=1),
        corrected=False,
        judge="model",
        baseline=None,
    )


def well(statement: Statement) -> Judged:
    return Judged(statement=statement, verdict=Verdict.SUPPORTED)


def half(statement: Statement) -> Judged:
    return Judged(statement=statement, verdict=Verdict.PARTLY, why="overstated")


def refused(statement: Statement) -> Judged:
    return Judged(statement=statement, verdict=Verdict.UNSUPPORTED, why="not_said")


async def mended(
    model: ScriptedLanguageModel, first: Evaluation, threshold: float = 0.0
) -> list[Statement]:
    stage = asker(model, Stage.SYNTHESIS)
    second = await mend(stage, MATERIAL, first, NEEDED, CORPUS, WORDS, threshold)
    return list(second.statements)


def telling_what_is_missing(prompt: Prompt[Any]) -> SynthesisAnswer:
    [line] = [line.id for line in LEFT_OUT.lines][:1]
    text = CORPUS.by_id[line].text
    return SynthesisAnswer(
        topics=[StoryAnswer(topic=2, text="Готов отчёт.", lines=[number(prompt, text)])]
    )


async def test_the_model_tells_the_conversation_that_was_left_out() -> None:
    model = ScriptedLanguageModel(telling_what_is_missing)

    told = await mended(model, evaluation(well(STORY), well(MOOD)))

    added = said(Section.TOPICS, "Готов отчёт.", LEFT_OUT.id)
    assert [STORY, added, MOOD] == told
    assert [line.text for line in LEFT_OUT.lines] == rows(model.asked[0])


async def test_what_the_model_does_not_tell_the_rules_tell() -> None:
    first = evaluation(well(STORY), well(MOOD))

    told = await mended(ScriptedLanguageModel(lambda _: SynthesisAnswer()), first)

    assert list(correct(first, NEEDED, WORDS, 0.0).statements) == told


async def test_with_nothing_left_out_and_nothing_refused_nobody_is_asked() -> None:
    model = ScriptedLanguageModel(lambda _: SynthesisAnswer())
    other = said(Section.TOPICS, "Отчёт готов.", LEFT_OUT.id)

    told = await mended(model, evaluation(well(STORY), well(STORY), well(other)))

    assert [] == model.asked
    assert [STORY, other] == told


async def test_refused_statements_are_shown_with_their_reason_and_their_messages() -> None:
    model = ScriptedLanguageModel(lambda _: SynthesisAnswer())

    await mended(model, evaluation(half(STORY), dropped=(refused(TRIP), refused(FILM))))

    shown = data(model.asked[0])
    assert "- (преувеличено) Оплату картой чинили и починили." in shown
    assert "- (этого не сказано) Даня решил ехать на Байкал навсегда." in shown
    assert {"решили с женой: едем летом на Байкал"} <= set(rows(model.asked[0]))
    assert "кто видел хороший фильм про космос?" in rows(model.asked[0])


async def test_free_streams_share_the_correction_each_with_what_was_refused_of_its_own() -> None:
    model = ScriptedLanguageModel(lambda _: SynthesisAnswer(), streams=4)

    await mended(model, evaluation(half(STORY), dropped=(refused(TRIP), refused(FILM))))

    refusals = {
        "Оплату картой чинили и починили.": "откатили прокси",
        "Даня решил ехать на Байкал навсегда.": "едем летом на Байкал",
        "Гриша ищет фильм.": "кто видел хороший фильм",
    }
    assert 1 < len(model.asked)
    for prompt in model.asked:
        shown = data(prompt)
        told = {text: words in shown for text, words in refusals.items()}
        assert {text: f") {text}" in shown for text in refusals} == told


async def test_what_a_failed_call_was_to_write_anew_is_quoted_and_the_rest_is_written() -> None:
    def failing(prompt: Prompt[Any]) -> SynthesisAnswer | ModelError:
        if "#decisions" in data(prompt):
            return ModelUnavailableError("gone")
        return telling_what_is_missing(prompt) if "#2 (" in data(prompt) else SynthesisAnswer()

    model = ScriptedLanguageModel(failing, streams=4)

    told = await mended(model, evaluation(half(STORY), half(TRIP)))

    quoted = said(Section.TOPICS, "Аня: «на проде падает оплата картой с ошибкой 502»", 1, topic=0)
    assert [quoted, said(Section.TOPICS, "Готов отчёт.", LEFT_OUT.id)] == told[:2]
    assert ["Даня: «решили с женой: едем летом на Байкал»"] == [one.text for one in told[2:]]


async def test_a_statement_written_anew_takes_the_place_of_the_refused_one() -> None:
    first_line = CORPUS.by_id[TOPIC.message_ids[0]].text

    def rewriting(prompt: Prompt[Any]) -> SynthesisAnswer:
        trip = Told(text="Даня едет летом на Байкал.", lines=[number(prompt, "Байкал")])
        line = number(prompt, first_line)
        story = StoryAnswer(topic=1, text="Оплата картой падала.", lines=[line])
        return SynthesisAnswer(topics=[story], decisions=[trip])

    told = await mended(
        ScriptedLanguageModel(rewriting),
        evaluation(half(STORY), well(MOOD), dropped=(refused(TRIP),)),
    )

    assert said(Section.TOPICS, "Оплата картой падала.", TOPIC.message_ids[0], topic=0) == told[0]
    assert said(Section.DECISIONS, "Даня едет летом на Байкал.", 8) in told
    assert STORY not in told
    assert MOOD == told[-1]


async def test_a_half_refused_statement_stays_where_nothing_better_came() -> None:
    told = await mended(
        ScriptedLanguageModel(lambda _: SynthesisAnswer()), evaluation(half(STORY))
    )

    assert STORY == told[0]


async def test_what_stands_already_is_not_written_over() -> None:
    def overwriting(prompt: Prompt[Any]) -> SynthesisAnswer:
        trip = Told(text="Все едут на Байкал.", lines=[number(prompt, "Байкал")])
        return SynthesisAnswer(decisions=[trip])

    good = said(Section.DECISIONS, "Даня едет летом на Байкал.", 8)
    told = await mended(
        UncheckedLanguageModel(overwriting),
        evaluation(well(STORY), well(good), dropped=(refused(TRIP),)),
    )

    assert [good] == [one for one in told if one.section is Section.DECISIONS]


async def test_asides_go_as_far_as_relevance_needs_it() -> None:
    model = ScriptedLanguageModel(telling_what_is_missing)

    told = await mended(model, evaluation(well(STORY), well(FILM)), threshold=0.9)

    assert FILM not in told
    assert STORY in told


async def test_without_an_answer_there_is_no_correction_by_the_model() -> None:
    model = ScriptedLanguageModel(lambda _: ModelUnavailableError("gone"))

    with pytest.raises(ModelUnavailableError):
        await mended(model, evaluation(well(STORY)))
