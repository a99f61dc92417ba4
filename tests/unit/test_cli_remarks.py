import sys
from pathlib import Path

import pytest

from bot.views.report import WindowReport
from handlers.cli.remarks import (
    WindowsFailedError,
    program,
    refuse_failures,
    remarks,
    stand_ins,
)
from handlers.export.problems import Problem
from pipeline.ingest.ports import Accepted
from pipeline.windows.models import WindowStatus
from tests.fixtures.digests import (
    TEAM_DAY,
    later,
    makeshift_report,
    team_report,
    window,
    wording,
)


def said(language: str, accepted: Accepted, problems: dict[Problem, int]) -> list[str]:
    lines: list[str] = []
    remarks(accepted, problems, wording(language), lines.append)
    return lines


def test_a_sound_import_is_one_line() -> None:
    assert ["Прочитано 21 сообщение: новых 18, исправленных 2, уже известных 1."] == said(
        "ru", Accepted(added=18, edited=2, unchanged=1), {}
    )


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_problem_of_an_export_has_words_of_its_own(language: str) -> None:
    _, *told = said(language, Accepted(), dict.fromkeys(Problem, 7))

    assert len(Problem) == len(set(told))
    assert all(line.endswith(": 7.") for line in told)


def test_problems_are_told_in_an_order_that_does_not_change() -> None:
    found = {Problem.TEXT_CUT: 1, Problem.DUPLICATE_ID: 2}

    assert said("en", Accepted(), found) == said("en", Accepted(), dict(reversed(found.items())))


def test_whoever_gets_a_makeshift_is_told_what_to_do() -> None:
    advice = stand_ins(makeshift_report("model_rejected"), wording("en"))

    assert advice is not None
    assert f"{program()} doctor" in advice
    assert stand_ins(team_report(), wording("en")) is None


@pytest.mark.parametrize("language", ["ru", "en"])
def test_whoever_reached_a_limit_is_told_which_to_raise(language: str) -> None:
    limited = stand_ins(makeshift_report("quota_spent", "run_tokens"), wording(language))
    failed = stand_ins(makeshift_report("quota_spent", "rate_limited"), wording(language))

    assert limited is not None
    assert "DIGEST_RUN_TOKENS" in limited
    assert "doctor" not in limited
    assert failed is not None
    assert "doctor" in failed


def test_a_report_without_failures_ends_well() -> None:
    refuse_failures(team_report())


def test_failed_windows_fail_the_command_and_it_names_the_way_on() -> None:
    failed = window(later(TEAM_DAY, 1), WindowStatus.FAILED, "DiskFullError")

    with pytest.raises(WindowsFailedError) as caught:
        refuse_failures(team_report(WindowReport(failed)))

    assert (
        "1 of 2 windows could not be digested (DiskFullError)"
        " — run the same command again, it goes on from there"
    ) == str(caught.value)


def test_a_skipped_window_is_no_failure() -> None:
    skipped = window(later(TEAM_DAY, 1), WindowStatus.SKIPPED, "too_few_messages")

    refuse_failures(team_report(WindowReport(skipped)))


@pytest.mark.parametrize(
    ("python", "typed"),
    [
        ("house/.venv/bin/python", ".venv/bin/python main.py"),
        ("house/my venv/bin/python", "'my venv/bin/python' main.py"),
        ("elsewhere/bin/python3.12", "python main.py"),
    ],
)
def test_what_to_type_is_named_from_where_the_person_stands(
    python: str, typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = tmp_path / "house"
    house.mkdir()
    monkeypatch.chdir(house)
    monkeypatch.setattr(sys, "executable", str(tmp_path / python))

    assert typed == program()
