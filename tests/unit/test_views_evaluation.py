"""The table for a terminal, and its JSON for comparisons."""

import io
import unicodedata

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.views.evaluation import render, to_json
from bot.views.evaluation_progress import EvaluationProgress
from pipeline.digest.expectations import Met
from pipeline.digest.scorecard import Failure, Scorecard
from pipeline.digest.scorecard_changes import Changes, changes
from pipeline.ingest.ports import Accepted
from tests.fixtures.digests import wording
from tests.fixtures.scorecards import UNHEARD, WITH_MODEL, row, scorecard, window

HOSTILE = "\x1b[31m[bold]Смена\u202e\nстрок[/bold]"


def shown(
    card: Scorecard, found: Changes | None = None, language: str = "en", width: int = 130
) -> str:
    console = Console(file=io.StringIO(), width=width)
    with console.capture() as capture:
        console.print(render(card, found, wording(language)))
    return capture.get()


def lines_of(text: str, start: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.strip().startswith(start)]


def by_both() -> Scorecard:
    written = window(
        0.9, completeness=0.95, written_by="GigaChat-2-Pro", tokens=12_345, calls=7, statements=12
    )
    return scorecard(row(), row(written, engine="model"), setup=WITH_MODEL)


def test_a_row_tells_scores_and_sums() -> None:
    text = shown(scorecard(row(window(0.875), window(held_back=("x",)), chat="Team")))

    [told] = lines_of(text, "Team")
    scores = ["0.94", "0.90", "0.80", "1.00", "0.95"]
    assert ["Team", "rules", "2", *scores, "1", "20", "0", "0", "0.5"] == told


def test_averages_and_the_difference_of_the_engines_stand_at_the_bottom() -> None:
    text = shown(by_both())

    assert ["average", "rules"] == lines_of(text, "average")[0][:2]
    [difference] = lines_of(text, "difference")
    assert ["difference", "model", "−", "rules", "0", "−0.100▼", "+0.050", "0.000"] == difference[
        :8
    ]
    assert ["+2", "+12", "345", "+7", "0.0"] == difference[-5:]


def test_one_engine_has_no_line_of_differences() -> None:
    assert [] == lines_of(shown(scorecard()), "difference")


def test_the_writer_is_told_beside_the_engine_that_was_asked() -> None:
    assert "model: GigaChat-2-Pro " in shown(by_both())


def test_a_fallback_is_marked_and_explained() -> None:
    unheard = window(fallbacks=(UNHEARD,))

    text = shown(scorecard(row(unheard, window(), chat="Team", engine="model")))

    assert "model: rules* " in text
    assert "* Rules stood in for the model, wholly or in part:" in text
    assert "  Team, model: topic, rate_limited (1 of 2)" in text


def test_the_prompts_and_models_are_told_that_the_table_depends_on() -> None:
    text = shown(by_both())

    assert "The last 3 windows, 24 h, ru, UTC; rules-1" in text
    assert "  topic-1.ru → GigaChat-2-Pro, GigaChat-2" in text


@pytest.mark.parametrize(
    ("last", "said"),
    [(None, "Все окна по 24 ч"), (1, "Последнее окно по"), (2, "Последние 2 окна"),
     (21, "Последнее 21 окно"), (5, "Последние 5 окон")],
)  # fmt: skip
def test_the_windows_are_told_in_grammatical_russian(last: int | None, said: str) -> None:
    setup = WITH_MODEL.model_copy(update={"last": last})

    assert said in shown(scorecard(setup=setup), language="ru")


