from pipeline.digest.findings import Segment, SegmentKind
from pipeline.digest.model.apportioning import Group, apportion
from pipeline.digest.model.selection import Pick, said, telling
from tests.fixtures.chats import chat

TALK = chat(
    """
    1 09:00 Аня: на проде падает оплата картой
    2 09:01 Борис: +1
    3 09:02 Вика: откатили прокси, оплата снова работает
    4 09:03 Даня: (fwd) новость с чужого канала про космос
    5 09:04 Аня: сходила за кофе с плюшками
    """
)


def doing(message_id: int, kind: SegmentKind, text: str = "") -> Segment:
    return Segment(
        kind=kind, text=text or "текст", message_ids=(message_id,), confidence=0.9, thread_id=1
    )


def pick(message_id: int, worth: float = 1.0) -> Pick:
    line = TALK.by_id[message_id]
    return Pick(line, line.text, worth)


def test_what_does_something_comes_first_and_votes_and_forwards_do_not_come() -> None:
    found = telling(TALK.lines, {3: [doing(3, SegmentKind.SOLUTION)]}, 5)

    assert 3 == found[0].line.id
    assert {1, 3, 5} == {one.line.id for one in found}


def test_the_opening_goes_in_front_of_what_tells_more() -> None:
    found = telling(TALK.lines, {3: [doing(3, SegmentKind.SOLUTION)]}, 2, opening=True)

    assert [1, 3] == [one.line.id for one in found]
    assert [] == telling([], {}, 2, opening=True)


def test_of_a_long_message_only_what_does_something_is_quoted() -> None:
    [line] = chat("1 09:00 Аня: Решили: едем. " + "слово за слово " * 40).lines
    decision = doing(1, SegmentKind.DECISION, "Решили: едем.")

    assert "Решили: едем." == said(line, [decision, decision])
    assert said(line, ()).endswith(" […]")
    assert 300 > len(said(line, ()))


def test_everybody_gets_a_row_before_anybody_gets_a_second() -> None:
    one, two = apportion([Group(9.0, [pick(1), pick(3)]), Group(1.0, [pick(5)])], 10_000)
    first, second = apportion(
        [Group(9.0, [pick(1), pick(3)]), Group(1.0, [pick(5)])], pick(1).tokens + pick(5).tokens
    )

    assert ([1, 3], [5]) == ([p.line.id for p in one], [p.line.id for p in two])
    assert ([1], [5]) == ([p.line.id for p in first], [p.line.id for p in second])


def test_further_rows_go_where_the_weight_is() -> None:
    cost = pick(1).tokens
    same = [Pick(TALK.by_id[1], TALK.by_id[1].text, 1.0)] * 10

    heavy, light = apportion([Group(3.0, same), Group(1.0, same)], 8 * cost)

    assert (6, 2) == (len(heavy), len(light))


def test_a_row_that_does_not_fit_is_passed_over() -> None:
    [chosen] = apportion([Group(1.0, [pick(1), pick(2)])], pick(2).tokens)

    assert [2] == [one.line.id for one in chosen]


def test_without_room_nobody_gets_anything() -> None:
    assert [()] == apportion([Group(1.0, [pick(1)])], 0)
