import json
import logging

import pytest
from pydantic import ValidationError

from handlers.cli.log_lines import DiscreetFormatter, JsonFormatter
from handlers.cli.log_settings import LogSettings
from pipeline.tracing.correlation import correlated, new_correlation


def record(
    template: str, *values: object, error: BaseException | None = None
) -> logging.LogRecord:
    trace = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("alfred.test", logging.WARNING, "x.py", 1, template, values, trace)


def test_a_line_of_json_says_what_it_was_done_for() -> None:
    correlation = new_correlation()

    with correlated(correlation, job=7, job_event="digest.ordered.v1"):
        line = json.loads(JsonFormatter().format(record("%s of %d", "one", 3)))

    assert line.pop("time").endswith("+00:00")
    assert {
        "level": "warning",
        "logger": "alfred.test",
        "event": "%s of %d",
        "message": "one of 3",
        "correlation": correlation.hex,
        "job": 7,
        "job_event": "digest.ordered.v1",
    } == line


def test_a_line_of_text_ends_with_what_it_was_done_for() -> None:
    correlation = new_correlation()

    with correlated(correlation, job=7):
        line = DiscreetFormatter().format(record("waits"))

    assert line.endswith(f"waits [job=7 correlation={correlation.hex}]")


def test_a_line_is_one_line_whatever_it_quotes() -> None:
    line = JsonFormatter().format(record("%s", "one\ntwo\u2028three"))

    assert 1 == len(line.split("\n"))


def test_an_exception_is_told_by_place_and_type_only() -> None:
    said = "what somebody said"
    try:
        int(said)
    except ValueError as error:
        written = JsonFormatter().format(record("failed", error=error))

    assert said not in written
    assert json.loads(written)["exception"].endswith("builtins.ValueError")


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("42:AAH-abcdefghijklmnopqrst", "<token>"),
        ("alf_abcdefghijklmnopqrstuv", "<token>"),
        ("Authorization: Bearer abcdefghijklmnopqrst", "Authorization: Bearer <token>"),
        ("Basic dXNlcjpwYXNzd29yZA==", "Basic <token>"),
        ("postgresql://alfred:hush@db/alfred", "postgresql://<login>@db/alfred"),
        ("anna@example.org", "<address>"),
        ("+7 916 123-45-67", "<number>"),
    ],
)
@pytest.mark.parametrize("formatter", [JsonFormatter(), DiscreetFormatter()], ids=["json", "text"])
def test_secrets_and_addresses_are_masked(
    formatter: logging.Formatter, secret: str, shown: str
) -> None:
    line = formatter.format(record("it was %s", secret))

    assert f"it was {shown}" in line
    assert secret not in line


@pytest.mark.parametrize(
    "harmless",
    ["job 7 failed, attempt 2 of 5", "2026-11-21T02:44:15+00:00", "basic quota is spent"],
)
def test_what_only_looks_like_one_stays(harmless: str) -> None:
    assert harmless in DiscreetFormatter().format(record("%s", harmless))


def test_settings_are_taken_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FORMAT": "JSON", "LEVEL": "Info", "TO": "stderr"}.items():
        monkeypatch.setenv(f"LOG_{name}", value)

    terms = LogSettings(_env_file=None).terms

    assert ("json", logging.INFO, "stderr", 60) == (
        terms.form,
        terms.level,
        terms.to,
        terms.lines_per_minute,
    )


def test_a_level_at_which_libraries_quote_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")

    with pytest.raises(ValidationError):
        LogSettings(_env_file=None)
