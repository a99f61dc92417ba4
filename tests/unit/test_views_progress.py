import io
import re

import pytest
from rich.console import Console

from bot.views.progress import ReplayProgress
from pipeline.digest.answers import Stage
from pipeline.ingest.ports import Accepted
from tests.fixtures.digests import wording

SIZE = 1_000


def shown(*, terminal: bool = True, quiet: bool = False) -> tuple[ReplayProgress, io.StringIO]:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100)
    progress = ReplayProgress(console, wording("ru"), SIZE, quiet=quiet)
    assert isinstance(console.file, io.StringIO)
    return progress, console.file


def test_reading_shows_the_share_of_the_bytes_and_the_rate() -> None:
    progress, screen = shown()

    with progress:
        progress.reading(Accepted(added=400, unchanged=100), 500)

    assert "Читаю чат" in screen.getvalue()
    assert " 50%" in screen.getvalue()
    assert re.search(r"\d+ сообщ\./с", screen.getvalue())


def test_after_the_reading_come_the_linking_and_the_windows() -> None:
    progress, screen = shown()

    with progress:
        progress.reading(Accepted(added=400), SIZE)
        progress.linking()
        progress.digesting(4)
        progress.digested()

    assert "Пишу сводки" in screen.getvalue()
    assert " 25%" in screen.getvalue()


def test_a_chat_without_messages_is_linked_at_once() -> None:
    progress, screen = shown()

    with progress:
        progress.linking()

    assert "Собираю разговоры" in screen.getvalue()
    assert Accepted() == progress.accepted


def test_what_was_read_last_is_known_afterwards() -> None:
    progress, _ = shown()

    with progress:
        progress.reading(Accepted(added=2_000), 300)
        progress.reading(Accepted(added=4_000), 600)

    assert Accepted(added=4_000) == progress.accepted


@pytest.mark.parametrize(("terminal", "quiet"), [(False, False), (True, True), (False, True)])
def test_where_nobody_looks_nothing_is_written(terminal: bool, quiet: bool) -> None:
    progress, screen = shown(terminal=terminal, quiet=quiet)

    with progress:
        progress.reading(Accepted(added=400), 500)
        progress.linking()
        progress.digesting(2)
        progress.digested()

    assert "" == screen.getvalue()
    assert Accepted(added=400) == progress.accepted


def test_a_model_that_reads_shows_how_far_it_is() -> None:
    progress, screen = shown()

    with progress:
        progress.digesting(1)
        progress.begun(Stage.SEGMENTER)
        progress.pack_read(12)
        progress.pack_read(12)

    assert "разбор реплик: 2 из 12" in screen.getvalue()


def test_a_model_at_work_shows_what_it_does() -> None:
    progress, screen = shown()

    with progress:
        progress.digesting(1)
        progress.begun(Stage.SYNTHESIS)
        progress.begun(Stage.DELIVERY_MANAGER)

    assert "изложение" in screen.getvalue()