def test_expectations_get_columns_where_there_are_some() -> None:
    met = Met(asked=4, mentioned=3, slips=1)

    text = shown(scorecard(row(met=met, chat="Team"), row(chat="Fishers", export="b")))

    assert ["3/4", "1"] == lines_of(text, "Team")[0][-2:]
    assert ["—", "—"] == lines_of(text, "Fishers")[0][-2:]
    assert ["ment.", "slips"] == lines_of(text, "chat")[0][-2:]
    assert "ment." not in shown(scorecard())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_number_is_cut_in_a_terminal_of_80_columns(language: str) -> None:
    text = shown(by_both(), language=language, width=80)

    assert max(map(cell_len, text.splitlines())) <= 80
    told = next(line.split() for line in text.splitlines() if "12 345" in line)
    assert ["0", "12", "12", "345", "7", "0.2"] == told[-6:]
    assert "…" not in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_row_has_its_name_where_the_table_does_not_fit(language: str) -> None:
    met = Met(asked=14, mentioned=10, slips=0)
    written = window(0.5, written_by="GigaChat-2-Pro", tokens=12_345, calls=7)
    card = scorecard(
        row(met=met, chat="Ласточка"),
        row(written, met=met, chat="Ласточка", engine="model"),
        setup=WITH_MODEL,
    )

    text = shown(card, changes(card, card), language, width=80)

    assert max(map(cell_len, text.splitlines())) <= 80
    assert "…" not in text
    assert [["Ласточка", "rules"], ["Ласточка", "model:"]] * 2 == [
        told[:2] for told in lines_of(text, "Ласточка")
    ][:4]
    assert "12 345" in text


def test_the_difference_of_expectations_is_told_where_both_engines_have_some() -> None:
    rules, model = Met(asked=4, mentioned=3, slips=0), Met(asked=4, mentioned=2, slips=1)

    text = shown(scorecard(row(met=rules), row(met=model, engine="model")))
    partly = shown(scorecard(row(met=rules), row(engine="model")))

    assert ["−1", "+1"] == lines_of(text, "difference")[0][-2:]
    assert ["—", "—"] == lines_of(partly, "difference")[0][-2:]


def test_chats_of_the_same_title_are_told_apart_by_their_exports() -> None:
    text = shown(scorecard(row(chat="Team", export="a"), row(chat="Team", export="b")))

    assert [] == lines_of(text, "Team")
    assert [["a", "rules"], ["b", "rules"]] == [
        lines_of(text, name + " ")[0][:2] for name in ("a", "b")
    ]


def test_what_got_worse_than_before_is_marked() -> None:
    before, after = scorecard(row(chat="Team")), scorecard(row(window(0.9), chat="Team"))

    text = shown(after, changes(before, after))

    head, _, compared = text.partition("Compared with the earlier table")
    assert "▼" not in head
    assert "−0.100▼" in lines_of(compared, "Team")[0]
    assert "−0.100▼" in lines_of(compared, "average")[0]
    assert "▼ fell by more than 0.02" in compared


def test_what_else_is_different_from_before_is_told() -> None:
    before = scorecard(row(), row(export="gone"), setup=WITH_MODEL)
    later = WITH_MODEL.model_copy(update={"language": "en"})
    after = scorecard(row(), setup=later)

    text = shown(after, changes(before, after))

    assert "  language: ru → en" in text
    assert "  gone, rules: in one of the two only" in text


def test_machines_get_the_scorecard_and_what_is_worse() -> None:
    before, after = scorecard(), scorecard(row(window(0.9)))

    told = to_json(after, changes(before, after))

    assert after == Scorecard.model_validate(told)
    assert ["faithfulness"] == told["changes"]["rows"][0]["worse"]
    assert "changes" not in to_json(after, None)


def test_nothing_hostile_reaches_the_terminal() -> None:
    writer = window(written_by=HOSTILE)
    before = scorecard(row(export=HOSTILE, chat=HOSTILE), row(export="b" + HOSTILE))
    after = scorecard(row(writer, export=HOSTILE, chat=HOSTILE, engine="model"))

    text = shown(after, changes(before, after)).replace("\n", "")

    assert not [each for each in text if unicodedata.category(each) in ("Cc", "Cf", "Cs")]
    assert "␛[31m[bold]Смена" in text


@pytest.mark.parametrize("quiet", [False, True])
def test_the_person_who_waits_sees_each_chat_and_in_any_case_what_failed(quiet: bool) -> None:
    console = Console(file=io.StringIO(), width=40)
    progress = EvaluationProgress(console, wording("en"), quiet=quiet)

    with console.capture() as capture:
        with progress.chat((2, 7), "model", HOSTILE, 100) as bars:
            bars.reading(Accepted(added=1), 100)
        progress.failed(Failure(export="b", engine="rules", why="it is empty; export it again"))

    begun = [] if quiet else ["[2/7] model: ␛[31m[bold]Смена строк[/bold]"]
    failed = "failed: b (rules): it is empty; export it again"
    assert [*begun, failed] == capture.get().splitlines()
