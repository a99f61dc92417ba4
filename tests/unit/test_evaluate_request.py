from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import pytest

from handlers.cli.evaluate_request import evaluate_request
from handlers.cli.floors import Floor
from pipeline.windows.models import WindowSize
from pipeline.windows.selection import Every, Last


def options(**given: Any) -> dict[str, Any]:
    defaults = {
        "data": Path("chats"),
        "engines": (),
        "chat": None,
        "window": "24h",
        "last": None,
        "every": False,
        "lang": "ru",
        "tz": ZoneInfo("Europe/Moscow"),
        "floors": (),
        "compare": None,
        "format": "text",
        "out": None,
        "quiet": False,
    }
    return defaults | given


@pytest.mark.parametrize(
    ("given", "selection"),
    [({}, Last(3)), ({"last": 5}, Last(5)), ({"every": True}, Every())],
    ids=["default", "last", "all"],
)
def test_the_windows_are_the_last_three_unless_others_are_named(
    given: dict[str, Any], selection: Last | Every
) -> None:
    assert selection == evaluate_request(options(**given)).selection


def test_last_and_all_exclude_each_other() -> None:
    with pytest.raises(click.UsageError, match="--last and --all"):
        evaluate_request(options(last=1, every=True))


def test_an_engine_named_twice_is_asked_once() -> None:
    request = evaluate_request(options(engines=("model", "rules", "model")))

    assert ("model", "rules") == request.engines


def test_each_chat_is_replayed_as_asked_for_a_tenant_of_its_own() -> None:
    request = evaluate_request(options(window="6h", lang="en", chat="Team"))

    replay = request.replay(Path("a.json"), "model", "model 1")

    assert (Path("a.json"), "model", "model 1") == (replay.export, replay.engine, replay.tenant)
    assert (WindowSize.SIX, "en", "Team") == (replay.size, replay.language, replay.chat)
    assert (Last(3), ZoneInfo("Europe/Moscow")) == (replay.selection, replay.zone)


@pytest.mark.parametrize(
    ("text", "floor"),
    [
        ("faithfulness=0.9", ("faithfulness", 0.9)),
        ("evidence_precision=1", ("evidence_precision", 1.0)),
        ("mentioned=0", ("mentioned", 0.0)),
    ],
)
def test_a_floor_is_a_measure_and_a_score(text: str, floor: tuple[str, float]) -> None:
    assert floor == Floor().convert(text, None, None)


@pytest.mark.parametrize(
    "text", ["beauty=0.9", "faithfulness", "faithfulness=high", "faithfulness=90", "=0.5",
             "coherence=nan", "coherence=-0.1"]
)  # fmt: skip
def test_anything_else_is_refused_as_a_floor(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Floor().convert(text, None, None)
