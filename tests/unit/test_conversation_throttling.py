from hypothesis import given
from hypothesis import strategies as st

from pipeline.conversation.throttling import COMMANDS, SECONDS, Throttle, Verdict


def asked(throttle: Throttle, *moments: float, person: int = 1) -> list[Verdict]:
    return [throttle.ask(person, now) for now in moments]


def test_five_commands_pass_the_sixth_is_refused_and_the_rest_ignored() -> None:
    verdicts = asked(Throttle(), *(0.1 * number for number in range(8)))

    assert [Verdict.GO] * 5 + [Verdict.REFUSE] + [Verdict.IGNORE] * 2 == verdicts


def test_who_waited_is_served_again_and_told_again() -> None:
    throttle = Throttle()
    asked(throttle, 0, 1, 2, 3, 4, 5)

    verdicts = asked(throttle, 10, 10.5, 10.6)

    assert [Verdict.GO, Verdict.REFUSE, Verdict.IGNORE] == verdicts


def test_one_person_does_not_spend_what_another_has() -> None:
    throttle = Throttle()
    asked(throttle, 0, 0, 0, 0, 0)

    assert [Verdict.GO] == asked(throttle, 0, person=2)


def test_only_so_many_people_are_remembered() -> None:
    throttle = Throttle()
    asked(throttle, 0, 0, 0, 0, 0, 0)
    for person in range(2, 10_002):
        throttle.ask(person, 0)

    assert [Verdict.GO] == asked(throttle, 0)


@given(st.lists(st.floats(0, 60, allow_nan=False), max_size=40).map(sorted))
def test_no_more_commands_pass_in_any_period(moments: list[float]) -> None:
    verdicts = asked(Throttle(), *moments)

    passed = [now for now, each in zip(moments, verdicts, strict=True) if each is Verdict.GO]
    assert all(
        later - earlier >= SECONDS
        for earlier, later in zip(passed, passed[COMMANDS:], strict=False)
    )
