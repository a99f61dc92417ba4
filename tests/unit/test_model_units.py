from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from pipeline.digest.corpus import Corpus
from pipeline.digest.findings import Segment, SegmentKind
from pipeline.digest.model.slices import slices_of
from pipeline.digest.model.units import SURE, UNSURE, Unit, Units, marked, segments_from
from pipeline.digest.prompts.quoting import Numbering
from pipeline.digest.prompts.segmenter import SegmenterAnswer
from pipeline.digest.rules.segments import LONGEST, segment
from tests.fixtures.chats import chat, threads

UTC = ZoneInfo("UTC")
PROBLEM, SOLUTION, PLAN = SegmentKind.PROBLEM, SegmentKind.SOLUTION, SegmentKind.PLAN
QUESTION, DECISION, HUMOR = SegmentKind.QUESTION, SegmentKind.DECISION, SegmentKind.HUMOR
TALK = """
101 09:02 Аня: Коллеги, релиз 2.4 планируем на четверг, все успевают?
102 09:04 Борис: у меня блокер: платёжный шлюз отдаёт 502 на проде с ночи
103 09:05 Вика → 101: фронт готов, осталось прогнать e2e
104 09:12 Костя → 102: откатил вчерашнюю правку, ошибки пропали
"""


def told(talk: Corpus, *units: Unit) -> list[Segment]:
    """The segments of a talk of which a model said this."""
    cut = slices_of(talk, UTC)
    read = {
        one.hash: Units(tuple(unit for unit in units if unit.message_id in one.message_ids))
        for one in cut
    }
    return list(segments_from(cut, read, talk, threads(talk)).segments)


def text_of(text: str, kind: SegmentKind) -> str | None:
    """What is told of a message that a model marked."""
    found = told(chat(f"101 09:00 Аня: {text}"), Unit(kind, 101, SURE))
    return found[0].text if found else None


def numbered(*ids: int) -> Numbering:
    numbering = Numbering()
    for message_id in ids:
        numbering.number(message_id)
    return numbering


def test_an_answer_s_numbers_become_messages_in_the_order_of_the_talk() -> None:
    answer = SegmenterAnswer(solution=[3], problem=[2], plan=[3], unsure=[2])

    units = list(marked(answer, numbered(501, 502, 503)))

    assert [
        Unit(PROBLEM, 502, UNSURE),
        Unit(SOLUTION, 503, SURE),
        Unit(PLAN, 503, SURE),
    ] == units


def test_only_a_question_has_an_answer_and_only_one_that_came_later() -> None:
    answer = SegmenterAnswer(
        question=[1, 3, 4], problem=[2], answered=[(1, 2), (1, 4), (2, 3), (3, 1), (4, 9)]
    )

    units = list(marked(answer, numbered(501, 502, 503, 504)))

    assert {501: 502, 502: None, 503: None, 504: None} == {
        unit.message_id: unit.answered_by for unit in units
    }


def test_a_number_of_no_message_and_a_mark_given_twice_change_nothing() -> None:
    answer = SegmenterAnswer(risk=[0, -1, 1, 1, 99])

    assert [501] == [unit.message_id for unit in marked(answer, numbered(501))]


def test_units_are_kept_as_short_lists_without_a_word_of_the_talk() -> None:
    units = Units((Unit(QUESTION, 101, SURE, 103), Unit(PROBLEM, 102, UNSURE)))

    kept = units.model_dump_json()

    assert '[["question",101,0.85,103],["problem",102,0.5,null]]' == kept
    assert units == Units.model_validate_json(kept)
    assert Units(()) == Units.model_validate_json(b"[]")


@pytest.mark.parametrize("kept", ['[["gossip",1,0.5,null]]', '[["plan",1,7,null]]', '{"a":1}'])
def test_what_is_no_answer_of_this_version_is_not_taken_for_one(kept: str) -> None:
    with pytest.raises(ValidationError):
        Units.model_validate_json(kept)


