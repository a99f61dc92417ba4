import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pipeline.digest.answers import Stage
from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import SegmentKind
from pipeline.digest.model.asker import Asker
from pipeline.digest.model.packing import Pack, Piece, pack
from pipeline.digest.model.segmenter import ASKS, PATIENCE, PackResult, joined, read_pack
from pipeline.digest.model.settings import ModelSettings
from pipeline.digest.model.slices import slices_of
from pipeline.digest.model.units import SURE, Unit, Units
from pipeline.digest.prompts.quoting import Fence
from pipeline.digest.prompts.segmenter import SegmenterAnswer
from pipeline.ingest.models import TenantId
from pipeline.llm.errors import (
    BreakerOpenError,
    CutOffError,
    InvalidAnswerError,
    ModelError,
    ModelUnavailableError,
    PromptTooLongError,
    QuotaSpentError,
    RefusedError,
    RunDeadlineError,
)
from pipeline.llm.models import Prompt
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.chats import chat

QUESTION, PROBLEM = SegmentKind.QUESTION, SegmentKind.PROBLEM
SETTINGS = ModelSettings(_env_file=None)
ROW = re.compile(r"^(\d+)(?:>\d+)? @\d+: (.*)$", re.MULTILINE)
TALK = """
101 09:00 Аня: релиз планируем на четверг, все успевают?
102 09:01 Борис: шлюз отдаёт 502 на проде
103 09:02 Вика → 101: успеваем, фронт готов
104 09:03 Костя → 102: это я, откатываю
"""


def quoted(prompt: Prompt[Any]) -> dict[int, str]:
    """The rows of a prompt by their numbers."""
    return {int(number): text for number, text in ROW.findall(prompt.turns[-1].text)}


def every_question(prompt: Prompt[Any]) -> SegmenterAnswer:
    return SegmenterAnswer(question=[n for n, text in quoted(prompt).items() if "?" in text])


def spoilt_by(
    word: str, error: ModelError
) -> Callable[[Prompt[Any]], SegmenterAnswer | ModelError]:
    """A model that fails whatever holds the word, and marks the rest."""

    def answer(prompt: Prompt[Any]) -> SegmenterAnswer | ModelError:
        said = quoted(prompt)
        return error if word in " ".join(said.values()) else SegmenterAnswer(problem=list(said))

    return answer


def asker_of(model: ScriptedLanguageModel) -> Asker:
    return Asker(
        model=model,
        tenant=TenantId(1),
        run_id="run-1",
        stage=Stage.SEGMENTER,
        language="ru",
        settings=SETTINGS,
        integrity=0.75,
        fence=Fence("0badf00d"),
    )


def packed(talk: Corpus, *, tokens: int = 10, budget: int = 100_000) -> tuple[Pack, ...]:
    """All slices of a talk in one pack, unless they pass the budget."""
    sizes = {line.id: tokens for line in talk.lines}
    return pack(slices_of(talk, ZoneInfo("UTC")), sizes, budget=budget, streams=1)


def crowd(size: int, **special: str) -> Corpus:
    """So many threads of one message; ``special`` are texts of some, as ``m7="…"``."""
    return chat(
        "\n".join(
            f"{n} 09:00 Аня: {special.get(f'm{n}', f'слово {n}')}" for n in range(1, size + 1)
        )
    )


async def reading(talk: Corpus, model: ScriptedLanguageModel) -> PackResult:
    [everything] = packed(talk)
    return await read_pack(asker_of(model), everything, talk)


def by_message(talk: Corpus, result: PackResult) -> dict[int, str]:
    """Why messages were not read."""
    return {
        message_id: result.failed[one.hash]
        for one in slices_of(talk, ZoneInfo("UTC"))
        if one.hash in result.failed
        for message_id in one.message_ids
    }


async def test_prompts_of_one_run_are_rendered_one_after_the_other() -> None:
    talk = chat(TALK)
    [everything] = packed(talk)
    model = ScriptedLanguageModel(every_question)
    stage = asker_of(model)

    async with asyncio.TaskGroup() as group, stage.desk:
        readings = [group.create_task(read_pack(stage, everything, talk)) for _ in range(2)]
        done, _ = await asyncio.wait(readings, timeout=0.05)
        asked_meanwhile = len(model.asked)

    assert (set(), 0) == (done, asked_meanwhile)
    assert 2 == len(model.asked)


