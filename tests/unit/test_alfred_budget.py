"""How a prompt's tokens are shared out."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.alfred.rules.budget import SHARES, first_that_fit, last_that_fit, shared_out

NEEDS = st.fixed_dictionaries({name: st.integers(0, 5_000) for name in SHARES})


def test_all_get_what_they_need_where_it_fits() -> None:
    needs = {"persona": 150, "summary": 0, "memory": 1_200, "message": 40, "grounding": 0}

    assert needs == shared_out(needs, 2_000)


def test_in_want_each_has_its_share() -> None:
    assert SHARES == shared_out(dict.fromkeys(SHARES, 9_000), 2_000)


def test_what_is_left_goes_to_the_message_before_the_memory() -> None:
    needs = {"persona": 200, "summary": 0, "memory": 5_000, "message": 900, "grounding": 0}

    given = shared_out(needs, 2_000)

    assert (900, 900) == (given["message"], given["memory"])


@given(needs=NEEDS, total=st.integers(600, 4_000))
def test_nobody_gets_more_than_needed_and_all_together_fit(
    needs: dict[str, int], total: int
) -> None:
    given = shared_out(needs, total)

    assert all(0 <= given[name] <= needs[name] for name in SHARES)
    assert sum(given.values()) == min(total, sum(needs.values()))


def test_history_is_kept_from_its_end_without_holes() -> None:
    assert 2 == last_that_fit([5, 90, 10, 10], 50)
    assert 0 == last_that_fit([5, 90], 50)
    assert 2 == first_that_fit([10, 20, 90, 1], 50)
