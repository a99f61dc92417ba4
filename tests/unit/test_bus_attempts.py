from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.digest.errors import WindowBusyError
from pipeline.events.consumers import Retry
from pipeline.events.groups import GroupWindowReady
from pipeline.windows.models import WindowId
from storage.bus.attempts import backoff, describe
from storage.postgres.queue import pack, pack_one, unpack

RETRY = Retry(attempts=9, first_delay=timedelta(seconds=1), longest_delay=timedelta(seconds=20))


@given(st.integers(min_value=0, max_value=40))
def test_a_delay_is_up_to_twice_the_last_one_and_never_above_the_longest(failures: int) -> None:
    delay = backoff(RETRY, failures)

    assert timedelta() <= delay <= min(timedelta(seconds=2**failures), RETRY.longest_delay)


def test_delays_are_spread_so_that_jobs_do_not_come_back_together() -> None:
    delays = {backoff(RETRY, 3) for _ in range(20)}

    assert len(delays) > 10
    assert max(delays) - min(delays) > timedelta(seconds=1)


def test_an_error_is_told_by_its_place_and_not_by_its_text() -> None:
    try:
        int("тайна")
    except ValueError as error:
        told = describe(error)

    assert told.startswith(f"ValueError in {__name__}, line ")


def test_an_error_of_ours_is_told_by_its_text() -> None:
    error = ExceptionGroup("g", [ExceptionGroup("g", [WindowBusyError(WindowId(3))])])

    assert "WindowBusyError: window 3 is being worked on by another process" == describe(error)


def test_an_error_that_was_never_raised_has_no_place() -> None:
    assert "KeyError" == describe(KeyError("тайна"))


def test_what_events_have_in_common_is_packed_once() -> None:
    packed = pack({"tenant_id": 1}, ("message_id", "edit_version"), [(1, 0), (2, 5)])

    assert [
        {"tenant_id": 1, "message_id": 1, "edit_version": 0},
        {"tenant_id": 1, "message_id": 2, "edit_version": 5},
    ] == unpack(packed)


def test_one_event_comes_back_as_it_was_packed() -> None:
    event = GroupWindowReady(
        tenant_id=1,
        group_id=2,
        window_id=3,
        start=datetime(2026, 3, 2, tzinfo=UTC),
        end=datetime(2026, 3, 2, 4, tzinfo=UTC),
        size_hours=4,
    )

    assert [event] == [GroupWindowReady.model_validate(each) for each in unpack(pack_one(event))]
