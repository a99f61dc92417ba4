from pathlib import Path

import pytest

import bench
from bench.__main__ import QUALITY, SPEED, fallen
from bench.board import Figure, Watch, publish, read
from bench.overview import HEADLINES, draw

PROGRAMS = {"board", "overview", "__main__"}
"""Modules that name ``results/`` and measure nothing themselves."""


@pytest.mark.parametrize(
    ("figure", "fell"),
    [
        (Figure("recall", 0.70, floor=0.71), True),
        (Figure("recall", 0.71, floor=0.71), False),
        (Figure("leaks", 1, floor=0, lower_is_better=True), True),
        (Figure("leaks", 0, floor=0, lower_is_better=True), False),
        (Figure("threads", 12), False),
    ],
)
def test_a_figure_fell_if_it_is_worse_than_its_floor(figure: Figure, fell: bool) -> None:
    assert fell is figure.fell


def test_a_board_that_was_published_is_read_as_it_was(tmp_path: Path) -> None:
    figures = [Figure("recall, %", 71.3, 62.6, 56.7, 78.0), Figure("мс", 3.5)]

    board = publish("recall", "997 questions", figures, Watch(), tmp_path)

    found = read(tmp_path / "recall.json")
    assert found is not None
    assert (board.name, board.title, figures) == (found.name, found.title, found.figures)
    assert (board.seconds, board.peak_mb) == (found.seconds, found.peak_mb)


def test_two_figures_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = [Figure("boundary F1", 0.7), Figure("boundary F1", 0.4)]

    with pytest.raises(ValueError, match="boundary F1"):
        publish("segmentation", "", twice, Watch(), tmp_path)

    assert [] == list(tmp_path.iterdir())


def test_the_picture_shows_what_was_measured_and_tells_what_was_not(tmp_path: Path) -> None:
    first, *others = HEADLINES
    publish(first.board, "", [Figure(first.what, 74.1, floor=68.5)], Watch(), tmp_path)

    missing = draw(tmp_path / "quality.svg", tmp_path)

    drawn = (tmp_path / "quality.svg").read_text("utf-8")
    assert [line.label for line in others] == missing
    assert first.label in drawn
    assert others[0].label not in drawn
    assert {line.board for line in HEADLINES} <= set(QUALITY)


def test_what_a_benchmark_of_speed_writes_is_no_board(tmp_path: Path) -> None:
    (tmp_path / "gates.json").write_text('[{"what": "gates", "median_ms": 41}]')

    assert read(tmp_path / "gates.json") is None


def test_the_table_names_what_fell_and_what_is_short_of_its_goal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(
        "recall",
        "997 questions",
        [
            Figure("at 5", 60.0, floor=62.6),
            Figure("at 10", 75.0, floor=73.1, goal=78.0),
            Figure("at 25", 85.0, floor=81.5),
        ],
        Watch(),
        tmp_path,
    )

    rows = [line for line in capsys.readouterr().out.splitlines() if "│ at" in line]
    assert [True, False, False] == ["below its floor" in row for row in rows]
    assert [False, True, False] == ["short of the goal" in row for row in rows]


def test_every_figure_below_its_floor_is_told_with_its_benchmark(tmp_path: Path) -> None:
    publish("recall", "", [Figure("at 5", 60.0, 62.6), Figure("at 10", 75, 73)], Watch(), tmp_path)
    publish("leaks", "", [Figure("cards", 2, 0, lower_is_better=True)], Watch(), tmp_path)
    publish("other", "", [Figure("not asked for", 0, 1)], Watch(), tmp_path)

    told = fallen(["recall", "leaks", "never_run"], tmp_path)

    assert ["recall: at 5 is 60, its floor is 62.6", "leaks: cards is 2, its floor is 0"] == told


def test_every_benchmark_is_run_by_make_bench() -> None:
    folder = Path(bench.__file__).parent
    written = {
        path.parent.name if path.name == "__main__.py" and path.parent != folder else path.stem
        for path in folder.rglob("*.py")
        if "publish(" in (text := path.read_text("utf-8")) or "RESULTS = " in text
    }

    assert written - PROGRAMS == {*QUALITY, *SPEED}