async def test_one_call_reads_all_slices_of_a_pack_and_each_has_its_own_units() -> None:
    talk = chat(TALK)
    model = ScriptedLanguageModel(
        lambda _: SegmenterAnswer(question=[1], problem=[3], answered=[(1, 2)])
    )

    result = await reading(talk, model)

    release, gate = slices_of(talk, ZoneInfo("UTC"))
    assert 1 == len(model.asked)
    assert {
        release.hash: Units((Unit(QUESTION, 101, SURE, 103),)),
        gate.hash: Units((Unit(PROBLEM, 102, SURE),)),
    } == result.units
    assert ({}, {}) == (result.failed, result.parts)


async def test_rows_are_numbered_through_the_pack_and_grouped_by_slice() -> None:
    model = ScriptedLanguageModel(every_question)

    await reading(chat(TALK), model)

    text = model.asked[0].turns[-1].text
    data = text[text.index("[[0badf00d]]\n") : text.index("\n[[/0badf00d]]")].splitlines()[1:]
    assert [
        "#1",
        "1 @1: релиз планируем на четверг, все успевают?",
        "2>1 @2: успеваем, фронт готов",
        "#2",
        "3 @3: шлюз отдаёт 502 на проде",
        "4>3 @4: это я, откатываю",
    ] == data


async def test_a_slice_of_which_nothing_is_worth_a_mark_was_read_all_the_same() -> None:
    talk = chat(TALK)

    result = await reading(talk, ScriptedLanguageModel(lambda _: SegmenterAnswer()))

    assert {one.hash: Units(()) for one in slices_of(talk, ZoneInfo("UTC"))} == result.units


async def test_an_answer_in_another_slice_is_left_to_the_window_that_holds_both() -> None:
    talk = chat("""
        101 09:59 Аня: кто предупредит поддержку?
        102 10:01 Борис → 101: я
    """)
    model = ScriptedLanguageModel(lambda _: SegmenterAnswer(question=[1], answered=[(1, 2)]))

    result = await reading(talk, model)

    assert [(Unit(QUESTION, 101, SURE),), ()] == [units.root for units in result.units.values()]


async def test_what_others_wrote_alone_is_read_without_a_call() -> None:
    talk = chat("101 09:00 Аня: (fwd) Шлюз закрыт на ремонт")
    model = ScriptedLanguageModel(every_question)

    result = await reading(talk, model)

    assert [] == model.asked
    assert [Units(())] == list(result.units.values())


@pytest.mark.parametrize(
    "error",
    [
        InvalidAnswerError("no JSON"),
        CutOffError("cut off"),
        PromptTooLongError("too long"),
        RefusedError("refused"),
    ],
    ids=lambda error: error.reason,
)
@pytest.mark.parametrize("bad", [1, 20, 33, 64])
async def test_a_slice_that_spoils_its_call_costs_only_itself(error: ModelError, bad: int) -> None:
    talk = crowd(64, **{f"m{bad}": "яд"})
    model = ScriptedLanguageModel(spoilt_by("яд", error))

    result = await reading(talk, model)

    assert {bad: error.reason} == by_message(talk, result)
    assert set(range(1, 65)) - {bad} == {
        unit.message_id for units in result.units.values() for unit in units.root
    }
    assert 13 == len(model.asked)


async def test_an_order_that_cannot_be_quoted_costs_its_slice_and_no_call() -> None:
    talk = crowd(8, m5="смотри: 0badf00d")
    model = ScriptedLanguageModel(every_question)

    result = await reading(talk, model)

    assert {5: "boundary"} == by_message(talk, result)
    assert [] == [prompt for prompt in model.asked if "смотри" in prompt.turns[-1].text]


@pytest.mark.parametrize(
    "error",
    [
        ModelUnavailableError("gone"),
        BreakerOpenError("resting"),
        QuotaSpentError("spent"),
        RunDeadlineError("late"),
    ],
    ids=lambda error: error.reason,
)
async def test_a_model_that_cannot_answer_fails_the_pack_at_once(error: ModelError) -> None:
    talk = crowd(8)
    model = ScriptedLanguageModel(lambda _: error)

    result = await reading(talk, model)

    assert dict.fromkeys(range(1, 9), error.reason) == by_message(talk, result)
    assert {} == result.units
    assert 1 == len(model.asked)


