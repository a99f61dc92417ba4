import pytest

from pipeline.digest.scorecard_changes import Shift, between_engines, changes
from tests.fixtures.scorecards import RULES_ONLY, WITH_MODEL, row, scorecard, window


@pytest.mark.parametrize(
    ("now", "worse"),
    [(0.95, ()), (0.9, ()), (0.88, ()), (0.879, ("faithfulness",)), (0.5, ("faithfulness",))],
)
def test_a_score_is_worse_if_it_fell_by_more_than_the_tolerance(
    now: float, worse: tuple[str, ...]
) -> None:
    found = changes(scorecard(row(window(0.9))), scorecard(row(window(now))))

    assert [worse] == [change.worse for change in found.rows]


def test_averages_are_compared_over_the_chats_that_both_hold() -> None:
    before = scorecard(row(window(0.9)), row(window(0.2), export="gone"))
    after = scorecard(row(window(0.8)), row(window(1.0), export="new"))

    found = changes(before, after)

    assert [-0.1] == [change.difference("faithfulness") for change in found.averages]
    assert (("gone", "rules"), ("new", "rules")) == found.unmatched


def test_the_same_chat_by_another_engine_is_another_row() -> None:
    found = changes(scorecard(row()), scorecard(row(engine="model")))

    assert ((), ()) == (found.rows, found.averages)


def test_all_that_the_table_depends_on_is_told_if_it_was_another() -> None:
    later = WITH_MODEL.model_copy(
        update={"last": None, "prompts": {**WITH_MODEL.prompts, "topic": "topic-2.ru"}}
    )

    found = changes(scorecard(setup=WITH_MODEL), scorecard(setup=later))

    assert (
        Shift(name="windows", before="3 x 24 h", after="all x 24 h"),
        Shift(name="topic prompt", before="topic-1.ru", after="topic-2.ru"),
    ) == found.shifts


def test_a_model_that_was_not_asked_before_is_told_as_new() -> None:
    found = changes(scorecard(setup=RULES_ONLY), scorecard(setup=WITH_MODEL))

    assert Shift(name="synthesis model", before="—", after="GigaChat-2-Pro") == found.shifts[-1]


def test_nothing_is_different_from_the_same_table() -> None:
    found = changes(scorecard(), scorecard())

    assert ((), ()) == (found.shifts, found.unmatched)
    assert {0.0} == {found.rows[0].difference(name) for name in ("faithfulness", "coherence")}


def test_engines_are_compared_over_the_chats_that_both_digested() -> None:
    rows = [
        row(window(0.9)),
        row(window(0.1), export="only rules"),
        row(window(0.8), engine="model"),
        row(window(1.0), engine="auto"),
    ]

    found = {each.engine: each.difference("faithfulness") for each in between_engines(rows)}

    assert {"model": -0.1, "auto": 0.1} == found


def test_one_engine_has_no_other_to_be_compared_with() -> None:
    assert () == between_engines([row(), row(export="other")])
