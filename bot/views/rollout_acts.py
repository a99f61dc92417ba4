"""What is said before a feature is moved, and what became of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.buttons.dead_letters import seconds_of
from bot.buttons.rollout import ActButton, ApproveButton, SureButton
from bot.views.rollout import act_words, effects, gates_in_short, to_feature, to_list
from bot.views.rollout_words import (
    feature_title,
    moment_words,
    note_words,
    owner_words,
    stage_words,
    who_has_it,
)
from bot.views.screen import Rows, Screen, button
from pipeline.digest.ports import Wording
from pipeline.rollout.models import Act, Answer, Entry, Proposal, Refusal, Stage
from pipeline.rollout.standing import Standing


@dataclass(frozen=True, slots=True)
class Intent:
    act: Act
    target: Stage | None = None
    """Of a rollback; None is one step down."""
    note: str = ""


def sure_screen(
    standing: Standing,
    intent: Intent,
    until: datetime,
    wording: Wording,
    checked: str = "",
    *,
    alone: bool = False,
) -> Screen:
    """Asks whether it is meant, and says what will happen; the way there has to be open.

    Args:
        standing: Of the feature.
        intent: What is asked for.
        until: When the yes counts for nothing any more.
        wording: The language.
        checked: What the last checklist said, on one line.
        alone: Nobody else could agree.
    """
    sure = SureButton(
        feature=standing.feature,
        act=intent.act,
        rank=None if intent.target is None else intent.target.rank,
        version=standing.state.version,
        until=seconds_of(until),
    )
    return Screen(
        "\n\n".join((*_before(standing, intent, checked, wording), *_alone(wording, alone=alone))),
        _title(standing, intent, wording),
        [
            [button(wording.say("rollout-yes", act=intent.act), sure)],
            *_further_down(standing, intent, wording),
            [to_feature(standing.feature, wording)],
        ],
        note_words(intent.note),
    )


def done_screen(
    entry: Entry, standing: Standing, names: Mapping[str, str], wording: Wording
) -> Screen:
    """What is so from now on, and how it is undone."""
    moved = wording.say(
        "rollout-done",
        act=entry.act,
        before=stage_words(entry.before, wording),
        after=stage_words(entry.after, wording),
        feature=standing.feature,
    )
    parts = [moved]
    if not standing.state.killed:
        parts.append(who_has_it(standing.state, standing.listed, wording))
        parts.extend(effects(standing, wording))
    parts.append(_who_did_it(entry, names, wording))
    return Screen(
        "\n\n".join(parts),
        feature_title(standing.feature, wording),
        [[to_feature(standing.feature, wording)], [to_list(wording)]],
        note_words(entry.note),
    )


def waiting_screen(
    proposal: Proposal,
    standing: Standing,
    names: Mapping[str, str],
    zone: ZoneInfo,
    wording: Wording,
    *,
    alone: bool = False,
) -> Screen:
    """One person wants it, and another one has to agree."""
    wish = proposal.wish
    told = wording.say(
        "rollout-waiting",
        who=owner_words(wish.owner, names, wording),
        until=moment_words(proposal.expires_at, zone, wording),
    )
    agree = ApproveButton(feature=wish.feature, proposal=proposal.id)
    return Screen(
        "\n\n".join(
            (
                told,
                *_alone(wording, alone=alone),
                *_outlook(standing, Intent(wish.act), wording),
            )
        ),
        _title(standing, Intent(wish.act), wording),
        [
            [button(wording.say("rollout-approve", act=wish.act), agree)],
            [to_feature(wish.feature, wording)],
        ],
        note_words(wish.note),
    )


def refused_screen(answer: Answer, standing: Standing, zone: ZoneInfo, wording: Wording) -> Screen:
    why = answer.refusal or Refusal.CHANGED
    when = moment_words(answer.ready_at or standing.ready_at, zone, wording)
    parts = [
        wording.say(
            "rollout-refused",
            why=why,
            when=when,
            stage=stage_words(standing.state.stage, wording),
            feature=standing.feature,
        )
    ]
    if why is Refusal.GATES:
        parts.append(gates_in_short(standing, wording))
    return Screen(
        "\n\n".join(parts),
        feature_title(standing.feature, wording),
        [[to_feature(standing.feature, wording)], [to_list(wording)]],
    )


def _title(standing: Standing, intent: Intent, wording: Wording) -> str:
    what = act_words(intent.act, standing, wording, intent.target)
    return f"{feature_title(standing.feature, wording)}\n{what}"


def _before(standing: Standing, intent: Intent, checked: str, wording: Wording) -> Iterator[str]:
    yield wording.say("rollout-outlook", act=intent.act, feature=standing.feature)
    yield from _outlook(standing, intent, wording)
    if checked:
        yield checked
    if standing.needs_second(intent.act):
        yield wording.say("rollout-needs-second")


def _alone(wording: Wording, *, alone: bool) -> Iterator[str]:
    if alone:
        yield wording.say("rollout-alone")


def _outlook(standing: Standing, intent: Intent, wording: Wording) -> Iterator[str]:
    """What it will be like, and how the gates are now."""
    after = standing.after(intent.act, intent.target)
    if not after.killed:
        yield wording.say("rollout-then", who=who_has_it(after, standing.listed, wording))
    if intent.act is not Act.KILL:
        # That it will be held is what is asked for, or what it is already.
        yield from effects(replace(standing, state=replace(after, held=False)), wording)
    yield gates_in_short(standing, wording)


def _further_down(standing: Standing, intent: Intent, wording: Wording) -> Rows:
    """From one step down to all of them."""
    if intent.act is not Act.ROLLBACK:
        return ()
    if standing.after(intent.act, intent.target).stage is Stage.OFF:
        return ()
    off = ActButton(feature=standing.feature, act=Act.ROLLBACK, rank=Stage.OFF.rank)
    return [[button(act_words(Act.ROLLBACK, standing, wording, Stage.OFF), off)]]


def _who_did_it(entry: Entry, names: Mapping[str, str], wording: Wording) -> str:
    owner = owner_words(entry.owner, names, wording)
    if entry.approver is None:
        return wording.say("rollout-done-by", who=owner)
    approver = owner_words(entry.approver, names, wording)
    return wording.say("rollout-done-by-two", who=owner, second=approver)