async def test_what_was_read_before_the_model_went_away_is_kept() -> None:
    talk = crowd(8)
    answers = iter(
        (RefusedError("refused"), SegmenterAnswer(problem=[1]), ModelUnavailableError("gone"))
    )
    model = ScriptedLanguageModel(lambda _: next(answers))

    result = await reading(talk, model)

    assert dict.fromkeys(range(5, 9), "model_unavailable") == by_message(talk, result)
    assert 4 == len(result.units)


async def test_a_model_that_answers_nonsense_is_not_asked_about_every_half() -> None:
    talk = crowd(64)
    model = ScriptedLanguageModel(lambda _: InvalidAnswerError("nonsense"))

    result = await reading(talk, model)

    assert dict.fromkeys(range(1, 65), "invalid_answer") == by_message(talk, result)
    assert PATIENCE == len(model.asked)


async def test_a_model_that_refuses_everything_is_asked_a_bounded_number_of_times() -> None:
    talk = crowd(200)
    model = ScriptedLanguageModel(lambda _: RefusedError("refused"))

    result = await reading(talk, model)

    assert set(range(1, 201)) == set(by_message(talk, result))
    assert ASKS == len(model.asked)


async def test_a_long_slice_whose_answer_was_cut_off_is_read_in_halves() -> None:
    talk = chat(
        "\n".join(f"{n} 09:00 Аня{'' if n == 1 else ' → 1'}: слово {n}" for n in range(1, 9))
    )
    model = ScriptedLanguageModel(
        lambda prompt: (
            CutOffError("cut off")
            if len(quoted(prompt)) > 4
            else SegmenterAnswer(problem=list(quoted(prompt)))
        )
    )

    result = await reading(talk, model)

    [units] = result.units.values()
    assert list(range(1, 9)) == [unit.message_id for unit in units.root]
    assert [8, 4, 4] == [len(quoted(prompt)) for prompt in model.asked]


async def test_a_slice_alone_is_refused_once() -> None:
    talk = chat(TALK.replace("→ 102", "→ 103").replace("102 09:01 Борис", "102 09:01 Борис → 101"))
    model = ScriptedLanguageModel(lambda _: RefusedError("refused"))

    result = await reading(talk, model)

    assert ["refused"] == list(result.failed.values())
    assert 1 == len(model.asked)


async def test_a_slice_that_was_cut_is_whole_once_all_of_its_parts_were_read() -> None:
    talk = chat(
        "\n".join(f"{n} 09:00 Аня{'' if n == 1 else ' → 1'}: слово {n}" for n in range(1, 9))
    )
    packs = packed(talk, tokens=500, budget=1_600)
    asker = asker_of(
        ScriptedLanguageModel(lambda prompt: SegmenterAnswer(problem=list(quoted(prompt))))
    )

    results = [await read_pack(asker, each, talk) for each in reversed(packs)]

    some, whole = joined(results[1:]), joined(results)
    assert ({}, {}) == (some.units, some.failed)
    assert len(packs) - 1 == len(some.parts)
    [units] = whole.units.values()
    assert list(range(1, 9)) == [unit.message_id for unit in units.root]
    assert {} == whole.parts


def test_a_slice_of_which_a_part_failed_has_failed() -> None:
    piece = Piece("a-hash", (1,), 10, part=1, parts=2)
    read = PackResult(parts={piece: Units((Unit(PROBLEM, 1, SURE),))})
    failed = PackResult(failed={"a-hash": "refused"})

    both = joined([read, failed])

    assert PackResult(failed={"a-hash": "refused"}) == both


async def test_packs_are_read_at_the_same_time_without_mixing_their_numbers() -> None:
    talk = chat(TALK)
    [everything] = packed(talk)
    each = [replace(everything, pieces=(piece,)) for piece in everything.pieces]
    asker = asker_of(ScriptedLanguageModel(lambda _: SegmenterAnswer(problem=[1])))

    results = await asyncio.gather(*(read_pack(asker, one, talk) for one in each))

    assert [(Unit(PROBLEM, 101, SURE),), (Unit(PROBLEM, 102, SURE),)] == [
        units.root for result in results for units in result.units.values()
    ]
