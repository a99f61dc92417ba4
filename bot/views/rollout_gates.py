"""The gates of a feature, each with its figure, threshold, samples and age."""

from collections.abc import Sequence

from bot.buttons.rollout import GatesButton
from bot.views.rollout import gates_in_short, to_feature
from bot.views.rollout_words import (
    age_words,
    feature_title,
    feature_words,
    gate_words,
    reading_words,
)
from bot.views.screen import Screen, button, in_rows
from pipeline.digest.ports import Wording
from pipeline.rollout.gates import Reading
from pipeline.rollout.standing import Standing


def gates_screen(standing: Standing, wording: Wording) -> Screen:
    told = wording.say("rollout-decision", decision=standing.decision.lower())
    lines = [_line(each, wording) for each in standing.readings]
    return Screen(
        "\n\n".join([told, *(lines or [wording.say("rollout-no-gates")])]),
        wording.say("rollout-gates-title", title=feature_title(standing.feature, wording)),
        [[to_feature(standing.feature, wording)]],
    )


def gates_list_screen(standings: Sequence[Standing], wording: Wording) -> Screen:
    """What is to blame for each decision, of features that have gates."""
    measured = [each for each in standings if each.readings]
    told = [
        f"{feature_title(each.feature, wording)}\n{gates_in_short(each, wording)}"
        for each in measured
    ]
    buttons = (
        button(feature_words(each.feature, wording), GatesButton(feature=each.feature))
        for each in measured
    )
    return Screen(
        "\n\n".join(told or [wording.say("rollout-no-gates")]),
        wording.say("rollout-gates-of-all"),
        in_rows(buttons, 2),
    )


def _line(reading: Reading, wording: Wording) -> str:
    gate, measured = reading.gate, reading.measured
    age = "" if measured.age is None else age_words(measured.age, wording)
    return wording.say(
        "rollout-gate-line",
        verdict=reading.verdict,
        gate=gate_words(gate, wording),
        name=gate.name,
        kind=gate.gate_class,
        figure=reading_words(reading, wording),
        samples=measured.samples,
        fewest=gate.fewest,
        age=age or "none",
    )
