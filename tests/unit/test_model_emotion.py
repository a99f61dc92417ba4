from typing import Any

import pytest

from pipeline.digest.answers import Ids, Stage
from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Emotion, Measure, Tone
from pipeline.digest.model.emotion import feel
from pipeline.digest.prompts.emotion import EmotionAnswer, Felt
from pipeline.digest.rules.emotion.notes import Note
from pipeline.llm.errors import ModelUnavailableError
from pipeline.llm.models import Prompt
from tests.fakes.language_models import ScriptedLanguageModel
from tests.fixtures.chats import chat
from tests.fixtures.prompts import UncheckedLanguageModel, asker, number, rows
from tests.fixtures.rules import tell
from tests.fixtures.team_hour import TEAM_HOUR

HOUR = chat(TEAM_HOUR, redacted=True)


def answered(
    tone: Tone = Tone.MIXED,
    lines: list[int] | None = None,
    value: int = 0,
    shown: list[int] | None = None,
    notes: list[Note] | None = None,
) -> EmotionAnswer:
    felt = Felt(value=value, lines=shown or [])
    return EmotionAnswer(
        tone=tone,
        lines=lines or [],
        intensity=felt,
        conflict=felt,
        collaboration=felt,
        stress=felt,
        enthusiasm=felt,
        notes=notes or [],
    )


async def felt(
    model: ScriptedLanguageModel, corpus: Corpus = HOUR, reduce_tokens: int = 3_000
) -> Emotion:
    told = tell(corpus)
    stage = asker(model, Stage.EMOTION, reduce_tokens=reduce_tokens)
    return await feel(stage, corpus, told.segments, told.prepared)


async def test_the_mood_is_the_models_with_the_messages_that_it_names() -> None:
    def answer(prompt: Prompt[Any]) -> EmotionAnswer:
        return answered(
            lines=[number(prompt, "блокер"), number(prompt, "Спасибо")],
            value=4,
            shown=[number(prompt, "Спасибо")],
            notes=[Note.RELIEF_AFTER_INCIDENT],
        )

    mood = await felt(ScriptedLanguageModel(answer))

    assert (Tone.MIXED, (102, 111)) == (mood.tone, mood.tone_message_ids)
    assert Measure(value=0.4, message_ids=(111,)) == mood.stress
    assert ("relief_after_incident",) == mood.notes


async def test_only_what_shows_a_mood_is_quoted_and_no_more_than_there_is_room_for() -> None:
    model = ScriptedLanguageModel(lambda _: answered())

    await felt(model)
    await felt(model, reduce_tokens=500)

    wide, narrow = (rows(prompt) for prompt in model.asked)
    assert "подтверждаю, оплаты идут. Спасибо!" in wide
    assert "кто-нибудь на обед в 13?" not in wide
    assert set(narrow) <= set(wide)


async def test_a_message_that_others_reacted_to_is_quoted() -> None:
    model = ScriptedLanguageModel(lambda _: answered())
    corpus = chat(
        """
        1 09:00 Аня: вот фотографии с субботника {🔥4 👍3}
        2 09:01 Борис: ключ лежит в тумбочке
        """
    )

    await felt(model, corpus)

    assert ["вот фотографии с субботника"] == rows(model.asked[0])


async def test_where_nothing_shows_a_mood_nobody_is_asked() -> None:
    model = ScriptedLanguageModel(lambda _: answered())

    mood = await felt(model, chat("1 09:00 Борис: ключ лежит в тумбочке"))

    assert [] == model.asked
    assert (Tone.NEUTRAL, ("routine",), 0.0) == (mood.tone, mood.notes, mood.intensity.value)


@pytest.mark.parametrize("lines", [[], [0, -1, 99, 10**9]])
async def test_what_no_message_shows_is_neutral_and_faint(lines: list[int]) -> None:
    hostile = answered(Tone.NEGATIVE, lines, value=10, shown=lines)

    mood = await felt(UncheckedLanguageModel(lambda _: hostile))

    assert (Tone.NEUTRAL, ()) == (mood.tone, mood.tone_message_ids)
    assert Measure(value=0.2, message_ids=()) == mood.conflict


async def test_a_tone_without_messages_of_its_own_rests_on_the_plainest_measure() -> None:
    mood = await felt(ScriptedLanguageModel(lambda _: answered(Tone.POSITIVE, [], 8, [1, 2])))

    first_two: Ids = mood.intensity.message_ids
    assert 2 == len(first_two)
    assert (Tone.POSITIVE, first_two) == (mood.tone, mood.tone_message_ids)


async def test_each_measure_names_five_messages_at_the_most_and_each_once() -> None:
    many = [*range(1, 9), *range(1, 9)]

    mood = await felt(UncheckedLanguageModel(lambda _: answered(lines=many, value=5, shown=many)))

    assert 5 == len(set(mood.stress.message_ids)) == len(mood.stress.message_ids)
    assert 5 == len(mood.tone_message_ids)


async def test_notes_are_told_once_in_their_order_and_routine_only_alone() -> None:
    notes = [Note.ROUTINE, Note.HUMOUR, Note.TENSION, Note.HUMOUR]

    several = await felt(ScriptedLanguageModel(lambda _: answered(notes=notes)))
    alone = await felt(ScriptedLanguageModel(lambda _: answered(notes=[Note.ROUTINE])))

    assert ("tension", "humour") == several.notes
    assert ("routine",) == alone.notes


async def test_a_model_without_an_answer_is_an_error_for_the_stage() -> None:
    gone = ModelUnavailableError("no connection")

    with pytest.raises(ModelUnavailableError):
        await felt(ScriptedLanguageModel(lambda _: gone))
