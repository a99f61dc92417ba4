import re
from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.model.evaluation import Judgement, judge
from pipeline.digest.prompts.evaluation import Doubt, EvaluationAnswer, Fault
from pipeline.digest.statements import Section, Statement, Synthesis, Verdict
from pipeline.llm.errors import ModelError, ModelTimeoutError
from pipeline.llm.models import Prompt
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.chats import chat
from tests.fixtures.prompts import UncheckedLanguageModel, asker, data, rows
from tests.fixtures.rules import wording
from tests.fixtures.team_hour import TEAM_HOUR

HOUR = chat(TEAM_HOUR, redacted=True)
KOSTYA, ANYA = "⟦P0005⟧", "⟦P0001⟧"


def said(text: str, *ids: int, section: Section = Section.TOPICS) -> Statement:
    return Statement(section=section, text=text, message_ids=ids)


FIXED = said(f"{KOSTYA} вернул старую настройку, и ошибки 502 исчезли.", 110)
MOVED = said("Релиз перенесли на пятницу.", 115, section=Section.DECISIONS)
PERSON = said(f"{KOSTYA} — отвечает по делу", 107, section=Section.PEOPLE)
CALM = said("Деловое; благодарят друг друга.", 111, section=Section.MOOD)


def claims(prompt: Prompt[Any]) -> dict[int, str]:
    found = re.findall(r"^(\d+)\. (.+)$", data(prompt), re.MULTILINE)
    return {int(number): text for number, text in found}


def refusing(words: str, why: Fault = Fault.NOT_SAID, *, partly: bool = False) -> Any:
    """A judge that doubts the statements with these words."""

    def answer(prompt: Prompt[Any]) -> EvaluationAnswer:
        doubts = [Doubt(n=n, why=why) for n, text in claims(prompt).items() if words in text]
        doubtful = {doubt.n for doubt in doubts}
        return EvaluationAnswer(
            supported=[n for n in claims(prompt) if n not in doubtful],
            partly=doubts if partly else [],
            unsupported=[] if partly else doubts,
            coherence=8,
        )

    return answer


def content(prompt: Prompt[Any]) -> EvaluationAnswer:
    return EvaluationAnswer(supported=[*claims(prompt)], coherence=9)


async def judged(
    model: ScriptedLanguageModel, *statements: Statement, reduce_tokens: int = 3_000
) -> Judgement:
    stage = asker(model, Stage.EVALUATION, reduce_tokens=reduce_tokens)
    return await judge(stage, Synthesis(statements=statements), HOUR, wording("ru"))


async def test_what_the_model_finds_in_the_messages_is_supported_in_any_words() -> None:
    judgement = await judged(ScriptedLanguageModel(content), FIXED, MOVED)

    assert [(FIXED, Verdict.SUPPORTED), (MOVED, Verdict.SUPPORTED)] == [
        (one.statement, one.verdict) for one in judgement.told
    ]
    assert ((), 0.9) == (judgement.dropped, judgement.coherence)


async def test_the_model_sees_each_claim_above_the_whole_messages_that_it_cites() -> None:
    model = ScriptedLanguageModel(content)

    await judged(model, MOVED, FIXED)

    assert {
        1: "Релиз перенесли на пятницу.",
        2: "@2 вернул старую настройку, и ошибки 502 исчезли.",
    } == (claims(model.asked[0]))
    assert [
        "если не флаки — двигаем релиз на пятницу. Решаем в 16:00",
        "откатил, 502 пропали, смотрю графики",
    ] == rows(model.asked[0])


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (said("Релиз перенесли.", 999), "no_evidence"),
        (said("Релиз перенесли.", 115, 999), "no_evidence"),
        (said("Ошибки 503 исчезли.", 110), "number"),
        (said("Релиз перенесли на субботу.", 115), "date"),
        (said(f"{ANYA} откатила, ошибки исчезли.", 107), "name"),
        (said("⟦Pdead⟧ откатил, ошибки исчезли.", 110), "name"),
        (said("Графики на evil.example/stats", 110), "link"),
    ],
)
async def test_a_hard_check_decides_alone_whatever_the_model_would_say(
    statement: Statement, why: str
) -> None:
    model = ScriptedLanguageModel(content)

    judgement = await judged(model, statement)

    assert [] == model.asked
    assert [(Verdict.UNSUPPORTED, why)] == [(one.verdict, one.why) for one in judgement.proposed]
    assert statement not in [one.statement for one in judgement.told]
    assert None is judgement.coherence


async def test_what_only_recites_whole_messages_needs_no_model() -> None:
    recital = said(f"{KOSTYA} пишет: «откатил, 502 пропали, смотрю графики».", 110)
    model = ScriptedLanguageModel(refusing(""))

    judgement = await judged(model, recital)

    assert [] == model.asked
    assert [(recital, Verdict.SUPPORTED)] == [
        (one.statement, one.verdict) for one in judgement.told
    ]
    assert None is judgement.coherence


async def test_sections_in_our_own_words_need_no_model() -> None:
    model = ScriptedLanguageModel(refusing(""))

    judgement = await judged(model, PERSON, CALM)

    assert [] == model.asked
    assert [(PERSON, Verdict.SUPPORTED), (CALM, Verdict.SUPPORTED)] == [
        (one.statement, one.verdict) for one in judgement.told
    ]


