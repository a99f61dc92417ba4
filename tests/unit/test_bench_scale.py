from pathlib import Path
from typing import Any

import pytest

from bench.scale.__main__ import figures, rates
from bench.scale.child import Taken, run_stages
from bench.scale.plot import draw
from bench.scale.slope import slope
from bench.scale.stages import STAGES, ScaledStage
from tests.fixtures.rules import wording


@pytest.mark.parametrize(("power", "factor"), [(1.0, 0.01), (2.0, 3.0), (0.5, 1e-6)])
def test_the_slope_of_a_power_is_its_exponent(power: float, factor: float) -> None:
    points = [(float(size), factor * size**power) for size in (100, 1_000, 10_000)]

    assert power == pytest.approx(slope(points))


def test_the_slope_is_the_least_squares_line_through_the_logarithms() -> None:
    points = [(1.0, 1.0), (10.0, 100.0), (100.0, 100.0)]

    assert 1.0 == pytest.approx(slope(points))


@pytest.mark.parametrize("points", [[], [(100.0, 1.0)], [(100.0, 1.0), (1_000.0, 0.0)]])
def test_one_size_has_no_slope(points: list[tuple[float, float]]) -> None:
    assert slope(points) is None


def test_each_stage_needs_only_stages_before_it() -> None:
    given = {"export"}
    for stage in STAGES:
        assert given.issuperset(stage.needs)
        given.add(stage.name)


def test_a_stage_over_its_budget_is_left_out_with_all_that_need_it() -> None:
    ran = list(
        run_stages(
            [
                ScaledStage("endless", _endless, ("export",)),
                ScaledStage("after it", lambda given: given["endless"], ("endless",)),
                ScaledStage("beside it", lambda given: 1, ("export",)),
            ],
            Path("nowhere.json"),
            wording("ru"),
            size=100,
            budget=0.05,
        )
    )

    assert ["endless", "after it", "beside it"] == [taken.stage for taken in ran]
    assert [True, True, False] == [taken.seconds is None for taken in ran]


def _endless(given: Any) -> None:
    while given:
        pass


TAKEN = {
    "reading": [Taken("reading", 100, 0.1, 90), Taken("reading", 1_000, 1.0, 120)],
    "topic": [Taken("topic", 100, 0.1, 90), Taken("topic", 1_000, None, 900)],
}


def test_a_figure_tells_the_exponent_where_two_sizes_were_measured() -> None:
    (figure,) = figures(TAKEN)

    assert ("reading, exponent", 1.0) == (figure.what, figure.ours)
    assert not figure.fell


def test_the_table_tells_messages_a_second_and_the_memory_of_what_was_finished() -> None:
    told = [list(column.cells) for column in rates(TAKEN).columns]

    assert [
        ["reading", "topic"],
        ["1,000", "1,000"],
        ["1,000", "-"],
        ["1.00", ""],
        ["120", "90"],
    ] == told


def test_the_picture_keeps_its_words_as_text_and_is_small(tmp_path: Path) -> None:
    points = {
        name: [(10.0**n, 10.0**n / 500) for n in range(2, 7)] for name in map(str, range(13))
    }

    draw(points | {"export reading": [(100.0, 0.002)], "never finished": []}, tmp_path / "a.svg")
    picture = (tmp_path / "a.svg").read_text(encoding="utf-8")

    assert "never finished" not in picture
    for text in ("export reading", "linear", "messages", "seconds"):
        assert f">{text}</text>" in picture
    assert len(picture) < 100_000


def test_the_picture_of_the_same_figures_is_the_same(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        draw({"reading": [(100.0, 0.1), (1_000.0, 1.0)]}, tmp_path / name)

    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
