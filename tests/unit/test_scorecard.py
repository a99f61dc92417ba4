import pytest

from handlers.cli.floors import MEASURES as FLOORS
from pipeline.digest.expectations import Met
from pipeline.digest.scorecard import (
    MEASURES,
    Scorecard,
    averages,
    fallbacks,
    total,
    window_score,
)
from pipeline.digest.statements import Quality
from tests.fixtures.chats import chat
from tests.fixtures.digests import TEAM_DAY, team_report
from tests.fixtures.scorecards import UNHEARD, row, scorecard, window


def test_scores_are_averaged_over_windows_whatever_their_length() -> None:
    found = total([window(1.0, statements=30), window(0.5, statements=2)])

    assert 0.75 == found.scores.faithfulness


def test_counts_are_sums() -> None:
    held = window(held_back=("faithfulness_below_threshold",), tokens=700, calls=4)

    found = total([window(tokens=300, calls=2), held])

    assert (2, 1, 20, 1_000, 6, 0.5) == (
        found.windows,
        found.held_back,
        found.statements,
        found.tokens,
        found.calls,
        found.seconds,
    )


def test_the_average_of_an_engine_is_over_all_windows_of_its_chats() -> None:
    long = row(window(1.0), window(1.0), window(1.0), export="long")
    short = row(window(0.6), export="short")
    other = row(window(0.1), engine="model")

    found = {each.engine: each.total for each in averages([long, short, other])}

    assert ["rules", "model"] == list(found)
    assert (4, 0.9) == (found["rules"].windows, found["rules"].scores.faithfulness)
    assert 0.1 == found["model"].scores.faithfulness


def test_expectations_add_up_over_the_chats_that_have_some() -> None:
    rows = [
        row(met=Met(asked=3, mentioned=2, slips=1)),
        row(export="b", met=Met(asked=1, mentioned=1, slips=0)),
        row(export="c"),
    ]

    [average] = averages(rows)

    assert Met(asked=4, mentioned=3, slips=1) == average.total.expectations
    assert 0.75 == average.total.measure("mentioned")


@pytest.mark.parametrize("met", [None, Met(asked=0, mentioned=0, slips=0)])
def test_where_nothing_was_to_be_mentioned_its_share_is_not_known(met: Met | None) -> None:
    assert total([window()], [met]).measure("mentioned") is None


def test_fallbacks_are_counted_by_stage_and_reason() -> None:
    found = row(window(fallbacks=(UNHEARD,)), window(fallbacks=(UNHEARD,)), window())

    assert {UNHEARD: 2} == fallbacks(found)


def test_a_digest_is_scored_as_its_evaluation_scored_it() -> None:
    [report] = team_report().windows
    stored = report.stored
    assert stored is not None

    found = window_score(stored.digest, TEAM_DAY.start, chat("102 09:02 Борис: оплата упала"))

    assert stored.digest.quality == Quality(
        **found.scores.model_dump(include=set(Quality.model_fields))
    )
    assert (stored.digest.engine, stored.digest.tokens) == (found.written_by, found.tokens)
    assert len(stored.digest.statements) == found.statements
    assert () == found.held_back


def test_a_scorecard_is_read_back_as_it_was_written() -> None:
    card = scorecard(row(window(fallbacks=(UNHEARD,)), met=Met(asked=1, mentioned=0, slips=0)))

    assert card == Scorecard.model_validate_json(card.model_dump_json())


def test_a_floor_can_be_set_for_every_measure() -> None:
    assert {*MEASURES, "mentioned"} == set(FLOORS)
