import json
from pathlib import Path

import pytest

from handlers.cli.evaluate_data import read_scorecard
from handlers.cli.evaluate_output import EvaluationFailedError, refuse_shortcomings, show
from pipeline.digest.expectations import Met
from pipeline.digest.scorecard import Failure, Scorecard
from tests.fixtures.digests import wording
from tests.fixtures.scorecards import row, scorecard, window

BROKEN = Failure(export="b", engine="rules", why="it is empty")


def both_engines() -> Scorecard:
    return scorecard(row(window(0.95)), row(window(0.85), engine="model"))


@pytest.mark.parametrize("floors", [(), (("faithfulness", 0.85), ("coherence", 1.0))])
def test_averages_that_reach_their_floors_are_good_enough(
    floors: tuple[tuple[str, float], ...],
) -> None:
    refuse_shortcomings(both_engines(), floors)


@pytest.mark.parametrize(
    ("floors", "line"),
    [
        ((("faithfulness", 0.9),), "faithfulness of model averages 0.85, below 0.9 — --format"),
        (
            (("faithfulness", 0.99), ("relevance", 0.1)),
            "of rules averages 0.95, below 0.99; faithfulness of model averages 0.85, below 0.99",
        ),
        ((("mentioned", 0.5),), "mentioned of rules is unknown, as no .expected.json asks"),
    ],
    ids=["one engine", "each engine", "nothing expected"],
)
def test_an_average_below_its_floor_fails_for_each_engine(
    floors: tuple[tuple[str, float], ...], line: str
) -> None:
    with pytest.raises(EvaluationFailedError, match=line):
        refuse_shortcomings(both_engines(), floors)


def test_too_little_mentioned_fails() -> None:
    card = scorecard(row(met=Met(asked=4, mentioned=3, slips=0)))

    refuse_shortcomings(card, [("mentioned", 0.75)])
    with pytest.raises(EvaluationFailedError, match=r"mentioned of rules averages 0\.75, below"):
        refuse_shortcomings(card, [("mentioned", 0.8)])


def test_a_chat_that_failed_fails_the_command_whatever_the_averages() -> None:
    with pytest.raises(EvaluationFailedError, match="1 of the evaluations failed — mend or remo"):
        refuse_shortcomings(scorecard(failures=(BROKEN,)), [("faithfulness", 0.1)])


def test_a_chat_with_too_little_talk_fails_nothing() -> None:
    quiet = BROKEN.model_copy(update={"quiet": True})
    card = scorecard(failures=(quiet,))

    refuse_shortcomings(card, [("faithfulness", 0.1)])

    assert (quiet,) == card.failures


def test_a_table_that_was_written_can_be_compared_with(tmp_path: Path) -> None:
    out = tmp_path / "old.json"
    older = scorecard(row(window(0.95)))

    show(older, None, wording("ru"), "json", out)
    show(both_engines(), read_scorecard(out), wording("ru"), "json", tmp_path / "new.json")

    assert older == read_scorecard(out)
    assert both_engines() == read_scorecard(tmp_path / "new.json")
    told = json.loads((tmp_path / "new.json").read_text("utf-8"))
    assert [["team", "model"]] == told["changes"]["unmatched"]


def test_a_file_gets_every_column_on_one_line(tmp_path: Path) -> None:
    out = tmp_path / "table.txt"

    show(both_engines(), None, wording("ru"), "text", out)

    head = out.read_text("utf-8").splitlines()[0].split()
    assert ["чат", "движок", "окон", "верн.", "полн.", "важн.", "связн.", "ссыл."] == head[:8]
