from pathlib import Path

import pytest

from storage.embedded.log import cause, size


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "server.log"


def test_a_log_that_is_not_there_is_empty(log: Path) -> None:
    assert 0 == size(log)


def test_the_cause_is_the_last_telling_line_of_this_start(log: Path) -> None:
    log.write_text("FATAL:  yesterday's trouble\n")
    start = size(log)
    with log.open("a") as stream:
        stream.write("LOG:  starting\nFATAL:  could not create a lock file\n")
        stream.write("FATAL:  the database system is starting up\nLOG:  shut down\n")

    assert f"FATAL:  could not create a lock file (log: {log})" == cause(log, start)


def test_a_full_disk_is_named_with_its_remedy(log: Path) -> None:
    log.write_text(
        "initdb: error: could not write to file: No space left on device\n"
        "initdb: removing contents of data directory\n"
    )

    assert "is full — free some space and try again" in cause(log, 0)


def test_a_log_that_says_nothing_is_still_named(log: Path) -> None:
    log.write_bytes(b"\xff\n\n")

    assert str(log) in cause(log, 0)
    assert str(log) in cause(log, 2)
