"""What stands below the quality table: its legend, what it rests on, and where rules stood in."""

from collections.abc import Iterator, Mapping

from rich.text import Text

from bot.views.evaluation_cells import expects
from bot.views.legible import harmless
from pipeline.digest.ports import Wording
from pipeline.digest.scorecard import Scorecard, Setup, fallbacks

FALLBACK = "*"
"""Beside a writer for whom rules stood in."""


def notes(card: Scorecard, titles: Mapping[str, str], wording: Wording) -> Iterator[Text]:
    yield Text()
    yield Text(wording.say("evaluation-legend"), "dim")
    if expects(card):
        yield Text(wording.say("evaluation-legend-expected"), "dim")
    yield from _setup(card.setup, wording)
    found = [(row, *each) for row in card.rows for each in fallbacks(row).items()]
    if found:
        yield Text(f"{FALLBACK} {wording.say('evaluation-fallbacks')}")
    for row, fallback, count in found:
        said = wording.say(
            "evaluation-fallback",
            chat=titles[row.export],
            engine=row.engine,
            stage=fallback.stage,
            reason=harmless(fallback.reason),
            count=count,
            windows=row.total.windows,
        )
        yield Text(f"  {said}")


def _setup(setup: Setup, wording: Wording) -> Iterator[Text]:
    count = -1 if setup.last is None else setup.last
    said = wording.say(
        "evaluation-setup",
        selection=wording.say("evaluation-selection", count=count),
        hours=setup.window_hours,
        language=setup.language,
        zone=setup.time_zone,
        rules=setup.rules,
    )
    yield Text(said, "dim")
    for stage, version in setup.prompts.items():
        yield Text(f"  {version} → {', '.join(map(harmless, setup.models[stage]))}", "dim")