def test_segments_come_in_the_order_of_the_threads_with_the_model_s_confidence() -> None:
    talk = chat(TALK)

    found = told(
        talk, Unit(PROBLEM, 102, UNSURE), Unit(PLAN, 103, SURE), Unit(SOLUTION, 104, SURE)
    )

    assert [
        (PLAN, "фронт готов, осталось прогнать e2e", (103,), 0.85, 101),
        (PROBLEM, "у меня блокер: платёжный шлюз отдаёт 502 на проде с ночи", (102,), 0.5, 102),
        (SOLUTION, "откатил вчерашнюю правку, ошибки пропали", (104,), 0.85, 102),
    ] == [(x.kind, x.text, x.message_ids, x.confidence, x.thread_id) for x in found]


def test_slices_that_no_model_read_are_marked_by_the_rules() -> None:
    talk = chat(TALK)
    cut = slices_of(talk, UTC)

    by_rules = segments_from(cut, {}, talk, threads(talk))
    mixed = segments_from(cut[:1], {cut[0].hash: Units(())}, talk, threads(talk))

    assert segment(talk, threads(talk)) == by_rules
    assert [x for x in by_rules.segments if x.thread_id == 102] == list(mixed.segments)
    assert mixed.segments


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        (
            "Всем доброе утро. Платёжный шлюз не работает с ночи. Смотрю логи прокси сейчас.",
            PROBLEM,
            "Платёжный шлюз не работает с ночи.",
        ),
        (
            "Вчера поменял nginx на платёжном прокси. Кто предупредит поддержку клиентов?",
            QUESTION,
            "Кто предупредит поддержку клиентов?",
        ),
        (
            "Ну вот. Платёжный шлюз снова серый и грустный. Эх.",
            PROBLEM,
            "Платёжный шлюз снова серый и грустный.",
        ),
        ("Ахаха. Какой кот!", HUMOR, "Ахаха."),
    ],
    ids=["the sentence with the cue", "the one that asks", "the fullest", "an aside"],
)
def test_a_segment_is_told_by_the_sentence_that_does_it_best(
    text: str, kind: SegmentKind, told: str
) -> None:
    assert told == text_of(text, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("да блядь, шлюз опять отдаёт ошибки", PROBLEM),
        ("шлюз отдаёт ошибки " * (LONGEST // 10), PROBLEM),
        ("да", DECISION),
        ("а когда?", QUESTION),
        ("(fwd) платёжный шлюз не работает с ночи", PROBLEM),
    ],
    ids=["coarse", "too long", "a bare yes", "a question out of its moment", "forwarded"],
)
def test_a_mark_on_what_cannot_be_told_makes_no_segment(text: str, kind: SegmentKind) -> None:
    assert text_of(text, kind) is None


def test_a_question_is_answered_by_the_model_s_message_else_by_the_rules() -> None:
    talk = chat("""
        101 09:00 Аня: кто предупредит поддержку о релизе?
        102 09:01 Борис → 101: я предупрежу поддержку
        103 09:02 Вика → 101: и в чате напишу тоже
    """)

    [seen] = told(talk, Unit(QUESTION, 101, SURE, 103))
    [overlooked] = told(talk, Unit(QUESTION, 101, SURE))
    [gone] = told(talk, Unit(QUESTION, 101, SURE, 999))

    assert (103, 102, 102) == (seen.answered_by, overlooked.answered_by, gone.answered_by)


def test_an_answer_after_the_slice_is_found_by_the_rules() -> None:
    talk = chat("""
        101 09:59 Аня: кто предупредит поддержку о релизе?
        102 10:01 Борис → 101: я предупрежу поддержку
    """)

    [asked] = told(talk, Unit(QUESTION, 101, SURE))

    assert 2 == len(slices_of(talk, UTC))
    assert 102 == asked.answered_by


def test_messages_that_the_window_does_not_tell_make_no_segments() -> None:
    talk = chat(TALK)
    cut = slices_of(talk, UTC)
    units = {one.hash: Units((Unit(PROBLEM, 102, SURE), Unit(PROBLEM, 999, SURE))) for one in cut}
    without = threads(talk).model_copy(update={"threads": threads(talk).threads[:1]})

    found = segments_from(cut, units, talk, without)

    assert () == found.segments
