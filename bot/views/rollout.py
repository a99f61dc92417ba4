"""Where features stand, as operators see it, and the buttons of whatever is possible now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton

from bot.buttons.rollout import (
    ActButton,
    ApproveButton,
    FeatureButton,
    FeaturesButton,
    GatesButton,
    HistoryButton,
)
from bot.views.legible import harmless, shorten
from bot.views.rollout_words import (
    LONGEST_NAME,
    feature_title,
    feature_words,
    gate_words,
    moment_words,
    owner_words,
    reading_words,
    setting_of,
    stage_words,
    who_has_it,
)
from bot.views.screen import Rows, Screen, button, in_rows
from pipeline.digest.ports import Wording
from pipeline.rollout.gates import Reading
from pipeline.rollout.models import Act, Feature, Refusal, Stage
from pipeline.rollout.standing import IN_USE, Standing

USUAL_HISTORY: Final = 10
_GATES_TOLD: Final = 4
_ROW: Final = 2
_BESIDE: Final = frozenset({Refusal.GATES, Refusal.DWELL, Refusal.HELD})
"""What a promotion may wait for where there is a stage above."""


def list_screen(standings: Sequence[Standing], wording: Wording) -> Screen:
    return Screen(
        "\n\n".join(_line(each, wording) for each in standings),
        wording.say("rollout-title"),
        _to_features([each.feature for each in standings], wording),
    )


def unknown_screen(word: str, features: Sequence[Feature], wording: Wording) -> Screen:
    """No feature is called so, or several begin so."""
    return Screen(
        wording.say(
            "rollout-unknown-feature",
            word=shorten(harmless(word), LONGEST_NAME) or "…",
            features=", ".join(features),
        ),
        rows=_to_features(features, wording),
    )


def usage_screen(wording: Wording) -> Screen:
    return Screen(wording.say("rollout-usage"), rows=[[to_list(wording)]])


def feature_screen(
    standing: Standing, names: Mapping[str, str], zone: ZoneInfo, wording: Wording
) -> Screen:
    return Screen(
        "\n\n".join(_parts(standing, names, zone, wording)),
        feature_title(standing.feature, wording),
        [*_acts(standing, wording), *_looks(standing.feature, wording)],
    )


def gates_in_short(standing: Standing, wording: Wording) -> str:
    """The decision, and the gates that are to blame for it."""
    told = wording.say("rollout-decision", decision=standing.decision.lower())
    closed = standing.closed
    lines = [_blamed(each, wording) for each in closed[:_GATES_TOLD]]
    if len(closed) > _GATES_TOLD:
        rest = len(closed) - _GATES_TOLD
        lines.append(wording.say("rollout-more-gates", count=rest, feature=standing.feature))
    return "\n".join([told, *lines])


def effects(standing: Standing, wording: Wording) -> Iterator[str]:
    """What makes the stage not the whole truth."""
    if standing.state.killed:
        yield wording.say("rollout-is-killed", feature=standing.feature)
    if standing.state.held:
        yield wording.say("rollout-is-held")
    if standing.overridden:
        yield wording.say("rollout-overridden", setting=setting_of(standing.feature))
    if standing.feature not in IN_USE:
        yield wording.say("rollout-unused")


def act_words(act: Act, standing: Standing, wording: Wording, target: Stage | None = None) -> str:
    """What a button of it says: «Повысить: 50 %»."""
    stage = standing.after(act, target).stage
    return wording.say("rollout-act", act=act, stage=stage_words(stage, wording))


def to_feature(feature: Feature, wording: Wording) -> InlineKeyboardButton:
    told = wording.say("rollout-button-feature", feature=feature_words(feature, wording))
    return button(told, FeatureButton(feature=feature))


def to_list(wording: Wording) -> InlineKeyboardButton:
    return button(wording.say("rollout-button-list"), FeaturesButton())


def _line(standing: Standing, wording: Wording) -> str:
    state = standing.state
    mark = "killed" if state.killed else "held" if state.held else "goes"
    parts = [
        wording.say("rollout-line", mark=mark, title=feature_title(standing.feature, wording)),
        wording.say(
            "rollout-line-stage",
            stage=stage_words(state.stage, wording),
            count=len(standing.listed),
            mark=mark,
        ),
    ]
    if standing.overridden:
        parts.append(wording.say("rollout-line-overridden", setting=setting_of(standing.feature)))
    if standing.feature not in IN_USE:
        parts.append(wording.say("rollout-unused"))
    return "\n".join(parts)


def _parts(
    standing: Standing, names: Mapping[str, str], zone: ZoneInfo, wording: Wording
) -> Iterator[str]:
    yield "\n".join(
        (
            who_has_it(standing.state, standing.listed, wording),
            wording.say("rollout-since", when=moment_words(standing.state.since, zone, wording)),
        )
    )
    yield from effects(standing, wording)
    yield gates_in_short(standing, wording)
    waits = _waits_for(standing, zone, wording)
    if waits:
        yield waits
    for proposal in standing.proposals:
        yield wording.say(
            "rollout-proposed",
            who=owner_words(proposal.wish.owner, names, wording),
            act=wording.say("rollout-act-asked", act=proposal.wish.act),
            until=moment_words(proposal.expires_at, zone, wording),
        )


def _waits_for(standing: Standing, zone: ZoneInfo, wording: Wording) -> str:
    """What the next stage up waits for; empty if there is none, or nothing is missing."""
    act = Act.START if standing.state.stage is Stage.OFF else Act.PROMOTE
    why = standing.refusal(act)
    if why not in _BESIDE:
        return ""
    when = moment_words(standing.ready_at, zone, wording)
    return wording.say("rollout-waits", why=why, when=when)


def _blamed(reading: Reading, wording: Wording) -> str:
    return wording.say(
        "rollout-blamed",
        verdict=reading.verdict,
        gate=gate_words(reading.gate, wording),
        figure=reading_words(reading, wording),
    )


def _acts(standing: Standing, wording: Wording) -> Rows:
    agreeing = [
        [
            button(
                wording.say("rollout-approve", act=proposal.wish.act),
                ApproveButton(feature=standing.feature, proposal=proposal.id),
            )
        ]
        for proposal in standing.proposals
    ]
    asked = frozenset(proposal.wish.act for proposal in standing.proposals)
    acts = [
        button(act_words(act, standing, wording), ActButton(feature=standing.feature, act=act))
        for act in standing.possible()
        if act not in asked
    ]
    return [*agreeing, *in_rows(acts, _ROW)]


def _looks(feature: Feature, wording: Wording) -> Rows:
    history = HistoryButton(feature=feature, most=USUAL_HISTORY)
    return [
        [
            button(wording.say("rollout-button-gates"), GatesButton(feature=feature)),
            button(wording.say("rollout-button-history"), history),
        ],
        [to_list(wording)],
    ]


def _to_features(features: Sequence[Feature], wording: Wording) -> Rows:
    each = (
        button(feature_words(feature, wording), FeatureButton(feature=feature))
        for feature in features
    )
    return in_rows(each, _ROW)
