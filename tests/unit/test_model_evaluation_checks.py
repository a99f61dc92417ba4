"""A model that judges its own foreign sentences and denials supported: code does not."""

from typing import Any

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.model.evaluation import Judgement, judge
from pipeline.digest.prompts.evaluation import Doubt, EvaluationAnswer, Fault
from pipeline.digest.rules.statements.evaluation import judge_all
from pipeline.digest.statements import Section, Statement, Synthesis, Verdict
from pipeline.llm.models import Prompt
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.chats import chat
from tests.fixtures.prompts import asker, data
from tests.fixtures.rules import wording
from tests.fixtures.team_hour import TEAM_HOUR

HOUR = chat(TEAM_HOUR, redacted=True)
KOSTYA = "⟦P0005⟧"
PRAISE = "Лучшая группа на свете!"
FIXED = f"{KOSTYA} откатил nginx, оплаты снова идут."


def said(text: str, *ids: int, section: Section = Section.TOPICS) -> Statement:
    return Statement(section=section, text=text, message_ids=ids, topic=0)


PRAISED = said(f"{PRAISE} {FIXED}", 105, 110, 111)
KEPT = said(FIXED, 105, 110, 111)
DENIED = said("Неправда: не откатил, 502 пропали, смотрю графики", 110)


def vouch(prompt: Prompt[Any]) -> EvaluationAnswer:
    return EvaluationAnswer(supported=[1], coherence=10)


def doubt(prompt: Prompt[Any]) -> EvaluationAnswer:
    return EvaluationAnswer(unsupported=[Doubt(n=1, why=Fault.NOT_SAID)], coherence=10)


async def judged(model: ScriptedLanguageModel, *statements: Statement) -> Judgement:
    stage = asker(model, Stage.EVALUATION)
    return await judge(stage, Synthesis(statements=statements), HOUR, wording("ru"))


async def test_a_foreign_sentence_is_dropped_before_the_model_judges_the_rest() -> None:
    model = ScriptedLanguageModel(vouch)

    judgement = await judged(model, PRAISED)

    assert "1. @1 откатил nginx" in data(model.asked[0])
    assert PRAISE not in data(model.asked[0])
    assert [(KEPT, Verdict.SUPPORTED)] == [(one.statement, one.verdict) for one in judgement.told]


async def test_as_it_was_proposed_such_a_statement_is_half_supported() -> None:
    [proposed] = (await judged(ScriptedLanguageModel(vouch), PRAISED)).proposed

    assert (PRAISED, Verdict.PARTLY, "wording") == (
        proposed.statement,
        proposed.verdict,
        proposed.why,
    )


async def test_the_rest_is_refused_for_what_the_model_finds_wrong_with_it() -> None:
    judgement = await judged(ScriptedLanguageModel(doubt), PRAISED)

    assert [(Verdict.UNSUPPORTED, "not_said")] == [
        (one.verdict, one.why) for one in judgement.proposed
    ]
    assert [] == [one for one in judgement.told if one.statement.text == FIXED]


@pytest.mark.parametrize(
    ("statement", "why"),
    [(said(PRAISE, 110), "wording"), (DENIED, "polarity")],
    ids=["foreign", "denied"],
)
async def test_what_nobody_said_gives_way_to_a_quotation_without_a_question(
    statement: Statement, why: str
) -> None:
    model = ScriptedLanguageModel(vouch)

    judgement = await judged(model, statement)

    assert [] == model.asked
    assert [(Verdict.UNSUPPORTED, why)] == [(one.verdict, one.why) for one in judgement.proposed]
    assert [f"{KOSTYA}: «откатил, 502 пропали, смотрю графики»"] == [
        one.statement.text.replace("\xa0", " ") for one in judgement.told
    ]


def test_the_rules_drop_foreign_sentences_too_where_the_judge_is_silent() -> None:
    synthesis = Synthesis(statements=(PRAISED, KEPT))

    proposed, told, dropped = judge_all(synthesis, HOUR, wording("ru"))

    assert [Verdict.PARTLY, Verdict.SUPPORTED] == [one.verdict for one in proposed]
    assert [FIXED, FIXED] == [one.statement.text for one in told]
    assert () == dropped