async def test_a_refused_statement_gives_way_to_a_quotation_and_says_why() -> None:
    model = ScriptedLanguageModel(refusing("вернул", Fault.OVERSTATED))

    judgement = await judged(model, FIXED, MOVED)

    assert (Verdict.UNSUPPORTED, "overstated") == (
        judgement.proposed[0].verdict,
        judgement.proposed[0].why,
    )
    quotation = judgement.told[0]
    assert f"{KOSTYA}: «откатил, 502 пропали, смотрю графики»" == (
        quotation.statement.text.replace("\xa0", " ")
    )
    assert (Verdict.SUPPORTED, MOVED) == (quotation.verdict, judgement.told[1].statement)


async def test_a_mood_of_messages_that_there_are_not_is_dropped() -> None:
    nobodys = CALM.model_copy(update={"message_ids": (111, 999)})

    judgement = await judged(ScriptedLanguageModel(content), FIXED, nobodys)

    assert [FIXED] == [one.statement for one in judgement.told]
    assert [(nobodys, "no_evidence")] == [(one.statement, one.why) for one in judgement.dropped]


async def test_a_half_supported_statement_is_told_as_such() -> None:
    model = ScriptedLanguageModel(refusing("перенесли", Fault.WRONG_TIME, partly=True))

    [told] = (await judged(model, MOVED)).told

    assert (MOVED, Verdict.PARTLY, "wrong_time") == (told.statement, told.verdict, told.why)


async def test_two_refused_statements_do_not_leave_the_same_quotation_twice() -> None:
    again = said("Проблема полностью решена навсегда.", 110)

    judgement = await judged(ScriptedLanguageModel(refusing("")), FIXED, again)

    assert [(110,)] == [one.statement.message_ids for one in judgement.told]
    assert [again] == [one.statement for one in judgement.dropped]


@pytest.mark.parametrize(
    "answer",
    [
        EvaluationAnswer(coherence=10),
        EvaluationAnswer(supported=[0, -1, 2, 99], coherence=10),
        EvaluationAnswer(
            supported=[1], unsupported=[Doubt(n=1, why=Fault.NOT_SAID)], coherence=10
        ),
    ],
)
async def test_a_missing_or_doubtful_verdict_is_no_pass(answer: EvaluationAnswer) -> None:
    judgement = await judged(UncheckedLanguageModel(lambda _: answer), FIXED)

    assert [Verdict.UNSUPPORTED] == [one.verdict for one in judgement.proposed]
    assert FIXED not in [one.statement for one in judgement.told]


async def test_the_worse_of_two_verdicts_counts() -> None:
    both = EvaluationAnswer(supported=[1], partly=[Doubt(n=1, why=Fault.OVERSTATED)], coherence=10)

    [told] = (await judged(UncheckedLanguageModel(lambda _: both), FIXED)).told

    assert (Verdict.PARTLY, "overstated") == (told.verdict, told.why)


async def test_many_statements_are_judged_in_batches_in_their_order() -> None:
    model = ScriptedLanguageModel(content)
    ids = [line.id for line in HOUR.lines]
    statements = [said(f"Об этом сказали так, что {'очень ' * n}понятно.", *ids) for n in range(9)]

    judgement = await judged(model, *statements, reduce_tokens=600)

    assert 1 < len(model.asked)
    assert statements == [one.statement for one in judgement.told]
    assert 0.9 == judgement.coherence


@pytest.mark.parametrize(
    ("count", "streams", "batches"),
    [(20, 1, [20]), (8, 10, [8]), (20, 10, [10, 10]), (17, 2, [9, 8])],
)
async def test_free_streams_share_the_statements_where_they_are_worth_a_call(
    count: int, streams: int, batches: list[int]
) -> None:
    model = ScriptedLanguageModel(content, streams=streams)
    statements = [said(f"Всё {'очень ' * n}понятно.", HOUR.lines[0].id) for n in range(count)]

    judgement = await judged(model, *statements, reduce_tokens=9_000)

    assert batches == [len(claims(prompt)) for prompt in model.asked]
    assert statements == [one.statement for one in judgement.told]


async def test_coherence_is_the_mean_over_the_statements() -> None:
    marks = iter((4, 10))
    whole = [line.id for line in HOUR.lines]

    def answer(prompt: Prompt[Any]) -> EvaluationAnswer:
        return EvaluationAnswer(supported=[*claims(prompt)], coherence=next(marks))

    judgement = await judged(
        ScriptedLanguageModel(answer), FIXED, MOVED, said("Всё. " * 200, *whole), reduce_tokens=500
    )

    assert 0.6 == judgement.coherence


async def test_one_batch_without_an_answer_leaves_nothing_judged() -> None:
    def answer(prompt: Prompt[Any]) -> EvaluationAnswer | ModelError:
        return ModelTimeoutError("slow") if len(claims(prompt)) == 1 else content(prompt)

    whole = [line.id for line in HOUR.lines]

    with pytest.raises(ModelTimeoutError):
        await judged(
            ScriptedLanguageModel(answer),
            FIXED,
            MOVED,
            said("Всё. " * 200, *whole),
            reduce_tokens=500,
        )
